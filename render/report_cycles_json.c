/* report_cycles_json.c: the cycle report for programs. Form: docs/json.md. Manual: report_cycles.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "json_path.h"
#include "report_cycles.h"
#include "report_verdict.h"

/* What is told. */
typedef struct source {
    rs_graph *graph;
    const rs_cycles *cycles;
    const rs_report_options *options;
} source;

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
    json_t *example = rs__json_array(json);
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
    return example;
}

/* The path as in the why report, and the step of the example that it leads to. */
static json_t *held_of(rs__json *json, rs_graph *graph, const rs_pattern *pattern) {
    json_t *held = rs__json_path(json, graph, &pattern->held);
    rs__json_put(json, held, "step", rs__json_number(json, pattern->held_step));
    return held;
}

static json_t *pattern_of(rs__json *json, const source *from, size_t index) {
    const rs_pattern *pattern = rs_cycles_pattern(from->cycles, index);
    const rs_verdict *verdict = from->options->verdict;
    json_t *object = rs__json_object(json);
    rs__json_put(json, object, "fingerprint", rs__json_string(json, pattern->fingerprint));
    rs__json_put(json, object, "text", rs__json_string(json, pattern->text));
    rs__json_put(json, object, "types", strings(json, pattern->types, pattern->steps));
    rs__json_put(json, object, "edges", strings(json, pattern->edges, pattern->steps));
    rs__json_put(json, object, "count", rs__json_number(json, pattern->count));
    rs__json_put(json, object, "objects", rs__json_number(json, pattern->objects));
    rs__json_put(json, object, "bytes", rs__json_number(json, pattern->bytes));
    rs__json_put(json, object, "scope",
                 rs__json_string(json, pattern->scope == RS_SCOPE_GARBAGE ? "garbage" : "live"));
    if (verdict)
        rs__json_put(json, object, "standing",
                     rs__json_string(json, rs__standing_word(rs_verdict_of(verdict, index))));
    rs__json_put(json, object, "cut", cuts_of(json, pattern));
    rs__json_put(json, object, "example", example_of(json, pattern));
    rs__json_put(json, object, "example_left_out", rs__json_number(json, pattern->example_left_out));
    if (pattern->held.reason != RS_ROOT_NONE)
        rs__json_put(json, object, "held", held_of(json, from->graph, pattern));
    return object;
}

rs_status rs__cycles_write_json(rs_text *text, rs_graph *graph, const rs_cycles *cycles,
                                const rs_report_options *options, rs_error *err) {
    rs__json json = {.snapshot = rs_graph_snapshot(graph)};
    source from = {graph, cycles, options};
    rs_cycles_totals totals = rs_cycles_sums(cycles);
    json_t *root = rs__json_report(&json, options);
    json_t *garbage = rs__json_object(&json);
    rs__json_put(&json, garbage, "objects", rs__json_number(&json, totals.garbage_objects));
    rs__json_put(&json, garbage, "bytes", rs__json_number(&json, totals.garbage_bytes));
    rs__json_put(&json, root, "garbage", garbage);
    rs__json_put(&json, root, "components", rs__json_number(&json, totals.components));
    rs__json_put(&json, root, "cyclic_objects", rs__json_number(&json, totals.cyclic_objects));
    rs__json_put(&json, root, "set_aside", rs__json_number(&json, totals.set_aside));
    rs__json_put(&json, root, "left_out", rs__json_number(&json, totals.left_out));
    rs__json_put(&json, root, "uncut", rs__json_number(&json, totals.uncut));
    if (options->verdict)
        rs__json_put(&json, root, "check", rs__json_verdict(&json, cycles, options->verdict));
    json_t *patterns = rs__json_array(&json);
    for (size_t i = 0; i < rs_cycles_count(cycles) && !json.failed; i++)
        rs__json_append(&json, patterns, pattern_of(&json, &from, i));
    rs__json_put(&json, root, "patterns", patterns);
    return rs__json_write(&json, text, root, err);
}
