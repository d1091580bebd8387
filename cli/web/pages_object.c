/* pages_object.c: one object: what it is, why it is alive, what it holds and who holds it. Manual: pages.h. Map: README.md
 *
 * Everything is read from the photograph: no code of the object runs, so none can hinder it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pages.h"
#include "rs_components.h"
#include "rs_liveness.h"
#include "rs_paths.h"
#include "rs_referrers.h"

enum { PATHS = 3 };

/* ---- Facts ---------------------------------------------------------------------------------------------------------- */

static void add_state(const rs__request *request, const rs_liveness *liveness, rs_object_id object) {
    rs__page *page = request->page;
    rs__page_fact_start(page, "State");
    switch (rs_liveness_root(liveness, object)) {
    case RS_ROOT_RECORD: rs__page_markup(page, "part of the interpreter itself"); break;
    case RS_ROOT_OUTSIDE:
        rs_text_addf(&page->html, "alive: held from outside the heap, %u times",
                     rs_liveness_outside(liveness, object));
        break;
    case RS_ROOT_FROZEN: rs__page_markup(page, "alive: frozen by gc.freeze()"); break;
    case RS_ROOT_IMMORTAL: rs__page_markup(page, "alive: immortal"); break;
    default: rs__page_markup(page, rs_liveness_is_garbage(liveness, object) ? "garbage" : "alive");
    }
    rs__page_fact_end(page);
}

/* A class leads to its objects. */
static void add_instances(const rs__request *request, rs_object_id object) {
    const rs_snapshot *heap = request->view->snapshot;
    for (uint32_t i = 0; i < rs_snapshot_type_count(heap); i++) {
        const rs_type *type = rs_snapshot_type(heap, i);
        if (type->object != object) continue;
        rs__page_fact_start(request->page, "Its objects");
        rs__add_type_link(request, type->name);
        rs__page_fact_end(request->page);
        return;
    }
}

static void add_cyclic(const rs__request *request, const rs_components *components, rs_object_id object) {
    const rs_object_id *members = NULL;
    uint32_t component = rs_components_of(components, object);
    if (component == RS_NO_COMPONENT) return;
    rs__page_fact_start(request->page, "On cycles");
    rs__page_markup(request->page, "yes, in a knot of ");
    rs__page_count(request->page, rs_components_members(components, component, &members));
    rs__page_markup(request->page, " objects");
    rs__page_fact_end(request->page);
}

static rs_status add_facts(const rs__request *request, rs_object_id object, rs_error *err) {
    const rs_snapshot *heap = request->view->snapshot;
    const rs_columns *columns = rs_snapshot_columns(heap);
    const rs_liveness *liveness = NULL;
    const rs_components *components = NULL;
    rs_status st = rs_graph_liveness(&liveness, request->view->graph, err);
    if (st == RS_OK) st = rs_graph_components(&components, request->view->graph, err);
    if (st != RS_OK) return st;
    rs__page_table(request->page, NULL, 0);
    rs__page_fact_start(request->page, "Type");
    rs__add_type_link(request, rs_snapshot_type_of(heap, object)->name);
    rs__page_fact_end(request->page);
    rs__page_fact_start(request->page, "Address");
    rs_text_addf(&request->page->html, "<span class=\"code\">0x%llx</span>",
                 (unsigned long long)columns->address[object]);
    rs__page_fact_end(request->page);
    rs__page_fact_start(request->page, "Own size");
    rs__page_size(request->page, rs_snapshot_size(heap, object));
    rs__page_fact_end(request->page);
    rs__page_fact_start(request->page, "Reference count");
    rs__page_count(request->page, columns->refcount[object]);
    rs__page_fact_end(request->page);
    add_state(request, liveness, object);
    if (rs_snapshot_type_of(heap, object)->kind == RS_KIND_TYPE) add_instances(request, object);
    add_cyclic(request, components, object);
    rs__page_table_end(request->page);
    return RS_OK;
}

/* ---- Why it is alive ------------------------------------------------------------------------------------------------ */

static void add_path(const rs__request *request, const rs_path *path) {
    rs_text start = RS_TEXT_INIT, rest = RS_TEXT_INIT;
    size_t skipped = 0;
    rs_text_add_path_start(&start, request->view->graph, path, &skipped);
    if (skipped < path->length)
        rs_text_add_path(&rest, request->view->snapshot, path->references + skipped, path->length - skipped);
    rs__page_markup(request->page, "<li>");
    rs__page_text(request->page, rs_text_string(&start), start.length);
    rs__page_markup(request->page, " <code>");
    rs__page_text(request->page, rs_text_string(&rest), rest.length);
    rs__page_markup(request->page, "</code></li>\n");
    rs_text_release(&start);
    rs_text_release(&rest);
}

static rs_status add_paths(const rs__request *request, rs_object_id object, rs_error *err) {
    rs_paths *paths = NULL;
    rs_status st = rs_paths_find(&paths, request->view->graph, object, PATHS, err);
    if (st != RS_OK) return st;
    size_t count = rs_paths_count(paths);
    rs__page_heading(request->page, "Why it is alive");
    if (count == 0) rs__page_sentence(request->page, "It is garbage: nothing in use leads to it.");
    if (count > 0) rs__page_markup(request->page, "<ol class=\"paths\">\n");
    for (size_t i = 0; i < count; i++) {
        rs_path path = rs_paths_at(paths, i);
        add_path(request, &path);
    }
    if (count > 0) rs__page_markup(request->page, "</ol>\n");
    rs_paths_free(paths);
    return RS_OK;
}

/* ---- What it holds, who holds it ------------------------------------------------------------------------------------ */

static void add_name_cell(const rs__request *request, rs_reference_id reference) {
    rs_text name = RS_TEXT_INIT;
    rs_text_add_reference_name(&name, request->view->snapshot, reference);
    rs__page_markup(request->page, "<td class=\"code\">");
    rs__page_text(request->page, rs_text_string(&name), name.length);
    rs__page_cell_end(request->page);
    rs_text_release(&name);
}

static void add_object_cells(const rs__request *request, rs_object_id object) {
    rs__page_cell(request->page);
    rs__add_object_link(request, object);
    rs__page_cell_end(request->page);
    rs__page_text_cell(request->page, rs_snapshot_type_of(request->view->snapshot, object)->name);
    rs__page_size_cell(request->page, rs_snapshot_size(request->view->snapshot, object));
}

static size_t shown_of(size_t all, size_t from) {
    size_t left = from < all ? all - from : 0;
    return left < RS__PAGE_ROWS ? left : RS__PAGE_ROWS;
}

static void add_paging(const rs__request *request, const char *name, size_t from, size_t shown, size_t all) {
    rs_text path = RS_TEXT_INIT;
    rs_text_addf(&path, "objects/%s?%s=", request->argument,
                 name); /* the argument has been read as a number */
    rs__add_paging(request, rs_text_string(&path), from, shown, all);
    rs_text_release(&path);
}

static void add_referents(const rs__request *request, rs_object_id object) {
    static const char *const headings[] = {"Name", "Object", "Type", "#Bytes"};
    const rs_columns *columns = rs_snapshot_columns(request->view->snapshot);
    size_t first = columns->row[object], all = columns->row[object + 1] - first;
    size_t shown = shown_of(all, request->from);
    rs__page_heading(request->page, "What it refers to");
    if (all == 0) {
        rs__page_sentence(request->page, "Nothing.");
        return;
    }
    rs__page_table(request->page, headings, 4);
    for (size_t i = 0; i < shown; i++) {
        rs_reference_id reference = (rs_reference_id)(first + request->from + i);
        rs__page_row(request->page);
        add_name_cell(request, reference);
        add_object_cells(request, columns->target[reference]);
        rs__page_row_end(request->page);
    }
    rs__page_table_end(request->page);
    add_paging(request, "from", request->from, shown, all);
}

static rs_status add_holders(const rs__request *request, rs_object_id object, rs_error *err) {
    static const char *const headings[] = {"By the name", "Holder", "Type", "#Bytes"};
    const rs_referrers *referrers = NULL;
    const rs_reference_id *held = NULL;
    rs_status st = rs_graph_referrers(&referrers, request->view->graph, err);
    if (st != RS_OK) return st;
    size_t all = rs_referrers_of(referrers, object, &held), shown = shown_of(all, request->holders_from);
    rs__page_heading(request->page, "Who refers to it");
    if (all == 0) {
        rs__page_sentence(request->page, "Nobody in the heap.");
        return RS_OK;
    }
    rs__page_table(request->page, headings, 4);
    for (size_t i = 0; i < shown; i++) {
        rs_reference_id reference = held[request->holders_from + i];
        rs__page_row(request->page);
        add_name_cell(request, reference);
        add_object_cells(request, rs_snapshot_source(request->view->snapshot, reference));
        rs__page_row_end(request->page);
    }
    rs__page_table_end(request->page);
    add_paging(request, "by", request->holders_from, shown, all);
    return RS_OK;
}

/* ---- The page ------------------------------------------------------------------------------------------------------- */

static void add_title(const rs__request *request, rs_object_id object) {
    rs_text title = RS_TEXT_INIT;
    rs_text_add_preview(&title, request->view->snapshot, object, RS__PREVIEW_COLUMNS);
    rs__page_title(request->page, rs_text_string(&title));
    rs_text_release(&title);
}

static void add_drawing_link(const rs__request *request, rs_object_id object) {
    rs_text path = RS_TEXT_INIT;
    rs_text_addf(&path, "objects/graph/0x%llx",
                 (unsigned long long)rs_snapshot_columns(request->view->snapshot)->address[object]);
    rs__page_markup(request->page, "<p>");
    rs__page_link(request->page, rs_text_string(&path));
    rs__page_markup(request->page, "Draw what is around it");
    rs__page_link_end(request->page);
    rs__page_markup(request->page, "</p>\n");
    rs_text_release(&path);
}

rs_status rs__object_page(const rs__request *request, rs_error *err) {
    rs_object_id object = rs__object_asked(request);
    if (object == RS_NO_OBJECT) return RS_OK;
    add_title(request, object);
    rs_status st = add_facts(request, object, err);
    if (st == RS_OK) add_drawing_link(request, object);
    if (st == RS_OK) st = add_paths(request, object, err);
    if (st == RS_OK) add_referents(request, object);
    if (st == RS_OK) st = add_holders(request, object, err);
    return st;
}
