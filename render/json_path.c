/* json_path.c: paths and chains of references as JSON.                       Manual: json_path.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "json_path.h"

static json_t *take_text(rs__json *json, rs_text *text) {
    json_t *value = rs__json_text(json, rs_text_string(text), text->length);
    json->failed |= text->failed;
    rs_text_release(text);
    return value;
}

json_t *rs__json_reference_name(rs__json *json, rs_reference_id reference) {
    rs_text name = RS_TEXT_INIT;
    rs_text_add_reference_name(&name, json->snapshot, reference);
    return take_text(json, &name);
}

/* One step: the object that refers, and the name by which it refers to the next. */
json_t *rs__json_steps(rs__json *json, const rs_reference_id *references, size_t count) {
    json_t *steps = rs__json_array(json);
    for (size_t i = 0; i < count; i++) {
        rs_object_id source = rs_snapshot_source(json->snapshot, references[i]);
        json_t *step = rs__json_object(json);
        rs__json_put(json, step, "address", rs__json_address(json, source));
        rs__json_put(json, step, "type",
                     rs__json_string(json, rs_snapshot_type_of(json->snapshot, source)->name));
        rs__json_put(json, step, "preview", rs__json_preview(json, source));
        rs__json_put(json, step, "edge", rs__json_reference_name(json, references[i]));
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

json_t *rs__json_path(rs__json *json, rs_graph *graph, const rs_path *path) {
    rs_text start = RS_TEXT_INIT, expression = RS_TEXT_INIT;
    size_t skipped = 0;
    rs_text_add_path_start(&start, graph, path, &skipped);
    if (skipped < path->length)
        rs_text_add_path(&expression, json->snapshot, path->references + skipped, path->length - skipped);
    json_t *object = rs__json_object(json);
    rs__json_put(json, object, "reason", rs__json_string(json, reason_word(path->reason)));
    rs__json_put(json, object, "start", take_text(json, &start));
    rs__json_put(json, object, "path", take_text(json, &expression));
    rs__json_put(json, object, "steps", rs__json_steps(json, path->references, path->length));
    return object;
}
