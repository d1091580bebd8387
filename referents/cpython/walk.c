/* walk.c: the one pass over a heap.                                  Header: walk.h. Numbers for references: resolve.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include "trust.h"
#include "walk.h"

#include "fetch_ahead.h"
#include "keep_value.h"
#include "object_size.h"
#include "rs_memory.h"

/* How far ahead of the object at hand memory is asked for: its head first, then, when that is there, its type, and what
 * it keeps outside of itself. */
#define HEAD_AHEAD 32u
#define TYPE_AHEAD 16u

#define COMPILED_IN 900000000 /* a count that only objects compiled into the interpreter have */

static const rs_image identity;

static void drain(void *context) {
    rs__walk_resolve(context);
}

bool rs__walk_init(rs_walk *walk, const rs_layout *layout, rs_values values) {
    memset(walk, 0, sizeof *walk);
    walk->decoding.image = &identity;
    walk->decoding.layout = layout;
    walk->decoding.read_safely = rs__read_safely;
    walk->decoding.out.drain = drain;
    walk->decoding.out.drain_context = walk;
    walk->values = values;
    walk->decoding.names = rs__name_table_new();
    rs__slot_map_init(&walk->slots);
    return walk->decoding.names != NULL;
}

void rs__walk_release(rs_walk *walk) {
    rs__parts_release(&walk->parts);
    rs__slot_map_release(&walk->slots);
    rs__known_types_release(&walk->types);
    rs__runtime_release(&walk->runtime);
    rs__name_table_free(walk->decoding.names);
    rs_release(walk->decoding.out.found);
    rs_release(walk->offered.found);
    rs_release(walk->cell);
    rs_release(walk->dropped);
    rs_release(walk->visited);
    rs_release(walk->taken);
    rs_release(walk->own);
    memset(walk, 0, sizeof *walk);
}

static inline const PyObject *object_at(uint64_t address) {
    return (const PyObject *)(uintptr_t)address;
}

/* The first of the two steps: the head of an object. Tracked ones have something in front of them. */
static inline void prefetch_head(const rs_parts *parts, uint32_t id) {
    const char *object = (const char *)(uintptr_t)parts->address[id];
    __builtin_prefetch(id < parts->value_first ? object - 32 : object);
    __builtin_prefetch(object + 32);
}

/* The second: its type, and what it keeps outside of itself. */
static inline void look_up_type(rs_walk *walk, uint32_t id) {
    uint64_t object = walk->parts.address[id];
    uint64_t type = (uint64_t)(uintptr_t)object_at(object)->ob_type;
    rs_known_type *known = rs__type_of(&walk->types, &walk->decoding, type, walk->by_traverse);
    rs__prefetch_outside(walk->decoding.layout, known->ahead, object);
    walk->ring[id % 32] = known;
    if (__builtin_expect(known->own, 0)) rs__walk_note_own(walk, id);
}

/* Before a batch: take both steps as far ahead of its first object as objects are known. */
static void catch_up(rs_walk *walk, uint32_t objects) {
    uint32_t heads = objects - walk->next > HEAD_AHEAD ? walk->next + HEAD_AHEAD : objects;
    uint32_t types = objects - walk->next > TYPE_AHEAD ? walk->next + TYPE_AHEAD : objects;
    for (; walk->fetched < heads; walk->fetched++) prefetch_head(&walk->parts, walk->fetched);
    for (; walk->looked_up < types; walk->looked_up++) look_up_type(walk, walk->looked_up);
}

static void keep_big_size(rs_walk *walk, uint32_t id, uint64_t size) {
    rs_parts *parts = &walk->parts;
    size_t sizes = walk->big_capacity, objects = walk->big_capacity;
    void *object = parts->big_object, *bytes = parts->big_size;
    if (!rs_reserve(&object, &objects, parts->big_count + 1u, sizeof *parts->big_object)) goto failed;
    parts->big_object = object;
    if (!rs_reserve(&bytes, &sizes, parts->big_count + 1u, sizeof *parts->big_size)) goto failed;
    parts->big_size = bytes;
    walk->big_capacity = sizes;
    parts->big_object[parts->big_count] = id;
    parts->big_size[parts->big_count++] = size;
    return;
failed:
    walk->no_memory = true;
}

static inline void keep_size(rs_walk *walk, const rs_known_type *type, uint32_t id, uint64_t object) {
    uint64_t size = rs__object_size(&walk->decoding, type, object);
    walk->parts.size[id] = size < RS_SIZE_BIG ? (uint32_t)size : RS_SIZE_BIG;
    if (__builtin_expect(size >= RS_SIZE_BIG, 0)) keep_big_size(walk, id, size);
}

/* 3.12 on, half of the count says so. In 3.11 objects that were compiled into the interpreter start at 999999999, and what
 * they refer to is not counted. None, True, False and Ellipsis are such in any version. */
static inline bool is_immortal(const rs_walk *walk, const rs_known_type *type, int64_t count) {
    if (walk->decoding.layout->immortals) return (int32_t)count < 0;
    return type->immortal || __builtin_expect(count > COMPILED_IN, 0);
}

static inline void keep_count(rs_walk *walk, const rs_known_type *type, uint32_t id, uint64_t object) {
    int64_t count = (int64_t)object_at(object)->ob_refcnt;
    if (__builtin_expect(is_immortal(walk, type, count), 0)) {
        walk->parts.flags[id] |= RS_OBJECT_IMMORTAL;
        count = (uint32_t)count;
    }
    walk->parts.refcount[id] = count < 0 ? 0 : count > (int64_t)UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

/* Whether the object has the collector's head in front of it: static types have the same type as others and have none. */
static inline bool has_head(const rs_known_type *type, uint64_t object) {
    if (!type->collected) return false;
    if (__builtin_expect(!type->asks, 1)) return true;
    PyObject *o = (PyObject *)(uintptr_t)object;
    return Py_TYPE(o)->tp_is_gc(o) != 0;
}

static inline bool is_tracked(uint64_t object) {
    return *(const uint64_t *)(uintptr_t)(object - 16) != 0;
}

/* Emit what the decoder says, as references that the collector does not see. */
static void decode_unreported(rs_walk *walk, rs_known_type *type, uint64_t object) {
    rs_emitter *out = &walk->decoding.out;
    void (*const no_drain)(void *) = NULL, (*const kept)(void *) = out->drain;
    size_t first = out->count;
    if (!type->shape.decode) return;
    out->drain = no_drain;
    type->shape.decode(&walk->decoding, &type->shape, object);
    out->drain = kept;
    size_t end = out->count;
    out->count = first;
    for (size_t i = first; i < end; i++) {
        if (type->doubtful && !rs__is_object(walk, out->found[i].target)) continue;
        out->found[out->count] = out->found[i];
        out->found[out->count++].name |= RS_NAME_EXTRA;
    }
}

/* An object in the collector's lists whose type says for now that it is not collected: a greenlet that is suspended. The
 * collector asks it what it refers to, and does not look at who refers to it, so that all it reaches is held. */
static void traverse_unreported(rs_walk *walk, rs_known_type *type, uint32_t id, uint64_t object) {
    rs_emitter *out = &walk->decoding.out;
    void (*const kept)(void *) = out->drain;
    size_t first = out->count;
    out->drain = NULL;
    rs__walk_traverse(walk, type, object);
    out->drain = kept;
    for (size_t i = first; i < out->count; i++) out->found[i].name |= RS_NAME_EXTRA;
    walk->parts.flags[id] &= (uint8_t)~RS_OBJECT_TRACKED;
}

static inline void decode(rs_walk *walk, rs_known_type *type, uint32_t id, uint64_t object) {
    bool head = has_head(type, object);
    if (__builtin_expect(type->own, 0)) return;
    if (head && !(walk->parts.flags[id] & RS_OBJECT_TRACKED) && is_tracked(object))
        walk->parts.flags[id] |= RS_OBJECT_TRACKED;
    switch ((rs_way)type->way) {
    case RS__WAY_LEAF: break;
    case RS__WAY_DECODE: type->shape.decode(&walk->decoding, &type->shape, object); break;
    case RS__WAY_TRAVERSE:
        if (head && !(type->foreign && !is_tracked(object)))
            rs__walk_traverse(walk, type, object);
        else if (walk->parts.flags[id] & RS_OBJECT_TRACKED)
            traverse_unreported(walk, type, id, object);
        else
            decode_unreported(walk, type, object);
        break;
    case RS__WAY_EXTRA: decode_unreported(walk, type, object); break;
    }
    if (__builtin_expect(type->shape.opaque | walk->decoding.unseen, 0)) {
        walk->decoding.unseen = false;
        walk->parts.flags[id] |= RS_OBJECT_OPAQUE;
        type->objects++;
    }
}

static inline void keep_value(rs_walk *walk, const rs_known_type *type, uint32_t id, uint64_t object,
                              bool short_values) {
    if (short_values)
        walk->parts.value_at[id - walk->parts.value_first] = type->scalar ? rs__keep_value(walk, type, object)
                                                                          : 0;
    else
        walk->parts.coverage.values_withheld += type->scalar;
}

static inline void walk_object(rs_walk *walk, uint32_t id, bool short_values) {
    uint64_t object = walk->parts.address[id];
    rs_known_type *type = walk->ring[id % 32];
    walk->parts.type[id] = type->number;
    keep_count(walk, type, id, object);
    keep_size(walk, type, id, object);
    if (type->way != RS__WAY_LEAF && (walk->passable == NULL || walk->passable(walk, type, object)))
        decode(walk, type, id, object);
    keep_value(walk, type, id, object, short_values);
    if (__builtin_expect(type->labelled, 0) && !type->own) rs__walk_keep_label(walk, type, id, object);
    walk->parts.row[id + 1] = walk->emitted + (uint32_t)walk->decoding.out.count;
}

/* Ask for the cells of what the last object gave. */
static inline void take_cells(rs_walk *walk) {
    const rs_emitter *out = &walk->decoding.out;
    if (__builtin_expect(walk->cell_capacity < out->capacity, 0)) {
        rs__walk_take_cells(walk);
        return;
    }
    const rs_found *found = out->found;
    uint32_t **cell = walk->cell;
    size_t count = out->count;
    for (size_t i = walk->cells; i < count; i++) {
        cell[i] = rs__slot(&walk->slots, found[i].target);
        __builtin_prefetch(cell[i], 1);
    }
    walk->cells = count;
}

/* Objects walk->next to `end` - 1, when the objects before `known` have numbers. */
static inline void walk_objects(rs_walk *walk, uint32_t end, uint32_t known, bool short_values) {
    for (; walk->next < end; walk->next++) {
        uint32_t id = walk->next;
        if (id + HEAD_AHEAD < known) prefetch_head(&walk->parts, id + HEAD_AHEAD);
        if (id + TYPE_AHEAD < known) look_up_type(walk, id + TYPE_AHEAD);
        walk_object(walk, id, short_values);
        take_cells(walk);
    }
}

static bool has_room_for_values(rs_walk *walk) {
    return walk->value_capacity == walk->object_capacity || rs__walk_grow_values(walk);
}

/* A batch ends where values begin, so that all its objects are treated alike. */
static void walk_batch(rs_walk *walk) {
    uint32_t first = walk->next, known = walk->parts.objects, start = walk->parts.value_first;
    uint32_t end = known - first > RS__BATCH ? first + RS__BATCH : known;
    if (first < start && end > start) end = start;
    catch_up(walk, known);
    if (walk->values == RS_VALUES_SHORT && first >= start && has_room_for_values(walk))
        walk_objects(walk, end, known, true);
    else
        walk_objects(walk, end, known, false);
    uint32_t heads = end + HEAD_AHEAD < known ? end + HEAD_AHEAD : known;
    uint32_t types = end + TYPE_AHEAD < known ? end + TYPE_AHEAD : known;
    if (walk->fetched < heads) walk->fetched = heads;
    if (walk->looked_up < types) walk->looked_up = types;
    rs__walk_resolve(walk);
    rs__walk_close_rows(walk, first);
}

void rs__walk_run(rs_walk *walk) {
    if (walk->fetched < walk->next) walk->fetched = walk->next;
    if (walk->looked_up < walk->next) walk->looked_up = walk->next;
    while (walk->next < walk->parts.objects && !rs__walk_failed(walk)) walk_batch(walk);
}

void rs__walk_record(rs_walk *walk, rs_object_id record,
                     void (*decode_record)(rs_walk *walk, uint64_t address)) {
    decode_record(walk, walk->parts.address[record]);
    walk->next = record + 1;
    walk->parts.row[record + 1] = walk->emitted + (uint32_t)walk->decoding.out.count;
    rs__walk_resolve(walk);
    rs__walk_close_rows(walk, record);
}
