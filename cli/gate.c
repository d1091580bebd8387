/* gate.c: the check of `cycles` for continuous integration.                         Contract: gate.h. Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "gate.h"

#include <string.h>
#include <sys/stat.h>

#include "rs_memory.h"
#include "rs_output.h"

enum { NAMED = 3 }; /* patterns named in a line; the rest is counted */

struct rs__gate {
    rs_baseline *known;    /* NULL: there is no baseline */
    rs_baseline *seen;     /* patterns of the photographs so far */
    rs_baseline *to_write; /* those that are not ignored */
};

void rs__gate_free(struct rs__gate *gate) {
    if (gate == NULL) return;
    rs_baseline_free(gate->known);
    rs_baseline_free(gate->seen);
    rs_baseline_free(gate->to_write);
    rs_release(gate);
}

/* ---- Before the program runs ---------------------------------------------------------------------------------------- */

static bool is_one_file(const char *a, const char *b) {
    struct stat first, second;
    if (strcmp(a, b) == 0) return true;
    return stat(a, &first) == 0 && stat(b, &second) == 0 && S_ISREG(first.st_mode) &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static rs_status check_usage(const rs__settings *settings, rs_error *err) {
    if (settings->update_baseline && settings->baseline == NULL)
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "cycles: --update-baseline: which file? Say --baseline FILE with it");
    if (settings->baseline != NULL && settings->output != NULL &&
        is_one_file(settings->baseline, settings->output))
        return rs_fail(err, RS_BAD_ARGUMENT, "cycles: -o and --baseline are one file: %s", settings->output);
    return RS_OK;
}

/* A file that is not there is an empty baseline when it is about to be written. */
static rs_status read_known(rs_baseline **known, const rs__settings *settings, rs_error *err) {
    rs_error why = RS_ERROR_INIT;
    rs_status st = rs_baseline_read(known, settings->baseline, &why);
    if (st == RS_OK) return RS_OK;
    if (st != RS_NOT_FOUND) return rs_fail(err, st, "%s", why.message);
    if (settings->update_baseline) return rs_baseline_new(known, err);
    return rs_fail(err, RS_NOT_FOUND, "%s: --update-baseline makes it", why.message);
}

rs_status rs__gate_open(rs__settings *settings, rs_error *err) {
    rs_status st = check_usage(settings, err);
    if (st != RS_OK) return st;
    struct rs__gate *gate = settings->gate = rs_alloc_cleared(1, sizeof *gate);
    if (gate == NULL) return rs_fail_memory(err, "the check");
    st = rs_baseline_new(&gate->seen, err);
    if (st == RS_OK) st = rs_baseline_new(&gate->to_write, err);
    if (st == RS_OK && settings->baseline != NULL) st = read_known(&gate->known, settings, err);
    if (st == RS_OK && settings->update_baseline) st = rs_output_check(settings->baseline, err);
    return st;
}

/* ---- What is told on standard error --------------------------------------------------------------------------------- */

/* "Node.peer -> Node; A.x -> A; and 3 more": the entries of one set that another has not. */
static void add_missing(rs_text *text, const rs_baseline *in, const rs_baseline *from) {
    size_t missing = 0;
    for (size_t i = 0; i < rs_baseline_count(in); i++) {
        const rs_baseline_entry *entry = rs_baseline_at(in, i);
        if (rs_baseline_find(from, entry->fingerprint) != NULL || missing++ >= NAMED) continue;
        if (missing > 1) rs_text_add(text, "; ");
        rs_text_add_printable(text, entry->text[0] ? entry->text : entry->fingerprint);
    }
    if (missing > NAMED) rs_text_addf(text, "; and %zu more", missing - NAMED);
}

static size_t count_missing(const rs_baseline *in, const rs_baseline *from) {
    size_t missing = 0;
    for (size_t i = 0; i < rs_baseline_count(in); i++)
        missing += rs_baseline_find(from, rs_baseline_at(in, i)->fingerprint) == NULL;
    return missing;
}

static rs_status gather(struct rs__gate *gate, const rs_cycles *cycles, const rs_verdict *verdict,
                        rs_error *err) {
    rs_status st = RS_OK;
    for (size_t i = 0; i < rs_cycles_count(cycles) && st == RS_OK; i++) {
        const rs_pattern *pattern = rs_cycles_pattern(cycles, i);
        st = rs_baseline_add(gate->seen, pattern, NULL, err);
        if (st == RS_OK && rs_verdict_of(verdict, i) != RS_STANDING_IGNORED)
            st = rs_baseline_add(gate->to_write, pattern, gate->known, err);
    }
    return st;
}

/* What no photograph of the program showed; told behind the last one. */
static void note_unseen(rs__report *report, const struct rs__gate *gate) {
    size_t unseen = count_missing(gate->known, gate->seen);
    if (unseen == 0) return;
    if (report->failed && report->note->length > 0)
        rs_text_add(report->note, "; ");
    else
        rs_text_addf(report->note, "%s: ", report->settings->target);
    rs_text_addf(report->note, "%zu pattern%s of %s %s not seen any more: ", unseen, unseen == 1 ? "" : "s",
                 report->settings->baseline, unseen == 1 ? "was" : "were");
    add_missing(report->note, gate->known, gate->seen);
    rs_text_add(report->note, ": --update-baseline takes out what is gone");
}

static void note(rs__report *report, const rs_cycles *cycles, const rs_verdict *verdict) {
    const struct rs__gate *gate = report->settings->gate;
    if (!rs_verdict_sums(verdict).passed) {
        report->failed = true;
        rs_text_addf(report->note, "%s: ", report->settings->target);
        rs_text_add_verdict(report->note, cycles, verdict);
        if (gate->known != NULL) rs_text_add_new_patterns(report->note, cycles, verdict, NAMED);
    }
    if (gate->known != NULL && !report->settings->update_baseline && report->index + 1 == report->count)
        note_unseen(report, gate);
}

/* What nobody looked at cannot pass. */
static rs_status check_all_was_seen(const rs__report *report, const rs_cycles *cycles,
                                    const rs_verdict *verdict, rs_error *err) {
    size_t missed = rs_cycles_sums(cycles).collected.missed;
    rs_verdict_totals sums = rs_verdict_sums(verdict);
    if (missed == 0 || !sums.checked || !sums.passed) return RS_OK;
    return rs_fail(err, RS_LIMIT,
                   "%s: %zu collection%s while it ran %s not looked at, so that it cannot be checked%s",
                   report->settings->target, missed, missed == 1 ? "" : "s", missed == 1 ? "was" : "were",
                   report->settings->file_count > 0 ? ": `refscope cycles` has to run the program" : "");
}

rs_status rs__gate_judge(rs_verdict **out, rs__report *report, const rs_cycles *cycles, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_verdict_options rules = RS_VERDICT_OPTIONS_INIT;
    rs_verdict *verdict = NULL;
    rules.baseline = settings->gate->known;
    rules.baseline_name = settings->baseline;
    rules.updating = settings->update_baseline;
    rules.ignore = settings->ignore.at;
    rules.ignore_count = settings->ignore.count;
    rules.max = settings->max;
    rs_status st = rs_verdict_reach(&verdict, cycles, &rules, err);
    if (st == RS_OK) st = check_all_was_seen(report, cycles, verdict, err);
    if (st == RS_OK) st = gather(settings->gate, cycles, verdict, err);
    if (st != RS_OK) {
        rs_verdict_free(verdict);
        return st;
    }
    note(report, cycles, verdict);
    *out = verdict;
    return RS_OK;
}

/* ---- The file ------------------------------------------------------------------------------------------------------- */

static void note_change(rs_text *note, const char *word, const rs_baseline *in, const rs_baseline *from) {
    size_t count = count_missing(in, from);
    rs_text_addf(note, ", %zu %s", count, word);
    if (count == 0) return;
    rs_text_add(note, " (");
    add_missing(note, in, from);
    rs_text_add(note, ")");
}

rs_status rs__gate_file(const char **path, rs_text *text, rs_text *note, const rs__settings *settings,
                        rs_error *err) {
    const struct rs__gate *gate = settings->gate;
    if (!settings->update_baseline) return RS_OK;
    size_t count = rs_baseline_count(gate->to_write);
    rs_text_add_baseline(text, gate->to_write);
    rs_text_addf(note, "%s: %zu pattern%s", settings->baseline, count, count == 1 ? "" : "s");
    note_change(note, "added", gate->to_write, gate->known);
    note_change(note, "removed", gate->known, gate->to_write);
    *path = settings->baseline;
    rs_status st = rs_text_status(text, err);
    return st == RS_OK ? rs_text_status(note, err) : st;
}
