/* graphml.c: a heap or a part of it as GraphML, written by igraph.     Manual: ../rs_graphml.h. Map: graph/igraph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_graphml.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "room.h"
#include "rs_liveness.h"

enum { LABEL_COLUMNS = 120 };

typedef struct graphml {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_liveness *liveness;
    const rs_object_id *objects; /* [vertices] NULL: vertex v is object v */
    size_t vertices, edges;
    rs_text text; /* of one attribute */
} graphml;

static rs_object_id object_of(const graphml *g, size_t vertex) {
    return g->objects ? g->objects[vertex] : (rs_object_id)vertex;
}

/* The vertex of an object, or -1. */
static rs_int vertex_of(const graphml *g, rs_object_id object) {
    size_t begin = 0, end = g->vertices;
    if (!g->objects) return object;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (g->objects[middle] < object)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin < g->vertices && g->objects[begin] == object ? (rs_int)begin : -1;
}

/* ---- Every reference between two of the vertices, in order ----------------------------------------------------------- */

typedef igraph_error_t (*edge_visit)(graphml *g, void *context, size_t edge, rs_reference_id reference);

static igraph_error_t visit_edges(graphml *g, edge_visit visit, void *context) {
    size_t edge = 0;
    for (size_t v = 0; v < g->vertices; v++) {
        rs_object_id object = object_of(g, v);
        for (rs_reference_id r = g->columns->row[object]; r < g->columns->row[object + 1]; r++) {
            if (vertex_of(g, g->columns->target[r]) < 0) continue;
            igraph_error_t code = visit(g, context, edge++, r);
            if (code != IGRAPH_SUCCESS) return code;
        }
    }
    return IGRAPH_SUCCESS;
}

static igraph_error_t count_edge(graphml *g, void *context, size_t edge, rs_reference_id reference) {
    (void)context;
    (void)reference;
    g->edges = edge + 1;
    return IGRAPH_SUCCESS;
}

static igraph_error_t note_ends(graphml *g, void *context, size_t edge, rs_reference_id reference) {
    igraph_vector_int_t *ends = context;
    VECTOR(*ends)[2 * edge] = vertex_of(g, rs_snapshot_source(g->snapshot, reference));
    VECTOR(*ends)[2 * edge + 1] = vertex_of(g, g->columns->target[reference]);
    return IGRAPH_SUCCESS;
}

static igraph_error_t note_name(graphml *g, void *context, size_t edge, rs_reference_id reference) {
    rs_text_clear(&g->text);
    rs_text_add_reference_name(&g->text, g->snapshot, reference);
    if (g->text.failed) return IGRAPH_ENOMEM;
    return igraph_strvector_set(context, (rs_int)edge, rs_text_string(&g->text));
}

/* ---- Attributes of vertices ----------------------------------------------------------------------------------------- */

static void add_label(graphml *g, rs_object_id object) {
    rs_text_add_preview(&g->text, g->snapshot, object, LABEL_COLUMNS);
}

static void add_type(graphml *g, rs_object_id object) {
    const char *name = rs_snapshot_type_of(g->snapshot, object)->name;
    rs_text_add_escaped(&g->text, name, strlen(name), 0);
}

static void add_address(graphml *g, rs_object_id object) {
    rs_text_addf(&g->text, "0x%llx", (unsigned long long)g->columns->address[object]);
}

static void add_root(graphml *g, rs_object_id object) {
    static const char *const words[] = {"", "interpreter", "outside", "frozen", "immortal"};
    rs_text_add(&g->text, words[rs_liveness_root(g->liveness, object)]);
}

static igraph_error_t set_texts(igraph_t *graph, graphml *g, igraph_strvector_t *texts) {
    static const struct {
        const char *name;
        void (*add)(graphml *, rs_object_id);
    } attributes[] = {{"label", add_label}, {"type", add_type}, {"address", add_address}, {"root", add_root}};
    igraph_error_t code = igraph_strvector_resize(texts, (rs_int)g->vertices);
    for (size_t a = 0; a < sizeof attributes / sizeof *attributes && code == IGRAPH_SUCCESS; a++) {
        for (size_t v = 0; v < g->vertices && code == IGRAPH_SUCCESS; v++) {
            rs_text_clear(&g->text);
            attributes[a].add(g, object_of(g, v));
            code = g->text.failed ? IGRAPH_ENOMEM
                                  : igraph_strvector_set(texts, (rs_int)v, rs_text_string(&g->text));
        }
        if (code == IGRAPH_SUCCESS) code = igraph_cattribute_VAS_setv(graph, attributes[a].name, texts);
    }
    return code;
}

static igraph_error_t set_numbers(igraph_t *graph, graphml *g, igraph_vector_t *numbers) {
    igraph_error_t code = igraph_vector_resize(numbers, (rs_int)g->vertices);
    if (code != IGRAPH_SUCCESS) return code;
    for (size_t v = 0; v < g->vertices; v++)
        VECTOR(*numbers)[v] = (double)rs_snapshot_size(g->snapshot, object_of(g, v));
    code = igraph_cattribute_VAN_setv(graph, "bytes", numbers);
    if (code != IGRAPH_SUCCESS) return code;
    for (size_t v = 0; v < g->vertices; v++) VECTOR(*numbers)[v] = g->columns->refcount[object_of(g, v)];
    return igraph_cattribute_VAN_setv(graph, "refcount", numbers);
}

static igraph_error_t set_garbage(igraph_t *graph, graphml *g, igraph_vector_bool_t *garbage) {
    igraph_error_t code = igraph_vector_bool_resize(garbage, (rs_int)g->vertices);
    if (code != IGRAPH_SUCCESS) return code;
    for (size_t v = 0; v < g->vertices; v++)
        VECTOR(*garbage)[v] = rs_liveness_is_garbage(g->liveness, object_of(g, v));
    return igraph_cattribute_VAB_setv(graph, "garbage", garbage);
}

/* ---- The graph ------------------------------------------------------------------------------------------------------ */

/* Each is released before the next is made: of all the attributes only igraph's copy is kept. */
static igraph_error_t set_attributes(igraph_t *graph, graphml *g) {
    igraph_strvector_t texts;
    igraph_vector_t numbers;
    igraph_vector_bool_t garbage;
    igraph_error_t code = igraph_strvector_init(&texts, 0);
    if (code != IGRAPH_SUCCESS) return code;
    code = set_texts(graph, g, &texts);
    if (code == IGRAPH_SUCCESS) code = igraph_strvector_resize(&texts, (rs_int)g->edges);
    if (code == IGRAPH_SUCCESS) code = visit_edges(g, note_name, &texts);
    if (code == IGRAPH_SUCCESS) code = igraph_cattribute_EAS_setv(graph, "name", &texts);
    igraph_strvector_destroy(&texts);
    if (code != IGRAPH_SUCCESS || (code = igraph_vector_init(&numbers, 0)) != IGRAPH_SUCCESS) return code;
    code = set_numbers(graph, g, &numbers);
    igraph_vector_destroy(&numbers);
    if (code != IGRAPH_SUCCESS || (code = igraph_vector_bool_init(&garbage, 0)) != IGRAPH_SUCCESS)
        return code;
    code = set_garbage(graph, g, &garbage);
    igraph_vector_bool_destroy(&garbage);
    return code;
}

static igraph_error_t create(igraph_t *graph, graphml *g) {
    igraph_vector_int_t ends;
    visit_edges(g, count_edge, NULL);
    igraph_error_t code = igraph_vector_int_init(&ends, 2 * (rs_int)g->edges);
    if (code != IGRAPH_SUCCESS) return code;
    visit_edges(g, note_ends, &ends);
    code = igraph_create(graph, &ends, (rs_int)g->vertices, IGRAPH_DIRECTED);
    igraph_vector_int_destroy(&ends);
    if (code != IGRAPH_SUCCESS) return code;
    code = set_attributes(graph, g);
    if (code != IGRAPH_SUCCESS) igraph_destroy(graph);
    return code;
}

static igraph_error_t write_graph(FILE *file, graphml *g) {
    igraph_t graph;
    rs__room_enter();
    igraph_error_t code = create(&graph, g);
    if (code == IGRAPH_SUCCESS) {
        code = igraph_write_graph_graphml(&graph, file, true);
        igraph_destroy(&graph);
    }
    rs__room_leave();
    return code;
}

static FILE *stream_of(int descriptor) {
    int copy = dup(descriptor);
    FILE *file = copy < 0 ? NULL : fdopen(copy, "wb");
    if (!file && copy >= 0) close(copy);
    return file;
}

rs_status rs_graphml_send(int descriptor, size_t *edges, rs_graph *graph, const rs_object_id *objects,
                          size_t count, rs_error *err) {
    graphml g = {.snapshot = rs_graph_snapshot(graph), .objects = objects, .text = RS_TEXT_INIT};
    g.columns = rs_snapshot_columns(g.snapshot);
    g.vertices = objects ? count : g.columns->objects;
    rs_status st = rs_graph_liveness(&g.liveness, graph, err);
    if (st != RS_OK) return st;
    FILE *file = stream_of(descriptor);
    if (!file) return rs_fail(err, RS_IO, "GraphML: %s", strerror(errno));
    errno = 0;
    igraph_error_t code = write_graph(file, &g);
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed)
        st = rs_fail(err, RS_IO, "GraphML: %s", strerror(errno ? errno : EIO));
    else
        st = rs__room_status(code, "GraphML", err);
    rs_text_release(&g.text);
    if (st == RS_OK && edges) *edges = g.edges;
    return st;
}
