/* picture.c: a reference graph as a Graphviz graph.                     Manual: room.h. Map: render/graphviz/README.md
 *
 * Every mark is told twice, by a colour and by a shape or a line, so that the picture reads in black and white.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>

#include "room.h"
#include "rs_memory.h"

/* Names beside edges make ranks wide: larger pictures have their ranks from left to right, where names lie below each
 * other. Still larger ones are all edges in any direction, and springs do better. */
enum { UPRIGHT_VERTICES = 48, UPRIGHT_EDGES = 90, RANKED_VERTICES = 220, RANKED_EDGES = 1600 };

#define FONT "Helvetica,Arial,sans-serif"

/* ---- Attributes ----------------------------------------------------------------------------------------------------- */

/* Older Graphviz declares strings it does not change as `char *`. */
static char *unchanged(const char *string) {
    return (char *)(uintptr_t)string;
}

void rs__set(void *object, const char *attribute, const char *value) {
    agsafeset(object, unchanged(attribute), unchanged(value), unchanged(""));
}

void rs__set_html(Agraph_t *graph, const char *attribute, const char *value) {
    /* Only the very string that agstrdup_html returned is HTML; one that merely reads the same is text. */
    agsafeset(graph, unchanged(attribute), agstrdup_html(graph, unchanged(value)), unchanged(""));
}

void rs__set_number(void *object, const char *attribute, double value) {
    char digits[32];
    int tenths = (int)(value * 10 + 0.5); /* printf's "%g" would write what the locale writes */
    snprintf(digits, sizeof digits, tenths % 10 ? "%d.%d" : "%d", tenths / 10, tenths % 10);
    rs__set(object, attribute, digits);
}

typedef struct attribute {
    int kind;
    const char *name, *value;
} attribute;

static void set_defaults(Agraph_t *graph) {
    static const attribute defaults[] = {
        {AGRAPH, "bgcolor", "white"},
        {AGRAPH, "fontname", FONT},
        {AGRAPH, "fontsize", "15"},
        {AGRAPH, "fontcolor", "#222222"},
        {AGRAPH, "labelloc", "t"},
        {AGRAPH, "labeljust", "l"},
        {AGRAPH, "nodesep", "0.25"},
        {AGRAPH, "ranksep", "0.45"},
        {AGRAPH, "pad", "0.25"},
        {AGRAPH, "charset", "UTF-8"},
        {AGNODE, "shape", "box"},
        {AGNODE, "style", "rounded,filled"},
        {AGNODE, "fillcolor", "white"},
        {AGNODE, "color", "#5f6b7a"},
        {AGNODE, "fontname", FONT},
        {AGNODE, "fontsize", "11"},
        {AGNODE, "fontcolor", "#1d232b"},
        {AGNODE, "margin", "0.13,0.08"},
        {AGNODE, "height", "0.3"},
        {AGNODE, "penwidth", "1"},
        {AGNODE, "peripheries", "1"},
        {AGNODE, "label", ""},
        {AGNODE, "tooltip", ""},
        {AGEDGE, "fontname", FONT},
        {AGEDGE, "fontsize", "9"},
        {AGEDGE, "color", "#7b8794"},
        {AGEDGE, "fontcolor", "#4a5461"},
        {AGEDGE, "arrowsize", "0.7"},
        {AGEDGE, "penwidth", "1"},
        {AGEDGE, "style", "solid"},
        {AGEDGE, "label", ""},
    };
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        agattr(graph, defaults[i].kind, unchanged(defaults[i].name), unchanged(defaults[i].value));
}

/* ---- The look of marks ---------------------------------------------------------------------------------------------- */

static const char *shape_of(rs_kind kind) {
    switch (kind) {
    case RS_KIND_MODULE: return "folder";
    case RS_KIND_FRAME:
    case RS_KIND_FRAME_RECORD: return "component";
    default: return NULL;
    }
}

static bool is_container(rs_kind kind) {
    return kind >= RS_KIND_LIST && kind <= RS_KIND_FROZENSET;
}

void rs__dress_vertex(void *node, unsigned marks, rs_kind kind, bool fold) {
    if (is_container(kind)) rs__set(node, "fillcolor", "#eef1f5");
    if (shape_of(kind)) rs__set(node, "shape", shape_of(kind));
    if (shape_of(kind)) rs__set(node, "style", "filled");
    if (marks & RS_MARK_GARBAGE) {
        rs__set(node, "style", "rounded,filled,dashed");
        rs__set(node, "color", "#a8505a");
        rs__set(node, "fillcolor", "#f8ecec");
    }
    if (marks & RS_MARK_ROOT) {
        rs__set(node, "color", "#1f5fae");
        rs__set(node, "fillcolor", "#e3eefb");
        rs__set(node, "peripheries", "2");
    }
    if (marks & RS_MARK_ASKED) {
        rs__set(node, "fillcolor", "#ffe58a");
        rs__set(node, "penwidth", "2.2");
        if (!(marks & (RS_MARK_GARBAGE | RS_MARK_ROOT))) rs__set(node, "color", "#8a6d00");
    }
    if (fold) {
        rs__set(node, "shape", "note");
        rs__set(node, "style", "filled,dashed");
        rs__set(node, "fillcolor", "#fafafa");
        rs__set(node, "fontcolor", "#5a6470");
    }
}

void rs__dress_edge(void *edge, unsigned marks) {
    if (marks & RS_MARK_CYCLE) {
        rs__set(edge, "color", "#d9730d");
        rs__set(edge, "fontcolor", "#a85508");
        rs__set(edge, "penwidth", "1.8");
    }
    if (marks & RS_MARK_CUT) {
        rs__set(edge, "color", "#d00000");
        rs__set(edge, "fontcolor", "#d00000");
        rs__set(edge, "penwidth", "3");
        rs__set(edge, "style", "dashed");
        rs__set(edge, "fontsize", "12");
    }
}

/* ---- Filling -------------------------------------------------------------------------------------------------------- */

/* A node named by its object's address, or by its number where that name is taken. */
static Agnode_t *add_node(rs__picture *picture, const rs_vertex *vertex, size_t number) {
    char name[48];
    const rs_columns *columns = rs_snapshot_columns(rs_graph_snapshot(rs_refgraph_graph(picture->part)));
    if (vertex->object == RS_NO_OBJECT)
        snprintf(name, sizeof name, "more %zu", number);
    else
        snprintf(name, sizeof name, "0x%llx", (unsigned long long)columns->address[vertex->object]);
    if (agnode(picture->graph, name, 0)) snprintf(name, sizeof name, "vertex %zu", number);
    return agnode(picture->graph, name, 1);
}

/* A module is where a person stops asking, though it is sys.modules that holds it: it is shown as the root it is to them. */
static unsigned marks_of(const rs_vertex *vertex, rs_kind kind) {
    bool root = kind == RS_KIND_MODULE && vertex->object != RS_NO_OBJECT &&
                !(vertex->marks & RS_MARK_GARBAGE);
    return vertex->marks | (root ? RS_MARK_ROOT : 0);
}

static Agnode_t *draw_vertex(rs__picture *picture, size_t number) {
    rs_vertex vertex = rs_refgraph_vertex(picture->part, number);
    bool all = vertex.marks & RS_MARK_ALL, fold = vertex.object == RS_NO_OBJECT && !all;
    Agnode_t *node = add_node(picture, &vertex, number);
    if (node == NULL) return NULL;
    const rs_snapshot *snapshot = rs_graph_snapshot(rs_refgraph_graph(picture->part));
    rs_text_clear(&picture->scratch);
    rs__label_vertex(&picture->scratch, picture->part, &vertex, picture->sideways);
    rs__heat_label(&picture->scratch, picture, &vertex);
    rs__set(node, "label", rs_text_string(&picture->scratch));
    if (picture->scratch.failed) return NULL;
    rs_text_clear(&picture->scratch);
    rs__label_hint(&picture->scratch, picture->part, &vertex);
    rs__set(node, "tooltip", rs_text_string(&picture->scratch));
    rs_kind kind = rs_snapshot_type(snapshot, vertex.type)->kind;
    unsigned marks = marks_of(&vertex, kind);
    rs__dress_vertex(node, marks, kind, fold);
    if (!(marks & RS_MARK_ASKED)) rs__heat_dress(node, picture, &vertex);
    picture->vertex_marks |= marks;
    picture->folds |= fold;
    if (fold)
        picture->meant += vertex.count;
    else if (all)
        picture->shown += vertex.count;
    else if (vertex.object >= rs_snapshot_columns(snapshot)->records)
        picture->shown++;
    return picture->scratch.failed ? NULL : node;
}

static bool draw_edge(rs__picture *picture, Agnode_t *const *nodes, size_t number) {
    rs_edge what = rs_refgraph_edge(picture->part, number);
    Agedge_t *edge = agedge(picture->graph, nodes[what.from], nodes[what.to], NULL, 1);
    if (edge == NULL) return false;
    rs_text_clear(&picture->scratch);
    rs__label_edge(&picture->scratch, picture->part, number, picture->sideways && !picture->springs);
    rs__set(edge, "label", rs_text_string(&picture->scratch));
    rs__dress_edge(edge, what.marks);
    picture->edge_marks |= what.marks;
    return !picture->scratch.failed;
}

static bool draw_all(rs__picture *picture, Agnode_t **nodes) {
    size_t vertices = rs_refgraph_vertices(picture->part), edges = rs_refgraph_edges(picture->part);
    for (size_t v = 0; v < vertices; v++) {
        nodes[v] = draw_vertex(picture, v);
        if (nodes[v] == NULL) return false;
    }
    for (size_t e = 0; e < edges; e++)
        if (!draw_edge(picture, nodes, e)) return false;
    return true;
}

/* A picture of points has a size; it is kept in bounds, and small graphs are drawn finer. */
static void set_resolution(rs__picture *picture, size_t vertices) {
    const double most_points = 8000;
    if (picture->image != RS_IMAGE_PNG) return;
    double dpi = vertices <= 60 ? 132 : 96;
    char size[64];
    int inches = (int)(most_points / dpi);
    snprintf(size, sizeof size, "%d,%d", inches, inches);
    rs__set(picture->graph, "size", size);
    rs__set_number(picture->graph, "dpi", dpi);
}

static void set_layout(rs__picture *picture) {
    rs__set(picture->graph, "layout", rs__picture_engine(picture));
    if (picture->springs) {
        rs__set(picture->graph, "overlap", "prism");
        rs__set(picture->graph, "sep", "+12,6");
        rs__set(picture->graph, "splines", "line");
    } else if (picture->sideways) {
        rs__set(picture->graph, "rankdir", "LR");
        rs__set(picture->graph, "nodesep", "0.12");
        rs__set(picture->graph, "ranksep", "0.35");
    }
}

const char *rs__picture_engine(const rs__picture *picture) {
    return picture->springs ? "sfdp" : "dot";
}

rs_status rs__picture_fill(rs__picture *picture, rs_error *err) {
    size_t vertices = rs_refgraph_vertices(picture->part), edges = rs_refgraph_edges(picture->part);
    picture->springs = vertices > RANKED_VERTICES || edges > RANKED_EDGES;
    picture->sideways = picture->options->left_to_right || vertices > UPRIGHT_VERTICES ||
                        edges > UPRIGHT_EDGES;
    picture->meant = rs_refgraph_left_out(picture->part);
    rs_status status = rs__heat_begin(picture, err);
    if (status != RS_OK) return status;
    set_defaults(picture->graph);
    set_layout(picture);
    set_resolution(picture, vertices);
    Agnode_t **nodes = rs_alloc_array(vertices, sizeof *nodes);
    bool drawn = nodes != NULL && draw_all(picture, nodes);
    rs_release(nodes);
    if (!drawn) return rs_fail_memory(err, "the picture");
    picture->meant += picture->shown;
    rs__legend_add(picture);
    return rs_text_status(&picture->scratch, err);
}
