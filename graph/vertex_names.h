/* vertex_names.h: what the vertices of knots are called in a cycle report.      The other half: vertex_names.c. Map: graph/README.md
 *
 * An object is called after its type, by the name that the type has in the newest CPython where it was renamed, so that a
 * pattern reads alike under every one. A class as such is called after itself: what it holds is its own, not its type's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef VERTEX_NAMES_H
#define VERTEX_NAMES_H

#include "arena.h"
#include "knots.h"
#include "number_map.h"

typedef struct rs_vertex_name {
    const char *name; /* "app.Node", "class app.Node"; built-ins without their module */
    const char *bare; /* "Node", "class Node" */
} rs_vertex_name;

typedef struct rs_vertex_names {
    const rs_knots *knots;
    rs_number_map class_of; /* from a vertex that is a class to its place in `classes` */
    rs_vertex_name *classes;
    size_t count, capacity;
    rs_arena arena;
} rs_vertex_names;

/* false: out of memory; to be released in either case. */
bool rs__vertex_names_find(rs_vertex_names *names, const rs_knots *knots);
rs_vertex_name rs__vertex_name(const rs_vertex_names *names, uint32_t vertex);
void rs__vertex_names_release(rs_vertex_names *names);

static inline const rs_type *rs__vertex_type(const rs_knots *knots, uint32_t vertex) {
    return rs_snapshot_type_of(knots->snapshot, knots->object[vertex]);
}

#endif
