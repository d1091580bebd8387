/* report_junit.c: a cycle report as JUnit XML, which servers of continuous integration read.
 * Written with: xml.h. What stands where: docs/ci.md.               Header: report_cycles.h. Map: render/README.md
 *
 * A pattern is a test case: it fails when the check fails and it is new, and is skipped when it is ignored. A report without
 * patterns has one case that passed, since servers take a suite without cases for one that did not run.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "report_cycles.h"
#include "rs_memory.h"
#include "xml.h"

typedef struct junit {
    const rs__cycles_report *report;
    const rs_snapshot *snapshot;
    rs__xml *xml;
    rs_sources *sources;
    rs_places places;
    rs_text words;
} junit;

static bool fails(const rs__cycles_report *report, size_t index) {
    const rs_verdict *verdict = report->options->verdict;
    return verdict && !rs_verdict_sums(verdict).passed && rs_verdict_of(verdict, index) == RS_STANDING_NEW;
}

static bool is_skipped(const rs__cycles_report *report, size_t index) {
    return rs__standing_of(report->options, index) == RS_STANDING_IGNORED;
}

static size_t count_cases(const rs__cycles_report *report, bool (*is)(const rs__cycles_report *, size_t)) {
    size_t count = 0;
    for (size_t i = 0; i < rs_cycles_count(report->cycles); i++) count += is(report, i);
    return count;
}

static const char *words_of(junit *j) {
    return rs_text_string(&j->words);
}

static bool clear_words(junit *j) {
    bool failed = j->words.failed;
    rs_text_clear(&j->words);
    return !failed;
}

/* ---- A pattern ------------------------------------------------------------------------------------------------------ */

/* "new: garbage, found once: 3 objects, 216 B kept; cut app.Node.parent" */
static void write_message(junit *j, const rs_pattern *pattern, rs_standing standing) {
    if (j->report->options->verdict) rs_text_addf(&j->words, "%s: ", rs__standing_word(standing));
    rs__add_pattern_counts(&j->words, pattern);
    if (pattern->uncollectable) rs_text_add(&j->words, "; ");
    rs__add_pattern_stays(&j->words, pattern);
    for (size_t i = 0; i < pattern->cut_count; i++)
        rs_text_addf(&j->words, "%s%s", i ? ", " : "; cut ", pattern->cuts[i].edge);
    rs__xml_attribute(j->xml, "message", words_of(j));
}

/* What the text report says of it, and where it was written. */
static rs_status write_details(junit *j, const rs_pattern *pattern, rs_error *err) {
    rs_status status = rs_sources_of_pattern(&j->places, j->sources, pattern, err);
    if (status != RS_OK) return status;
    rs_text_addf(&j->words, "\n%s\n", pattern->text);
    rs__add_pattern_details(&j->words, j->report, pattern, true);
    for (size_t i = 0; i < j->places.count; i++) {
        rs_text_add(&j->words, "   source  ");
        rs__add_place(&j->words, &j->places.at[i], j->report->options->folder);
        rs_text_addf(&j->words, "   %s\n", j->places.at[i].what);
    }
    rs__xml_text(j->xml, words_of(j));
    return clear_words(j) ? RS_OK : rs_fail_memory(err, "the report");
}

static rs_status write_case(junit *j, size_t index, rs_error *err) {
    const rs_pattern *pattern = rs_cycles_pattern(j->report->cycles, index);
    rs_standing standing = rs__standing_of(j->report->options, index);
    bool failed = fails(j->report, index), skipped = is_skipped(j->report, index);
    rs_status status = RS_OK;
    rs__xml_open(j->xml, "testcase");
    rs__xml_attribute(j->xml, "classname", rs__type_of_cut(pattern));
    rs_text_addf(&j->words, "%s%s", pattern->text, pattern->scope == RS_SCOPE_LIVE ? " (alive)" : "");
    rs__xml_attribute(j->xml, "name", words_of(j));
    bool fine = clear_words(j);
    rs__xml_open(j->xml, failed ? "failure" : skipped ? "skipped" : "system-out");
    if (failed) rs__xml_attribute(j->xml, "type", "reference cycle");
    if (failed || skipped) write_message(j, pattern, standing);
    fine = clear_words(j) && fine;
    if (!skipped) status = write_details(j, pattern, err);
    rs__xml_close(j->xml);
    rs__xml_close(j->xml);
    return status != RS_OK || fine ? status : rs_fail_memory(err, "the report");
}

static void write_case_of_none(junit *j) {
    rs__xml_open(j->xml, "testcase");
    rs__xml_attribute(j->xml, "classname", "refscope.cycles");
    rs__xml_attribute(j->xml, "name", "no pattern of cycles");
    rs__xml_close(j->xml);
}

/* ---- The suite ------------------------------------------------------------------------------------------------------ */

static void write_property(junit *j, const char *name, const char *value) {
    rs__xml_open(j->xml, "property");
    rs__xml_attribute(j->xml, "name", name);
    rs__xml_attribute(j->xml, "value", value);
    rs__xml_close(j->xml);
}

static void write_unseen(junit *j, const rs_verdict *verdict) {
    for (size_t i = 0; i < rs_verdict_sums(verdict).unseen; i++) {
        const rs_baseline_entry *entry = rs_verdict_unseen(verdict, i);
        write_property(j, "not seen any more", entry->text[0] ? entry->text : entry->fingerprint);
    }
}

static bool write_properties(junit *j) {
    const rs_report_options *options = j->report->options;
    rs__xml_open(j->xml, "properties");
    write_property(j, "refscope", REFSCOPE_VERSION);
    write_property(j, "python", rs_snapshot_coverage(j->snapshot)->python);
    rs_cycles_totals totals = rs_cycles_sums(j->report->cycles);
    rs__add_collections(&j->words, &totals.collected);
    if (j->words.length > 0) write_property(j, "collections", words_of(j));
    bool fine = clear_words(j);
    if (options->verdict) {
        rs__add_verdict_line(&j->words, j->report->cycles, options->verdict);
        write_property(j, "check", words_of(j));
        write_unseen(j, options->verdict);
    }
    rs__xml_close(j->xml);
    return clear_words(j) && fine;
}

static void write_counts(junit *j, bool skipped) {
    size_t cases = rs_cycles_count(j->report->cycles);
    rs__xml_number(j->xml, "tests", cases ? cases : 1);
    rs__xml_number(j->xml, "failures", count_cases(j->report, fails));
    rs__xml_number(j->xml, "errors", 0);
    if (skipped) rs__xml_number(j->xml, "skipped", count_cases(j->report, is_skipped));
}

static rs_status write_suites(junit *j, rs_error *err) {
    const char *target = j->report->options->target;
    size_t count = rs_cycles_count(j->report->cycles);
    rs_status status = RS_OK;
    rs__xml_open(j->xml, "testsuites");
    rs__xml_attribute(j->xml, "name", "refscope cycles");
    write_counts(j, false);
    rs__xml_open(j->xml, "testsuite");
    rs__xml_attribute(j->xml, "name", target ? target : "refscope cycles");
    write_counts(j, true);
    if (!write_properties(j)) status = rs_fail_memory(err, "the report");
    for (size_t i = 0; i < count && status == RS_OK; i++) status = write_case(j, i, err);
    if (count == 0) write_case_of_none(j);
    return status;
}

rs_status rs__report_junit(const rs__cycles_report *report, rs_error *err) {
    junit j = {.report = report, .snapshot = rs_graph_snapshot(report->graph)};
    rs_status status = rs_sources_new(&j.sources, report->graph, err);
    if (status == RS_OK) status = rs__xml_begin(&j.xml, report->text, err);
    if (status == RS_OK) {
        rs_status written = write_suites(&j, err);
        status = rs__xml_end(j.xml, written == RS_OK ? err : NULL);
        if (written != RS_OK) status = written;
    }
    rs_places_release(&j.places);
    rs_sources_free(j.sources);
    rs_text_release(&j.words);
    return status;
}
