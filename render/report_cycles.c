/* report_cycles.c: the cycle report.             JSON: report_cycles_json.c. Manual: rs_report.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report_cycles.h"

#include <string.h>

#include "report_cycles.h"
#include "style.h"

typedef struct report {
    rs_text *text;
    rs_graph *graph;
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
    rs_text_add_printable(words, string);
}

/* "cut    ", "why    ": a word in front of a paragraph that is wrapped behind it. */
static void write_labelled(report *r, const char *label, rs__style style, const char *breaks) {
    enum { INDENT = 3, LABEL = 8 };
    rs_text_add_repeated(r->text, " ", INDENT);
    rs__add_styled(r->text, label, RS__STYLE_DIM, r->options->colour);
    rs_text_add_repeated(r->text, " ", LABEL - strlen(label));
    rs__wrap how = {.columns = r->options->columns,
                    .used = INDENT + LABEL,
                    .indent = INDENT + LABEL,
                    .style = style,
                    .colour = r->options->colour,
                    .breaks = breaks};
    rs__add_wrapped(r->text, rs_text_string(&r->words), &how);
    clear_words(r);
}

/* ---- Heading -------------------------------------------------------------------------------------------------------- */

static void write_collections(report *r, const rs_cycles_totals *totals) {
    rs__add_collections(&r->words, &totals->collected);
    if (r->words.length > 0) write_words(r, 0, RS__STYLE_DIM);
}

static void write_no_cycles(report *r, const rs_cycles_totals *totals) {
    bool nothing = totals->garbage_objects == 0;
    rs_text_add(&r->words,
                nothing ? "No cycles: nothing waits for the garbage collector." : "No cycles of this kind.");
    write_words(r, 0, RS__STYLE_ROOT);
    write_collections(r, totals);
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
    write_collections(r, totals);
    if (totals->uncollectable_objects == 0) return;
    add_counted(&r->words, totals->uncollectable_objects, " object, ", " objects, ");
    rs_text_add_size(&r->words, totals->uncollectable_bytes);
    rs_text_add(&r->words, " of the garbage stay for good: the collector cannot free them");
    write_words(r, 0, RS__STYLE_DIM);
}

/* ---- A pattern ------------------------------------------------------------------------------------------------------ */

static void write_counts(report *r, const rs_pattern *pattern) {
    rs__add_pattern_counts(&r->words, pattern);
    rs_text_addf(&r->words, "   [%s]", pattern->fingerprint);
    write_words(r, 3, RS__STYLE_PLAIN);
}

static void write_cut(report *r, const rs_cut *cut) {
    add_safe(&r->words, cut->edge);
    if (cut->frees_bytes > 0) {
        rs_text_add(&r->words, "   frees ");
        rs_text_add_size(&r->words, cut->frees_bytes);
    }
    write_labelled(r, "cut", RS__STYLE_CUT, NULL);
    if (cut->why == NULL || cut->why[0] == '\0') return;
    add_safe(&r->words, cut->why);
    write_labelled(r, "", RS__STYLE_PLAIN, NULL);
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
static void write_step(report *r, const rs_pattern *pattern, size_t number) {
    const rs_step *step = &pattern->example[number];
    rs__line line = rs__line_start(r->text, r->options->columns, r->options->colour, false);
    rs_text name = RS_TEXT_INIT;
    rs__line_add(&line, number == 0 ? "   example " : "           ", RS__STYLE_DIM);
    rs_text_add_reference_name(&name, pattern->photograph, step->reference);
    rs_text_add_preview(&r->words, pattern->photograph, step->object, columns_before(&line, &name));
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
    for (size_t i = 0; i < told; i++) write_step(r, pattern, i);
    if (told == 0) return;
    if (told < steps) {
        rs_text_add(&r->words, "… ");
        add_counted(&r->words, steps - told, " more step", " more steps");
        write_words(r, 11, RS__STYLE_DIM);
    }
    rs_text_add(&r->words, "back to the start");
    write_words(r, 11, RS__STYLE_DIM);
}

/* ---- Who holds it, and where it was made ---------------------------------------------------------------------------- */

/* "module app .cache['a3']": the path leads to the object of the example that is nearest to a root. */
static void write_held(report *r, const rs_pattern *pattern) {
    size_t skipped = 0;
    if (pattern->held.reason == RS_ROOT_NONE) return;
    rs_text_add_path_start(&r->words, r->graph, &pattern->held, &skipped);
    if (skipped < pattern->held.length) {
        rs_text_add_char(&r->words, ' ');
        rs_text_add_path(&r->words, r->snapshot, pattern->held.references + skipped,
                         pattern->held.length - skipped);
    }
    write_labelled(r, "held by", RS__STYLE_ROOT, ".[");
}

static const char *site_of(const rs_pattern *pattern, size_t step) {
    return rs_snapshot_allocation(pattern->photograph, pattern->example[step].object);
}

static const rs_type *type_of(const rs_pattern *pattern, size_t step) {
    return rs_snapshot_type_of(pattern->photograph, pattern->example[step].object);
}

/* The first step whose object was allocated at that line and, unless NULL, is of that type. */
static size_t first_from(const rs_pattern *pattern, const char *site, const rs_type *type) {
    size_t i = 0;
    for (;; i++) {
        const char *other = site_of(pattern, i);
        if (other && strcmp(other, site) == 0 && (!type || type_of(pattern, i) == type)) return i;
    }
}

/* Each line that allocated objects of the example, with their types. */
static void write_allocated(report *r, const rs_pattern *pattern) {
    const char *label = "made at";
    for (size_t i = 0; i < pattern->example_steps; i++) {
        const char *site = site_of(pattern, i), *between = "  ";
        if (site == NULL || first_from(pattern, site, NULL) < i) continue;
        rs_text_add(&r->words, site);
        for (size_t j = i; j < pattern->example_steps; j++) {
            const char *other = site_of(pattern, j);
            if (!other || strcmp(other, site) != 0 || first_from(pattern, site, type_of(pattern, j)) < j)
                continue;
            rs_text_add(&r->words, between);
            add_safe(&r->words, type_of(pattern, j)->bare);
            between = ", ";
        }
        write_labelled(r, label, RS__STYLE_PLAIN, "/");
        label = "";
    }
}

static void write_details(report *r, const rs_pattern *pattern, bool cut) {
    write_counts(r, pattern);
    rs__add_pattern_collected(&r->words, pattern);
    if (pattern->collected > 0) write_labelled(r, "taken", RS__STYLE_PLAIN, NULL);
    rs__add_pattern_stays(&r->words, pattern);
    if (pattern->uncollectable) write_labelled(r, "stays", RS__STYLE_CUT, NULL);
    for (size_t i = 0; i < pattern->cut_count && cut; i++) write_cut(r, &pattern->cuts[i]);
    write_example(r, pattern);
    write_held(r, pattern);
    write_allocated(r, pattern);
}

void rs__add_pattern_details(rs_text *text, const rs__cycles_report *whole, const rs_pattern *pattern,
                             bool cut) {
    static const rs_report_options plain = {.format = RS_FORMAT_TEXT};
    report r = {.text = text,
                .graph = whole->graph,
                .snapshot = rs_graph_snapshot(whole->graph),
                .cycles = whole->cycles,
                .options = &plain};
    write_details(&r, pattern, cut);
    rs_text_release(&r.words);
}

static void write_pattern(report *r, size_t index, size_t number) {
    const rs_pattern *pattern = rs_cycles_pattern(r->cycles, index);
    size_t before = r->text->length;
    rs_text_addf(r->text, "\n%zu. ", number);
    size_t used = r->text->length - before;
    add_safe(&r->words, pattern->text);
    rs__wrap how = {.columns = r->options->columns,
                    .used = used > 0 ? used - 1 : 0,
                    .indent = 3,
                    .style = RS__STYLE_STRONG,
                    .colour = r->options->colour,
                    .breaks = NULL};
    rs__add_wrapped(r->text, rs_text_string(&r->words), &how);
    clear_words(r);
    write_details(r, pattern, true);
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

rs_status rs_report_cycle_pattern(rs_text *text, rs_graph *graph, const rs_cycles *cycles,
                                  const rs_report_place *place, const rs_report_options *options,
                                  rs_error *err) {
    report r = {.text = text,
                .graph = graph,
                .snapshot = rs_graph_snapshot(graph),
                .cycles = cycles,
                .options = options};
    write_pattern(&r, place->pattern, place->number);
    rs_text_release(&r.words);
    return rs_text_status(text, err);
}

/* ---- Both ----------------------------------------------------------------------------------------------------------- */

rs_status rs_report_cycles(rs_text *text, rs_graph *graph, const rs_cycles *cycles,
                           const rs_report_options *options, rs_error *err) {
    static const rs_report_options defaults = RS_REPORT_OPTIONS_INIT;
    report r = {.text = text,
                .graph = graph,
                .snapshot = rs_graph_snapshot(graph),
                .cycles = cycles,
                .options = options ? options : &defaults};
    rs__cycles_report whole = {text, graph, cycles, r.options};
    rs_status status = RS_OK;
    switch (r.options->format) {
    case RS_FORMAT_JSON: status = rs__report_json(&whole, err); break;
    case RS_FORMAT_JUNIT: status = rs__report_junit(&whole, err); break;
    case RS_FORMAT_SARIF: status = rs__report_sarif(&whole, err); break;
    case RS_FORMAT_MARKDOWN: status = rs__report_markdown(&whole, err); break;
    default: write_text(&r);
    }
    rs_text_release(&r.words);
    return status == RS_OK ? rs_text_status(text, err) : status;
}
