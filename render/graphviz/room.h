/* room.h: what the files of this room share.                                        Map: render/graphviz/README.md
 *
 * drawing.c has the front door, labels.c makes any bytes fit for a label, picture.c turns a reference graph into DOT text,
 * dot.c writes that, heat.c tells retained sizes, legend.c adds title and legend. What lays out and renders is another
 * process: drawer.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GRAPHVIZ_ROOM_H
#define GRAPHVIZ_ROOM_H

#include "rs_dominators.h"
#include "rs_drawing.h"

/* ---- Labels --------------------------------------------------------------------------------------------------------- */

/* Add text to a label so that it is shown as it stands: Graphviz reads backslashes as escapes and "&name;" as an entity.
 * The text is UTF-8 without control characters (rs_text_add_escaped). */
void rs__label_add(rs_text *label, const char *string);
/* Add a line break. */
void rs__label_break(rs_text *label);
/* A vertex: type, preview, size, on three lines or (`flat`) two; a fold: "… 412 more Node". An edge: its name, how often,
 * whether to cut it; `flat`: it lies on its line, which must not strike out what is written low. */
void rs__label_vertex(rs_text *label, const rs_refgraph *part, const rs_vertex *vertex, bool flat);
void rs__label_edge(rs_text *label, const rs_refgraph *part, size_t edge, bool flat);
/* What a pointer that rests on the vertex shows: the whole type name, address, size, references. */
void rs__label_hint(rs_text *label, const rs_refgraph *part, const rs_vertex *vertex);

/* ---- DOT text --------------------------------------------------------------------------------------------------------- */

/* Attributes of the graph, a node or an edge, in the order in which they were first set. Strings are borrowed. */
enum { RS__LOOKS_MAX = 24 };
typedef struct rs__looks {
    struct {
        const char *name, *value;
        bool html; /* the value is markup, and not text whatever it looks like */
    } set[RS__LOOKS_MAX];
    size_t count;
} rs__looks;

void rs__set(rs__looks *looks, const char *attribute, const char *value);
void rs__set_html(rs__looks *looks, const char *attribute, const char *value);

/* One statement: a node by its name, an edge between two, or "graph", "node" or "edge" for the defaults. */
void rs__dot_defaults(rs_text *dot, const char *kind, const rs__looks *looks);
void rs__dot_node(rs_text *dot, const char *name, const rs__looks *looks);
void rs__dot_edge(rs_text *dot, const char *from, const char *to, const rs__looks *looks);

/* ---- The picture ---------------------------------------------------------------------------------------------------- */

/* A drawing in the making. */
typedef struct rs__picture {
    const rs_refgraph *part;
    rs_image image;
    const rs_drawing_options *options;
    bool springs;          /* too large for ranks */
    bool sideways;         /* ranks from left to right */
    unsigned vertex_marks; /* all that occur */
    unsigned edge_marks;
    bool folds;
    const rs_dominators *dominators; /* NULL: no heat */
    uint64_t hottest;                /* the largest retained size in the picture */
    unsigned heats;                  /* steps of it that occur */
    uint64_t shown, meant;           /* objects drawn one by one, and with those folded or left out */
    bool *repeated;                  /* by vertex: its address is that of one before */
    rs_text body;                    /* nodes and edges */
    rs_text label, hint;             /* of the one at hand, then the graph's */
} rs__picture;

/* Add the whole graph to *dot. RS_NO_MEMORY. */
rs_status rs__picture_write(rs_text *dot, rs__picture *picture, rs_error *err);
void rs__picture_release(rs__picture *picture);
const char *rs__picture_engine(const rs__picture *picture); /* "dot" or "sfdp" */
/* Title and legend as markup in picture->label; false: there is nothing to say. */
bool rs__legend_make(rs__picture *picture);

/* How vertices and edges with these marks look. */
void rs__dress_vertex(rs__looks *looks, unsigned marks, rs_kind kind, bool fold);
void rs__dress_edge(rs__looks *looks, unsigned marks);

/* ---- Heat ----------------------------------------------------------------------------------------------------------- */

/* With options->heat: what each box retains, in its label and by its ground. Without, all four do nothing. */
rs_status rs__heat_begin(rs__picture *picture, rs_error *err);
void rs__heat_label(rs_text *label, const rs__picture *picture, const rs_vertex *vertex);
void rs__heat_dress(rs__looks *looks, rs__picture *picture, const rs_vertex *vertex);
void rs__heat_legend(rs_text *html, const rs__picture *picture);

#endif
