/* rs_graphml.h: a heap or a part of it as GraphML, for Gephi, networkx and igraph itself.
 * Implementation: igraph/graphml.c (igraph writes it).                                             Map: graph/README.md
 *
 * Vertices have label, type, address (texts), bytes, refcount (numbers), root (text) and garbage (boolean); edges have name.
 * igraph holds all of it meanwhile: some 500 bytes for an object and its references, far more than the snapshot.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_GRAPHML_H
#define RS_GRAPHML_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Write the objects given (ascending, each once; NULL: all, records included) and the references among them to an open
 * descriptor, from where it stands. *edges (may be NULL) receives how many references that were. RS_IO, RS_NO_MEMORY;
 * RS_INTERNAL when igraph refuses. */
RS_API rs_status rs_graphml_send(int descriptor, size_t *edges, rs_graph *graph, const rs_object_id *objects,
                                 size_t count, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
