/* rs_dominated.h: the tree of dominators read downwards.               Implementation: dominated.c. Map: graph/README.md
 *
 *     const rs_dominated *tree = NULL;
 *     rs_status st = rs_graph_dominated(&tree, graph, &err);                  // computed once, borrowed from the graph
 *     const rs_object_id *below = NULL;
 *     size_t count = rs_dominated_by(tree, object, &below);                   // those whose dominator is `object`
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_DOMINATED_H
#define RS_DOMINATED_H

#include "rs_dominators.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Usually had from rs_graph_dominated. On success *out is yours. RS_NO_MEMORY. */
RS_API rs_status rs_dominated_new(rs_dominated **out, rs_graph *graph, rs_error *err);
RS_API void rs_dominated_free(rs_dominated *dominated); /* NULL is fine */

/* The objects whose dominator is `object`, ascending; with RS_NO_OBJECT those that have none, garbage among them. *objects
 * is borrowed. O(1). */
RS_API size_t rs_dominated_by(const rs_dominated *dominated, rs_object_id object,
                              const rs_object_id **objects);

#ifdef __cplusplus
}
#endif
#endif
