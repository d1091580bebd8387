/* report_cycles.c: the cycle report.                      JSON: docs/json.md. Manual: rs_report.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_cycles.h"

#include <string.h>

#include "json.h"
#include "report_verdict.h"
#include "style.h"

typedef struct report {
    rs_text *text;
    const rs_snapshot *snapshot;
    const rs_cycles *cycles;
    const rs_report_options *options;
    rs_text words; /* of the line at hand */
} report;

/* Forget the words gathered; that they failed is remembered by the text. */
static void clear_words(report *r) {
    r->text->failed |= r->words.failed;
    rs_text_clear(&r->words);
}

/* ---- Lines ---------------------------------------------------------------------------------------------------------- */

/* Write the words gathered, wrapped behind `indent` blanks, and forget them. */
static void write_words(report *r, size_t indent, rs__style style) {
    rs__wrap how = {.columns = r->options->columns,
                    .used = indent,
                    .indent = indent,
                    .style = style,
                    .colour = r->options->colour};
    rs_text_add_repeated(r->text, " ", indent);
    rs__add_wrapped(r->text, rs_text_string(&r->words), &how);
    clear_words(r);
}

static void add_counted(rs_text *words, uint64_t count, const char *one, const char *many) {
    rs_text_add_count(words, count);
    rs_text_add(words, count == 1 ? one : many);
}

static void add_safe(rs_text *words, const char *string) {
    rs_text_add_escaped(words, string, strlen(string), 0);
}

/* "cut    ", "why    ": a word in front of a paragraph that is wrapped behind it. */
static void write_labelled(report *r, const char *label, rs__style style) {
    enum { INDENT = 3, LABEL = 8 };
    rs_text_add_repeated(r->text, " ", INDENT);
    rs__add_styled(r->text, label, RS__STYLE_DIM, r->options->colour);
    rs_text_add_repeated(r->text, " ", LABEL - strlen(label));
    rs__wrap how = {.columns = r->options->columns,
                    .used = INDENT + LABEL,
                    .indent = INDENT + LABEL,
                    .style = style,
                    .colour = r->options->colour};
    rs__add_wrapped(r->text, rs_text_string(&r->words), &how);
    clear_words(r);
}

/* ---- Heading -------------------------------------------------------------------------------------------------------- */

static void write_no_cycles(report *r, const rs_cycles_totals *totals) {
    bool nothing = totals->garbage_objects == 0;
    rs_text_add(&r->words,
                nothing ? "No cycles: nothing waits for the garbage collector." : "No cycles of this kind.");
    write_words(r, 0, RS__STYLE_ROOT);
}

static void write_heading(report *r, const rs_cycles_totals *totals) {
    add_counted(&r->words, rs_cycles_count(r->cycles),
                " pattern of reference cycles: ", " patterns of reference cycles: ");
    add_counted(&r->words, totals->cyclic_objects, " object in ", " objects in ");
    add_counted(&r->words, totals->components, " group", " groups");
    write_words(r, 0, RS__STYLE_STRONG);
    rs_text_add(&r->words, "garbage: ");
    add_counted(&r->words, totals->garbage_objects, " object, ", " objects, ");
    rs_text_add_size(&r->words, totals->garbage_bytes);
    rs_text_add(&r->words, ", of ");
    add_counted(&r->words, rs_snapshot_object_count(r->snapshot), " object, ", " objects, ");
    rs_text_add_size(&r->words, rs_snapshot_total_size(r->snapshot));
    rs_text_add(&r->words, " in the whole heap");
    write_words(r, 0, RS__STYLE_DIM);
}

/* ---- A pattern ------------------------------------------------------------------------------------------------------ */

static const char *scope_word(rs_scope scope) {
    return scope == RS_SCOPE_GARBAGE ? "garbage" : "alive";
}

static void write_counts(report *r, const rs_pattern *pattern) {
    rs_text_addf(&r->words, "%s, found ", scope_word(pattern->scope));
    if (pattern->count == 1)
        rs_text_add(&r->words, "once: ");
    else
        add_counted(&r->words, pattern->count, "", " times: ");
    add_counted(&r->words, pattern->objects, " object, ", " objects, ");
    rs_text_add_size(&r->words, pattern->bytes);
    rs_text_addf(&r->words, " kept   [%s]", pattern->fingerprint);
    write_words(r, 3, RS__STYLE_PLAIN);
}

static void write_cut(report *r, const rs_cut *cut) {
    add_safe(&r->words, cut->edge);
    if (cut->frees_bytes > 0) {
        rs_text_add(&r->words, "   frees ");
        rs_text_add_size(&r->words, cut->frees_bytes);
    }
    write_labelled(r, "cut", RS__STYLE_CUT);
    if (cut->why == NULL || cut->why[0] == '\0') return;
    add_safe(&r->words, cut->why);
    write_labelled(r, "", RS__STYLE_PLAIN);
}

/* Columns for an object in front of a name: the name says more, so it is the object that is cut. */
static size_t columns_before(const rs__line *line, const rs_text *name) {
    const char blanks[] = "   →";
    size_t most = 60, least = 12;
    size_t taken = rs_text_columns(rs_text_string(name), name->length) +
                   rs_text_columns(blanks, sizeof blanks - 1);
    if (line->room > taken + most) return most;
    return line->room > taken + least ? line->room - taken : least;
}

/* One object of the example a line, and behind it the name by which it refers to the next. */
static void write_step(report *r, const rs_step *step, bool first) {
    rs__line line = rs__line_start(r->text, r->options->columns, r->options->colour, false);
    rs_text name = RS_TEXT_INIT;
    rs__line_add(&line, first ? "   example " : "           ", RS__STYLE_DIM);
    rs_text_add_reference_name(&name, r->snapshot, step->reference);
    rs_text_add_preview(&r->words, r->snapshot, step->object, columns_before(&line, &name));
    rs__line_add(&line, rs_text_string(&r->words), RS__STYLE_PLAIN);
    clear_words(r);
    rs__line_add(&line, "  ", RS__STYLE_PLAIN);
    rs__line_add(&line, rs_text_string(&name), RS__STYLE_NAME);
    rs__line_add(&line, " →", RS__STYLE_DIM);
    rs__line_end(&line);
    r->text->failed |= name.failed;
    rs_text_release(&name);
}

static void write_example(report *r, const rs_pattern *pattern) {
    enum { STEPS_TOLD = 12 };
    size_t steps = pattern->example_steps + pattern->example_left_out;
    size_t told = steps > STEPS_TOLD ? STEPS_TOLD - 1 : steps;
    if (told > pattern->example_steps) told = pattern->example_steps;
    for (size_t i = 0; i < told; i++) write_step(r, &pattern->example[i], i == 0);
    if (told == 0) return;
    if (told < steps) {
        rs_text_add(&r->words, "… ");
        add_counted(&r->words, steps - told, " more step", " more steps");
        write_words(r, 11, RS__STYLE_DIM);
    }
    rs_text_add(&r->words, "back to the start");
    write_words(r, 11, RS__STYLE_DIM);
}

static void write_pattern(report *r, size_t index, size_t number) {
    const rs_pattern *pattern = rs_cycles_pattern(r->cycles, index);
    rs_text_addf(r->text, "\n%zu. ", number);
    add_safe(&r->words, pattern->text);
    rs__wrap how = {.columns = r->options->columns,
                    .used = 3,
                    .indent = 3,
                    .style = RS__STYLE_STRONG,
                    .colour = r->options->colour,
                    .breaks = NULL};
    rs__add_wrapped(r->text, rs_text_string(&r->words), &how);
    clear_words(r);
    write_counts(r, pattern);
    for (size_t i = 0; i < pattern->cut_count; i++) write_cut(r, &pattern->cuts[i]);
    write_example(r, pattern);
}

/* "   Node.peer -> Node   3 times, 1.2 KB", behind a heading when it is the first of its standing. */
static void write_in_a_line(report *r, size_t index, rs_standing standing, bool first) {
    const rs_pattern *pattern = rs_cycles_pattern(r->cycles, index);
    if (first) {
        rs_text_addf(&r->words, "%s:", rs__standing_word(standing));
        rs_text_add_char(r->text, '\n');
        write_words(r, 0, RS__STYLE_DIM);
    }
    add_safe(&r->words, pattern->text);
    rs_text_add(&r->words, "   ");
    add_counted(&r->words, pattern->count, " time, ", " times, ");
    rs_text_add_size(&r->words, pattern->bytes);
    rs_text_addf(&r->words, "   [%s]", pattern->fingerprint);
    write_words(r, 3, RS__STYLE_DIM);
}

static void write_note(report *r, const char *before, uint64_t count, const char *one, const char *many) {
    if (count == 0) return;
    rs_text_add(&r->words, before);
    add_counted(&r->words, count, one, many);
    write_words(r, 0, RS__STYLE_DIM);
}

/* What the patterns do not tell. */
static void write_notes(report *r, const rs_cycles_totals *totals, size_t hidden) {
    if (hidden + totals->left_out + totals->uncut + totals->set_aside == 0) return;
    rs_text_add_char(r->text, '\n');
    write_note(r, "… ", hidden, " more pattern", " more patterns");
    write_note(r, "not told: ", totals->left_out,
               " kind of reference inside these groups that is on none of the patterns",
               " kinds of references inside these groups that are on none of the patterns");
    write_note(r, "not broken: ", totals->uncut, " group in which all these cuts together leave a cycle",
               " groups in which all these cuts together leave a cycle");
    write_note(r, "set aside: ", totals->set_aside,
               " group that only the references a class consists of make a cycle",
               " groups that only the references a class consists of make cycles");
}

static void write_verdict(report *r) {
    if (!rs__is_checked(r->options)) return;
    bool passed = rs_verdict_sums(r->options->verdict).passed;
    rs_text_add(&r->words, "check ");
    rs__add_verdict_line(&r->words, r->cycles, r->options->verdict);
    write_words(r, 0, passed ? RS__STYLE_ROOT : RS__STYLE_CUT);
}

/* The patterns of one standing; all that are new in full, of the others a line each. What the limit hides is counted. */
static size_t write_patterns(report *r, rs_standing standing) {
    size_t limit = r->options->limit, shown = 0, hidden = 0;
    for (size_t i = 0; i < rs_cycles_count(r->cycles) && !r->text->failed; i++) {
        if (rs__standing_of(r->options, i) != standing)
            continue;
        else if (limit > 0 && shown == limit)
            hidden++;
        else if (standing == RS_STANDING_NEW)
            write_pattern(r, i, ++shown);
        else
            write_in_a_line(r, i, standing, shown++ == 0);
    }
    return hidden;
}

static void write_text(report *r) {
    rs_cycles_totals totals = rs_cycles_sums(r->cycles);
    if (rs_cycles_count(r->cycles) == 0)
        write_no_cycles(r, &totals);
    else
        write_heading(r, &totals);
    write_verdict(r);
    size_t hidden = write_patterns(r, RS_STANDING_NEW);
    hidden += write_patterns(r, RS_STANDING_KNOWN);
    hidden += write_patterns(r, RS_STANDING_IGNORED);
    write_notes(r, &totals, hidden);
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

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

static json_t *name_of(rs__json *json, rs_reference_id reference) {
    rs_text name = RS_TEXT_INIT;
    rs_text_add_reference_name(&name, json->snapshot, reference);
    json_t *value = rs__json_text(json, rs_text_string(&name), name.length);
    json->failed |= name.failed;
    rs_text_release(&name);
    return value;
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
        rs__json_put(json, object, "edge", name_of(json, step.reference));
        rs__json_append(json, example, object);
    }
    return example;
}

static json_t *pattern_of(rs__json *json, const report *r, size_t index) {
    const rs_pattern *pattern = rs_cycles_pattern(r->cycles, index);
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
    if (r->options->verdict)
        rs__json_put(json, object, "standing",
                     rs__json_string(json, rs__standing_word(rs_verdict_of(r->options->verdict, index))));
    rs__json_put(json, object, "cut", cuts_of(json, pattern));
    rs__json_put(json, object, "example", example_of(json, pattern));
    rs__json_put(json, object, "example_left_out", rs__json_number(json, pattern->example_left_out));
    return object;
}

static rs_status write_json(const report *r, rs_error *err) {
    rs__json json = {.snapshot = r->snapshot};
    rs_cycles_totals totals = rs_cycles_sums(r->cycles);
    json_t *root = rs__json_report(&json, r->options);
    json_t *garbage = rs__json_object(&json);
    rs__json_put(&json, garbage, "objects", rs__json_number(&json, totals.garbage_objects));
    rs__json_put(&json, garbage, "bytes", rs__json_number(&json, totals.garbage_bytes));
    rs__json_put(&json, root, "garbage", garbage);
    rs__json_put(&json, root, "components", rs__json_number(&json, totals.components));
    rs__json_put(&json, root, "cyclic_objects", rs__json_number(&json, totals.cyclic_objects));
    rs__json_put(&json, root, "set_aside", rs__json_number(&json, totals.set_aside));
    rs__json_put(&json, root, "left_out", rs__json_number(&json, totals.left_out));
    rs__json_put(&json, root, "uncut", rs__json_number(&json, totals.uncut));
    if (r->options->verdict)
        rs__json_put(&json, root, "check", rs__json_verdict(&json, r->cycles, r->options->verdict));
    json_t *patterns = rs__json_array(&json);
    for (size_t i = 0; i < rs_cycles_count(r->cycles) && !json.failed; i++)
        rs__json_append(&json, patterns, pattern_of(&json, r, i));
    rs__json_put(&json, root, "patterns", patterns);
    return rs__json_write(&json, r->text, root, err);
}

/* ---- Both ----------------------------------------------------------------------------------------------------------- */

rs_status rs_report_cycles(rs_text *text, rs_graph *graph, const rs_cycles *cycles,
                           const rs_report_options *options, rs_error *err) {
    static const rs_report_options defaults = RS_REPORT_OPTIONS_INIT;
    report r = {.text = text,
                .snapshot = rs_graph_snapshot(graph),
                .cycles = cycles,
                .options = options ? options : &defaults};
    rs_status status = RS_OK;
    if (r.options->format == RS_FORMAT_JSON)
        status = write_json(&r, err);
    else
        write_text(&r);
    rs_text_release(&r.words);
    return status == RS_OK ? rs_text_status(text, err) : status;
}
