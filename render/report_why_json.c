/* report_why_json.c: the why report for programs.         Form: docs/json.md. Manual: report_why.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dominator_chain.h"
#include "json_path.h"
#include "report_why.h"

static rs_status put_paths(rs__json *json, json_t *object, rs_graph *graph, rs_object_id id, size_t limit,
                           rs_error *err) {
    rs_paths *paths = NULL;
    rs_status status = rs_paths_find(&paths, graph, id, limit, err);
    json_t *list = rs__json_array(json);
    for (size_t i = 0; status == RS_OK && i < rs_paths_count(paths); i++) {
        rs_path path = rs_paths_at(paths, i);
        rs__json_append(json, list, rs__json_path(json, graph, &path));
    }
    rs__json_put(json, object, "paths", list);
    size_t more = 0;
    if (status == RS_OK) status = rs_paths_more(&more, paths, graph, err);
    rs__json_put(json, object, "more_holders", rs__json_number(json, more));
    rs_paths_free(paths);
    return status;
}

/* The outermost first. */
static rs_status put_dominators(rs__json *json, json_t *object, rs_graph *graph, rs_object_id id,
                                rs_error *err) {
    const size_t most = 50; /* of a list a million deep nobody reads them all */
    rs__dominator_chain chain = {NULL, 0};
    const rs_dominators *dominators = NULL;
    rs_status status = rs_graph_dominators(&dominators, graph, err);
    if (status == RS_OK) status = rs__dominator_chain_find(&chain, graph, id, err);
    if (status != RS_OK) return status;
    json_t *list = rs__json_array(json);
    for (size_t i = 0; i < chain.count && i < most && !json->failed; i++) {
        json_t *row = rs__json_object(json);
        rs__json_put(json, row, "address", rs__json_address(json, chain.objects[i]));
        rs__json_put(json, row, "type",
                     rs__json_string(json, rs_snapshot_type_of(json->snapshot, chain.objects[i])->name));
        rs__json_put(json, row, "preview", rs__json_preview(json, chain.objects[i]));
        rs__json_put(json, row, "retained",
                     rs__json_number(json, rs_dominators_retained(dominators, chain.objects[i])));
        rs__json_append(json, list, row);
    }
    rs__json_put(json, object, "retained", rs__json_number(json, rs_dominators_retained(dominators, id)));
    rs__json_put(json, object, "dominators", list);
    rs__json_put(json, object, "dominators_left_out",
                 rs__json_number(json, chain.count > most ? chain.count - most : 0));
    rs__dominator_chain_release(&chain);
    return RS_OK;
}

static rs_status put_cycle(rs__json *json, json_t *object, rs_graph *graph, rs_object_id id, rs_error *err) {
    rs__garbage_cycle found = {NULL, 0, NULL, 0};
    rs_status status = rs__garbage_cycle_find(&found, graph, id, err);
    if (status != RS_OK) return status;
    rs__json_put(json, object, "paths", rs__json_array(json));
    rs__json_put(json, object, "cycle", rs__json_steps(json, found.cycle, found.cycle_count));
    rs__json_put(json, object, "held_by_cycle", rs__json_steps(json, found.holding, found.holding_count));
    rs__garbage_cycle_release(&found);
    return RS_OK;
}

static void put_unseen(rs__json *json, json_t *object, const rs_liveness *liveness, rs_object_id id) {
    rs_text words = RS_TEXT_INIT;
    rs_liveness_add_unseen(&words, liveness, id);
    rs__json_put(json, object, "uncollectable", rs__json_string(json, rs_text_string(&words)));
    json->failed |= words.failed;
    rs_text_release(&words);
}

static rs_status put_object(rs__json *json, json_t *objects, rs_graph *graph, rs_object_id id,
                            const rs_report_options *options, rs_error *err) {
    const rs_liveness *liveness = NULL;
    rs_status status = rs_graph_liveness(&liveness, graph, err);
    if (status != RS_OK) return status;
    bool garbage = rs_liveness_is_garbage(liveness, id);
    const rs_columns *columns = rs_snapshot_columns(json->snapshot);
    json_t *object = rs__json_object(json);
    rs__json_put(json, object, "address", rs__json_address(json, id));
    rs__json_put(json, object, "type", rs__json_string(json, rs_snapshot_type_of(json->snapshot, id)->name));
    rs__json_put(json, object, "preview", rs__json_preview(json, id));
    rs__json_put(json, object, "bytes", rs__json_number(json, rs_snapshot_size(json->snapshot, id)));
    rs__json_put(json, object, "refcount", rs__json_number(json, columns->refcount[id]));
    rs__json_put(json, object, "garbage", json_boolean(garbage));
    if (rs_liveness_is_uncollectable(liveness, id)) put_unseen(json, object, liveness, id);
    if (garbage)
        status = put_cycle(json, object, graph, id, err);
    else
        status = put_paths(json, object, graph, id, options->limit, err);
    if (status == RS_OK) status = put_dominators(json, object, graph, id, err);
    rs__json_append(json, objects, object);
    return status;
}

rs_status rs__why_write_json(rs_text *text, rs_graph *graph, const rs_object_id *objects, size_t count,
                             const rs_report_options *options, rs_error *err) {
    rs__json json = {.snapshot = rs_graph_snapshot(graph)};
    json_t *report = rs__json_report(&json, options), *list = rs__json_array(&json);
    rs_status status = RS_OK;
    for (size_t i = 0; i < count && status == RS_OK && !json.failed; i++)
        status = put_object(&json, list, graph, objects[i], options, err);
    rs__json_put(&json, report, "objects", list);
    if (status == RS_OK) return rs__json_write(&json, text, report, err);
    json_decref(report);
    rs_text_release(&json.scratch);
    return status;
}
