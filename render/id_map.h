/* id_map.h: a small map from object numbers to numbers, for work that costs its answer and not the heap.
 * The other half: id_map.c.                                                                       Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ID_MAP_H
#define ID_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rs__id_map {
    uint32_t *slots; /* pairs of key and value; a key of UINT32_MAX is an empty slot */
    size_t capacity; /* pairs, a power of two; 0 before the first put */
    size_t count;
} rs__id_map;

#define RS__ID_MAP_INIT {NULL, 0, 0}

bool rs__id_map_get(const rs__id_map *map, uint32_t key, uint32_t *value);
/* Sets the value of `key`, which is not UINT32_MAX. false: out of memory, nothing changed. */
bool rs__id_map_put(rs__id_map *map, uint32_t key, uint32_t value);
void rs__id_map_release(rs__id_map *map);

#endif
