/* labels.c: the names that objects and records themselves bear, and where code was written.             Header: walk.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frame_place.h"
#include "rs_memory.h"
#include "walk.h"

/* One column of a sparse table, for `count` entries; the table's capacity becomes that of its smallest column. */
static bool grow(uint32_t **column, size_t old_capacity, size_t count, size_t *capacity) {
    size_t room = old_capacity;
    void *array = *column;
    if (!rs_reserve(&array, &room, count, sizeof **column)) return false;
    *column = array;
    if (room < *capacity) *capacity = room;
    return true;
}

/* The columns of a table grow together; objects come in the order of their numbers. */
static bool grow_names(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    size_t count = parts->named_count + (size_t)1, capacity = SIZE_MAX;
    if (!grow(&parts->named_object, walk->named_capacity, count, &capacity) ||
        !grow(&parts->named_string, walk->named_capacity, count, &capacity))
        return false;
    walk->named_capacity = capacity;
    return true;
}

static bool grow_places(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    size_t count = parts->code_count + (size_t)1, capacity = SIZE_MAX;
    if (!grow(&parts->code_object, walk->code_capacity, count, &capacity) ||
        !grow(&parts->code_file, walk->code_capacity, count, &capacity) ||
        !grow(&parts->code_line, walk->code_capacity, count, &capacity))
        return false;
    walk->code_capacity = capacity;
    return true;
}

void rs__walk_name(rs_walk *walk, rs_object_id id, uint32_t string) {
    rs_parts *parts = &walk->parts;
    if (string == 0) return;
    if (parts->named_count >= walk->named_capacity && !grow_names(walk)) {
        walk->no_memory = true;
        return;
    }
    parts->named_object[parts->named_count] = id;
    parts->named_string[parts->named_count++] = string;
}

static void keep_place(rs_walk *walk, rs_object_id id, uint64_t code) {
    rs_parts *parts = &walk->parts;
    const rs_layout *layout = walk->decoding.layout;
    const rs_image *image = walk->decoding.image;
    if (parts->code_count >= walk->code_capacity && !grow_places(walk)) {
        walk->no_memory = true;
        return;
    }
    uint64_t file = rs__word(image, code + layout->code_filename);
    int32_t line = (int32_t)rs__half(image, code + layout->code_first_line);
    parts->code_object[parts->code_count] = id;
    parts->code_file[parts->code_count] = rs__name_of_str(walk->decoding.names, image, layout, file);
    parts->code_line[parts->code_count++] = line > 0 ? (uint32_t)line : 0;
}

void rs__walk_keep_label(rs_walk *walk, const rs_known_type *type, rs_object_id id, uint64_t object) {
    rs__walk_name(walk, id, rs__name_borne(&walk->decoding, type->shape.kind, object));
    if (type->shape.kind == RS_KIND_CODE && walk->values != RS_VALUES_NONE) keep_place(walk, id, object);
}
