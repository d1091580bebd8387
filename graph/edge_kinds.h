/* edge_kinds.h: edges of knots that read alike are of one kind: the same types at both ends and the same label.
 * The other half: edge_kinds.c. What is done with them: cycle_search.c, cycle_words.c.             Map: graph/README.md
 *
 * A container says little by its type: the list behind Node.children is told from the one behind Node.parents. So a
 * vertex has a signature: the hash of its name, and for a container also of who holds it by which label. All
 * hashes are of texts, so that kinds, their order and the colours are the same in every run.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef EDGE_KINDS_H
#define EDGE_KINDS_H

#include <string.h>

#include "bits.h"
#include "edge_labels.h"
#include "vertex_names.h"

typedef struct rs_edge_kind {
    uint64_t hash;
    uint32_t edge; /* the first of the kind */
    uint32_t rank; /* its place in the order of texts */
} rs_edge_kind;

typedef struct rs_edge_kinds {
    const rs_knots *knots;
    rs_edge_labels labels;
    rs_vertex_names names;
    rs_bits *
        containers; /* [vertices] lists, tuples, dicts, sets, cells: folded into the name of what holds them */
    rs_edge_kind *kind; /* [count] */
    uint32_t count;
    size_t capacity;
    uint32_t *of;     /* [edges] */
    uint64_t *colour; /* [vertices] a hash of what is around the vertex, up to a few steps away */
} rs_edge_kinds;

/* false: out of memory; to be released in either case. */
bool rs__edge_kinds_find(rs_edge_kinds *kinds, const rs_knots *knots);
void rs__edge_kinds_release(rs_edge_kinds *kinds);

/* The tree that a Context keeps its variables in. */
static inline bool rs__is_hamt(const rs_type *type) {
    return strncmp(type->name, "hamt", 4) == 0 || strncmp(type->name, "_contextvars.hamt", 17) == 0;
}
static inline const rs_edge_label *rs__edge_label(const rs_edge_kinds *kinds, uint32_t edge) {
    return &kinds->labels.label[kinds->labels.of[edge]];
}

#endif
