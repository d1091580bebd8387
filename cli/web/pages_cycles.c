/* pages_cycles.c: patterns of cycles, of garbage and of the living heap.               Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "pages.h"

/* ---- The list ------------------------------------------------------------------------------------------------------- */

static void add_pattern_row(const rs__request *request, const rs_pattern *pattern, const char *path,
                            size_t index) {
    rs_text link = RS_TEXT_INIT;
    rs_text_addf(&link, "%s/%zu", path, index);
    rs__page_row(request->page);
    rs__page_cell(request->page);
    rs__page_link(request->page, rs_text_string(&link));
    rs__page_markup(request->page, "<span class=\"code\">");
    rs__page_string(request->page, pattern->text);
    rs__page_markup(request->page, "</span>");
    rs__page_link_end(request->page);
    rs__page_cell_end(request->page);
    rs__page_count_cell(request->page, pattern->count);
    rs__page_count_cell(request->page, pattern->objects);
    rs__page_size_cell(request->page, pattern->bytes);
    rs__page_row_end(request->page);
    rs_text_release(&link);
}

static void add_patterns(const rs__request *request, const rs_cycles *cycles, const char *path) {
    static const char *const headings[] = {"Pattern", "#Times", "#Objects", "#Bytes kept"};
    size_t all = rs_cycles_count(cycles), shown = request->from < all ? all - request->from : 0;
    if (shown > RS__PAGE_ROWS) shown = RS__PAGE_ROWS;
    rs_text paging = RS_TEXT_INIT;
    rs_text_addf(&paging, "%s?from=", path);
    rs__page_table(request->page, headings, 4);
    for (size_t i = 0; i < shown; i++)
        add_pattern_row(request, rs_cycles_pattern(cycles, request->from + i), path, request->from + i);
    rs__page_table_end(request->page);
    rs__add_paging(request, rs_text_string(&paging), request->from, shown, all);
    rs_text_release(&paging);
}

static rs_status list_page(const rs__request *request, rs_scope scope, const char *path, rs_error *err) {
    const rs_cycles *cycles = NULL;
    rs_status st = rs__view_cycles(&cycles, request->view, scope, err);
    if (st != RS_OK) return st;
    if (rs_cycles_count(cycles) > 0) add_patterns(request, cycles, path);
    return RS_OK;
}

rs_status rs__garbage_page(const rs__request *request, rs_error *err) {
    const rs_cycles *cycles = NULL;
    rs__page_title(request->page, "Garbage");
    rs_status st = rs__view_cycles(&cycles, request->view, RS_SCOPE_GARBAGE, err);
    if (st != RS_OK) return st;
    rs_cycles_totals sums = rs_cycles_sums(cycles);
    if (sums.garbage_objects == 0) {
        rs__page_sentence(request->page,
                          "There is no garbage in this photograph: everything is reached from a root. "
                          "With the collector on, garbage does not stay for long; gc.disable() keeps it.");
        return RS_OK;
    }
    rs__page_markup(request->page, "<p>");
    rs__page_count(request->page, sums.garbage_objects);
    rs__page_markup(request->page, " objects, ");
    rs__page_size(request->page, sums.garbage_bytes);
    rs__page_markup(request->page,
                    ", are reached from nowhere and wait for the collector. These are the cycles that "
                    "made them so, told as shapes.</p>\n");
    if (sums.uncollectable_objects > 0) {
        rs__page_markup(request->page, "<p>");
        rs__page_count(request->page, sums.uncollectable_objects);
        rs__page_markup(request->page, " of them, ");
        rs__page_size(request->page, sums.uncollectable_bytes);
        rs__page_markup(request->page, ", stay for good: the collector cannot free them.</p>\n");
    }
    return list_page(request, RS_SCOPE_GARBAGE, "garbage", err);
}

rs_status rs__cycles_page(const rs__request *request, rs_error *err) {
    rs__page_title(request->page, "Cycles that are alive");
    rs__page_sentence(request->page,
                      "Shapes of reference cycles among objects in use. They become garbage that only the "
                      "collector frees when their last holder lets go.");
    return list_page(request, RS_SCOPE_LIVE, "cycles", err);
}

/* ---- One pattern ---------------------------------------------------------------------------------------------------- */

static void add_cuts(const rs__request *request, const rs_pattern *pattern) {
    for (size_t i = 0; i < pattern->cut_count; i++) {
        const rs_cut *cut = &pattern->cuts[i];
        rs__page_markup(request->page, "<p class=\"cut\"><strong>Cut <span class=\"code\">");
        rs__page_string(request->page, cut->edge);
        rs__page_markup(request->page, "</span></strong>: ");
        rs__page_string(request->page, cut->why);
        size_t length = strlen(cut->why);
        if (length > 0 && cut->why[length - 1] != '.') rs__page_markup(request->page, ".");
        if (cut->frees_bytes > 0) {
            rs__page_markup(request->page, " Frees ");
            rs__page_size(request->page, cut->frees_bytes);
            rs__page_markup(request->page, ".");
        }
        rs__page_markup(request->page, "</p>\n");
    }
}

static void add_example_row(const rs__request *request, const rs_step *step) {
    const rs_snapshot *heap = request->view->snapshot;
    rs_text name = RS_TEXT_INIT;
    rs_text_add_reference_name(&name, heap, step->reference);
    rs__page_row(request->page);
    rs__page_cell(request->page);
    rs__add_object_link(request, step->object);
    rs__page_cell_end(request->page);
    rs__page_text_cell(request->page, rs_snapshot_type_of(heap, step->object)->name);
    rs__page_markup(request->page, "<td class=\"code\">");
    rs__page_text(request->page, rs_text_string(&name), name.length);
    rs__page_cell_end(request->page);
    rs__page_size_cell(request->page, rs_snapshot_size(heap, step->object));
    rs__page_row_end(request->page);
    rs_text_release(&name);
}

static void add_example(const rs__request *request, const rs_pattern *pattern) {
    static const char *const headings[] = {"Object", "Type", "holds the next one by", "#Bytes"};
    rs__page_heading(request->page, "One of them");
    rs__page_table(request->page, headings, 4);
    for (size_t i = 0; i < pattern->example_steps; i++) add_example_row(request, &pattern->example[i]);
    rs__page_table_end(request->page);
    if (pattern->example_left_out > 0)
        rs_text_addf(&request->page->html, "<p>and %zu steps more.</p>\n", pattern->example_left_out);
}

static void add_figures(const rs__request *request, const rs_pattern *pattern) {
    rs__page *page = request->page;
    rs__page_markup(page, "<p><code>");
    rs__page_string(page, pattern->text);
    rs__page_markup(page, "</code></p>\n<p>");
    rs__page_count(page, pattern->count);
    rs__page_markup(page, pattern->count == 1 ? " time, " : " times, ");
    rs__page_count(page, pattern->objects);
    rs__page_markup(page, " objects, which keep ");
    rs__page_size(page, pattern->bytes);
    rs__page_markup(page, ". Fingerprint <code>");
    rs__page_string(page, pattern->fingerprint);
    rs__page_markup(page, "</code>.</p>\n");
}

static void add_picture_link(const rs__request *request, const char *path, size_t index) {
    rs_text link = RS_TEXT_INIT;
    rs_text_addf(&link, "%s/graph/%zu", path, index);
    rs__page_markup(request->page, "<p>");
    rs__page_link(request->page, rs_text_string(&link));
    rs__page_markup(request->page, "The picture alone, as SVG");
    rs__page_link_end(request->page);
    rs__page_markup(request->page, "</p>\n");
    rs_text_release(&link);
}

static rs_status pattern_page(const rs__request *request, rs_scope scope, const char *path, rs_error *err) {
    const rs_cycles *cycles = NULL;
    size_t index = 0;
    rs_status st = rs__view_cycles(&cycles, request->view, scope, err);
    if (st != RS_OK) return st;
    if (!rs__read_number(request->argument, &index) || index >= rs_cycles_count(cycles)) {
        rs__page_not_found(request->page, "This photograph has no pattern of that number.");
        return RS_OK;
    }
    const rs_pattern *pattern = rs_cycles_pattern(cycles, index);
    rs__page_title(request->page,
                   scope == RS_SCOPE_GARBAGE ? "A pattern of garbage" : "A pattern of living cycles");
    add_figures(request, pattern);
    add_cuts(request, pattern);
    st = rs__add_pattern_drawing(request, cycles, index, err);
    if (st != RS_OK) return st;
    add_picture_link(request, path, index);
    add_example(request, pattern);
    return RS_OK;
}

rs_status rs__garbage_pattern(const rs__request *request, rs_error *err) {
    return pattern_page(request, RS_SCOPE_GARBAGE, "garbage", err);
}

rs_status rs__live_pattern(const rs__request *request, rs_error *err) {
    return pattern_page(request, RS_SCOPE_LIVE, "cycles", err);
}
