/* rs_graph.h: a snapshot together with what its references mean.          Implementation: graph.c. Map: graph/README.md
 *
 * An rs_graph borrows a snapshot and works out, at first request, the passes over the whole heap: who refers to whom, what
 * is held from outside, what is garbage, which objects lie on cycles, what retains what. Each is computed once and kept. A graph is not
 * immutable as a snapshot is: use it from one thread at a time.
 *
 *     rs_graph *graph = NULL;
 *     rs_status st = rs_graph_new(&graph, heap, &err);               // costs nothing yet
 *     const rs_liveness *liveness = NULL;
 *     st = rs_graph_liveness(&liveness, graph, &err);                // computed here, borrowed from the graph
 *     rs_graph_free(graph);                                          // before the snapshot
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_GRAPH_H
#define RS_GRAPH_H

#include "rs_snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_graph rs_graph;
typedef struct rs_referrers rs_referrers; /* rs_referrers.h: who refers to an object */
typedef struct rs_liveness rs_liveness;   /* rs_liveness.h: roots and garbage */
typedef struct rs_components
    rs_components; /* rs_components.h: strongly connected components that are cyclic */
typedef struct rs_dominators rs_dominators; /* rs_dominators.h: what retains what */
typedef struct rs_dominated rs_dominated;   /* rs_dominated.h: the same, read downwards */

/* On success *out is yours; it borrows `snapshot`, which must outlive it. RS_NO_MEMORY. */
RS_API rs_status rs_graph_new(rs_graph **out, const rs_snapshot *snapshot, rs_error *err);
RS_API void rs_graph_free(rs_graph *graph); /* NULL is fine */

RS_API const rs_snapshot *rs_graph_snapshot(const rs_graph *graph); /* borrowed */
/* The program whose heap it is, as it was named: "app.py"; paths may begin with its name (rs_selection.h). Borrowed; NULL: not
 * known. A photograph from a file says it itself. */
RS_API void rs_graph_set_program(rs_graph *graph, const char *program);
RS_API const char *rs_graph_program(const rs_graph *graph);

/* Each computes its pass on the first call; *out is borrowed from the graph. RS_NO_MEMORY, and then nothing is kept. */
RS_API rs_status rs_graph_referrers(const rs_referrers **out, rs_graph *graph, rs_error *err);
RS_API rs_status rs_graph_liveness(const rs_liveness **out, rs_graph *graph, rs_error *err);
RS_API rs_status rs_graph_components(const rs_components **out, rs_graph *graph, rs_error *err);
RS_API rs_status rs_graph_dominators(const rs_dominators **out, rs_graph *graph, rs_error *err);
RS_API rs_status rs_graph_dominated(const rs_dominated **out, rs_graph *graph, rs_error *err);

/* The object at `address`, or RS_NO_OBJECT. The first few calls read the address column, later ones an index that is
 * built then; when there is no memory for the index they go on reading the column. */
RS_API rs_object_id rs_graph_find(rs_graph *graph, uint64_t address);

#ifdef __cplusplus
}
#endif
#endif
