/* pages_types.c: all types, and the objects of one.                                    Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pages.h"
#include "rs_selection.h"
#include "rs_summary.h"

static size_t shown_of(size_t all, size_t from) {
    size_t left = from < all ? all - from : 0;
    return left < RS__PAGE_ROWS ? left : RS__PAGE_ROWS;
}

static void add_type_row(const rs__request *request, const rs_summary_row *row) {
    rs__page_row(request->page);
    rs__page_cell(request->page);
    rs__add_type_link(request, row->type);
    rs__page_cell_end(request->page);
    rs__page_count_cell(request->page, row->objects);
    rs__page_size_cell(request->page, row->bytes);
    rs__page_row_end(request->page);
}

rs_status rs__types_page(const rs__request *request, rs_error *err) {
    static const char *const headings[] = {"Type", "#Objects", "#Bytes"};
    rs_summary *summary = NULL;
    const rs_summary_row *rows = NULL;
    rs_status st = rs_summary_new(&summary, request->view->snapshot, RS_SORT_SIZE, err);
    if (st != RS_OK) return st;
    size_t count = rs_summary_rows(summary, &rows), shown = shown_of(count, request->from);
    rs__page_title(request->page, "Types");
    rs__page_sentence(request->page, "Bytes are the objects' own: a list's without those of its items.");
    rs__page_table(request->page, headings, 3);
    for (size_t i = 0; i < shown; i++) add_type_row(request, &rows[request->from + i]);
    rs__page_table_end(request->page);
    rs__add_paging(request, "types?from=", request->from, shown, count);
    rs_summary_free(summary);
    return RS_OK;
}

static void add_object_row(const rs__request *request, rs_object_id object) {
    rs__page_row(request->page);
    rs__page_cell(request->page);
    rs__add_object_link(request, object);
    rs__page_cell_end(request->page);
    rs_text_addf(&request->page->html, "<td class=\"code\">0x%llx</td>",
                 (unsigned long long)rs_snapshot_columns(request->view->snapshot)->address[object]);
    rs__page_size_cell(request->page, rs_snapshot_size(request->view->snapshot, object));
    rs__page_row_end(request->page);
}

static void add_objects(const rs__request *request, const rs_selection *selection) {
    static const char *const headings[] = {"Object", "Address", "#Bytes"};
    size_t shown = shown_of(selection->count, request->from);
    rs_text path = RS_TEXT_INIT;
    rs_text_add(&path, "types/");
    rs__add_path_piece(&path, request->argument);
    rs_text_add(&path, "?from=");
    rs__page_table(request->page, headings, 3);
    for (size_t i = 0; i < shown; i++) add_object_row(request, selection->objects[request->from + i]);
    rs__page_table_end(request->page);
    rs__add_paging(request, rs_text_string(&path), request->from, shown, selection->count);
    rs_text_release(&path);
}

rs_status rs__type_page(const rs__request *request, rs_error *err) {
    rs_selection selection = RS_SELECTION_INIT;
    rs_error why = RS_ERROR_INIT;
    rs_status st = rs_select_type(&selection, request->view->graph, request->argument, &why);
    if (st == RS_NOT_FOUND || st == RS_NO_INSTANCES) {
        rs__page_not_found(request->page, why.message);
        return RS_OK;
    }
    if (st != RS_OK) return rs_fail(err, st, "%s", why.message);
    rs__page_title(request->page, request->argument);
    rs__page_markup(request->page, "<p>");
    rs__page_count(request->page, selection.count);
    rs__page_markup(request->page,
                    selection.count == 1 ? " object of this type.</p>\n" : " objects of this type.</p>\n");
    add_objects(request, &selection);
    rs_selection_release(&selection);
    return RS_OK;
}
