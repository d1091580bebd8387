/* edge_labels.h: the names of a knot's edges without what differs between instances and runs: "[]" for any item.
 * The other half: edge_labels.c. Who asks: edge_kinds.c.                                           Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef EDGE_LABELS_H
#define EDGE_LABELS_H

#include "arena.h"
#include "knots.h"
#include "number_map.h"

typedef struct rs_edge_label {
    const char *text; /* ".parent", "[]", "['key']" of a namespace, "closure x", "local x", "key", "?" */
    uint64_t hash;    /* of the text: the same in every run */
} rs_edge_label;

typedef struct rs_edge_labels {
    rs_edge_label *label; /* [count] each text once */
    uint32_t count;
    size_t capacity;
    uint32_t *of; /* [knots' edges] */
    rs_arena arena;
} rs_edge_labels;

/* false: out of memory; to be released in either case. */
bool rs__edge_labels_find(rs_edge_labels *labels, const rs_knots *knots);
void rs__edge_labels_release(rs_edge_labels *labels);

/* The hash that all texts of the cycle report are told apart by. */
uint64_t rs__text_hash(const char *bytes, size_t count);
/* A hash of numbers in their order. */
uint64_t rs__mix(uint64_t a, uint64_t b);

#endif
