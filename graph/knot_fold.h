/* knot_fold.h: a knot as a drawing, siblings that look alike folded into one vertex.            The other half: knot_fold.c
 *                                                                                                  Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef KNOT_FOLD_H
#define KNOT_FOLD_H

#include "edge_kinds.h"
#include "refgraph_draft.h"

/* Siblings that look alike are shown up to this number; the rest is one vertex, unless the rest is but one. */
enum { RS__KNOT_SIBLINGS = 4 };

/* How alike siblings must be: of one type, and as many steps around them the same. */
typedef struct rs_knot_fold {
    uint32_t knot;
    const rs_bits *wanted; /* [knots' vertices] those that are shown whatever they look like */
    unsigned steps;
} rs_knot_fold;

/* Add the knot to an empty draft. false: out of memory. */
bool rs__draft_add_knot(rs_draft *draft, rs_graph *graph, const rs_edge_kinds *kinds,
                        const rs_knot_fold *fold);

#endif
