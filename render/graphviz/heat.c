/* heat.c: retained sizes, told by the ground of a box.                  Manual: room.h. Map: render/graphviz/README.md
 *
 * Warmer boxes retain more: steps of the largest retained size in the picture, since a picture shows a corner of a heap and
 * is read for what is large in it. The number stands in the box as well, so that the picture reads without colour.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "room.h"

typedef struct step {
    unsigned percent; /* of the largest, at least */
    const char *ground, *words;
} step;

static const step steps[] = {
    {50, "#ff9d57", "half or more"},
    {20, "#ffc48c", "20 % or more"},
    {5, "#ffe1bf", "5 % or more"},
    {1, "#fff3e4", "1 % or more"},
};

enum { STEPS = sizeof steps / sizeof *steps };

static uint64_t retained(const rs__picture *picture, const rs_vertex *vertex) {
    return vertex->object == RS_NO_OBJECT ? 0 : rs_dominators_retained(picture->dominators, vertex->object);
}

rs_status rs__heat_begin(rs__picture *picture, rs_error *err) {
    if (!picture->options->heat) return RS_OK;
    rs_status status = rs_graph_dominators(&picture->dominators, rs_refgraph_graph(picture->part), err);
    for (size_t v = 0; status == RS_OK && v < rs_refgraph_vertices(picture->part); v++) {
        rs_vertex vertex = rs_refgraph_vertex(picture->part, v);
        if (retained(picture, &vertex) > picture->hottest) picture->hottest = retained(picture, &vertex);
    }
    return status;
}

void rs__heat_label(rs_text *label, const rs__picture *picture, const rs_vertex *vertex) {
    if (!picture->dominators || retained(picture, vertex) <= vertex->bytes) return;
    rs__label_break(label);
    rs_text_add(label, "retains ");
    rs_text_add_size(label, retained(picture, vertex));
}

void rs__heat_dress(rs__looks *looks, rs__picture *picture, const rs_vertex *vertex) {
    if (!picture->dominators || picture->hottest == 0) return;
    double percent = (double)retained(picture, vertex) / (double)picture->hottest * 100.0;
    for (size_t i = 0; i < STEPS; i++) {
        if (percent < steps[i].percent) continue;
        rs__set(looks, "fillcolor", steps[i].ground);
        picture->heats |= 1u << i;
        return;
    }
}

void rs__heat_legend(rs_text *html, const rs__picture *picture) {
    if (picture->heats == 0) return;
    rs_text_add(html, "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"8\"><TR>");
    for (size_t i = 0; i < STEPS; i++)
        if (picture->heats & 1u << i)
            rs_text_addf(
                html,
                "<TD CELLPADDING=\"3\" BGCOLOR=\"%s\" COLOR=\"#5f6b7a\" BORDER=\"1\" STYLE=\"rounded\">"
                "<FONT POINT-SIZE=\"9\">%s</FONT></TD>",
                steps[i].ground, steps[i].words);
    rs_text_add(html, "<TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"9\">retained of ");
    rs_text_add_size(html, picture->hottest);
    rs_text_add(html, "</FONT></TD></TR></TABLE></TD></TR>");
}
