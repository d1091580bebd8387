/* rs_type_graph.h: the whole heap as one small picture: its largest types and who holds whom.
 * Implementation: type_graph.c.                                                                  Map: graph/README.md
 *
 * Each vertex stands for all objects of a type, each edge for all references from objects of one type to those of another.
 * References to types and modules are left out (every object has one), and of the rest each type keeps its strongest
 * holders: enough to see what the memory hangs on, few enough to read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_TYPE_GRAPH_H
#define RS_TYPE_GRAPH_H

#include "rs_refgraph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_type_graph_options {
    uint32_t
        types; /* most types shown, the largest by shallow bytes; rs_refgraph_left_out tells the other objects */
    uint32_t holders; /* most edges into one type */
} rs_type_graph_options;
#define RS_TYPE_GRAPH_OPTIONS_INIT                                                                           \
    { 24, 2 }

/* NULL options: the initialiser's. Vertices are folds marked RS_MARK_ALL, largest first. On success *out is yours; it
 * borrows the graph's snapshot. RS_NO_MEMORY; RS_INTERNAL when igraph refuses. */
RS_API rs_status rs_refgraph_of_types(rs_refgraph **out, rs_graph *graph,
                                      const rs_type_graph_options *options, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
