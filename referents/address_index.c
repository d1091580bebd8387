/* address_index.c: a hash table of addresses, open, with linear steps. Manual: address_index.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "address_index.h"

#include <string.h>

#include "big_array.h"

/* Two objects never share 16 bytes, so the address divided by 16 is unique; the multiplication spreads neighbours. */
static size_t first_slot(const rs_address_index *index, uint64_t address) {
    return (size_t)((address >> 4) * 0x9E3779B97F4A7C15ull >> 20) & index->mask;
}

/* Of many objects at one address, which a damaged snapshot may claim, only the first has a slot. */
static void insert(rs_address_index *index, const rs_columns *c, rs_object_id object) {
    size_t at = first_slot(index, c->address[object]);
    for (; index->slot[at] != RS_NO_OBJECT; at = (at + 1) & index->mask)
        if (c->address[index->slot[at]] == c->address[object]) return;
    index->slot[at] = object;
}

rs_address_index rs__address_index_new(const rs_columns *c) {
    size_t slots = 16;
    while (slots < (size_t)c->objects + c->objects / 2) slots *= 2;
    rs_address_index index = {rs__big_array(slots, sizeof(rs_object_id)), slots - 1};
    if (!index.slot) return index;
    memset(index.slot, 0xFF, slots * sizeof *index.slot);
    for (rs_object_id o = c->records; o < c->objects; o++) insert(&index, c, o);
    return index;
}

void rs__address_index_release(rs_address_index *index) {
    rs_release(index->slot);
    *index = (rs_address_index){NULL, 0};
}

rs_object_id rs__address_index_find(const rs_address_index *index, const rs_columns *c, uint64_t address) {
    for (size_t at = first_slot(index, address); index->slot[at] != RS_NO_OBJECT; at = (at + 1) & index->mask)
        if (c->address[index->slot[at]] == address) return index->slot[at];
    return RS_NO_OBJECT;
}
