/* number_map.c: open addressing with linear probing, at most two thirds full.      Manual: number_map.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "number_map.h"

#include <string.h>

#include "rs_memory.h"

static struct rs_number_pair *slot_of(const rs_number_map *map, uint64_t key) {
    size_t mask = map->capacity - 1;
    size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & mask;
    while (map->slots[at].used && map->slots[at].key != key) at = (at + 1) & mask;
    return &map->slots[at];
}

uint32_t *rs__number_map_find(const rs_number_map *map, uint64_t key) {
    if (map->count == 0) return NULL;
    struct rs_number_pair *slot = slot_of(map, key);
    return slot->used ? &slot->value : NULL;
}

static bool grow(rs_number_map *map) {
    rs_number_map larger = {NULL, map->capacity ? 2 * map->capacity : 16, map->count};
    larger.slots = rs_alloc_cleared(larger.capacity, sizeof *larger.slots);
    if (!larger.slots) return false;
    for (size_t i = 0; i < map->capacity; i++)
        if (map->slots[i].used) *slot_of(&larger, map->slots[i].key) = map->slots[i];
    rs_release(map->slots);
    *map = larger;
    return true;
}

uint32_t *rs__number_map_add(rs_number_map *map, uint64_t key, uint32_t value, bool *is_new) {
    if (3 * (map->count + 1) > 2 * map->capacity && !grow(map)) return NULL;
    struct rs_number_pair *slot = slot_of(map, key);
    if (is_new) *is_new = !slot->used;
    if (!slot->used) {
        *slot = (struct rs_number_pair){key, value, true};
        map->count++;
    }
    return &slot->value;
}

void rs__number_map_clear(rs_number_map *map) {
    if (map->slots) memset(map->slots, 0, map->capacity * sizeof *map->slots);
    map->count = 0;
}

void rs__number_map_release(rs_number_map *map) {
    rs_release(map->slots);
    *map = (rs_number_map)RS_NUMBER_MAP_INIT;
}
