/* finish.c: from a finished walk to the parts of a snapshot.                                            Header: walk.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <stdio.h>

#include "capture_steps.h"
#include "rs_memory.h"

static uint32_t text_number(rs_walk *walk, const char *text) {
    return rs__name_of_text(walk->decoding.names, text, strlen(text));
}

static const char *record_type_name(rs_kind kind) {
    return kind == RS_KIND_INTERPRETER_RECORD ? "interpreter"
           : kind == RS_KIND_THREAD_RECORD    ? "thread"
                                              : "running frame";
}

static bool make_types(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    parts->types = rs_alloc_array(walk->types.count, sizeof *parts->types);
    if (!parts->types) return false;
    parts->type_count = walk->types.count;
    for (uint32_t i = 0; i < walk->types.count; i++) {
        const rs_known_type *known = walk->types.all[i];
        rs_type_part *part = &parts->types[i];
        *part = (rs_type_part){.object = RS_NO_OBJECT,
                               .kind = known->shape.kind,
                               .exact = known->shape.exact,
                               .told = known->told};
        if (known->shape.address == 0) {
            part->name = part->bare = text_number(walk, record_type_name(known->shape.kind));
        } else {
            rs__type_names(&part->name, &part->bare, &walk->decoding, known->shape.address);
            part->object = rs__walk_find(walk, known->shape.address);
        }
    }
    return true;
}

static uint32_t count_immortal(const uint8_t *flags, size_t count) {
    uint32_t immortal = 0;
    for (size_t o = 0; o < count; o++) immortal += (flags[o] & RS_OBJECT_IMMORTAL) != 0;
    return immortal;
}

static uint32_t count_unnamed(const uint32_t *name, size_t count) {
    uint32_t unnamed = 0;
    for (size_t r = 0; r < count; r++)
        unnamed += (uint32_t)(name[r] < 1u << 28) + (uint32_t)(name[r] >> 28 == RS_NAME_OFFSET);
    return unnamed;
}

/* Counts over a column, a few milliseconds for millions. */
static void count_columns(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    parts->coverage.immortal_objects = count_immortal(parts->flags, parts->objects);
    parts->coverage.unnamed_references = count_unnamed(parts->name, parts->references);
    for (uint32_t i = 0; i < walk->types.count; i++) {
        parts->coverage.opaque_objects += walk->types.all[i]->objects;
        parts->coverage.opaque_types += walk->types.all[i]->objects != 0;
    }
}

/* Give back what the growing left over; a failure to shrink is none. */
static void shrink(void *array, size_t count, size_t size) {
    void **place = array, *smaller = rs_resize_array(*place, count, size);
    if (smaller) *place = smaller;
}

static void shrink_columns(rs_parts *parts) {
    shrink(&parts->address, parts->objects, sizeof *parts->address);
    shrink(&parts->type, parts->objects, sizeof *parts->type);
    shrink(&parts->size, parts->objects, sizeof *parts->size);
    shrink(&parts->refcount, parts->objects, sizeof *parts->refcount);
    shrink(&parts->flags, parts->objects, sizeof *parts->flags);
    shrink(&parts->row, parts->objects + (size_t)1, sizeof *parts->row);
    shrink(&parts->target, parts->references, sizeof *parts->target);
    shrink(&parts->name, parts->references, sizeof *parts->name);
    if (parts->value_at)
        shrink(&parts->value_at, parts->objects - parts->value_first, sizeof *parts->value_at);
    if (parts->value_bytes) shrink(&parts->value_bytes, parts->value_size, 1);
}

bool rs__capture_finish(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    if (!make_types(walk)) return false;
    count_columns(walk);
    shrink_columns(parts);
    snprintf(parts->coverage.python, sizeof parts->coverage.python, "%d.%d", PY_MAJOR_VERSION,
             PY_MINOR_VERSION);
    const char *version = Py_GetVersion();
    size_t length = strspn(version, "0123456789.abrc+");
    if (length < sizeof parts->coverage.python) {
        memcpy(parts->coverage.python, version, length);
        parts->coverage.python[length] = 0;
    }
    return rs__name_table_give(walk->decoding.names, parts);
}
