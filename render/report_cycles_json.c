/* report_cycles_json.c: the cycle report for programs. Form: docs/json.md. Manual: report_cycles.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "json_path.h"
#include "report_cycles.h"

static json_t *strings(rs__json *json, const char *const *list, size_t count) {
    json_t *array = rs__json_array(json);
    for (size_t i = 0; i < count; i++) rs__json_append(json, array, rs__json_string(json, list[i]));
    return array;
}

static json_t *cuts_of(rs__json *json, const rs_pattern *pattern) {
    json_t *cuts = rs__json_array(json);
    for (size_t i = 0; i < pattern->cut_count; i++) {
        json_t *cut = rs__json_object(json);
        rs__json_put(json, cut, "edge", rs__json_string(json, pattern->cuts[i].edge));
        rs__json_put(json, cut, "why",
                     rs__json_string(json, pattern->cuts[i].why ? pattern->cuts[i].why : ""));
        rs__json_put(json, cut, "frees_bytes", rs__json_number(json, pattern->cuts[i].frees_bytes));
        rs__json_append(json, cuts, cut);
    }
    return cuts;
}

static json_t *example_of(rs__json *json, const rs_pattern *pattern) {
    const rs_snapshot *whole = json->snapshot;
    json_t *example = rs__json_array(json);
    json->snapshot = pattern->photograph;
    for (size_t i = 0; i < pattern->example_steps; i++) {
        rs_step step = pattern->example[i];
        json_t *object = rs__json_object(json);
        rs__json_put(json, object, "address", rs__json_address(json, step.object));
        rs__json_put(json, object, "type",
                     rs__json_string(json, rs_snapshot_type_of(json->snapshot, step.object)->name));
        rs__json_put(json, object, "preview", rs__json_preview(json, step.object));
        rs__json_put(json, object, "edge", rs__json_reference_name(json, step.reference));
        const char *site = rs_snapshot_allocation(json->snapshot, step.object);
        if (site) rs__json_put(json, object, "allocated", rs__json_string(json, site));
        rs__json_append(json, example, object);
    }
    json->snapshot = whole;
    return example;
}

/* The path as in the why report, and the step of the example that it leads to. */
static json_t *held_of(rs__json *json, rs_graph *graph, const rs_pattern *pattern) {
    json_t *held = rs__json_path(json, graph, &pattern->held);
    rs__json_put(json, held, "step", rs__json_number(json, pattern->held_step));
    return held;
}

/* Where its classes and functions were written. */
static json_t *sources_of(rs__json *json, const rs__cycles_report *from, const rs_places *places) {
    json_t *list = rs__json_array(json);
    for (size_t i = 0; i < places->count; i++) {
        bool inside;
        json_t *one = rs__json_object(json);
        const char *file = rs__path_inside(&inside, places->at[i].file, from->options->folder);
        rs__json_put(json, one, "file", rs__json_string(json, file));
        if (places->at[i].line > 0)
            rs__json_put(json, one, "line", rs__json_number(json, places->at[i].line));
        rs__json_put(json, one, "name", rs__json_string(json, places->at[i].what));
        rs__json_append(json, list, one);
    }
    return list;
}

static json_t *pattern_of(rs__json *json, const rs__cycles_report *from, size_t index,
                          const rs_places *places) {
    const rs_pattern *pattern = rs_cycles_pattern(from->cycles, index);
    const rs_verdict *verdict = from->options->verdict;
    json_t *object = rs__json_object(json);
    rs__json_put(json, object, "fingerprint", rs__json_string(json, pattern->fingerprint));
    rs__json_put(json, object, "text", rs__json_string(json, pattern->text));
    rs__json_put(json, object, "types", strings(json, pattern->types, pattern->steps));
    rs__json_put(json, object, "edges", strings(json, pattern->edges, pattern->steps));
    rs__json_put(json, object, "count", rs__json_number(json, pattern->count));
    rs__json_put(json, object, "collected", rs__json_number(json, pattern->collected));
    rs__json_put(json, object, "objects", rs__json_number(json, pattern->objects));
    rs__json_put(json, object, "bytes", rs__json_number(json, pattern->bytes));
    rs__json_put(json, object, "scope",
                 rs__json_string(json, pattern->scope == RS_SCOPE_GARBAGE ? "garbage" : "live"));
    if (pattern->uncollectable)
        rs__json_put(json, object, "uncollectable", rs__json_string(json, pattern->uncollectable));
    if (verdict)
        rs__json_put(json, object, "standing",
                     rs__json_string(json, rs__standing_word(rs_verdict_of(verdict, index))));
    rs__json_put(json, object, "cut", cuts_of(json, pattern));
    rs__json_put(json, object, "source", sources_of(json, from, places));
    rs__json_put(json, object, "example", example_of(json, pattern));
    rs__json_put(json, object, "example_left_out", rs__json_number(json, pattern->example_left_out));
    if (pattern->held.reason != RS_ROOT_NONE)
        rs__json_put(json, object, "held", held_of(json, from->graph, pattern));
    return object;
}

static rs_status add_patterns(rs__json *json, json_t *list, const rs__cycles_report *from, rs_error *err) {
    rs_places places = RS_PLACES_INIT;
    rs_sources *sources = NULL;
    rs_status status = rs_sources_new(&sources, from->graph, err);
    for (size_t i = 0; i < rs_cycles_count(from->cycles) && status == RS_OK && !json->failed; i++) {
        status = rs_sources_of_pattern(&places, sources, rs_cycles_pattern(from->cycles, i), err);
        if (status == RS_OK) rs__json_append(json, list, pattern_of(json, from, i, &places));
    }
    rs_places_release(&places);
    rs_sources_free(sources);
    return status;
}

static json_t *collections_of(rs__json *json, const rs_collected_totals *totals) {
    json_t *object = rs__json_object(json);
    rs__json_put(json, object, "count", rs__json_number(json, totals->collections + totals->missed));
    rs__json_put(json, object, "missed", rs__json_number(json, totals->missed));
    rs__json_put(json, object, "objects", rs__json_number(json, totals->objects));
    rs__json_put(json, object, "bytes", rs__json_number(json, totals->bytes));
    return object;
}

rs_status rs__report_json(const rs__cycles_report *from, rs_error *err) {
    rs__json json = {.snapshot = rs_graph_snapshot(from->graph)};
    rs_cycles_totals totals = rs_cycles_sums(from->cycles);
    json_t *root = rs__json_report(&json, from->options);
    json_t *garbage = rs__json_object(&json);
    rs__json_put(&json, garbage, "objects", rs__json_number(&json, totals.garbage_objects));
    rs__json_put(&json, garbage, "bytes", rs__json_number(&json, totals.garbage_bytes));
    rs__json_put(&json, garbage, "uncollectable_objects",
                 rs__json_number(&json, totals.uncollectable_objects));
    rs__json_put(&json, garbage, "uncollectable_bytes", rs__json_number(&json, totals.uncollectable_bytes));
    rs__json_put(&json, root, "garbage", garbage);
    rs__json_put(&json, root, "collections", collections_of(&json, &totals.collected));
    rs__json_put(&json, root, "components", rs__json_number(&json, totals.components));
    rs__json_put(&json, root, "cyclic_objects", rs__json_number(&json, totals.cyclic_objects));
    rs__json_put(&json, root, "set_aside", rs__json_number(&json, totals.set_aside));
    rs__json_put(&json, root, "left_out", rs__json_number(&json, totals.left_out));
    rs__json_put(&json, root, "uncut", rs__json_number(&json, totals.uncut));
    if (from->options->verdict)
        rs__json_put(&json, root, "check", rs__json_verdict(&json, from->cycles, from->options->verdict));
    json_t *patterns = rs__json_array(&json);
    rs_status status = add_patterns(&json, patterns, from, err);
    rs__json_put(&json, root, "patterns", patterns);
    rs_status written = rs__json_write(&json, from->text, root, status == RS_OK ? err : NULL);
    return status == RS_OK ? written : status;
}
