/* bits.h: one bit for each object, so that what is asked of every reference fits into the cache.
 * The other half: bits.c.                                                                         Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef BITS_H
#define BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rs_snapshot.h"

typedef uint64_t rs_bits; /* an array of these; bit o % 64 of word o / 64 is object o's */

static inline size_t rs__bits_words(size_t objects) {
    return objects / 64 + 1;
}
static inline bool rs__bit(const rs_bits *bits, uint32_t object) {
    return bits[object / 64] >> (object % 64) & 1;
}
static inline void rs__bit_set(rs_bits *bits, uint32_t object) {
    bits[object / 64] |= (rs_bits)1 << (object % 64);
}
static inline void rs__bit_clear(rs_bits *bits, uint32_t object) {
    bits[object / 64] &= ~((rs_bits)1 << (object % 64));
}

/* All clear; from rs_memory.h; NULL when out of memory. */
rs_bits *rs__bits_new(size_t objects);
size_t rs__bits_count(const rs_bits *bits, size_t objects);

/* The objects that hold something. The others, leaves, cannot be on a cycle and keep nothing alive: the passes over a
 * whole heap leave them out. *holders receives their number. NULL when out of memory. */
rs_bits *rs__bits_of_holders(const rs_columns *columns, uint32_t *holders);

#endif
