/* verdict.c: whether a cycle report passes a check.                               Manual: rs_verdict.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_verdict.h"

#include "rs_memory.h"

struct rs_verdict {
    rs_verdict_options rules;
    rs_verdict_totals sums;
    rs_standing *standing;            /* [patterns] */
    const rs_baseline_entry **unseen; /* [sums.unseen] */
};

static rs_status is_ignored(bool *ignored, const rs_pattern *pattern, const rs_verdict_options *rules,
                            rs_error *err) {
    rs_status status = RS_OK;
    *ignored = false;
    for (size_t i = 0; i < rules->ignore_count && !*ignored && status == RS_OK; i++)
        status = rs_pattern_matches(ignored, pattern, rules->ignore[i], err);
    return status;
}

static rs_status judge(rs_verdict *v, const rs_cycles *cycles, size_t index, rs_error *err) {
    const rs_pattern *pattern = rs_cycles_pattern(cycles, index);
    bool ignored = false;
    rs_status status = is_ignored(&ignored, pattern, &v->rules, err);
    if (status != RS_OK) return status;
    if (ignored) {
        v->standing[index] = RS_STANDING_IGNORED;
        v->sums.ignored++;
    } else if (v->rules.baseline && rs_baseline_find(v->rules.baseline, pattern->fingerprint)) {
        v->standing[index] = RS_STANDING_KNOWN;
        v->sums.known++;
    } else {
        v->standing[index] = RS_STANDING_NEW;
        v->sums.fresh++;
    }
    return RS_OK;
}

/* The report as a set of fingerprints, so that the baseline is gone through once. */
static rs_status seen_in(rs_baseline **out, const rs_cycles *cycles, rs_error *err) {
    rs_status status = rs_baseline_new(out, err);
    for (size_t i = 0; i < rs_cycles_count(cycles) && status == RS_OK; i++)
        status = rs_baseline_add(*out, rs_cycles_pattern(cycles, i), NULL, err);
    return status;
}

static rs_status find_unseen(rs_verdict *v, const rs_cycles *cycles, rs_error *err) {
    const rs_baseline *known = v->rules.baseline;
    rs_baseline *seen = NULL;
    if (!known) return RS_OK;
    v->unseen = rs_alloc_array(rs_baseline_count(known), sizeof *v->unseen);
    if (!v->unseen) return rs_fail_memory(err, "baseline");
    rs_status status = seen_in(&seen, cycles, err);
    for (size_t i = 0; i < rs_baseline_count(known) && status == RS_OK; i++) {
        const rs_baseline_entry *entry = rs_baseline_at(known, i);
        if (!rs_baseline_find(seen, entry->fingerprint)) v->unseen[v->sums.unseen++] = entry;
    }
    rs_baseline_free(seen);
    return status;
}

static void conclude(rs_verdict *v) {
    v->sums.max = v->rules.baseline && v->rules.max == RS_NO_MAX ? 0 : v->rules.max;
    v->sums.checked = v->sums.max != RS_NO_MAX;
    v->sums.passed = v->rules.updating || v->sums.fresh <= v->sums.max;
}

rs_status rs_verdict_reach(rs_verdict **out, const rs_cycles *cycles, const rs_verdict_options *options,
                           rs_error *err) {
    size_t count = rs_cycles_count(cycles);
    rs_verdict *v = rs_alloc_cleared(1, sizeof *v);
    if (!v) return rs_fail_memory(err, "verdict");
    v->rules = *options;
    v->standing = rs_alloc_array(count, sizeof *v->standing);
    rs_status status = v->standing ? RS_OK : rs_fail_memory(err, "verdict");
    for (size_t i = 0; i < count && status == RS_OK; i++) status = judge(v, cycles, i, err);
    if (status == RS_OK) status = find_unseen(v, cycles, err);
    if (status != RS_OK) {
        rs_verdict_free(v);
        return status;
    }
    conclude(v);
    *out = v;
    return RS_OK;
}

void rs_verdict_free(rs_verdict *v) {
    if (!v) return;
    rs_release(v->standing);
    rs_release(v->unseen);
    rs_release(v);
}

rs_verdict_totals rs_verdict_sums(const rs_verdict *v) {
    return v->sums;
}

const rs_verdict_options *rs_verdict_rules(const rs_verdict *v) {
    return &v->rules;
}

rs_standing rs_verdict_of(const rs_verdict *v, size_t pattern) {
    return v->standing[pattern];
}

const rs_baseline_entry *rs_verdict_unseen(const rs_verdict *v, size_t index) {
    return v->unseen[index];
}
