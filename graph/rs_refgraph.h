/* rs_refgraph.h: a reference graph, the part of a heap that a person asks about.
 * Implementation: igraph/refgraph.c (it is an igraph graph with vertex and edge attributes), igraph/algorithms.c; how the
 * parts are chosen: neighbourhood.c.                                                              Map: graph/README.md
 *
 * A vertex is one object or a fold: several siblings of one type that are shown as "… 412 more Node". An edge is one
 * reference, a bundle of them where a fold is at an end, or two in a row where a namespace dict is folded away.
 *
 *     rs_refgraph *part = NULL;
 *     st = rs_refgraph_of_objects(&part, graph, ids, count, &err);       // a component, the garbage, any set
 *     st = rs_refgraph_neighbourhood(&part, graph, ids, count, NULL, &err);
 *     for (size_t v = 0; v < rs_refgraph_vertices(part); v++) draw(rs_refgraph_vertex(part, v));
 *     rs_refgraph_free(part);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_REFGRAPH_H
#define RS_REFGRAPH_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_refgraph rs_refgraph;

enum rs_marks {
    RS_MARK_ASKED = 1,   /* vertex: part of the selection asked about */
    RS_MARK_ROOT = 2,    /* vertex: a root */
    RS_MARK_GARBAGE = 4, /* vertex: garbage */
    RS_MARK_CUT = 8,     /* edge: the reference to make weak or to clear */
    RS_MARK_CYCLE = 16,  /* vertex or edge: on a cycle */
    RS_MARK_MORE = 32,   /* vertex: has neighbours in the asked direction that are not in this graph */
    RS_MARK_ALL = 64,    /* vertex: a fold that is all objects of its type, not the rest of some */
};

typedef struct rs_vertex {
    rs_object_id object; /* RS_NO_OBJECT: a fold */
    uint32_t type;       /* index for rs_snapshot_type */
    uint32_t count;      /* objects it stands for; 1 unless a fold */
    uint64_t bytes;      /* their shallow bytes */
    unsigned marks;
} rs_vertex;

typedef struct rs_edge {
    uint32_t from, to;         /* vertices */
    rs_reference_id reference; /* the one it is, or the first of the bundle */
    rs_reference_id
        before;     /* RS_NO_REFERENCE, or what leads from `from` to the namespace that holds `reference`: the
                                * ".__dict__" of "module.__dict__['cache']", which is drawn as one edge ".cache" */
    uint32_t count; /* references it stands for */
    unsigned marks;
} rs_edge;

/* The objects given and every reference among them. Marks roots, garbage and cycles when the graph already knows its
 * liveness; computes it otherwise. On success *out is yours; it borrows the graph's snapshot. RS_NO_MEMORY; RS_INTERNAL
 * when igraph refuses. */
RS_API rs_status rs_refgraph_of_objects(rs_refgraph **out, rs_graph *graph, const rs_object_id *objects,
                                        size_t count, rs_error *err);

typedef enum rs_direction { RS_TOWARDS_REFERRERS, RS_TOWARDS_REFERENTS, RS_BOTH_WAYS } rs_direction;

typedef struct rs_neighbourhood_options {
    rs_direction direction;
    uint32_t depth; /* steps from the selection */
    uint32_t
        siblings; /* neighbours of one object and one type that are shown; the rest is folded into one vertex; of
                           * the selection itself as many of each type, at least one */
    uint32_t vertices; /* most vertices in all; what is left out is counted by rs_refgraph_left_out */
    bool skip_types; /* leave out references to types, modules' namespaces and other scenery that all share */
} rs_neighbourhood_options;
#define RS_NEIGHBOURHOOD_OPTIONS_INIT                                                                        \
    { RS_TOWARDS_REFERRERS, 3, 5, 150, true }

/* The selection and what is around it. NULL options: the initialiser's. */
RS_API rs_status rs_refgraph_neighbourhood(rs_refgraph **out, rs_graph *graph, const rs_object_id *objects,
                                           size_t count, const rs_neighbourhood_options *options,
                                           rs_error *err);
/* Several parts of one graph as one: an object or a reference that is in more than one of them is there once, with all its
 * marks. The parts stay the caller's. RS_NO_MEMORY; RS_INTERNAL. */
RS_API rs_status rs_refgraph_union(rs_refgraph **out, rs_graph *graph, rs_refgraph *const *parts,
                                   size_t count, rs_error *err);
RS_API void rs_refgraph_free(rs_refgraph *part);

RS_API rs_graph *rs_refgraph_graph(const rs_refgraph *part); /* borrowed */
RS_API size_t rs_refgraph_vertices(const rs_refgraph *part);
RS_API size_t rs_refgraph_edges(const rs_refgraph *part);
RS_API rs_vertex rs_refgraph_vertex(const rs_refgraph *part, size_t vertex);
RS_API rs_edge rs_refgraph_edge(const rs_refgraph *part, size_t edge);
RS_API size_t rs_refgraph_left_out(const rs_refgraph *part); /* objects that the vertex limit left out */

/* Add the name of an edge as a person would write it behind its `from`: ".cache", "[3]", " closure x". */
RS_API void rs_text_add_edge_name(rs_text *text, const rs_refgraph *part, size_t edge);

RS_API void rs_refgraph_mark_edge(rs_refgraph *part, size_t edge, unsigned marks); /* or-s the marks */
RS_API void rs_refgraph_mark_vertex(rs_refgraph *part, size_t vertex, unsigned marks);

/* ---- Graph theory, by igraph ---------------------------------------------------------------------------------------- */

/* Weakly connected parts: part_of[vertex] receives the part's number, parts numbered by their first vertex. Returns how
 * many through *parts. */
RS_API rs_status rs_refgraph_split(const rs_refgraph *part, uint32_t *part_of, uint32_t *parts,
                                   rs_error *err);
/* Strongly connected components, in the same form. */
RS_API rs_status rs_refgraph_components(const rs_refgraph *part, uint32_t *component_of, uint32_t *components,
                                        rs_error *err);
/* A set of edges of least weight whose removal leaves no cycle: exact up to RS_FEEDBACK_EXACT vertices, the heuristic of
 * Eades, Lin and Smyth (1993) above. weight[edge] > 0. *edges (an array from rs_memory.h) and *count are the caller's. */
#define RS_FEEDBACK_EXACT 25
RS_API rs_status rs_refgraph_feedback_edges(const rs_refgraph *part, const double *weight, size_t **edges,
                                            size_t *count, rs_error *err);
/* The shortest cycle through `vertex` as edges in order; *count 0 when there is none. Ownership as above. */
RS_API rs_status rs_refgraph_shortest_cycle(const rs_refgraph *part, size_t vertex, size_t **edges,
                                            size_t *count, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
