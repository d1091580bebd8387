/* report_sarif.c: a cycle report as SARIF 2.1.0, which code scanning reads.
 * Written with: json.h. What stands where: docs/ci.md.              Header: report_cycles.h. Map: render/README.md
 *
 * A pattern is a result, at the place of the class or function whose reference is cut. Its fingerprint is what tells the
 * same result in another run. What is ignored is suppressed, what the baseline knows is unchanged.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "json.h"
#include "report_cycles.h"

static const char schema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/* One rule for each scope, and one for garbage that stays. */
enum { RULE_OF_UNCOLLECTABLE = RS_SCOPE_LIVE + 1 };
static const struct {
    const char *id, *name, *text, *more;
} rules[] = {
    [RS_SCOPE_GARBAGE] =
        {"garbage-cycle", "GarbageCycle", "Objects that only a reference cycle keeps alive",
         "These objects are out of reach of the program and stay until the garbage collector comes by, "
         "because they refer to each other in a cycle. Make one of its references weak (weakref.ref), or "
         "clear it when it is no longer needed."},
    [RS_SCOPE_LIVE] =
        {"live-cycle", "LiveCycle", "Objects in use that form a reference cycle",
         "These objects are in use. Once they are not, the cycle keeps them until the garbage collector "
         "comes "
         "by. Make one of its references weak (weakref.ref), or clear it when it is no longer needed."},
    [RULE_OF_UNCOLLECTABLE] =
        {"uncollectable-cycle", "UncollectableCycle", "Objects that nothing will ever free",
         "These objects are out of reach of the program and refer to each other in a cycle that the garbage "
         "collector does not see in whole, because a type on it does not take part in its work. They stay "
         "until the process ends. Clear one of its references when it is no longer needed, or make it weak "
         "(weakref.ref)."},
};

typedef struct sarif {
    const rs__cycles_report *report;
    rs__json json;
    rs_sources *sources;
    rs_places places;
} sarif;

static json_t *string(sarif *s, const char *text) {
    return rs__json_string(&s->json, text);
}

static void put(sarif *s, json_t *object, const char *key, json_t *value) {
    rs__json_put(&s->json, object, key, value);
}

static json_t *with(sarif *s, const char *key, json_t *value) {
    json_t *object = rs__json_object(&s->json);
    put(s, object, key, value);
    return object;
}

static json_t *in_array(sarif *s, json_t *value) {
    json_t *array = rs__json_array(&s->json);
    rs__json_append(&s->json, array, value);
    return array;
}

/* In a message braces are placeholders, unless they are doubled. */
static json_t *message(sarif *s, const char *text) {
    rs_text words = RS_TEXT_INIT;
    for (; *text != '\0'; text++) {
        if (*text == '{' || *text == '}') rs_text_add_char(&words, *text);
        rs_text_add_char(&words, *text);
    }
    json_t *value = with(s, "text", string(s, rs_text_string(&words)));
    s->json.failed |= words.failed;
    rs_text_release(&words);
    return value;
}

/* ---- Places --------------------------------------------------------------------------------------------------------- */

static json_t *physical(sarif *s, const rs_place *place) {
    rs_text uri = RS_TEXT_INIT;
    bool inside = false;
    json_t *location = rs__json_object(&s->json), *file = rs__json_object(&s->json);
    rs__add_source_uri(&uri, &inside, place->file, s->report->options->folder);
    put(s, file, "uri", string(s, rs_text_string(&uri)));
    if (inside) put(s, file, "uriBaseId", string(s, "%SRCROOT%"));
    put(s, location, "artifactLocation", file);
    if (place->line > 0)
        put(s, location, "region", with(s, "startLine", rs__json_number(&s->json, place->line)));
    s->json.failed |= uri.failed;
    rs_text_release(&uri);
    return location;
}

static json_t *logical(sarif *s, const char *name) {
    return in_array(s, with(s, "fullyQualifiedName", string(s, name)));
}

static json_t *location_of(sarif *s, const rs_place *place) {
    json_t *location = with(s, "physicalLocation", physical(s, place));
    put(s, location, "logicalLocations", logical(s, place->what));
    return location;
}

/* The best place is where the result is; the others are related to it. Without any, the class is named. */
static void put_places(sarif *s, json_t *result, const rs_pattern *pattern) {
    size_t best = rs__best_place(&s->places, s->report->options->folder);
    json_t *related = rs__json_array(&s->json);
    put(s, result, "locations",
        in_array(s, s->places.count ? location_of(s, &s->places.at[best])
                                    : with(s, "logicalLocations", logical(s, rs__type_of_cut(pattern)))));
    for (size_t i = 0; i < s->places.count; i++) {
        if (i == best) continue;
        json_t *location = location_of(s, &s->places.at[i]);
        put(s, location, "message", message(s, s->places.at[i].what));
        rs__json_append(&s->json, related, location);
    }
    if (json_array_size(related) > 0)
        put(s, result, "relatedLocations", related);
    else
        json_decref(related);
}

/* ---- Results -------------------------------------------------------------------------------------------------------- */

static void add_words(rs_text *words, const rs_pattern *pattern) {
    rs_text_addf(words, "%s: ", pattern->text);
    rs__add_pattern_counts(words, pattern);
    rs_text_add(words, ".");
    if (pattern->uncollectable) {
        rs_text_add(words, " It is ");
        rs__add_pattern_stays(words, pattern);
        rs_text_add(words, ".");
    }
    for (size_t i = 0; i < pattern->cut_count; i++) {
        const rs_cut *cut = &pattern->cuts[i];
        rs_text_addf(words, " Cut %s%s%s.", cut->edge, cut->why && cut->why[0] ? ": " : "",
                     cut->why ? cut->why : "");
    }
}

static const char *level_of(const rs__cycles_report *report, rs_standing standing) {
    bool failed = report->options->verdict && !rs_verdict_sums(report->options->verdict).passed;
    return standing != RS_STANDING_NEW ? "note" : failed ? "error" : "warning";
}

static void put_standing(sarif *s, json_t *result, rs_standing standing) {
    const rs_verdict *verdict = s->report->options->verdict;
    put(s, result, "level", string(s, level_of(s->report, standing)));
    if (verdict && rs_verdict_rules(verdict)->baseline && standing != RS_STANDING_IGNORED)
        put(s, result, "baselineState", string(s, standing == RS_STANDING_KNOWN ? "unchanged" : "new"));
    if (standing != RS_STANDING_IGNORED) return;
    json_t *suppression = with(s, "kind", string(s, "external"));
    put(s, suppression, "justification", string(s, "--ignore"));
    put(s, result, "suppressions", in_array(s, suppression));
}

static json_t *properties_of(sarif *s, const rs_pattern *pattern, rs_standing standing) {
    json_t *properties = rs__json_object(&s->json);
    put(s, properties, "scope", string(s, pattern->scope == RS_SCOPE_GARBAGE ? "garbage" : "live"));
    if (s->report->options->verdict) put(s, properties, "standing", string(s, rs__standing_word(standing)));
    put(s, properties, "collected", rs__json_number(&s->json, pattern->collected));
    put(s, properties, "objects", rs__json_number(&s->json, pattern->objects));
    put(s, properties, "bytes", rs__json_number(&s->json, pattern->bytes));
    return properties;
}

static json_t *result_of(sarif *s, size_t index) {
    const rs_pattern *pattern = rs_cycles_pattern(s->report->cycles, index);
    rs_standing standing = rs__standing_of(s->report->options, index);
    size_t rule = pattern->uncollectable               ? RULE_OF_UNCOLLECTABLE
                  : pattern->scope == RS_SCOPE_GARBAGE ? RS_SCOPE_GARBAGE
                                                       : RS_SCOPE_LIVE;
    json_t *result = rs__json_object(&s->json);
    rs_text words = RS_TEXT_INIT;
    put(s, result, "ruleId", string(s, rules[rule].id));
    put(s, result, "ruleIndex", rs__json_number(&s->json, rule));
    add_words(&words, pattern);
    put(s, result, "message", message(s, rs_text_string(&words)));
    s->json.failed |= words.failed;
    rs_text_release(&words);
    put_places(s, result, pattern);
    put(s, result, "partialFingerprints", with(s, "refscopePattern/v1", string(s, pattern->fingerprint)));
    put(s, result, "occurrenceCount", rs__json_number(&s->json, pattern->count));
    put_standing(s, result, standing);
    put(s, result, "properties", properties_of(s, pattern, standing));
    return result;
}

static rs_status add_results(sarif *s, json_t *results, rs_error *err) {
    rs_status status = RS_OK;
    for (size_t i = 0; i < rs_cycles_count(s->report->cycles) && status == RS_OK; i++) {
        status = rs_sources_of_pattern(&s->places, s->sources, rs_cycles_pattern(s->report->cycles, i), err);
        if (status == RS_OK) rs__json_append(&s->json, results, result_of(s, i));
    }
    return status;
}

/* ---- The run -------------------------------------------------------------------------------------------------------- */

static json_t *rule_of(sarif *s, size_t i) {
    json_t *rule = with(s, "id", string(s, rules[i].id));
    put(s, rule, "name", string(s, rules[i].name));
    put(s, rule, "shortDescription", message(s, rules[i].text));
    put(s, rule, "fullDescription", message(s, rules[i].more));
    put(s, rule, "help", message(s, rules[i].more));
    put(s, rule, "defaultConfiguration", with(s, "level", string(s, "warning")));
    return rule;
}

static json_t *tool_of(sarif *s) {
    json_t *driver = with(s, "name", string(s, "refscope")), *list = rs__json_array(&s->json);
    put(s, driver, "semanticVersion", string(s, REFSCOPE_VERSION));
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) rs__json_append(&s->json, list, rule_of(s, i));
    put(s, driver, "rules", list);
    return with(s, "driver", driver);
}

static json_t *bases_of(sarif *s) {
    json_t *root = with(s, "description", message(s, "the folder in which refscope was started"));
    return with(s, "%SRCROOT%", root);
}

/* In words, as in the text report; nothing when the program did not collect. */
static void put_collections(sarif *s, json_t *properties) {
    rs_cycles_totals totals = rs_cycles_sums(s->report->cycles);
    rs_text words = RS_TEXT_INIT;
    rs__add_collections(&words, &totals.collected);
    if (words.length > 0) put(s, properties, "collections", string(s, rs_text_string(&words)));
    s->json.failed |= words.failed;
    rs_text_release(&words);
}

static json_t *run_of(sarif *s, json_t *results) {
    json_t *run = with(s, "tool", tool_of(s)), *properties = rs__json_object(&s->json);
    const rs_report_options *options = s->report->options;
    put(s, run, "originalUriBaseIds", bases_of(s));
    put(s, run, "results", results);
    if (options->target) put(s, properties, "target", string(s, options->target));
    put(s, properties, "python", string(s, rs_snapshot_coverage(s->json.snapshot)->python));
    put_collections(s, properties);
    if (options->verdict)
        put(s, properties, "check", rs__json_verdict(&s->json, s->report->cycles, options->verdict));
    put(s, run, "properties", properties);
    return run;
}

rs_status rs__report_sarif(const rs__cycles_report *report, rs_error *err) {
    sarif s = {.report = report, .json = {.snapshot = rs_graph_snapshot(report->graph)}};
    rs_status status = rs_sources_new(&s.sources, report->graph, err);
    json_t *results = rs__json_array(&s.json);
    if (status == RS_OK) status = add_results(&s, results, err);
    json_t *log = with(&s, "$schema", string(&s, schema));
    put(&s, log, "version", string(&s, "2.1.0"));
    put(&s, log, "runs", in_array(&s, run_of(&s, results)));
    rs_status written = rs__json_write(&s.json, report->text, log, status == RS_OK ? err : NULL);
    rs_places_release(&s.places);
    rs_sources_free(s.sources);
    return status == RS_OK ? written : status;
}
