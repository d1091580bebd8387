/* met_set.h: which objects were met, one bit each.                          Implementation: met_set.c. Map: README.md
 *
 * One bit for every 16 bytes of heap, in leaves of a megabyte each, so that the bits of a large heap fit the cache.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MET_SET_H
#define MET_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RS__MET_WORDS = (1 << 20) / 16 / 64, RS__MET_NEAR = 256, RS__MET_NOTED = 512 };

typedef struct rs_met_leaf {
    uint64_t megabyte; /* + 1; 0: free */
    uint64_t *bits;
} rs_met_leaf;

typedef struct rs_met_set {
    rs_met_leaf near[RS__MET_NEAR]; /* by megabyte, overwritten */
    rs_met_leaf *leaves;            /* all, open addressing */
    size_t leaf_count, leaf_slots;
    uint64_t **blocks, *spare;
    size_t block_count, block_room, spares;
    uint64_t
        noted[RS__MET_NOTED]; /* the first that were met, so that a short question leaves little to clear */
    size_t count;
    bool failed; /* out of memory: what was met is not known any more */
} rs_met_set;

/* All zeros are an empty set. */
void rs__met_clear(rs_met_set *met); /* empty again; memory for a few objects is kept */
void rs__met_release(rs_met_set *met);

/* Between the two files: the bits of a megabyte, made where there are none; NULL: out of memory. */
uint64_t *rs__met_bits(rs_met_set *met, uint64_t megabyte);

/* Note that an object was met; was it for the first time? */
static inline bool rs__met_first(rs_met_set *met, uint64_t object) {
    uint64_t megabyte = object >> 20, bit = 1ull << (object >> 4 & 63);
    const rs_met_leaf *near = &met->near[megabyte % RS__MET_NEAR];
    uint64_t *bits = near->megabyte == megabyte + 1 ? near->bits : rs__met_bits(met, megabyte);
    if (__builtin_expect(!bits, 0)) return false;
    uint64_t *word = &bits[object >> 10 & (RS__MET_WORDS - 1)];
    if (*word & bit) return false;
    *word |= bit;
    if (met->count < RS__MET_NOTED) met->noted[met->count] = object;
    met->count++;
    return true;
}

#endif
