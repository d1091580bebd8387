/* pages_drawing.c: pictures, in pages and by themselves.                               Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "pages.h"
#include "rs_drawing.h"
#include "rs_refgraph.h"

enum { DEPTH = 2, SIBLINGS = 4, BOXES = 40 };

static rs_status draw(rs_text *svg, const rs_refgraph *part, rs_error *err) {
    rs_status st = rs_drawing_render(svg, part, RS_IMAGE_SVG, NULL, err);
    return st == RS_OK ? rs_text_status(svg, err) : st;
}

rs_status rs__add_drawing(const rs__request *request, const rs_refgraph *part, rs_error *err) {
    rs_text svg = RS_TEXT_INIT;
    rs_status st = draw(&svg, part, err);
    if (st == RS_OK) {
        const char *picture = strstr(rs_text_string(&svg), "<svg");
        rs__page_markup(request->page, "<div class=\"drawing\">");
        if (picture != NULL) rs__page_markup(request->page, picture);
        rs__page_markup(request->page, "</div>\n");
    }
    rs_text_release(&svg);
    return st;
}

rs_status rs__add_pattern_drawing(const rs__request *request, const rs_cycles *cycles, size_t index,
                                  rs_error *err) {
    rs_refgraph *part = NULL;
    rs_status st = rs_cycles_draw(&part, cycles, index, err);
    if (st == RS_OK) st = rs__add_drawing(request, part, err);
    rs_refgraph_free(part);
    return st;
}

static rs_status picture_page(const rs__request *request, const rs_refgraph *part, rs_error *err) {
    request->page->kind = RS__PAGE_SVG;
    return draw(&request->page->html, part, err);
}

static rs_status pattern_picture(const rs__request *request, rs_scope scope, rs_error *err) {
    const rs_cycles *cycles = NULL;
    rs_refgraph *part = NULL;
    size_t index = 0;
    rs_status st = rs__view_cycles(&cycles, request->view, scope, err);
    if (st != RS_OK) return st;
    if (!rs__read_number(request->argument, &index) || index >= rs_cycles_count(cycles)) {
        rs__page_not_found(request->page, "This photograph has no pattern of that number.");
        return RS_OK;
    }
    st = rs_cycles_draw(&part, cycles, index, err);
    if (st == RS_OK) st = picture_page(request, part, err);
    rs_refgraph_free(part);
    return st;
}

rs_status rs__garbage_drawing(const rs__request *request, rs_error *err) {
    return pattern_picture(request, RS_SCOPE_GARBAGE, err);
}

rs_status rs__live_drawing(const rs__request *request, rs_error *err) {
    return pattern_picture(request, RS_SCOPE_LIVE, err);
}

rs_status rs__object_drawing(const rs__request *request, rs_error *err) {
    rs_neighbourhood_options options = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    rs_refgraph *part = NULL;
    rs_object_id object = rs__object_asked(request);
    if (object == RS_NO_OBJECT) return RS_OK;
    options.direction = RS_BOTH_WAYS;
    options.depth = DEPTH;
    options.siblings = SIBLINGS;
    options.vertices = BOXES;
    options.skip_types = true;
    rs_status st = rs_refgraph_neighbourhood(&part, request->view->graph, &object, 1, &options, err);
    if (st != RS_OK) return st;
    rs__page_title(request->page, "Around this object");
    rs__page_markup(request->page, "<p>");
    rs__add_object_link(request, object);
    rs__page_markup(request->page, ", with who holds it and what it holds, two steps each way.</p>\n");
    st = rs__add_drawing(request, part, err);
    rs_refgraph_free(part);
    return st;
}
