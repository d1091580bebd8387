/* id_map.c: open addressing with linear probing, at most three quarters full.                     Manual: id_map.h
 *                                                                                                 Map: render/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "id_map.h"

#include "rs_memory.h"

#define EMPTY UINT32_MAX

/* The slot of `key`, or the empty one where it would go. The map has at least one empty slot. */
static uint32_t *slot_of(const rs__id_map *map, uint32_t key) {
    size_t mask = map->capacity - 1;
    size_t at = (size_t)(key * UINT32_C(0x9E3779B1)) & mask;
    while (map->slots[2 * at] != EMPTY && map->slots[2 * at] != key) at = (at + 1) & mask;
    return map->slots + 2 * at;
}

bool rs__id_map_get(const rs__id_map *map, uint32_t key, uint32_t *value) {
    if (map->count == 0) return false;
    const uint32_t *slot = slot_of(map, key);
    if (slot[0] == EMPTY) return false;
    *value = slot[1];
    return true;
}

static bool grow(rs__id_map *map) {
    rs__id_map larger = {NULL, map->capacity ? 2 * map->capacity : 64, map->count};
    larger.slots = rs_alloc_array(larger.capacity, 2 * sizeof *larger.slots);
    if (larger.slots == NULL) return false;
    for (size_t i = 0; i < larger.capacity; i++) larger.slots[2 * i] = EMPTY;
    for (size_t i = 0; i < map->capacity; i++) {
        const uint32_t *old = map->slots + 2 * i;
        if (old[0] == EMPTY) continue;
        uint32_t *slot = slot_of(&larger, old[0]);
        slot[0] = old[0];
        slot[1] = old[1];
    }
    rs_release(map->slots);
    *map = larger;
    return true;
}

bool rs__id_map_put(rs__id_map *map, uint32_t key, uint32_t value) {
    if (map->count + 1 > map->capacity / 4 * 3 && !grow(map)) return false;
    uint32_t *slot = slot_of(map, key);
    if (slot[0] == EMPTY) map->count++;
    slot[0] = key;
    slot[1] = value;
    return true;
}

void rs__id_map_release(rs__id_map *map) {
    rs_release(map->slots);
    *map = (rs__id_map)RS__ID_MAP_INIT;
}
