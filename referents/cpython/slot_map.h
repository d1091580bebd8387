/* slot_map.h: from an object's address to its number, during one capture.                 Implementation: slot_map.c
 *                                                                                         Map: README.md
 * A radix table of three levels leads from an address to a cell of 4 bytes for every 32 bytes of heap. Cells of one
 * megabyte of heap lie together, so that a heap that is walked in order walks its cells in order. Nearly all objects take
 * 32 bytes and more, so that a cell is one object's; which half of the 32 bytes it starts in is the cell's highest bit. The
 * few objects of 16 bytes that find their cell taken by a neighbour go into a hash table.
 *
 * Looking a cell up asks no question: where nothing was ever kept, the table leads to a leaf that is empty and stays so.
 *
 * A map begins small: leaves cost more than a capture of a few objects, so that the first few thousand numbers are kept in the
 * hash table alone, and all cells are those of the empty leaf.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SLOT_MAP_H
#define SLOT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RS__SLOT_TOPS     16384u /* 16 GB of addresses each; 2^48 bytes in all, more than a process has */
#define RS__SLOT_LEAVES   16384u /* 1 MB of addresses each */
#define RS__SLOTS_IN_LEAF 32768u /* 32 bytes of addresses each */
#define RS__SLOT_HALF     0x80000000u
#define RS__SLOT_MAX      0x7FFFFFFFu /* the largest number that can be kept */

typedef struct rs_slot_neighbour {
    uint64_t address; /* 0: free */
    uint64_t number;
} rs_slot_neighbour;

typedef struct rs_slot_map {
    uint32_t ***top;       /* [RS__SLOT_TOPS]; while the map is small, one that all maps share */
    const uint32_t *empty; /* the leaf of all addresses where nothing is kept; all maps share it */
    bool small;            /* everything is among the neighbours */
    void **blocks;         /* everything allocated, but for the neighbours */
    size_t block_count, block_capacity;
    uint32_t *spare; /* leaves of the newest block not in use yet */
    uint32_t spares;
    rs_slot_neighbour *neighbours; /* open addressing, at most half full */
    size_t neighbour_count, neighbour_slots;
    bool failed; /* out of memory: this capture is lost */
} rs_slot_map;

void rs__slot_map_init(rs_slot_map *map);
void rs__slot_map_release(rs_slot_map *map); /* all zeros are fine */
void rs__slot_map_enlarge(rs_slot_map *map); /* small no more: for a map that will be large anyway */

/* The slow ways of the calls below. */
void rs__slot_put(rs_slot_map *map, uint64_t address, uint32_t number);
uint32_t rs__slot_neighbour(const rs_slot_map *map, uint64_t address);

/* The cell of an address, which an object may share with its neighbour, or one of the empty leaf. */
static inline uint32_t *rs__slot(const rs_slot_map *map, uint64_t address) {
    uint32_t *leaf = map->top[(address >> 34) % RS__SLOT_TOPS][(address >> 20) % RS__SLOT_LEAVES];
    return leaf + (address >> 5) % RS__SLOTS_IN_LEAF;
}

static inline uint32_t rs__slot_half(uint64_t address) {
    return (uint32_t)(address >> 4) << 31;
}

/* Whether a cell is one of the empty leaf. By now there may be another one for its address. */
static inline bool rs__slot_is_nowhere(const rs_slot_map *map, const uint32_t *cell) {
    return (uintptr_t)cell - (uintptr_t)map->empty < RS__SLOTS_IN_LEAF * sizeof *cell;
}

/* The number of the object at `address`, whose cell is `cell`; 0: it has none. */
static inline uint32_t rs__slot_get(const rs_slot_map *map, const uint32_t *cell, uint64_t address) {
    uint32_t value = *cell ^ rs__slot_half(address);
    if (__builtin_expect(map->small, 0)) return rs__slot_neighbour(map, address);
    if (__builtin_expect(value > RS__SLOT_MAX, 0))
        return value == RS__SLOT_HALF ? 0 : rs__slot_neighbour(map, address);
    return value;
}

/* Give it a number, from 1 to RS__SLOT_MAX. */
static inline void rs__slot_set(rs_slot_map *map, uint32_t *cell, uint64_t address, uint32_t number) {
    uint32_t half = rs__slot_half(address);
    bool shared = *cell != 0 && (*cell ^ half) > RS__SLOT_MAX;
    if (__builtin_expect(shared || rs__slot_is_nowhere(map, cell), 0))
        rs__slot_put(map, address, number);
    else
        *cell = number | half;
}

/* The number if there is one, else 0. */
static inline uint32_t rs__slot_look(const rs_slot_map *map, uint64_t address) {
    return rs__slot_get(map, rs__slot(map, address), address);
}

#endif
