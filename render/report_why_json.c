/* report_why_json.c: the why report for programs.         Form: docs/json.md. Manual: report_why.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "json.h"
#include "report_why.h"

static json_t *take_text(rs__json *json, rs_text *text) {
    json_t *value = rs__json_text(json, rs_text_string(text), text->length);
    json->failed |= text->failed;
    rs_text_release(text);
    return value;
}

static json_t *name_of(rs__json *json, rs_reference_id reference) {
    rs_text name = RS_TEXT_INIT;
    rs_text_add_reference_name(&name, json->snapshot, reference);
    return take_text(json, &name);
}

/* One step: the object that refers, and the name by which it refers to the next. */
static json_t *steps_of(rs__json *json, const rs_reference_id *references, size_t count) {
    json_t *steps = rs__json_array(json);
    for (size_t i = 0; i < count; i++) {
        rs_object_id source = rs_snapshot_source(json->snapshot, references[i]);
        json_t *step = rs__json_object(json);
        rs__json_put(json, step, "address", rs__json_address(json, source));
        rs__json_put(json, step, "type",
                     rs__json_string(json, rs_snapshot_type_of(json->snapshot, source)->name));
        rs__json_put(json, step, "preview", rs__json_preview(json, source));
        rs__json_put(json, step, "edge", name_of(json, references[i]));
        rs__json_append(json, steps, step);
    }
    return steps;
}

static const char *reason_word(rs_root reason) {
    static const char *const words[] = {
        [RS_ROOT_NONE] = "none",     [RS_ROOT_RECORD] = "interpreter", [RS_ROOT_OUTSIDE] = "outside",
        [RS_ROOT_FROZEN] = "frozen", [RS_ROOT_IMMORTAL] = "immortal",
    };
    return words[reason];
}

static json_t *path_of(rs__json *json, rs_graph *graph, const rs_path *path) {
    rs_text start = RS_TEXT_INIT, expression = RS_TEXT_INIT;
    size_t skipped = 0;
    rs_text_add_path_start(&start, graph, path, &skipped);
    if (skipped < path->length)
        rs_text_add_path(&expression, json->snapshot, path->references + skipped, path->length - skipped);
    json_t *object = rs__json_object(json);
    rs__json_put(json, object, "reason", rs__json_string(json, reason_word(path->reason)));
    rs__json_put(json, object, "start", take_text(json, &start));
    rs__json_put(json, object, "path", take_text(json, &expression));
    rs__json_put(json, object, "steps", steps_of(json, path->references, path->length));
    return object;
}

static rs_status put_paths(rs__json *json, json_t *object, rs_graph *graph, rs_object_id id, size_t limit,
                           rs_error *err) {
    rs_paths *paths = NULL;
    rs_status status = rs_paths_find(&paths, graph, id, limit, err);
    json_t *list = rs__json_array(json);
    for (size_t i = 0; status == RS_OK && i < rs_paths_count(paths); i++) {
        rs_path path = rs_paths_at(paths, i);
        rs__json_append(json, list, path_of(json, graph, &path));
    }
    rs__json_put(json, object, "paths", list);
    rs_paths_free(paths);
    return status;
}

static rs_status put_cycle(rs__json *json, json_t *object, rs_graph *graph, rs_object_id id, rs_error *err) {
    rs__garbage_cycle found = {NULL, 0, NULL, 0};
    rs_status status = rs__garbage_cycle_find(&found, graph, id, err);
    if (status != RS_OK) return status;
    rs__json_put(json, object, "paths", rs__json_array(json));
    rs__json_put(json, object, "cycle", steps_of(json, found.cycle, found.cycle_count));
    rs__json_put(json, object, "held_by_cycle", steps_of(json, found.holding, found.holding_count));
    rs__garbage_cycle_release(&found);
    return RS_OK;
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
    if (garbage)
        status = put_cycle(json, object, graph, id, err);
    else
        status = put_paths(json, object, graph, id, rs__path_limit(options), err);
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
