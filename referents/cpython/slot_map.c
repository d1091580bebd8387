/* slot_map.c: from an object's address to its number, during one capture.                        Header: slot_map.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "slot_map.h"

#include <string.h>

#include "rs_memory.h"

/* Leaves are allocated several at a time: one block of cleared pages costs the kernel less than many. */
#define LEAVES_IN_BLOCK 32u
#define FIRST_NEIGHBOURS 256u

static void *allocate(rs_slot_map *map, size_t count, size_t size) {
    void *blocks = map->blocks;
    if (!rs_reserve(&blocks, &map->block_capacity, map->block_count + 1, sizeof *map->blocks)) return NULL;
    map->blocks = blocks;
    void *block = rs_alloc_cleared(count, size);
    if (block) map->blocks[map->block_count++] = block;
    return block;
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
    return leaf;
}

static uint32_t *nowhere(rs_slot_map *map) {
    map->nowhere = 0;
    return &map->nowhere;
}

static uint32_t *fail(rs_slot_map *map) {
    map->failed = true;
    return nowhere(map);
}

uint32_t *rs__slot_make(rs_slot_map *map, uint64_t address) {
    if (address >> 47 != 0) return nowhere(map);
    if (map->failed) return nowhere(map);
    uint32_t ***top = &map->top[address >> 36];
    if (*top == NULL) {
        *top = allocate(map, RS__SLOT_LEAVES, sizeof **top);
        if (*top == NULL) return fail(map);
    }
    uint32_t **leaf = &(*top)[(address >> 20) & (RS__SLOT_LEAVES - 1)];
    if (*leaf == NULL) {
        *leaf = allocate_leaf(map);
        if (*leaf == NULL) return fail(map);
    }
    return *leaf + ((address >> 5) & (RS__SLOTS_IN_LEAF - 1));
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
        if (map->neighbours[i].address) *place_of(fresh, slots, map->neighbours[i].address) = map->neighbours[i];
    rs_release(map->neighbours);
    map->neighbours = fresh;
    map->neighbour_slots = slots;
    return true;
}

void rs__slot_add_neighbour(rs_slot_map *map, uint64_t address, uint32_t number) {
    if (map->neighbour_count * 2 >= map->neighbour_slots && !grow_neighbours(map)) {
        map->failed = true;
        return;
    }
    rs_slot_neighbour *place = place_of(map->neighbours, map->neighbour_slots, address);
    map->neighbour_count += place->address == 0;
    *place = (rs_slot_neighbour){address, number};
}

void rs__slot_map_release(rs_slot_map *map) {
    for (size_t i = 0; i < map->block_count; i++) rs_release(map->blocks[i]);
    rs_release(map->blocks);
    rs_release(map->neighbours);
    memset(map, 0, sizeof *map);
}
