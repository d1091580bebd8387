/* allocations.c: where some objects of a snapshot were allocated.          Manual: allocations.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "allocations.h"

#include "rs_memory.h"

bool rs__allocations_add(rs_allocations *a, rs_object_id object, const char *site) {
    if (!rs_reserve((void **)&a->of, &a->capacity, a->count + 1, sizeof *a->of)) return false;
    char *copy = rs_copy_string(site);
    if (!copy) return false;
    a->of[a->count++] = (struct rs_allocation){object, copy};
    return true;
}

const char *rs__allocations_find(const rs_allocations *a, rs_object_id object) {
    size_t low = 0, high = a->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (a->of[middle].object < object)
            low = middle + 1;
        else
            high = middle;
    }
    return low < a->count && a->of[low].object == object ? a->of[low].site : NULL;
}

void rs__allocations_release(rs_allocations *a) {
    for (size_t i = 0; i < a->count; i++) rs_release(a->of[i].site);
    rs_release(a->of);
    *a = (rs_allocations)RS_ALLOCATIONS_INIT;
}
