/* page.h: an HTML page as it is written.                                          Implementation: page.c. Map: README.md
 *
 * Whatever comes from the program goes through rs__page_text, which leaves nothing that HTML or a terminal would take for
 * more than text; rs__page_markup is for constants of ours.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_WEB_PAGE_H
#define REFSCOPE_WEB_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "rs_text.h"
#include "rs_web.h"

typedef enum rs__page_kind { RS__PAGE_HTML, RS__PAGE_SVG } rs__page_kind;

struct rs__page {
    rs_text html;     /* what is between the head and the foot, or the picture */
    const char *root; /* "/<token>": what every link begins with */
    char title[200];  /* escaped when the page is finished */
    unsigned status;  /* of HTTP: 200 */
    rs_text location; /* for 303: where to go */
    rs__page_kind kind;
    char thread[64]; /* set by `live` for "traceback": the name of the thread's record in photographs */
};

void rs__page_title(rs__page *page, const char *title); /* also the heading */
void rs__page_markup(rs__page *page, const char *html);
void rs__page_text(rs__page *page, const char *bytes, size_t count);
void rs__page_string(rs__page *page, const char *string);
void rs__page_sentence(rs__page *page, const char *string); /* a paragraph */
void rs__page_heading(rs__page *page, const char *string);
void rs__page_count(rs__page *page, unsigned long long count);
void rs__page_size(rs__page *page, unsigned long long bytes);

/* A link to one of our own pages: "objects/0x7f…"; what is written between the two calls is its text. */
void rs__page_link(rs__page *page, const char *path);
void rs__page_link_end(rs__page *page);
/* The same with a piece of anybody's text at the end of the path. */
void rs__page_link_to(rs__page *page, const char *path, const char *piece);
void rs__add_path_piece(rs_text *text, const char *piece); /* percent-encoded */

/* Tables. Headings that begin with '#' stand above numbers. */
void rs__page_table(rs__page *page, const char *const *headings, size_t count);
void rs__page_row(rs__page *page);
void rs__page_cell(rs__page *page);
void rs__page_number_cell(rs__page *page);
void rs__page_cell_end(rs__page *page);
void rs__page_row_end(rs__page *page);
void rs__page_table_end(rs__page *page);
void rs__page_text_cell(rs__page *page, const char *string);
void rs__page_count_cell(rs__page *page, unsigned long long count);
void rs__page_size_cell(rs__page *page, unsigned long long bytes);
/* A row of a table of two columns, "what" and its value. */
void rs__page_fact(rs__page *page, const char *what, const char *value);
void rs__page_fact_start(rs__page *page, const char *what);
void rs__page_fact_end(rs__page *page);

/* A chart of lines over the snapshots 0 .. points-1, in bytes, with its legend: chart.c. */
typedef struct rs__series {
    const char *name;
    const double *values; /* [points] */
} rs__series;
void rs__page_chart(rs__page *page, const char *title, const rs__series *series, size_t count, size_t points);

void rs__page_not_found(rs__page *page, const char *sentence); /* turns the page into a 404 that says so */

/* The whole page, ready to send: head, navigation, what was written, foot. `nonce` is that of the style; `photograph` a
 * line about the photograph shown, or NULL. */
typedef struct rs__page_frame {
    const char *subject, *photograph, *nonce;
    bool can_refresh;
} rs__page_frame;
void rs__page_finish(rs_text *out, const rs__page *page, const rs__page_frame *frame);

void rs__page_release(rs__page *page);

#endif
