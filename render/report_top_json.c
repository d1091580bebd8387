/* report_top_json.c: the top report for programs.        Form: docs/json.md. Shared: report_top.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "json.h"
#include "place_name.h"
#include "report_top.h"

static json_t *held_of(rs__json *json, const rs_top_row *row) {
    json_t *held = rs__json_object(json);
    rs__json_put(json, held, "type",
                 rs__json_string(json, rs_snapshot_type(json->snapshot, row->held_type)->name));
    rs__json_put(json, held, "objects", rs__json_number(json, row->held_count));
    rs__json_put(json, held, "retained", rs__json_number(json, row->held_bytes));
    return held;
}

static void put_kind(rs__json *json, json_t *object, const rs_top_row *row) {
    static const char *const words[] = {[RS_TOP_OBJECT] = "object",           [RS_TOP_ALIKE] = "alike",
                                        [RS_TOP_PACKAGE] = "package",         [RS_TOP_MODULE] = "module",
                                        [RS_TOP_INTERPRETER] = "interpreter", [RS_TOP_FRAMES] = "frames",
                                        [RS_TOP_GARBAGE] = "garbage",         [RS_TOP_OUTSIDE] = "outside"};
    rs__json_put(json, object, "kind", rs__json_string(json, words[row->kind]));
    rs__json_put(json, object, "objects", rs__json_number(json, row->objects));
    if (row->name) rs__json_put(json, object, "name", rs__json_text(json, row->name, row->name_length));
}

/* The object that the row is about, or the largest of those told together. */
static rs_status put_row(rs__json *json, json_t *list, rs_graph *graph, const rs_top_row *row,
                         rs_error *err) {
    rs_text place = RS_TEXT_INIT;
    rs_object_id shown = row->object;
    rs_status st = rs__add_place_name(&place, graph, row->object, RS_NO_OBJECT, &shown, err);
    if (st != RS_OK) return st;
    json_t *object = rs__json_object(json);
    put_kind(json, object, row);
    bool record = row->object < rs_snapshot_columns(json->snapshot)->records;
    rs__json_put(json, object, "address", rs__json_address(json, row->object));
    rs__json_put(json, object, "type",
                 rs__json_string(json, rs_snapshot_type_of(json->snapshot, row->object)->name));
    rs__json_put(json, object, "preview", rs__json_preview(json, row->object));
    rs__json_put(json, object, "place", rs__json_text(json, rs_text_string(&place), place.length));
    rs__json_put(json, object, "bytes",
                 rs__json_number(json, record ? 0 : rs_snapshot_size(json->snapshot, row->object)));
    rs__json_put(json, object, "retained", rs__json_number(json, row->retained));
    rs__json_put(json, object, "depth", rs__json_number(json, row->depth));
    if (row->above != RS_NO_ROW) rs__json_put(json, object, "above", rs__json_number(json, row->above));
    if (row->held_count > 0) rs__json_put(json, object, "holds", held_of(json, row));
    rs__json_append(json, list, object);
    json->failed |= place.failed;
    rs_text_release(&place);
    return RS_OK;
}

static rs_status put_objects(rs__json *json, json_t *report, rs_graph *graph, const rs_top *top,
                             rs_error *err) {
    const rs_top_row *rows = NULL;
    size_t count = rs_top_rows(top, &rows);
    json_t *list = rs__json_array(json), *others = rs__json_object(json);
    uint64_t bytes = 0;
    rs_status st = RS_OK;
    for (size_t i = 0; i < count && st == RS_OK && !json->failed; i++)
        st = put_row(json, list, graph, &rows[i], err);
    rs__json_put(json, others, "objects", rs__json_number(json, rs_top_others(top, &bytes)));
    rs__json_put(json, others, "retained", rs__json_number(json, bytes));
    rs__json_put(json, report, "objects", list);
    rs__json_put(json, report, "others", others);
    return st;
}

static json_t *groups_of(rs__json *json, const rs_top_groups *groups, const char *key) {
    json_t *list = rs__json_array(json);
    for (size_t i = 0; i < groups->count && !json->failed; i++) {
        const rs_top_group *group = &groups->group[i];
        json_t *row = rs__json_object(json);
        rs__json_put(json, row, key, rs__json_string(json, group->name));
        rs__json_put(json, row, "objects", rs__json_number(json, group->objects));
        rs__json_put(json, row, "bytes", rs__json_number(json, group->bytes));
        rs__json_put(json, row, "retained", rs__json_number(json, group->retained));
        rs__json_append(json, list, row);
    }
    return list;
}

rs_status rs__top_write_json(const rs__top_report *r, const rs_top *top, const rs_top_groups *groups,
                             rs_error *err) {
    static const char *const words[] = {
        [RS_TOP_BY_OBJECT] = "object", [RS_TOP_BY_TYPE] = "type", [RS_TOP_BY_MODULE] = "module"};
    rs__json json = {.snapshot = r->snapshot};
    json_t *report = rs__json_report(&json, r->options);
    rs_status st = RS_OK;
    rs__json_put(&json, report, "by", rs__json_string(&json, words[r->by]));
    if (r->under != RS_NO_OBJECT) rs__json_put(&json, report, "under", rs__json_address(&json, r->under));
    if (top)
        st = put_objects(&json, report, r->graph, top, err);
    else
        rs__json_put(&json, report, r->by == RS_TOP_BY_TYPE ? "types" : "modules",
                     groups_of(&json, groups, words[r->by]));
    if (st == RS_OK) return rs__json_write(&json, r->text, report, err);
    json_decref(report);
    rs_text_release(&json.scratch);
    return st;
}
