/* refgraph_draft.h: a reference graph while it is being put together, in plain arrays, outside of igraph's room.
 * Implementation: refgraph_draft.c. What makes an igraph graph of it: igraph/refgraph.c.            Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFGRAPH_DRAFT_H
#define REFGRAPH_DRAFT_H

#include "rs_refgraph.h"

typedef struct rs_draft {
    rs_vertex *vertices;
    rs_edge *edges;
    size_t vertex_count, vertex_capacity;
    size_t edge_count, edge_capacity;
    size_t left_out; /* what rs_refgraph_left_out will tell */
} rs_draft;
#define RS_DRAFT_INIT                                                                                        \
    { NULL, NULL, 0, 0, 0, 0, 0 }

/* Append; the new one's number is the count before. false: out of memory, nothing changed. */
bool rs__draft_add_vertex(rs_draft *draft, rs_vertex vertex);
bool rs__draft_add_edge(rs_draft *draft, rs_edge edge);
/* A vertex that stands for one object of the graph's snapshot, with its type and size and without marks. */
bool rs__draft_add_object(rs_draft *draft, const rs_graph *graph, rs_object_id object);
void rs__draft_release(rs_draft *draft);

/* Set the marks of roots and of garbage. Computes the graph's liveness when it is not known yet. RS_NO_MEMORY. */
rs_status rs__draft_mark_liveness(rs_draft *draft, rs_graph *graph, rs_error *err);

/* Make the graph; the draft stays the caller's. RS_NO_MEMORY; RS_INTERNAL when igraph refuses. */
rs_status rs__refgraph_from_draft(rs_refgraph **out, rs_graph *graph, const rs_draft *draft, rs_error *err);

/* The last touch to every graph that is drawn: mark the vertices and edges that lie on a cycle of it. */
rs_status rs__refgraph_mark_cycles(rs_refgraph *part, rs_error *err);

#endif
