/* patterns.h: the cycle report while it is being made and after.       The other half: patterns.c. Manual: rs_cycles.h
 *                                                                                                  Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PATTERNS_H
#define PATTERNS_H

#include "cycle_words.h"
#include "rs_cycles.h"

typedef struct rs_found {
    rs_pattern shown;
    const rs_word_step *steps; /* [shown.steps] */
    rs_cut *cut;               /* shown.cuts, of which there is one */
    const char *cut_holder;    /* the reference to cut: that of objects of this name, ... */
    const char *cut_label;     /* ... by this label of an edge */
    uint32_t knot; /* the last knot it was found in; UINT32_MAX: in what was collected before alone */
    uint32_t example_knot;
} rs_found;

/* Knots that look alike have the same patterns: they are searched once. */
typedef struct rs_shape {
    uint32_t knot;       /* the one that was searched */
    size_t first, count; /* its patterns are pattern_of[first] .. */
} rs_shape;

struct rs_cycles {
    rs_graph *graph;
    rs_knots knots;
    rs_edge_kinds kinds;
    rs_words words;
    rs_arena arena;
    rs_found *found;
    size_t count, capacity;
    uint32_t *shape_of; /* [knots] */
    rs_shape *shape;
    size_t shape_count, shape_capacity;
    uint32_t *pattern_of; /* patterns by shape, numbers into found[] until that is sorted */
    size_t pattern_of_count, pattern_of_capacity;
    rs_number_map objects_of; /* vertices of the knots by the hash of their name */
    size_t left_out, uncut;
    rs_collected_totals collected;
};

/* Fill found[] and shapes from knots and kinds, with cuts; objects, bytes and counts are added up, what cuts free is not.
 * RS_NO_MEMORY; RS_INTERNAL when igraph refuses. */
rs_status rs__patterns_find(struct rs_cycles *cycles, const uint64_t *kept, rs_error *err);

/* How many vertices of the knots have that name. */
uint32_t rs__objects_named(const struct rs_cycles *cycles, const char *name);

#endif
