/* cycle_search.h: the shortest cycles of a knot, one through each kind of edge.    The other half: cycle_search.c
 *                                                                                                  Map: graph/README.md
 * For every kind the shortest cycle through an edge of it; of several as short, the one that reads first. In a large knot
 * only some edges of a kind are tried, chosen by the colours of their ends and so by what is around them and not by their
 * numbers: the same program finds the same cycles in every run.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CYCLE_SEARCH_H
#define CYCLE_SEARCH_H

#include "edge_kinds.h"

typedef struct rs_cycle_search {
    const rs_edge_kinds *kinds;
    const rs_bits *gone; /* [edges] those that are not to be followed */
    /* By vertex: the last search that came there, and how far from its start. */
    uint32_t *seen, *distance;
    uint32_t *chosen, *arrived; /* the last way back that came there, and the edge it took */
    uint32_t searches;
    uint32_t *queue;    /* [vertices] */
    uint32_t *frontier; /* [2 * vertices] */
    /* By kind: its number in the knot at hand, and whether it is on a cycle that was found. */
    uint32_t *local, *stamp, *covered;
    uint32_t knots; /* searched so far: what the stamps are */
    /* Of the knot at hand. */
    uint64_t *here;           /* its kinds, each behind its rank */
    uint32_t *begin, *bucket; /* its edges by kind */
    size_t here_capacity, begin_capacity, bucket_capacity;
    uint32_t here_count;
    uint64_t steps; /* edges that may still be followed */
    /* Cycles of edges. */
    uint32_t *best, *trial;
    size_t best_capacity, trial_capacity, best_length, trial_length;
    size_t left_out; /* kinds of edges that are on no cycle found, in all knots searched */
} rs_cycle_search;

/* Is told each cycle, as edges in order, the first of the kind it was searched for. false: give up. */
typedef bool rs_cycle_visit(void *context, const uint32_t *edges, size_t length);

/* `gone` is looked at when a knot is searched; the caller keeps it. false: out of memory; to be released in either case. */
bool rs__cycle_search_init(rs_cycle_search *search, const rs_edge_kinds *kinds, const rs_bits *gone);
/* All kinds of the knot. false: out of memory, or the visitor gave up. */
bool rs__cycle_search_knot(rs_cycle_search *search, uint32_t knot, rs_cycle_visit *visit, void *context);
/* Only one cycle, through an edge of the first kind by rank. */
bool rs__cycle_search_one(rs_cycle_search *search, uint32_t knot, rs_cycle_visit *visit, void *context);
void rs__cycle_search_release(rs_cycle_search *search);

#endif
