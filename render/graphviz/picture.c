/* picture.c: a reference graph as DOT text.                              Manual: room.h. Map: render/graphviz/README.md
 *
 * Every mark is told twice, by a colour and by a shape or a line, so that the picture reads in black and white.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>

#include "room.h"
#include "rs_memory.h"

/* Names beside edges make ranks wide: larger pictures have their ranks from left to right, where names lie below each
 * other. Still larger ones are all edges in any direction, and springs do better. */
enum { UPRIGHT_VERTICES = 48, UPRIGHT_EDGES = 90, RANKED_VERTICES = 220, RANKED_EDGES = 1600 };

#define FONT "Helvetica,Arial,sans-serif"

/* ---- Defaults ------------------------------------------------------------------------------------------------------- */

static const rs__looks graph_looks = {
    {
        {"bgcolor", "white", false},
        {"fontname", FONT, false},
        {"fontsize", "15", false},
        {"fontcolor", "#222222", false},
        {"labelloc", "t", false},
        {"labeljust", "l", false},
        {"nodesep", "0.25", false},
        {"ranksep", "0.45", false},
        {"pad", "0.25", false},
        {"charset", "UTF-8", false},
    },
    10,
};
static const rs__looks node_looks = {
    {
        {"shape", "box", false},
        {"style", "rounded,filled", false},
        {"fillcolor", "white", false},
        {"color", "#5f6b7a", false},
        {"fontname", FONT, false},
        {"fontsize", "11", false},
        {"fontcolor", "#1d232b", false},
        {"margin", "0.13,0.08", false},
        {"height", "0.3", false},
        {"penwidth", "1", false},
        {"peripheries", "1", false},
        {"label", "", false},
        {"tooltip", "", false},
    },
    13,
};
static const rs__looks edge_looks = {
    {
        {"fontname", FONT, false},
        {"fontsize", "9", false},
        {"color", "#7b8794", false},
        {"fontcolor", "#4a5461", false},
        {"arrowsize", "0.7", false},
        {"penwidth", "1", false},
        {"style", "solid", false},
        {"label", "", false},
    },
    8,
};

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

void rs__dress_vertex(rs__looks *node, unsigned marks, rs_kind kind, bool fold) {
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

void rs__dress_edge(rs__looks *edge, unsigned marks) {
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

/* ---- Names of nodes ------------------------------------------------------------------------------------------------- */

typedef struct placed {
    uint64_t address;
    size_t vertex;
} placed;

static int by_address(const void *a, const void *b) {
    const placed *one = a, *other = b;
    if (one->address != other->address) return one->address < other->address ? -1 : 1;
    return one->vertex < other->vertex ? -1 : one->vertex > other->vertex;
}

static const rs_columns *columns_of(const rs__picture *picture) {
    return rs_snapshot_columns(rs_graph_snapshot(rs_refgraph_graph(picture->part)));
}

/* A file may say that two objects have one address. */
static bool find_repeated(rs__picture *picture) {
    size_t vertices = rs_refgraph_vertices(picture->part), count = 0;
    placed *all = rs_alloc_array(vertices, sizeof *all);
    picture->repeated = rs_alloc_cleared(vertices, sizeof *picture->repeated);
    bool made = all != NULL && picture->repeated != NULL;
    for (size_t v = 0; made && v < vertices; v++) {
        rs_object_id object = rs_refgraph_vertex(picture->part, v).object;
        if (object != RS_NO_OBJECT) all[count++] = (placed){columns_of(picture)->address[object], v};
    }
    if (made && count > 0) qsort(all, count, sizeof *all, by_address);
    for (size_t i = 1; made && i < count; i++)
        picture->repeated[all[i].vertex] = all[i].address == all[i - 1].address;
    rs_release(all);
    return made;
}

typedef struct node_name {
    char text[48];
} node_name;

/* A node is named by its object's address, or by its number where that name is taken. */
static node_name name_of(const rs__picture *picture, size_t number) {
    node_name name;
    rs_object_id object = rs_refgraph_vertex(picture->part, number).object;
    if (object == RS_NO_OBJECT)
        snprintf(name.text, sizeof name.text, "more %zu", number);
    else if (picture->repeated[number])
        snprintf(name.text, sizeof name.text, "vertex %zu", number);
    else
        snprintf(name.text, sizeof name.text, "0x%llx",
                 (unsigned long long)columns_of(picture)->address[object]);
    return name;
}

/* ---- Writing -------------------------------------------------------------------------------------------------------- */

/* A module is where a person stops asking, though it is sys.modules that holds it: it is shown as the root it is to them. */
static unsigned marks_of(const rs_vertex *vertex, rs_kind kind) {
    bool root = kind == RS_KIND_MODULE && vertex->object != RS_NO_OBJECT &&
                !(vertex->marks & RS_MARK_GARBAGE);
    return vertex->marks | (root ? RS_MARK_ROOT : 0);
}

static void count_vertex(rs__picture *picture, const rs_vertex *vertex, unsigned marks, bool fold) {
    picture->vertex_marks |= marks;
    picture->folds |= fold;
    if (fold)
        picture->meant += vertex->count;
    else if (vertex->marks & RS_MARK_ALL)
        picture->shown += vertex->count;
    else if (vertex->object >= columns_of(picture)->records)
        picture->shown++;
}

static void write_vertex(rs__picture *picture, size_t number) {
    rs_vertex vertex = rs_refgraph_vertex(picture->part, number);
    bool fold = vertex.object == RS_NO_OBJECT && !(vertex.marks & RS_MARK_ALL);
    const rs_snapshot *snapshot = rs_graph_snapshot(rs_refgraph_graph(picture->part));
    rs_kind kind = rs_snapshot_type(snapshot, vertex.type)->kind;
    unsigned marks = marks_of(&vertex, kind);
    rs__looks looks = {.count = 0};
    rs_text_clear(&picture->label);
    rs__label_vertex(&picture->label, picture->part, &vertex, picture->sideways);
    rs__heat_label(&picture->label, picture, &vertex);
    rs_text_clear(&picture->hint);
    rs__label_hint(&picture->hint, picture->part, &vertex);
    rs__set(&looks, "label", rs_text_string(&picture->label));
    rs__set(&looks, "tooltip", rs_text_string(&picture->hint));
    rs__dress_vertex(&looks, marks, kind, fold);
    if (!(marks & RS_MARK_ASKED)) rs__heat_dress(&looks, picture, &vertex);
    rs__dot_node(&picture->body, name_of(picture, number).text, &looks);
    picture->body.failed |= picture->label.failed | picture->hint.failed;
    count_vertex(picture, &vertex, marks, fold);
}

static void write_edge(rs__picture *picture, size_t number) {
    rs_edge what = rs_refgraph_edge(picture->part, number);
    node_name from = name_of(picture, what.from), to = name_of(picture, what.to);
    rs__looks looks = {.count = 0};
    rs_text_clear(&picture->label);
    rs__label_edge(&picture->label, picture->part, number, picture->sideways && !picture->springs);
    rs__set(&looks, "label", rs_text_string(&picture->label));
    rs__dress_edge(&looks, what.marks);
    rs__dot_edge(&picture->body, from.text, to.text, &looks);
    picture->body.failed |= picture->label.failed;
    picture->edge_marks |= what.marks;
}

/* A picture of points has a size; it is kept in bounds, and small graphs are drawn finer. */
static void set_resolution(rs__looks *graph, const rs__picture *picture, size_t vertices) {
    bool fine = vertices <= 60;
    if (picture->image != RS_IMAGE_PNG) return;
    rs__set(graph, "size", fine ? "60,60" : "83,83"); /* inches: at most 8,000 points a side */
    rs__set(graph, "dpi", fine ? "132" : "96");
}

static void set_layout(rs__looks *graph, const rs__picture *picture) {
    rs__set(graph, "layout", rs__picture_engine(picture));
    if (picture->springs) {
        rs__set(graph, "overlap", "prism");
        rs__set(graph, "sep", "+12,6");
        rs__set(graph, "splines", "line");
    } else if (picture->sideways) {
        rs__set(graph, "rankdir", "LR");
        rs__set(graph, "nodesep", "0.12");
        rs__set(graph, "ranksep", "0.35");
    }
}

const char *rs__picture_engine(const rs__picture *picture) {
    return picture->springs ? "sfdp" : "dot";
}

static void write_all(rs_text *dot, rs__picture *picture) {
    size_t vertices = rs_refgraph_vertices(picture->part), edges = rs_refgraph_edges(picture->part);
    rs__looks graph = graph_looks;
    for (size_t v = 0; v < vertices; v++) write_vertex(picture, v);
    for (size_t e = 0; e < edges; e++) write_edge(picture, e);
    picture->meant += picture->shown;
    set_layout(&graph, picture);
    set_resolution(&graph, picture, vertices);
    if (rs__legend_make(picture)) rs__set_html(&graph, "label", rs_text_string(&picture->label));
    rs_text_add(dot, "digraph refscope {\n");
    rs__dot_defaults(dot, "graph", &graph);
    rs__dot_defaults(dot, "node", &node_looks);
    rs__dot_defaults(dot, "edge", &edge_looks);
    rs_text_add_bytes(dot, rs_text_string(&picture->body), picture->body.length);
    rs_text_add(dot, "}\n");
    dot->failed |= picture->body.failed | picture->label.failed;
}

rs_status rs__picture_write(rs_text *dot, rs__picture *picture, rs_error *err) {
    size_t vertices = rs_refgraph_vertices(picture->part), edges = rs_refgraph_edges(picture->part);
    picture->springs = vertices > RANKED_VERTICES || edges > RANKED_EDGES;
    picture->sideways = picture->options->left_to_right || vertices > UPRIGHT_VERTICES ||
                        edges > UPRIGHT_EDGES;
    picture->meant = rs_refgraph_left_out(picture->part);
    rs_status status = rs__heat_begin(picture, err);
    if (status != RS_OK) return status;
    if (!find_repeated(picture)) return rs_fail_memory(err, "the picture");
    write_all(dot, picture);
    return dot->failed ? rs_fail_memory(err, "the picture") : RS_OK;
}

void rs__picture_release(rs__picture *picture) {
    rs_release(picture->repeated);
    rs_text_release(&picture->body);
    rs_text_release(&picture->label);
    rs_text_release(&picture->hint);
}
