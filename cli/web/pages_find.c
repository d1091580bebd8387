/* pages_find.c: from what a person writes into the field to the object or type meant.   Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "pages.h"
#include "rs_selection.h"

static void go_to_object(const rs__request *request, rs_object_id object) {
    uint64_t address = rs_snapshot_columns(request->view->snapshot)->address[object];
    request->page->status = 303;
    rs_text_addf(&request->page->location, "%s/objects/0x%llx", request->page->root,
                 (unsigned long long)address);
}

static void go_to_type(const rs__request *request) {
    request->page->status = 303;
    rs_text_addf(&request->page->location, "%s/types/", request->page->root);
    rs__add_path_piece(&request->page->location, request->words);
}

/* A number is an address; else a path; else a type. */
static rs_status look_up(rs_selection *selection, const rs__request *request, bool *is_type, rs_error *why) {
    rs_graph *graph = request->view->graph;
    if (request->words[0] >= '0' && request->words[0] <= '9')
        return rs_select_address(selection, graph, request->words, why);
    rs_status st = rs_select_path(selection, graph, request->words, why);
    if (st == RS_OK || st == RS_NO_MEMORY) return st;
    *is_type = rs_select_type(selection, graph, request->words, NULL) == RS_OK;
    return *is_type ? RS_OK : st;
}

rs_status rs__find_page(const rs__request *request, rs_error *err) {
    rs_selection selection = RS_SELECTION_INIT;
    rs_error why = RS_ERROR_INIT;
    bool is_type = false;
    if (request->words[0] == '\0') {
        rs__page_not_found(request->page,
                           "What is to be found? An address, a name such as app.cache['a3'], or a type.");
        return RS_OK;
    }
    rs_status st = look_up(&selection, request, &is_type, &why);
    if (st == RS_NO_MEMORY) return rs_fail(err, st, "%s", why.message);
    if (st != RS_OK) {
        rs__page_not_found(request->page, why.message);
        return RS_OK;
    }
    if (is_type)
        go_to_type(request);
    else
        go_to_object(request, selection.objects[0]);
    rs_selection_release(&selection);
    return rs_text_status(&request->page->location, err);
}
