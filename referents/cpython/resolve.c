/* resolve.c: numbers for what a batch of objects refers to.                                            Header: walk.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "walk.h"

#include "rs_memory.h"

#define FIRST_OBJECTS 256u
#define OBJECTS_MAX   (RS__SLOT_MAX - 8u)

static bool resize(void *array, size_t count, size_t size) {
    void **place = array, *larger = rs_resize_array(*place, count, size);
    if (larger) *place = larger;
    return larger != NULL;
}

static bool resize_objects(rs_walk *walk, size_t capacity) {
    rs_parts *parts = &walk->parts;
    if (!resize(&parts->address, capacity, sizeof *parts->address) ||
        !resize(&parts->type, capacity, sizeof *parts->type) ||
        !resize(&parts->size, capacity, sizeof *parts->size) ||
        !resize(&parts->refcount, capacity, sizeof *parts->refcount) ||
        !resize(&parts->flags, capacity, sizeof *parts->flags) ||
        !resize(&parts->row, capacity + 1, sizeof *parts->row))
        return false;
    if (walk->object_capacity == 0) parts->row[0] = 0;
    walk->object_capacity = capacity;
    return true;
}

static bool resize_references(rs_walk *walk, size_t capacity) {
    rs_parts *parts = &walk->parts;
    if (!resize(&parts->target, capacity, sizeof *parts->target) ||
        !resize(&parts->name, capacity, sizeof *parts->name))
        return false;
    walk->reference_capacity = capacity;
    return true;
}

void rs__walk_expect(rs_walk *walk, size_t objects) {
    if (objects > OBJECTS_MAX) objects = OBJECTS_MAX;
    if (objects > FIRST_OBJECTS && resize_objects(walk, objects)) resize_references(walk, objects * 5 / 2);
    rs__slot_map_enlarge(&walk->slots);
}

bool rs__walk_grow_objects(rs_walk *walk) {
    size_t capacity = walk->object_capacity ? walk->object_capacity + walk->object_capacity / 2
                                            : FIRST_OBJECTS;
    if (walk->parts.objects >= OBJECTS_MAX) {
        walk->too_large = true;
        return false;
    }
    walk->no_memory |= !resize_objects(walk, capacity);
    return !walk->no_memory;
}

bool rs__walk_grow_values(rs_walk *walk) {
    size_t count = walk->object_capacity - walk->parts.value_first;
    walk->no_memory |= !resize(&walk->parts.value_at, count, sizeof *walk->parts.value_at);
    if (!walk->no_memory) walk->value_capacity = walk->object_capacity;
    return !walk->no_memory;
}

static bool grow_references(rs_walk *walk, size_t needed) {
    size_t capacity = walk->reference_capacity + walk->reference_capacity / 2;
    if (capacity < needed) capacity = needed;
    if (needed > UINT32_MAX - 8u) {
        walk->too_large = true;
        return false;
    }
    walk->no_memory |= !resize_references(walk, capacity);
    return !walk->no_memory;
}

void rs__walk_take_cells(rs_walk *walk) {
    const rs_emitter *out = &walk->decoding.out;
    if (walk->cell_capacity < out->capacity) {
        if (!resize(&walk->cell, out->capacity, sizeof *walk->cell)) {
            walk->no_memory = true;
            return;
        }
        walk->cell_capacity = out->capacity;
    }
    for (size_t i = walk->cells; i < out->count; i++) {
        walk->cell[i] = rs__slot(&walk->slots, out->found[i].target);
        __builtin_prefetch(walk->cell[i], 1);
    }
    walk->cells = out->count;
}

/* Give the object at `address` the next number; the number + 1, or RS__HIDDEN when it must not have one. There is room. */
static inline uint32_t add(rs_walk *walk, uint32_t *cell, uint64_t address) {
    uint32_t id = walk->parts.objects++;
    walk->parts.address[id] = address;
    walk->parts.flags[id] = 0;
    rs__slot_set(&walk->slots, cell, address, id + 1);
    return id + 1;
}

static bool has_room(rs_walk *walk, size_t objects) {
    while (walk->object_capacity - walk->parts.objects < objects)
        if (!rs__walk_grow_objects(walk)) return false;
    return !walk->slots.failed;
}

rs_object_id rs__walk_number(rs_walk *walk, uint64_t address) {
    uint32_t *cell = rs__slot(&walk->slots, address);
    uint32_t value = rs__slot_get(&walk->slots, cell, address);
    if (value == 0 && (walk->closed || !has_room(walk, 1))) return RS_NO_OBJECT;
    if (value == 0) value = add(walk, cell, address);
    return value == RS__HIDDEN ? RS_NO_OBJECT : value - 1;
}

rs_object_id rs__walk_find(const rs_walk *walk, uint64_t address) {
    uint32_t value = rs__slot_look(&walk->slots, address);
    return value == 0 || value == RS__HIDDEN ? RS_NO_OBJECT : value - 1;
}

/* Reference `at` of the buffer goes to something left out. A dict's value takes its key along. */
static void drop(rs_walk *walk, size_t at) {
    rs_parts *parts = &walk->parts;
    const rs_found *found = walk->decoding.out.found;
    bool with_key = at > 0 && RS_NAME_KIND(found[at].name) == RS_NAME_KEY && parts->references > 0 &&
                    RS_NAME_KIND(found[at - 1].name) == RS_NAME_DICT_KEY &&
                    RS_NAME_KIND(parts->name[parts->references - 1]) == RS_NAME_DICT_KEY;
    void *dropped = walk->dropped;
    if (!rs_reserve(&dropped, &walk->dropped_capacity, walk->dropped_count + 2, sizeof *walk->dropped)) {
        walk->no_memory = true;
        return;
    }
    walk->dropped = dropped;
    if (with_key && !walk->closed) {
        uint32_t key = parts->target[--parts->references];
        if (!(parts->flags[key] & RS_OBJECT_IMMORTAL)) rs__walk_take(walk, found[at - 1].target, 1);
        walk->dropped[walk->dropped_count++] = walk->emitted + (uint32_t)at - 1;
    }
    walk->dropped[walk->dropped_count++] = walk->emitted + (uint32_t)at;
}

/* What is first met here and shares its cell, or had no leaf when its cell was looked up: another reference of this batch may
 * have made that since. */
static uint32_t number_rarely(rs_walk *walk, uint64_t address) {
    uint32_t *cell = rs__slot(&walk->slots, address);
    uint32_t value = rs__slot_get(&walk->slots, cell, address);
    if (value != 0) return value;
    if (walk->closed || walk->slots.failed) return RS__HIDDEN;
    return add(walk, cell, address);
}

/* Turn the first `count` of the buffer into references. There is room for them, and for as many new objects. */
static void resolve_all(rs_walk *walk, size_t count) {
    rs_parts *parts = &walk->parts;
    const rs_found *found = walk->decoding.out.found, *end = found + count;
    uint32_t *const *cells = walk->cell;
    uint32_t *target = parts->target, *name = parts->name;
    uint64_t *addresses = parts->address;
    uint8_t *flags = parts->flags;
    uint32_t to = parts->references, objects = parts->objects;
    for (; found < end; found++, cells++) {
        uint64_t address = found->target;
        uint32_t *cell = *cells, half = rs__slot_half(address), value = *cell ^ half;
        if (value == half && !walk->closed && !rs__slot_is_nowhere(&walk->slots, cell)) {
            addresses[objects] = address;
            flags[objects] = 0;
            value = ++objects;
            *cell = value | half;
        } else if (__builtin_expect(value > RS__SLOT_MAX || value == half, 0)) {
            parts->objects = objects;
            value = number_rarely(walk, address);
            objects = parts->objects;
        }
        if (__builtin_expect(value == RS__HIDDEN, 0)) {
            parts->references = to;
            drop(walk, (size_t)(found - walk->decoding.out.found));
            to = parts->references;
            continue;
        }
        target[to] = value - 1;
        name[to++] = found->name;
    }
    parts->references = to;
    parts->objects = objects;
}

void rs__walk_resolve(rs_walk *walk) {
    size_t count = walk->decoding.out.count, needed = walk->parts.references + count;
    rs__walk_take_cells(walk);
    bool room = !walk->no_memory && has_room(walk, count) &&
                (needed <= walk->reference_capacity || grow_references(walk, needed));
    if (room) resolve_all(walk, count);
    walk->emitted += (uint32_t)count;
    walk->cells = walk->decoding.out.count = 0;
}

/* Rows were written as counts of what was emitted; less what of it was dropped, they are counts of references. */
void rs__walk_close_rows(rs_walk *walk, uint32_t first) {
    uint32_t less = 0;
    if (walk->dropped_count == 0) return;
    for (uint32_t o = first; o < walk->next; o++) {
        while (less < walk->dropped_count && walk->dropped[less] < walk->parts.row[o + 1]) less++;
        walk->parts.row[o + 1] -= less;
    }
    walk->emitted = walk->parts.references;
    walk->dropped_count = 0;
}

bool rs__walk_take(rs_walk *walk, uint64_t target, uint64_t count) {
    void *taken = walk->taken;
    if (!rs_reserve(&taken, &walk->taken_capacity, walk->taken_count + 1, sizeof *walk->taken)) {
        walk->no_memory = true;
        return false;
    }
    walk->taken = taken;
    walk->taken[walk->taken_count++] = (rs_taken){target, count};
    return true;
}
