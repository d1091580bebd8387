/* bits.c: one bit for each object.                                     The other half: bits.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bits.h"

#include "rs_memory.h"

rs_bits *rs__bits_new(size_t objects) {
    return rs_alloc_cleared(rs__bits_words(objects), sizeof(rs_bits));
}

size_t rs__bits_count(const rs_bits *bits, size_t objects) {
    size_t count = 0;
    for (size_t word = 0; word < rs__bits_words(objects); word++)
        count += (size_t)__builtin_popcountll(bits[word]);
    return count;
}

rs_bits *rs__bits_of_holders(const rs_columns *columns, uint32_t *holders) {
    rs_bits *bits = rs__bits_new(columns->objects);
    if (!bits) return NULL;
    uint32_t count = 0;
    for (uint32_t o = 0; o < columns->objects; o++) {
        rs_bits holds = columns->row[o] != columns->row[o + 1];
        bits[o / 64] |= holds << (o % 64);
        count += (uint32_t)holds;
    }
    *holders = count;
    return bits;
}
