/* room.h: what the files of this room share.                                        Map: render/graphviz/README.md
 *
 * drawing.c has the front door, labels.c makes any bytes fit for a label, picture.c turns a reference graph into a
 * Graphviz graph, heat.c tells retained sizes,
 * legend.c adds title and legend, library.c is the only file that calls the layout and the renderers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GRAPHVIZ_ROOM_H
#define GRAPHVIZ_ROOM_H

#include <gvc.h>

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

/* ---- The picture ---------------------------------------------------------------------------------------------------- */

/* Graphviz's part of a drawing in the making. Strings given to Graphviz are copied by it. */
typedef struct rs__picture {
    Agraph_t *graph;
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
    rs_text scratch;
} rs__picture;

rs_status rs__picture_fill(rs__picture *picture, rs_error *err);
const char *rs__picture_engine(const rs__picture *picture); /* "dot" or "sfdp" */
void rs__legend_add(rs__picture *picture);

/* Attributes; `object` is a graph, a node or an edge. Values of the first are text, whatever they look like. */
void rs__set(void *object, const char *attribute, const char *value);
void rs__set_html(Agraph_t *graph, const char *attribute, const char *value);
void rs__set_number(void *object, const char *attribute, double value);
/* How vertices and edges with these marks look; the legend's samples too. */
void rs__dress_vertex(void *node, unsigned marks, rs_kind kind, bool fold);
void rs__dress_edge(void *edge, unsigned marks);

/* ---- Heat ----------------------------------------------------------------------------------------------------------- */

/* With options->heat: what each box retains, in its label and by its ground. Without, all four do nothing. */
rs_status rs__heat_begin(rs__picture *picture, rs_error *err);
void rs__heat_label(rs_text *label, const rs__picture *picture, const rs_vertex *vertex);
void rs__heat_dress(void *node, rs__picture *picture, const rs_vertex *vertex);
void rs__heat_legend(rs_text *html, const rs__picture *picture);

/* ---- The library ---------------------------------------------------------------------------------------------------- */

/* Open an empty graph that writes into rs_text channels. NULL: Graphviz is out of memory. */
Agraph_t *rs__library_open(void);
rs_status rs__library_write(rs_text *bytes, Agraph_t *graph, rs_error *err);
/* Lay out and render; RS_UNSUPPORTED with Graphviz's own words. One drawing at a time in a process: it waits its turn. */
rs_status rs__library_render(rs_text *bytes, Agraph_t *graph, const char *engine, rs_image image,
                             rs_error *err);
/* The same in a format by Graphviz's name for it. */
rs_status rs__library_render_as(rs_text *bytes, Agraph_t *graph, const char *engine, const char *format,
                                rs_error *err);
/* A graph from DOT text, yours to agclose. NULL: RS_BAD_ARGUMENT with Graphviz's own words. */
Agraph_t *rs__library_read(const char *dot, rs_error *err);

#endif
