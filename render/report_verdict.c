/* report_verdict.c: a verdict in words and as JSON.            Manuals: report_verdict.h, rs_report.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report_verdict.h"

const char *rs__standing_word(rs_standing standing) {
    static const char *const words[] = {
        [RS_STANDING_NEW] = "new", [RS_STANDING_KNOWN] = "known", [RS_STANDING_IGNORED] = "ignored"};
    return words[standing];
}

bool rs__is_checked(const rs_report_options *options) {
    if (!options->verdict) return false;
    rs_verdict_totals sums = rs_verdict_sums(options->verdict);
    return sums.checked || sums.ignored > 0;
}

/* ---- Words ---------------------------------------------------------------------------------------------------------- */

static void add_patterns(rs_text *text, const rs_verdict *verdict) {
    size_t fresh = rs_verdict_sums(verdict).fresh;
    const char *kind = rs_verdict_rules(verdict)->baseline ? "new " : "";
    if (fresh == 0)
        rs_text_addf(text, "no %spattern of cycles", kind);
    else {
        rs_text_add_count(text, fresh);
        rs_text_addf(text, " %spattern%s of cycles", kind, fresh == 1 ? "" : "s");
    }
}

void rs_text_add_verdict(rs_text *text, const rs_cycles *cycles, const rs_verdict *verdict) {
    (void)cycles;
    const rs_verdict_options *rules = rs_verdict_rules(verdict);
    rs_verdict_totals sums = rs_verdict_sums(verdict);
    add_patterns(text, verdict);
    if (sums.fresh == 0) return;
    if (rules->updating)
        rs_text_addf(text, ", taken into %s", rules->baseline_name);
    else if (rules->baseline && rules->baseline_name)
        rs_text_addf(text, ", not in %s", rules->baseline_name);
    if (!rules->updating && rules->max != RS_NO_MAX)
        rs_text_addf(text, ", and --max allows %u", (unsigned)rules->max);
}

void rs_text_add_new_patterns(rs_text *text, const rs_cycles *cycles, const rs_verdict *verdict,
                              size_t most) {
    size_t told = 0, fresh = rs_verdict_sums(verdict).fresh;
    for (size_t i = 0; i < rs_cycles_count(cycles) && told < most; i++) {
        if (rs_verdict_of(verdict, i) != RS_STANDING_NEW) continue;
        rs_text_add(text, told++ ? "; " : ": ");
        rs_text_add_printable(text, rs_cycles_pattern(cycles, i)->text);
    }
    if (told < fresh && told > 0) rs_text_addf(text, "; and %zu more", fresh - told);
}

static const char *outcome_word(const rs_verdict_totals *sums) {
    return !sums->checked ? "not checked" : sums->passed ? "passed" : "failed";
}

void rs__add_verdict_line(rs_text *text, const rs_cycles *cycles, const rs_verdict *verdict) {
    rs_verdict_totals sums = rs_verdict_sums(verdict);
    rs_text_addf(text, "%s: ", outcome_word(&sums));
    rs_text_add_verdict(text, cycles, verdict);
    const char *before = "; ";
    if (sums.known > 0) {
        rs_text_add(text, before);
        rs_text_add_count(text, sums.known);
        rs_text_add(text, " known");
        before = ", ";
    }
    if (sums.ignored > 0) {
        rs_text_add(text, before);
        rs_text_add_count(text, sums.ignored);
        rs_text_add(text, " ignored");
    }
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

static json_t *unseen_of(rs__json *json, const rs_verdict *verdict) {
    json_t *list = rs__json_array(json);
    for (size_t i = 0; i < rs_verdict_sums(verdict).unseen; i++) {
        const rs_baseline_entry *entry = rs_verdict_unseen(verdict, i);
        json_t *one = rs__json_object(json);
        rs__json_put(json, one, "fingerprint", rs__json_string(json, entry->fingerprint));
        rs__json_put(json, one, "text", rs__json_string(json, entry->text));
        rs__json_append(json, list, one);
    }
    return list;
}

json_t *rs__json_verdict(rs__json *json, const rs_cycles *cycles, const rs_verdict *verdict) {
    const rs_verdict_options *rules = rs_verdict_rules(verdict);
    rs_verdict_totals sums = rs_verdict_sums(verdict);
    rs_text reason = RS_TEXT_INIT;
    json_t *check = rs__json_object(json);
    rs_text_add_verdict(&reason, cycles, verdict);
    json->failed |= reason.failed;
    rs__json_put(json, check, "outcome", rs__json_string(json, outcome_word(&sums)));
    rs__json_put(json, check, "reason", rs__json_string(json, rs_text_string(&reason)));
    rs__json_put(json, check, "new", rs__json_number(json, sums.fresh));
    rs__json_put(json, check, "known", rs__json_number(json, sums.known));
    rs__json_put(json, check, "ignored", rs__json_number(json, sums.ignored));
    if (sums.max != RS_NO_MAX) rs__json_put(json, check, "max", rs__json_number(json, sums.max));
    if (rules->baseline && rules->baseline_name)
        rs__json_put(json, check, "baseline", rs__json_string(json, rules->baseline_name));
    rs__json_put(json, check, "unseen", unseen_of(json, verdict));
    rs_text_release(&reason);
    return check;
}
