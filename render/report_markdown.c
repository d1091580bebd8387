/* report_markdown.c: a cycle report as Markdown, for a comment on a change.          Header: report_cycles.h. Map: render/README.md
 *
 * The verdict first, then a table of what is new, each with its cut and an example folded away, then a list of what is known.
 * Names are anybody's: markdown_text.c sees to it that they are shown and not obeyed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "markdown_text.h"
#include "report_cycles.h"

typedef struct markdown {
    const rs__cycles_report *report;
    rs_text *text;
    const rs_snapshot *snapshot;
    rs_sources *sources;
    rs_places places;
} markdown;

/* ---- Heading -------------------------------------------------------------------------------------------------------- */

static const char *sign_of(const rs_report_options *options) {
    if (!options->verdict || !rs_verdict_sums(options->verdict).checked) return "";
    return rs_verdict_sums(options->verdict).passed ? "✅ " : "❌ ";
}

static void add_line_of(rs_text *text, void (*add)(rs_text *, const void *), const void *context) {
    rs_text words = RS_TEXT_INIT;
    add(&words, context);
    rs__add_markdown(text, rs_text_string(&words));
    text->failed |= words.failed;
    rs_text_release(&words);
}

static void add_verdict_words(rs_text *words, const void *context) {
    const rs__cycles_report *report = context;
    if (report->options->verdict) {
        rs_text_add_verdict(words, report->cycles, report->options->verdict);
        return;
    }
    rs_text_addf(words, "%zu pattern%s of cycles", rs_cycles_count(report->cycles),
                 rs_cycles_count(report->cycles) == 1 ? "" : "s");
}

static void add_counts(markdown *m) {
    rs_verdict_totals sums = rs_verdict_sums(m->report->options->verdict);
    if (!rs__is_checked(m->report->options)) return;
    rs_text_addf(m->text, " · **%zu** new, **%zu** known, **%zu** ignored", sums.fresh, sums.known,
                 sums.ignored);
}

static void write_heading(markdown *m) {
    const rs_report_options *options = m->report->options;
    rs_cycles_totals totals = rs_cycles_sums(m->report->cycles);
    rs_text_addf(m->text, "### %srefscope: ", sign_of(options));
    add_line_of(m->text, add_verdict_words, m->report);
    rs_text_add(m->text, "\n\n");
    if (options->target) rs__add_markdown_code(m->text, options->target);
    rs_text_addf(m->text, "%sPython ", options->target ? " · " : "");
    rs_text_add_printable(m->text, rs_snapshot_coverage(m->snapshot)->python);
    if (options->verdict) add_counts(m);
    rs_text_add(m->text, " · garbage: ");
    rs_text_add_count(m->text, totals.garbage_objects);
    rs_text_add(m->text, totals.garbage_objects == 1 ? " object, " : " objects, ");
    rs_text_add_size(m->text, totals.garbage_bytes);
    if (totals.uncollectable_objects > 0) {
        rs_text_add(m->text, ", of which the collector cannot free ");
        rs_text_add_count(m->text, totals.uncollectable_objects);
    }
    if (totals.collected.collections + totals.collected.missed > 0) rs_text_add(m->text, " · ");
    rs__add_collections(m->text, &totals.collected);
    rs_text_add(m->text, "\n");
}

/* ---- What is new ---------------------------------------------------------------------------------------------------- */

/* Of a file elsewhere the name alone, so that the table stays narrow; the whole path stands below. */
static void write_place(markdown *m) {
    rs_text place = RS_TEXT_INIT;
    if (m->places.count == 0) return;
    const char *folder = m->report->options->folder;
    rs__add_place(&place, &m->places.at[rs__best_place(&m->places, folder)], folder);
    const char *path = rs_text_string(&place), *slash = strrchr(path, '/');
    rs__add_markdown_code(m->text, path[0] == '/' && slash ? slash + 1 : path);
    m->text->failed |= place.failed;
    rs_text_release(&place);
}

/* A size that is not broken at its blank. */
static void write_size(markdown *m, uint64_t bytes) {
    rs_text size = RS_TEXT_INIT;
    rs_text_add_size(&size, bytes);
    const char *string = rs_text_string(&size), *blank = strchr(string, ' ');
    if (blank) rs_text_addf(m->text, "%.*s&nbsp;%s", (int)(blank - string), string, blank + 1);
    m->text->failed |= size.failed;
    rs_text_release(&size);
}

static void write_row(markdown *m, const rs_pattern *pattern) {
    rs_text_add(m->text, "| ");
    rs__add_markdown_code(m->text, pattern->text);
    rs_text_add(m->text, " | ");
    rs_text_add_count(m->text, pattern->count);
    rs_text_add(m->text, pattern->scope == RS_SCOPE_LIVE ? " alive | "
                         : pattern->uncollectable        ? " stays | "
                                                         : " | ");
    write_size(m, pattern->bytes);
    rs_text_add(m->text, " | ");
    for (size_t i = 0; i < pattern->cut_count; i++) {
        if (i > 0) rs_text_add(m->text, ", ");
        rs__add_markdown_code(m->text, pattern->cuts[i].edge);
    }
    rs_text_add(m->text, " | ");
    write_place(m);
    rs_text_add(m->text, " |\n");
}

/* "Source `app.py:12` (`app.Node`), …" */
static void write_sources(markdown *m) {
    for (size_t i = 0; i < m->places.count; i++) {
        rs_text place = RS_TEXT_INIT;
        rs__add_place(&place, &m->places.at[i], m->report->options->folder);
        rs_text_add(m->text, i == 0 ? "Source " : ", ");
        rs__add_markdown_code(m->text, rs_text_string(&place));
        rs_text_add(m->text, " (");
        rs__add_markdown_code(m->text, m->places.at[i].what);
        rs_text_add(m->text, ")");
        m->text->failed |= place.failed;
        rs_text_release(&place);
    }
    if (m->places.count > 0) rs_text_add(m->text, "\n\n");
}

static void write_details(markdown *m, const rs_pattern *pattern) {
    rs_text details = RS_TEXT_INIT;
    rs_text_add(m->text, "\n<details><summary>");
    rs__add_html_code(m->text, pattern->text);
    rs_text_add(m->text, "</summary>\n\n");
    for (size_t i = 0; i < pattern->cut_count; i++) {
        rs_text_add(m->text, "Cut ");
        rs__add_markdown_code(m->text, pattern->cuts[i].edge);
        if (pattern->cuts[i].why && pattern->cuts[i].why[0]) {
            rs_text_add(m->text, ": ");
            rs__add_markdown_prose(m->text, pattern->cuts[i].why);
        }
        rs_text_add(m->text, ".\n\n");
    }
    write_sources(m);
    rs__add_pattern_details(&details, m->report, pattern, false);
    rs__add_markdown_block(m->text, rs_text_string(&details));
    rs_text_add(m->text, "\n</details>\n");
    m->text->failed |= details.failed;
    rs_text_release(&details);
}

/* Calls `write` for each pattern of that standing as far as the limit goes; how many there are besides. */
static rs_status each(size_t *hidden, markdown *m, rs_standing standing,
                      void (*write)(markdown *, const rs_pattern *), rs_error *err) {
    size_t limit = m->report->options->limit, shown = 0;
    *hidden = 0;
    for (size_t i = 0; i < rs_cycles_count(m->report->cycles); i++) {
        const rs_pattern *pattern = rs_cycles_pattern(m->report->cycles, i);
        if (rs__standing_of(m->report->options, i) != standing) continue;
        if (limit > 0 && shown == limit) {
            ++*hidden;
            continue;
        }
        rs_status status = rs_sources_of_pattern(&m->places, m->sources, pattern, err);
        if (status != RS_OK) return status;
        write(m, pattern);
        shown++;
    }
    return RS_OK;
}

static rs_status write_new(markdown *m, rs_error *err) {
    size_t hidden = 0, all = m->report->options->verdict ? rs_verdict_sums(m->report->options->verdict).fresh
                                                         : rs_cycles_count(m->report->cycles);
    if (all == 0) return RS_OK;
    rs_text_add(m->text, "\n| pattern | found | kept | cut | source |\n|---|--:|--:|---|---|\n");
    rs_status status = each(&hidden, m, RS_STANDING_NEW, write_row, err);
    if (status == RS_OK && hidden > 0)
        rs_text_addf(m->text, "\n… %zu more pattern%s\n", hidden, hidden == 1 ? "" : "s");
    return status == RS_OK ? each(&hidden, m, RS_STANDING_NEW, write_details, err) : status;
}

/* ---- What is not ---------------------------------------------------------------------------------------------------- */

static void write_item(markdown *m, const rs_pattern *pattern) {
    rs_text_add(m->text, "- ");
    rs__add_markdown_code(m->text, pattern->text);
    rs_text_addf(m->text, " %zu time%s, ", pattern->count, pattern->count == 1 ? "" : "s");
    rs_text_add_size(m->text, pattern->bytes);
    rs_text_add(m->text, "\n");
}

static void open_list(markdown *m, size_t count, const char *words) {
    rs_text_addf(m->text, "\n<details><summary>%zu %s</summary>\n\n", count, words);
}

static rs_status write_standing(markdown *m, rs_standing standing, size_t count, rs_error *err) {
    size_t hidden = 0;
    if (count == 0) return RS_OK;
    open_list(m, count, rs__standing_word(standing));
    rs_status status = each(&hidden, m, standing, write_item, err);
    if (hidden > 0) rs_text_addf(m->text, "- … %zu more\n", hidden);
    rs_text_add(m->text, "\n</details>\n");
    return status;
}

static void write_unseen(markdown *m, const rs_verdict *verdict) {
    size_t unseen = rs_verdict_sums(verdict).unseen, limit = m->report->options->limit;
    if (unseen == 0) return;
    open_list(m, unseen, "of the baseline not seen any more");
    for (size_t i = 0; i < unseen && (limit == 0 || i < limit); i++) {
        const rs_baseline_entry *entry = rs_verdict_unseen(verdict, i);
        rs_text_add(m->text, "- ");
        rs__add_markdown_code(m->text, entry->text[0] ? entry->text : entry->fingerprint);
        rs_text_add(m->text, "\n");
    }
    if (limit > 0 && unseen > limit) rs_text_addf(m->text, "- … %zu more\n", unseen - limit);
    rs_text_add(m->text, "\n</details>\n");
}

static rs_status write_rest(markdown *m, rs_error *err) {
    const rs_verdict *verdict = m->report->options->verdict;
    if (!verdict) return RS_OK;
    rs_verdict_totals sums = rs_verdict_sums(verdict);
    rs_status status = write_standing(m, RS_STANDING_KNOWN, sums.known, err);
    if (status == RS_OK) status = write_standing(m, RS_STANDING_IGNORED, sums.ignored, err);
    write_unseen(m, verdict);
    return status;
}

rs_status rs__report_markdown(const rs__cycles_report *report, rs_error *err) {
    markdown m = {.report = report, .text = report->text, .snapshot = rs_graph_snapshot(report->graph)};
    rs_status status = rs_sources_new(&m.sources, report->graph, err);
    if (status == RS_OK) write_heading(&m);
    if (status == RS_OK) status = write_new(&m, err);
    if (status == RS_OK) status = write_rest(&m, err);
    rs_places_release(&m.places);
    rs_sources_free(m.sources);
    return status;
}
