/* pages.h: what can be asked for, and who answers.                    The table: routes.c; a pages_*.c each. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_WEB_PAGES_H
#define REFSCOPE_WEB_PAGES_H

#include "page.h"
#include "view.h"

#define RS__PREVIEW_COLUMNS 80
#define RS__PAGE_ROWS       100 /* of a long table that are on one page */

typedef struct rs__request {
    rs__page *page;
    rs__view *view;
    const char *argument; /* what is in the address behind the route, decoded: "" or more */
    const char *words;    /* ?q= */
    size_t from;          /* ?from=: the first row of the table that is paged */
    size_t holders_from;  /* ?by=: the same of the second one */
} rs__request;

/* Fills the page. Wrong addresses are no failure but a page that says so. */
typedef rs_status (*rs__answer)(const rs__request *request, rs_error *err);

/* Percent-escapes become bytes, in place; returns the new length. "%00" and what is no escape stay as they are, so that an
 * address has no end but its own. */
size_t rs__decode_address(char *text);

/* Answers a request whose path is `path`, behind the token: "objects/0x7f…". */
rs_status rs__route(rs__request *request, const char *path, rs_error *err);

rs_status rs__overview_page(const rs__request *request, rs_error *err); /* pages_overview.c */
rs_status rs__refresh_page(const rs__request *request, rs_error *err);
rs_status rs__help_page(const rs__request *request, rs_error *err);  /* pages_help.c */
rs_status rs__types_page(const rs__request *request, rs_error *err); /* pages_types.c */
rs_status rs__type_page(const rs__request *request, rs_error *err);
rs_status rs__find_page(const rs__request *request, rs_error *err);      /* pages_find.c */
rs_status rs__object_page(const rs__request *request, rs_error *err);    /* pages_object.c */
rs_status rs__object_drawing(const rs__request *request, rs_error *err); /* pages_drawing.c */
rs_status rs__garbage_page(const rs__request *request, rs_error *err);   /* pages_cycles.c */
rs_status rs__cycles_page(const rs__request *request, rs_error *err);
rs_status rs__garbage_pattern(const rs__request *request, rs_error *err);
rs_status rs__live_pattern(const rs__request *request, rs_error *err);
rs_status rs__garbage_drawing(const rs__request *request, rs_error *err); /* pages_drawing.c */
rs_status rs__live_drawing(const rs__request *request, rs_error *err);
rs_status rs__process_page(const rs__request *request, rs_error *err); /* pages_process.c */
rs_status rs__traceback_page(const rs__request *request, rs_error *err);
rs_status rs__tracker_page(const rs__request *request, rs_error *err); /* pages_tracker.c */
rs_status rs__class_page(const rs__request *request, rs_error *err);

/* ---- What several pages write: pages_common.c ----------------------------------------------------------------------- */

void rs__add_preview(const rs__request *request, rs_object_id object); /* as text */
void rs__add_object_link(const rs__request *request,
                         rs_object_id object); /* its preview, linked to its page */
void rs__add_type_link(const rs__request *request, const char *name);
/* "101 to 200 of 5,000, next": nothing when everything fits. `path` ends with "?from=" or the like. */
void rs__add_paging(const rs__request *request, const char *path, size_t from, size_t shown, size_t all);
/* A number in an address: all of it decimal. */
bool rs__read_number(const char *text, size_t *number);
/* The object that an address in a path means, or RS_NO_OBJECT and the page is a 404. */
rs_object_id rs__object_asked(const rs__request *request);

/* Lays out and adds an SVG picture, without what stands before it in a file: pages_drawing.c. */
rs_status rs__add_drawing(const rs__request *request, const struct rs_refgraph *part, rs_error *err);
rs_status rs__add_pattern_drawing(const rs__request *request, const rs_cycles *cycles, size_t index,
                                  rs_error *err);

#endif
