/* legend.c: the title, what was left out, and what the marks that occur mean.   Manual: room.h. Map: render/graphviz/README.md
 *
 * All three are the label of the whole graph, the only one that is HTML-like: a small table above the picture, whichever
 * way the picture is laid out. What comes from the program is escaped for it; everything else is written here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "room.h"

enum { TITLE_COLUMNS = 160, SAMPLES_IN_A_ROW = 4 };

/* A sample looks as the mark does: a cell with a border and a ground, or coloured words for an edge. */
typedef struct mark_sample {
    unsigned mark; /* 0: a fold */
    const char *cell, *words;
} mark_sample;

static const mark_sample vertex_samples[] = {
    {RS_MARK_ASKED, "BGCOLOR=\"#ffe58a\" COLOR=\"#8a6d00\" BORDER=\"2\" STYLE=\"rounded\"", "asked about"},
    {RS_MARK_ROOT, "COLOR=\"#1f5fae\" BORDER=\"1\" STYLE=\"rounded\"",
     "root: a module, a frame, or held from outside"},
    {RS_MARK_GARBAGE, "BGCOLOR=\"#f8ecec\" COLOR=\"#a8505a\" BORDER=\"1\" STYLE=\"dashed\"",
     "garbage: no root reaches it"},
    {0, "BGCOLOR=\"#fafafa\" COLOR=\"#5f6b7a\" BORDER=\"1\" STYLE=\"dashed\"", "many alike, folded into one"},
    {RS_MARK_MORE, "COLOR=\"#5f6b7a\" BORDER=\"1\" STYLE=\"rounded\"", "…  has more that is not shown"},
};
static const mark_sample edge_samples[] = {
    {RS_MARK_CYCLE, "#a85508", "──▸  on a cycle"},
    {RS_MARK_CUT, "#d00000", "╍╍▸  cut here: make it weak or clear it"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- HTML ----------------------------------------------------------------------------------------------------------- */

/* The string is printable UTF-8 (rs_text_add_escaped), so that these four are all that HTML minds. */
static void add_html(rs_text *html, const char *string) {
    for (const char *at = string; *at != '\0'; at++) {
        if (*at == '&')
            rs_text_add(html, "&amp;");
        else if (*at == '<')
            rs_text_add(html, "&lt;");
        else if (*at == '>')
            rs_text_add(html, "&gt;");
        else if (*at == '"')
            rs_text_add(html, "&quot;");
        else
            rs_text_add_char(html, *at);
    }
}

static void add_row(rs_text *html, double size, const char *colour, const char *string) {
    rs_text_addf(html, "<TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"%d\" COLOR=\"%s\">", (int)size, colour);
    add_html(html, string);
    rs_text_add(html, "</FONT></TD></TR>");
}

/* ---- Title ---------------------------------------------------------------------------------------------------------- */

static void add_title(rs_text *html, const char *title) {
    rs_text safe = RS_TEXT_INIT;
    rs_text_add_escaped(&safe, title, strlen(title), 0);
    if (safe.length > 0) safe.data[rs_text_fit(safe.data, safe.length, TITLE_COLUMNS)] = '\0';
    if (safe.length > 0 && safe.data[0] != '\0') add_row(html, 16, "#1d232b", safe.data);
    html->failed |= safe.failed;
    rs_text_release(&safe);
}

static void add_what_is_shown(rs_text *html, const rs__picture *picture) {
    rs_text line = RS_TEXT_INIT;
    rs_text_add_count(&line, picture->shown);
    rs_text_add(&line, " of ");
    rs_text_add_count(&line, picture->meant);
    rs_text_add(&line, " objects shown");
    add_row(html, 11, "#5a6470", rs_text_string(&line));
    html->failed |= line.failed;
    rs_text_release(&line);
}

/* ---- Legend --------------------------------------------------------------------------------------------------------- */

/* A border inside the border. */
static void add_root_sample(rs_text *html, const mark_sample *sample) {
    rs_text_addf(
        html,
        "<TD CELLPADDING=\"2\" %s><TABLE BORDER=\"1\" CELLBORDER=\"0\" CELLPADDING=\"1\" CELLSPACING=\"0\" "
        "BGCOLOR=\"#e3eefb\" COLOR=\"#1f5fae\" STYLE=\"rounded\"><TR><TD><FONT "
        "POINT-SIZE=\"9\">%s</FONT></TD></TR>"
        "</TABLE></TD>",
        sample->cell, sample->words);
}

static void add_vertex_sample(rs_text *html, const mark_sample *sample) {
    if (sample->mark == RS_MARK_ROOT) {
        add_root_sample(html, sample);
        return;
    }
    rs_text_addf(html, "<TD CELLPADDING=\"3\" %s><FONT POINT-SIZE=\"9\">%s</FONT></TD>", sample->cell,
                 sample->words);
}

static void add_edge_sample(rs_text *html, const mark_sample *sample) {
    rs_text_addf(html, "<TD BORDER=\"0\"><FONT POINT-SIZE=\"10\" COLOR=\"%s\">%s</FONT></TD>", sample->cell,
                 sample->words);
}

static bool occurs(const rs__picture *picture, const mark_sample *sample, bool edge) {
    if (edge) return picture->edge_marks & sample->mark;
    return sample->mark == 0 ? picture->folds : picture->vertex_marks & sample->mark;
}

/* Cells would share the width that a long title gives the row: an empty one takes it. Widths are guessed, in points. */
static void end_row(rs_text *html, const rs__picture *picture, size_t used) {
    const char *title = picture->options->title ? picture->options->title : "";
    size_t wanted = rs_text_columns(title, strlen(title)) * 11;
    if (wanted > TITLE_COLUMNS * 11) wanted = TITLE_COLUMNS * 11;
    if (wanted > used) rs_text_addf(html, "<TD WIDTH=\"%zu\"></TD>", wanted - used);
    rs_text_add(html, "</TR></TABLE></TD></TR>");
}

static void add_samples(rs_text *html, const rs__picture *picture) {
    size_t added = 0, used = 0;
    for (size_t i = 0; i < COUNT(vertex_samples) + COUNT(edge_samples); i++) {
        bool edge = i >= COUNT(vertex_samples);
        const mark_sample *sample = edge ? &edge_samples[i - COUNT(vertex_samples)] : &vertex_samples[i];
        if (!occurs(picture, sample, edge)) continue;
        bool first = added++ % SAMPLES_IN_A_ROW == 0;
        if (first && added > 1) end_row(html, picture, used);
        used = first ? 0 : used;
        if (first)
            rs_text_add(html,
                        "<TR><TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"8\"><TR>");
        if (edge)
            add_edge_sample(html, sample);
        else
            add_vertex_sample(html, sample);
        used += rs_text_columns(sample->words, strlen(sample->words)) * 6 + 24;
    }
    if (added > 0) end_row(html, picture, used);
}

bool rs__legend_make(rs__picture *picture) {
    rs_text *html = &picture->label;
    rs_text_clear(html);
    rs_text_add(html, "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\">");
    size_t empty = html->length;
    if (picture->options->title) add_title(html, picture->options->title);
    if (picture->meant > picture->shown) add_what_is_shown(html, picture);
    if (picture->options->legend) add_samples(html, picture);
    if (picture->options->legend) rs__heat_legend(html, picture);
    bool something = html->length > empty;
    rs_text_add(html, "</TABLE>");
    return something;
}
