/* rs_dominators.h: what retains what.                                  Implementation: dominators.c. Map: graph/README.md
 *
 * An object dominates another when every path from a root to the other leads through it: were it gone, the other would be
 * gone too. The nearest of those that dominate an object is its dominator; so each object has one dominator or none, and
 * together they are a tree. An object's retained size is its own shallow size and that of all it dominates: what would be
 * freed if it went.
 *
 *     const rs_dominators *dominators = NULL;
 *     rs_status st = rs_graph_dominators(&dominators, graph, &err);       // computed once, borrowed from the graph
 *     uint64_t bytes = rs_dominators_retained(dominators, object);
 *     for (o = object; o != RS_NO_OBJECT; o = rs_dominators_of(dominators, o))
 *         ...                                                             // the chain that all of it hangs on
 *
 * Roots are those of rs_liveness.h. All strong references count, those that tp_traverse does not report and guessed ones
 * too. An object has no dominator when it is a root or when roots reach it by paths that share nothing.
 *
 * Garbage has no roots. There what nothing else holds counts as held: an object that nothing refers to, and every member
 * of a cycle that nothing outside the cycle leads to, a namespace with what it belongs to. So the retained size of a garbage object is what hangs on it alone,
 * were the cycle it is on kept; what a whole cycle keeps is told by rs_cycles.h.
 *
 * Method: semi-NCA (L. Georgiadis, 2005) among the objects that hold something; objects that hold nothing are given to
 * the nearest common dominator of their holders. Logarithmic steps in all its parts, no recursion. Kept are 4 bytes an
 * object and 8 for each that holds something; while it works about 24 bytes an object.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_DOMINATORS_H
#define RS_DOMINATORS_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Usually had from rs_graph_dominators. On success *out is yours; it borrows the graph's snapshot. RS_NO_MEMORY. */
RS_API rs_status rs_dominators_new(rs_dominators **out, rs_graph *graph, rs_error *err);
RS_API void rs_dominators_free(rs_dominators *dominators); /* NULL is fine */

/* The nearest object that all paths from roots to `object` lead through, or RS_NO_OBJECT. O(1). It may be a record: what
 * only a running frame holds is dominated by that frame. */
RS_API rs_object_id rs_dominators_of(const rs_dominators *dominators, rs_object_id object);

/* Bytes that would be freed if `object` went, its own included. Records count as 0 bytes. O(1). */
RS_API uint64_t rs_dominators_retained(const rs_dominators *dominators, rs_object_id object);

/* What would be freed if all of the objects went: theirs and what only they keep alive, also what only several of them
 * together do. One pass over the heap; of one object it is its retained size. RS_NO_MEMORY. Implementation:
 * retained_together.c */
RS_API rs_status rs_retained_together(uint64_t *bytes, rs_graph *graph, const rs_object_id *objects,
                                      size_t count, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
