/* labels.c: the names that objects and records themselves bear.                                         Header: walk.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frame_place.h"
#include "rs_memory.h"
#include "walk.h"

/* The two columns grow together; objects come in the order of their numbers. */
static bool grow(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    size_t objects = walk->named_capacity, strings = walk->named_capacity;
    void *object = parts->named_object, *string = parts->named_string;
    if (!rs_reserve(&object, &objects, parts->named_count + 1u, sizeof *parts->named_object)) return false;
    parts->named_object = object;
    if (!rs_reserve(&string, &strings, parts->named_count + 1u, sizeof *parts->named_string)) return false;
    parts->named_string = string;
    walk->named_capacity = objects < strings ? objects : strings;
    return true;
}

void rs__walk_name(rs_walk *walk, rs_object_id id, uint32_t string) {
    rs_parts *parts = &walk->parts;
    if (string == 0) return;
    if (parts->named_count >= walk->named_capacity && !grow(walk)) {
        walk->no_memory = true;
        return;
    }
    parts->named_object[parts->named_count] = id;
    parts->named_string[parts->named_count++] = string;
}

void rs__walk_keep_label(rs_walk *walk, const rs_known_type *type, rs_object_id id, uint64_t object) {
    rs__walk_name(walk, id, rs__name_borne(&walk->decoding, type->shape.kind, object));
}
