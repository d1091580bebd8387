/* cut.h: which reference of a pattern to cut, what is left of a knot then, and what that frees.
 * The other halves: cut.c, cut_knot.c, freed.c.                                                    Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CUT_H
#define CUT_H

#include "patterns.h"
#include "rs_refgraph.h"

/* Choose the cut of a pattern: a feedback arc set of least weight on the graph of its word. RS_NO_MEMORY; RS_INTERNAL when
 * igraph refuses. */
rs_status rs__cut_choose(rs_cycles *cycles, rs_found *found, rs_error *err);

/* Is this edge of a knot one that the pattern's cut removes? */
bool rs__is_cut(const rs_cycles *cycles, const rs_found *found, uint32_t edge);

/* A knot without some of its edges, and the strongly connected components of that. */
typedef struct rs_cut_knot {
    uint32_t *row, *to; /* vertices and edges count from the knot's first; an edge to UINT32_MAX is gone */
    uint32_t *component;
    size_t row_capacity, to_capacity, component_capacity;
    uint32_t components;
} rs_cut_knot;

typedef bool rs_is_gone(const void *context, uint32_t edge);
/* false: out of memory. */
bool rs__cut_knot(rs_cut_knot *cut, const rs_knots *knots, uint32_t knot, rs_is_gone *is_gone,
                  const void *context);
/* Is edge `e` of the vertex `v`, both counted from the knot's first, on a cycle still? */
static inline bool rs__still_on_cycle(const rs_cut_knot *cut, uint32_t v, uint32_t e) {
    return cut->to[e] != UINT32_MAX && cut->component[v] == cut->component[cut->to[e]];
}
void rs__cut_knot_release(rs_cut_knot *cut);

/* Add up what each cut frees. Call it while found[] is in the order of pattern_of. false: out of memory. */
bool rs__freed_bytes(rs_cycles *cycles, const uint64_t *kept);

#endif
