/* pages_overview.c: the first page: how large the heap is, of what, and where to go on.   Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <unistd.h>

#include "pages.h"
#include "rs_liveness.h"
#include "rs_summary.h"

enum { TYPES_SHOWN = 12 };

static void tile(rs__page *page, const char *what, uint64_t number, bool is_size) {
    rs_text_addf(&page->html, "<div><dt>%s</dt><dd>", what);
    if (is_size)
        rs__page_size(page, number);
    else
        rs__page_count(page, number);
    rs__page_markup(page, "</dd></div>");
}

static rs_status add_tiles(const rs__request *request, rs_error *err) {
    const rs_snapshot *heap = request->view->snapshot;
    const rs_liveness *liveness = NULL;
    rs_status st = rs_graph_liveness(&liveness, request->view->graph, err);
    if (st != RS_OK) return st;
    rs__page_markup(request->page, "<dl class=\"tiles\">");
    tile(request->page, "Objects", rs_snapshot_object_count(heap), false);
    tile(request->page, "References", rs_snapshot_reference_count(heap), false);
    tile(request->page, "Bytes", rs_snapshot_total_size(heap), true);
    tile(request->page, "Garbage objects", rs_liveness_garbage_objects(liveness), false);
    tile(request->page, "Garbage bytes", rs_liveness_garbage_bytes(liveness), true);
    rs__page_markup(request->page, "</dl>\n");
    return RS_OK;
}

static void add_share(rs__page *page, uint64_t part, uint64_t all) {
    double width = all > 0 ? 100.0 * (double)part / (double)all : 0;
    rs_text_addf(&page->html,
                 "<td class=\"share\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" "
                 "aria-label=\"%.1f %%\"><rect width=\"%.1f\" height=\"10\"/></svg></td><td class=\"n\">%.1f "
                 "%%</td>",
                 width, width, width);
}

static rs_status add_types(const rs__request *request, rs_error *err) {
    static const char *const headings[] = {"Type", "#Objects", "#Bytes", "Share", "#"};
    rs_summary *summary = NULL;
    const rs_summary_row *rows = NULL;
    rs_status st = rs_summary_new(&summary, request->view->snapshot, RS_SORT_SIZE, err);
    if (st != RS_OK) return st;
    size_t count = rs_summary_rows(summary, &rows);
    rs__page_heading(request->page, "The largest types");
    rs__page_table(request->page, headings, 5);
    for (size_t i = 0; i < count && i < TYPES_SHOWN; i++) {
        rs__page_row(request->page);
        rs__page_cell(request->page);
        rs__add_type_link(request, rows[i].type);
        rs__page_cell_end(request->page);
        rs__page_count_cell(request->page, rows[i].objects);
        rs__page_size_cell(request->page, rows[i].bytes);
        add_share(request->page, rows[i].bytes, rs_snapshot_total_size(request->view->snapshot));
        rs__page_row_end(request->page);
    }
    rs__page_table_end(request->page);
    rs__page_markup(request->page, "<p>");
    rs__page_link(request->page, "types");
    rs_text_addf(&request->page->html, "All %zu types", count);
    rs__page_link_end(request->page);
    rs__page_markup(request->page, "</p>\n");
    rs_summary_free(summary);
    return RS_OK;
}

static void unseen(rs__page *page, uint64_t count, const char *one, const char *many) {
    if (count == 0) return;
    rs__page_markup(page, "<li>");
    rs__page_count(page, count);
    rs__page_markup(page, " ");
    rs__page_markup(page, count == 1 ? one : many);
    rs__page_markup(page, "</li>\n");
}

static void add_coverage(const rs__request *request) {
    const rs_coverage *seen = rs_snapshot_coverage(request->view->snapshot);
    rs__page_heading(request->page, "What the photograph could not see");
    rs__page_markup(request->page, "<ul>");
    unseen(request->page, seen->opaque_objects,
           "object whose type may hold references but does not tell which",
           "objects whose types may hold references but do not tell which");
    unseen(request->page, seen->immortal_objects,
           "object that is immortal: its reference count means nothing",
           "objects that are immortal: their reference counts mean nothing");
    unseen(request->page, seen->unnamed_references, "reference without a name", "references without a name");
    unseen(request->page, seen->values_withheld, "value withheld", "values withheld");
    unseen(request->page, seen->other_interpreters, "other interpreter", "other interpreters");
    unseen(request->page, seen->hidden_objects, "object of refscope's own, left out",
           "objects of refscope's own, left out");
    if (seen->during_collection)
        rs__page_markup(request->page, "<li>what the collector had in hand: it was running</li>");
    rs__page_markup(request->page, "</ul>\n");
}

rs_status rs__overview_page(const rs__request *request, rs_error *err) {
    rs__page_title(request->page, "Overview");
    rs_text_addf(&request->page->html, "<p>Python %s, process %ld.</p>\n",
                 rs_snapshot_coverage(request->view->snapshot)->python, (long)getpid());
    rs_status st = add_tiles(request, err);
    if (st == RS_OK) st = add_types(request, err);
    if (st == RS_OK) add_coverage(request);
    return st;
}

rs_status rs__refresh_page(const rs__request *request, rs_error *err) {
    if (request->view->source.take == NULL) {
        rs__page_not_found(request->page, "The program has ended: there is nothing to photograph any more.");
        return RS_OK;
    }
    rs_status st = rs__view_refresh(request->view, err);
    if (st != RS_OK) return st;
    request->page->status = 303;
    rs_text_addf(&request->page->location, "%s/", request->page->root);
    return rs_text_status(&request->page->location, err);
}
