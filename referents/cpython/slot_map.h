/* slot_map.h: from an object's address to its number, during one capture.                 Implementation: slot_map.c
 *                                                                                         Map: README.md
 * Objects are at least 16 bytes and 8-aligned, so that no two of them start in the same 16 bytes: the address divided by
 * 16 is a perfect key. A radix table of three levels turns it into a cell of 4 bytes; cells of one megabyte of heap lie
 * together, so that a heap that is walked in order walks its cells in order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SLOT_MAP_H
#define SLOT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RS__SLOT_TOPS 2048u      /* 64 GB of addresses each; 2^47 bytes in all, what a process of x86-64 or arm64 has */
#define RS__SLOT_LEAVES 65536u   /* 1 MB of addresses each */
#define RS__SLOTS_IN_LEAF 65536u /* 16 bytes of addresses each */

typedef struct rs_slot_map {
    uint32_t **top[RS__SLOT_TOPS];
    void **blocks; /* everything allocated */
    size_t block_count, block_capacity;
    uint32_t *spare; /* leaves of the newest block not in use yet */
    uint32_t spares;
    uint32_t nowhere; /* the cell of addresses that cannot be an object's, and of all when out of memory */
    bool failed;      /* out of memory: this capture is lost */
} rs_slot_map;

/* The slow way of rs__slot: makes the leaf. */
uint32_t *rs__slot_make(rs_slot_map *map, uint64_t address);
void rs__slot_map_release(rs_slot_map *map); /* *map was all zeros before its first use and is so again */

/* The cell of an address: 0 until somebody writes a number + 1 into it. Never NULL. */
static inline uint32_t *rs__slot(rs_slot_map *map, uint64_t address) {
    if (__builtin_expect(address >> 47 != 0, 0)) return rs__slot_make(map, address);
    uint32_t **middle = map->top[address >> 36];
    if (__builtin_expect(middle == NULL, 0)) return rs__slot_make(map, address);
    uint32_t *leaf = middle[(address >> 20) & (RS__SLOT_LEAVES - 1)];
    if (__builtin_expect(leaf == NULL, 0)) return rs__slot_make(map, address);
    return leaf + ((address >> 4) & (RS__SLOTS_IN_LEAF - 1));
}

/* The cell if it was made, else NULL: asks and changes nothing. */
static inline const uint32_t *rs__slot_look(const rs_slot_map *map, uint64_t address) {
    if (address >> 47 != 0 || map->top[address >> 36] == NULL) return NULL;
    const uint32_t *leaf = map->top[address >> 36][(address >> 20) & (RS__SLOT_LEAVES - 1)];
    return leaf ? leaf + ((address >> 4) & (RS__SLOTS_IN_LEAF - 1)) : NULL;
}

#endif
