/* slot_map.h: from an object's address to its number, during one capture.                 Implementation: slot_map.c
 *                                                                                         Map: README.md
 * A radix table of three levels leads from an address to a cell of 4 bytes for every 32 bytes of heap. Cells of one
 * megabyte of heap lie together, so that a heap that is walked in order walks its cells in order. Nearly all objects take
 * 32 bytes and more, so that a cell is one object's; which half of the 32 bytes it starts in is the cell's highest bit. The
 * few objects of 16 bytes that find their cell taken by a neighbour go into a hash table.
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
#define RS__SLOTS_IN_LEAF 32768u /* 32 bytes of addresses each */
#define RS__SLOT_HALF 0x80000000u
#define RS__SLOT_MAX 0x7FFFFFFFu /* the largest number that can be kept */

typedef struct rs_slot_neighbour {
    uint64_t address; /* 0: free */
    uint64_t number;
} rs_slot_neighbour;

typedef struct rs_slot_map {
    uint32_t **top[RS__SLOT_TOPS];
    void **blocks; /* everything allocated, but for the neighbours */
    size_t block_count, block_capacity;
    uint32_t *spare; /* leaves of the newest block not in use yet */
    uint32_t spares;
    uint32_t nowhere; /* the cell of addresses that cannot be an object's, and of all when out of memory */
    rs_slot_neighbour *neighbours; /* open addressing, at most half full */
    size_t neighbour_count, neighbour_slots;
    bool failed;      /* out of memory: this capture is lost */
} rs_slot_map;

void rs__slot_map_release(rs_slot_map *map); /* *map was all zeros before its first use and is so again */

/* The slow ways of the calls below. */
uint32_t *rs__slot_make(rs_slot_map *map, uint64_t address);
uint32_t rs__slot_neighbour(const rs_slot_map *map, uint64_t address);
void rs__slot_add_neighbour(rs_slot_map *map, uint64_t address, uint32_t number);

/* The cell of an address, which an object may share with its neighbour. Never NULL. */
static inline uint32_t *rs__slot(rs_slot_map *map, uint64_t address) {
    if (__builtin_expect(address >> 47 != 0, 0)) return rs__slot_make(map, address);
    uint32_t **middle = map->top[address >> 36];
    if (__builtin_expect(middle == NULL, 0)) return rs__slot_make(map, address);
    uint32_t *leaf = middle[(address >> 20) & (RS__SLOT_LEAVES - 1)];
    if (__builtin_expect(leaf == NULL, 0)) return rs__slot_make(map, address);
    return leaf + ((address >> 5) & (RS__SLOTS_IN_LEAF - 1));
}

static inline uint32_t rs__slot_half(uint64_t address) {
    return (uint32_t)(address >> 4) << 31;
}

/* The number of the object at `address`, whose cell is `cell`; 0: it has none. */
static inline uint32_t rs__slot_get(const rs_slot_map *map, const uint32_t *cell, uint64_t address) {
    uint32_t value = *cell;
    if (value == 0) return 0;
    if (__builtin_expect((value ^ rs__slot_half(address)) & RS__SLOT_HALF, 0)) return rs__slot_neighbour(map, address);
    return value & RS__SLOT_MAX;
}

/* Give it a number, from 1 to RS__SLOT_MAX. */
static inline void rs__slot_set(rs_slot_map *map, uint32_t *cell, uint64_t address, uint32_t number) {
    uint32_t half = rs__slot_half(address);
    if (__builtin_expect(*cell != 0 && ((*cell ^ half) & RS__SLOT_HALF), 0)) rs__slot_add_neighbour(map, address, number);
    else *cell = number | half;
}

/* The number if there is one, else 0: asks and changes nothing. */
static inline uint32_t rs__slot_look(const rs_slot_map *map, uint64_t address) {
    if (address >> 47 != 0 || map->top[address >> 36] == NULL) return 0;
    const uint32_t *leaf = map->top[address >> 36][(address >> 20) & (RS__SLOT_LEAVES - 1)];
    return leaf ? rs__slot_get(map, leaf + ((address >> 5) & (RS__SLOTS_IN_LEAF - 1)), address) : 0;
}

#endif
