/* number_map.h: from numbers to numbers, for work that costs its answer and not the heap.    The other half: number_map.c
 *                                                                                                  Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef NUMBER_MAP_H
#define NUMBER_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rs_number_map {
    struct rs_number_pair {
        uint64_t key;
        uint32_t value;
        bool used;
    } * slots;
    size_t capacity; /* a power of two; 0 before the first key */
    size_t count;
} rs_number_map;
#define RS_NUMBER_MAP_INIT                                                                                   \
    { NULL, 0, 0 }

/* The value of `key`, or NULL. Good until the next call that adds a key. */
uint32_t *rs__number_map_find(const rs_number_map *map, uint64_t key);
/* The same, after adding the key with `value` when it is new; *is_new (which may be NULL) tells. NULL: out of memory. */
uint32_t *rs__number_map_add(rs_number_map *map, uint64_t key, uint32_t value, bool *is_new);
void rs__number_map_clear(rs_number_map *map); /* reusable */
void rs__number_map_release(rs_number_map *map);

#endif
