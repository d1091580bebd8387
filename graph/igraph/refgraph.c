/* refgraph.c: a reference graph as an igraph graph with attributes.    Manual: ../rs_refgraph.h. Map: graph/igraph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "room.h"
#include "rs_memory.h"

/* ---- Attributes ----------------------------------------------------------------------------------------------------- */

enum { OBJECT, TYPE, VERTEX_COUNT, BYTES, VERTEX_MARKS, VERTEX_ATTRIBUTES };
static const char *const vertex_attributes[VERTEX_ATTRIBUTES] = {"object", "type", "count", "bytes", "marks"};

enum { REFERENCE, BEFORE, EDGE_COUNT, EDGE_MARKS, EDGE_ATTRIBUTES };
static const char *const edge_attributes[EDGE_ATTRIBUTES] = {"reference", "before", "count", "marks"};

static double value_of_vertex(const rs_vertex *vertex, int attribute) {
    switch (attribute) {
    case OBJECT: return vertex->object;
    case TYPE: return vertex->type;
    case VERTEX_COUNT: return vertex->count;
    case BYTES: return (double)vertex->bytes;
    default: return vertex->marks;
    }
}

static double value_of_edge(const rs_edge *edge, int attribute) {
    switch (attribute) {
    case REFERENCE: return edge->reference;
    case BEFORE: return edge->before;
    case EDGE_COUNT: return edge->count;
    default: return edge->marks;
    }
}

static igraph_error_t set_vertex_attributes(igraph_t *graph, igraph_vector_t *values, const rs_draft *draft) {
    igraph_error_t code = igraph_vector_resize(values, (rs_int)draft->vertex_count);
    for (int a = 0; a < VERTEX_ATTRIBUTES && code == IGRAPH_SUCCESS; a++) {
        for (size_t v = 0; v < draft->vertex_count; v++)
            VECTOR(*values)[v] = value_of_vertex(&draft->vertices[v], a);
        code = igraph_cattribute_VAN_setv(graph, vertex_attributes[a], values);
    }
    return code;
}

static igraph_error_t set_edge_attributes(igraph_t *graph, igraph_vector_t *values, const rs_draft *draft) {
    igraph_error_t code = igraph_vector_resize(values, (rs_int)draft->edge_count);
    for (int a = 0; a < EDGE_ATTRIBUTES && code == IGRAPH_SUCCESS; a++) {
        for (size_t e = 0; e < draft->edge_count; e++)
            VECTOR(*values)[e] = value_of_edge(&draft->edges[e], a);
        code = igraph_cattribute_EAN_setv(graph, edge_attributes[a], values);
    }
    return code;
}

static igraph_error_t set_attributes(igraph_t *graph, const rs_draft *draft) {
    igraph_vector_t values;
    igraph_error_t code = igraph_vector_init(&values, 0);
    if (code != IGRAPH_SUCCESS) return code;
    code = set_vertex_attributes(graph, &values, draft);
    if (code == IGRAPH_SUCCESS) code = set_edge_attributes(graph, &values, draft);
    igraph_vector_destroy(&values);
    return code;
}

/* ---- Making and freeing --------------------------------------------------------------------------------------------- */

static igraph_error_t create(igraph_t *graph, const rs_draft *draft) {
    igraph_vector_int_t ends;
    igraph_error_t code = igraph_vector_int_init(&ends, 2 * (rs_int)draft->edge_count);
    if (code != IGRAPH_SUCCESS) return code;
    for (size_t e = 0; e < draft->edge_count; e++) {
        VECTOR(ends)[2 * e] = draft->edges[e].from;
        VECTOR(ends)[2 * e + 1] = draft->edges[e].to;
    }
    code = igraph_create(graph, &ends, (rs_int)draft->vertex_count, IGRAPH_DIRECTED);
    igraph_vector_int_destroy(&ends);
    if (code != IGRAPH_SUCCESS) return code;
    code = set_attributes(graph, draft);
    if (code != IGRAPH_SUCCESS) igraph_destroy(graph);
    return code;
}

static void *copy_of(const void *array, size_t count, size_t size) {
    void *copy = rs_alloc_array(count, size);
    if (copy && count > 0) memcpy(copy, array, count * size);
    return copy;
}

static void release_arrays(rs_refgraph *part) {
    rs_release(part->vertices);
    rs_release(part->edges);
    rs_release(part);
}

rs_status rs__refgraph_from_draft(rs_refgraph **out, rs_graph *graph, const rs_draft *draft, rs_error *err) {
    rs_refgraph *part = rs_alloc_cleared(1, sizeof *part);
    if (!part) return rs_fail_memory(err, "reference graph");
    part->graph = graph;
    part->left_out = draft->left_out;
    part->vertices = copy_of(draft->vertices, draft->vertex_count, sizeof *part->vertices);
    part->edges = copy_of(draft->edges, draft->edge_count, sizeof *part->edges);
    if (!part->vertices || !part->edges) {
        release_arrays(part);
        return rs_fail_memory(err, "reference graph");
    }
    rs__room_enter();
    igraph_error_t code = create(&part->igraph, draft);
    rs__room_leave();
    if (code != IGRAPH_SUCCESS) {
        release_arrays(part);
        return rs__room_status(code, "reference graph", err);
    }
    *out = part;
    return RS_OK;
}

void rs_refgraph_free(rs_refgraph *part) {
    if (!part) return;
    rs__room_enter();
    igraph_destroy(&part->igraph);
    rs__room_leave();
    release_arrays(part);
}

/* ---- Asking --------------------------------------------------------------------------------------------------------- */

rs_graph *rs_refgraph_graph(const rs_refgraph *part) {
    return part->graph;
}

size_t rs_refgraph_vertices(const rs_refgraph *part) {
    return (size_t)igraph_vcount(&part->igraph);
}

size_t rs_refgraph_edges(const rs_refgraph *part) {
    return (size_t)igraph_ecount(&part->igraph);
}

size_t rs_refgraph_left_out(const rs_refgraph *part) {
    return part->left_out;
}

rs_vertex rs_refgraph_vertex(const rs_refgraph *part, size_t vertex) {
    return part->vertices[vertex];
}

rs_edge rs_refgraph_edge(const rs_refgraph *part, size_t edge) {
    return part->edges[edge];
}

void rs_text_add_edge_name(rs_text *text, const rs_refgraph *part, size_t edge) {
    rs_edge it = rs_refgraph_edge(part, edge);
    rs_reference_id path[2] = {it.before, it.reference};
    bool folds = it.before != RS_NO_REFERENCE;
    rs_text_add_path(text, rs_graph_snapshot(part->graph), folds ? path : path + 1, folds ? 2 : 1);
}

/* Setting a value of an attribute that is there allocates nothing and cannot fail. */
void rs_refgraph_mark_edge(rs_refgraph *part, size_t edge, unsigned marks) {
    unsigned *all = &part->edges[edge].marks;
    if ((*all | marks) == *all) return;
    *all |= marks;
    igraph_cattribute_EAN_set(&part->igraph, edge_attributes[EDGE_MARKS], (rs_int)edge, *all);
}

void rs_refgraph_mark_vertex(rs_refgraph *part, size_t vertex, unsigned marks) {
    unsigned *all = &part->vertices[vertex].marks;
    if ((*all | marks) == *all) return;
    *all |= marks;
    igraph_cattribute_VAN_set(&part->igraph, vertex_attributes[VERTEX_MARKS], (rs_int)vertex, *all);
}
