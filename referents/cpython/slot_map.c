/* slot_map.c: from an object's address to its number, during one capture.                        Header: slot_map.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "slot_map.h"

#include <pthread.h>
#include <string.h>

#include "rs_memory.h"

/* Leaves are allocated several at a time: one block of cleared pages costs the kernel less than many. */
#define LEAVES_IN_BLOCK  32u
#define FIRST_NEIGHBOURS 256u
#define SMALLEST_PAGE    4096u
#define SMALL_MOST       2048u /* numbers in a small map */

/* What leads to nothing, shared by all maps and never written again. */
static uint32_t nowhere[RS__SLOTS_IN_LEAF], *nowhere_middle[RS__SLOT_LEAVES], **nowhere_top[RS__SLOT_TOPS];

static void *allocate(rs_slot_map *map, size_t count, size_t size) {
    void *blocks = map->blocks;
    if (!rs_reserve(&blocks, &map->block_capacity, map->block_count + 1, sizeof *map->blocks)) return NULL;
    map->blocks = blocks;
    void *block = rs_alloc_cleared(count, size);
    if (block) map->blocks[map->block_count++] = block;
    return block;
}

/* ---- Levels --------------------------------------------------------------------------------------------------------- */

static void make_nowhere(void) {
    for (size_t i = 0; i < RS__SLOT_LEAVES; i++) nowhere_middle[i] = nowhere;
    for (size_t i = 0; i < RS__SLOT_TOPS; i++) nowhere_top[i] = nowhere_middle;
}

void rs__slot_map_init(rs_slot_map *map) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_nowhere);
    memset(map, 0, sizeof *map);
    map->top = nowhere_top;
    map->empty = nowhere;
    map->small = true;
}

/* A level of which nothing leads anywhere yet. */
static void *allocate_level(rs_slot_map *map, const void *like, size_t size) {
    void *level = allocate(map, size, 1);
    if (level) memcpy(level, like, size);
    return level;
}

/* A page that is read before it is written costs the kernel two faults: one for the page of zeros that all share, one for its
 * own. Cells are read first, so that the pages are made ours here. */
static void touch(uint32_t *leaf) {
    volatile uint32_t *cell = leaf;
    for (size_t i = 0; i < RS__SLOTS_IN_LEAF; i += SMALLEST_PAGE / sizeof *leaf) cell[i] = 0;
}

static uint32_t *allocate_leaf(rs_slot_map *map) {
    if (map->spares == 0) {
        map->spare = allocate(map, LEAVES_IN_BLOCK * (size_t)RS__SLOTS_IN_LEAF, sizeof *map->spare);
        if (!map->spare) return NULL;
        map->spares = LEAVES_IN_BLOCK;
    }
    uint32_t *leaf = map->spare;
    map->spare += RS__SLOTS_IN_LEAF;
    map->spares--;
    touch(leaf);
    return leaf;
}

/* Make the leaf of an address, when it has none. */
static bool make_leaf(rs_slot_map *map, uint64_t address) {
    uint32_t ***middle = &map->top[(address >> 34) % RS__SLOT_TOPS];
    if (*middle == nowhere_middle) {
        uint32_t **made = allocate_level(map, nowhere_middle, sizeof nowhere_middle);
        if (!made) return false;
        *middle = made;
    }
    uint32_t **leaf = &(*middle)[(address >> 20) % RS__SLOT_LEAVES];
    if (*leaf != nowhere) return true;
    uint32_t *made = allocate_leaf(map);
    if (made) *leaf = made;
    return made != NULL;
}

/* ---- Neighbours ----------------------------------------------------------------------------------------------------- */

static rs_slot_neighbour *place_of(rs_slot_neighbour *table, size_t slots, uint64_t address) {
    size_t i = (size_t)((address >> 4) * 0x9E3779B97F4A7C15u >> 20) & (slots - 1);
    while (table[i].address != 0 && table[i].address != address) i = (i + 1) & (slots - 1);
    return &table[i];
}

uint32_t rs__slot_neighbour(const rs_slot_map *map, uint64_t address) {
    if (map->neighbour_slots == 0) return 0;
    return (uint32_t)place_of(map->neighbours, map->neighbour_slots, address)->number;
}

static bool grow_neighbours(rs_slot_map *map) {
    size_t slots = map->neighbour_slots ? map->neighbour_slots * 2 : FIRST_NEIGHBOURS;
    rs_slot_neighbour *fresh = rs_alloc_cleared(slots, sizeof *fresh);
    if (!fresh) return false;
    for (size_t i = 0; i < map->neighbour_slots; i++)
        if (map->neighbours[i].address)
            *place_of(fresh, slots, map->neighbours[i].address) = map->neighbours[i];
    rs_release(map->neighbours);
    map->neighbours = fresh;
    map->neighbour_slots = slots;
    return true;
}

static bool put_neighbour(rs_slot_map *map, uint64_t address, uint32_t number) {
    if (map->neighbour_count * 2 >= map->neighbour_slots && !grow_neighbours(map)) return false;
    rs_slot_neighbour *place = place_of(map->neighbours, map->neighbour_slots, address);
    map->neighbour_count += place->address == 0;
    *place = (rs_slot_neighbour){address, number};
    return true;
}

/* ---- All ------------------------------------------------------------------------------------------------------------ */

void rs__slot_map_enlarge(rs_slot_map *map) {
    rs_slot_neighbour *kept = map->neighbours;
    size_t slots = map->neighbour_slots;
    if (!map->small || map->failed) return;
    map->top = allocate_level(map, nowhere_top, sizeof nowhere_top);
    map->failed = map->top == NULL;
    if (map->failed) map->top = nowhere_top;
    map->small = false;
    map->neighbours = NULL;
    map->neighbour_count = map->neighbour_slots = 0;
    for (size_t i = 0; i < slots; i++)
        if (kept[i].address) rs__slot_put(map, kept[i].address, (uint32_t)kept[i].number);
    rs_release(kept);
}

void rs__slot_put(rs_slot_map *map, uint64_t address, uint32_t number) {
    uint32_t half = rs__slot_half(address);
    if (map->small && map->neighbour_count >= SMALL_MOST) rs__slot_map_enlarge(map);
    if (map->small) {
        map->failed |= !put_neighbour(map, address, number);
        return;
    }
    if (map->failed || !make_leaf(map, address)) {
        map->failed = true;
        return;
    }
    uint32_t *cell = rs__slot(map, address);
    if (*cell == 0 || (*cell ^ half) <= RS__SLOT_MAX)
        *cell = number | half;
    else
        map->failed = !put_neighbour(map, address, number);
}

void rs__slot_map_release(rs_slot_map *map) {
    for (size_t i = 0; i < map->block_count; i++) rs_release(map->blocks[i]);
    rs_release(map->blocks);
    rs_release(map->neighbours);
    memset(map, 0, sizeof *map);
}
