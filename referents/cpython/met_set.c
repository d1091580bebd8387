/* met_set.c: which objects were met, one bit each.                                               Header: met_set.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "met_set.h"

#include <string.h>

#include "rs_memory.h"

#define LEAVES_IN_BLOCK 16u
#define LEAVES_KEPT     64u /* by a set that was cleared */

static rs_met_leaf *place_of(rs_met_leaf *leaves, size_t slots, uint64_t megabyte) {
    size_t place = (size_t)(megabyte * 0x9E3779B97F4A7C15ull >> 32) & (slots - 1);
    while (leaves[place].megabyte != 0 && leaves[place].megabyte != megabyte + 1)
        place = (place + 1) & (slots - 1);
    return &leaves[place];
}

static bool grow_leaves(rs_met_set *met) {
    size_t slots = met->leaf_slots ? 2 * met->leaf_slots : 64;
    rs_met_leaf *leaves = rs_alloc_cleared(slots, sizeof *leaves);
    if (!leaves) return false;
    for (size_t i = 0; i < met->leaf_slots; i++)
        if (met->leaves[i].megabyte) *place_of(leaves, slots, met->leaves[i].megabyte - 1) = met->leaves[i];
    rs_release(met->leaves);
    met->leaves = leaves;
    met->leaf_slots = slots;
    return true;
}

static uint64_t *new_bits(rs_met_set *met) {
    if (met->spares == 0) {
        size_t leaves = met->block_count == 0 ? 1 : LEAVES_IN_BLOCK;
        void *blocks = met->blocks;
        if (!rs_reserve(&blocks, &met->block_room, met->block_count + 1, sizeof *met->blocks)) return NULL;
        met->blocks = blocks;
        met->spare = rs_alloc_cleared(leaves, RS__MET_WORDS * sizeof *met->spare);
        if (!met->spare) return NULL;
        met->blocks[met->block_count++] = met->spare;
        met->spares = leaves;
    }
    uint64_t *bits = met->spare;
    met->spare += RS__MET_WORDS;
    met->spares--;
    return bits;
}

static uint64_t *find_bits(rs_met_set *met, uint64_t megabyte) {
    if (2 * (met->leaf_count + 1) > met->leaf_slots && !grow_leaves(met)) return NULL;
    rs_met_leaf *found = place_of(met->leaves, met->leaf_slots, megabyte);
    if (!found->bits) {
        found->bits = new_bits(met);
        if (!found->bits) return NULL;
        found->megabyte = megabyte + 1;
        met->leaf_count++;
    }
    met->near[megabyte % RS__MET_NEAR] = *found;
    return found->bits;
}

uint64_t *rs__met_bits(rs_met_set *met, uint64_t megabyte) {
    uint64_t *bits = met->failed ? NULL : find_bits(met, megabyte);
    met->failed = bits == NULL;
    return bits;
}

void rs__met_release(rs_met_set *met) {
    for (size_t i = 0; i < met->block_count; i++) rs_release(met->blocks[i]);
    rs_release(met->blocks);
    rs_release(met->leaves);
    memset(met, 0, sizeof *met);
}

void rs__met_clear(rs_met_set *met) {
    if (met->failed || met->count > RS__MET_NOTED || met->leaf_count > LEAVES_KEPT) {
        rs__met_release(met);
        return;
    }
    for (size_t i = 0; i < met->count; i++) {
        uint64_t object = met->noted[i];
        rs__met_bits(met, object >> 20)[object >> 10 & (RS__MET_WORDS - 1)] = 0;
    }
    met->count = 0;
}
