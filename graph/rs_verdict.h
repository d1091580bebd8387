/* rs_verdict.h: whether a cycle report passes a check, and what each pattern counts for.
 * Implementation: verdict.c, ignored.c. Map: graph/README.md
 *
 *     rs_verdict_options rules = RS_VERDICT_OPTIONS_INIT;
 *     rules.baseline = known;
 *     st = rs_verdict_reach(&verdict, cycles, &rules, &err);
 *     if (!rs_verdict_sums(verdict).passed) ...
 *     rs_verdict_free(verdict);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_VERDICT_H
#define RS_VERDICT_H

#include "rs_baseline.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_standing {
    RS_STANDING_NEW,     /* counts: in no baseline, or there is none */
    RS_STANDING_KNOWN,   /* the baseline has it */
    RS_STANDING_IGNORED, /* a glob says that it is not to count */
} rs_standing;

typedef struct rs_verdict_options {
    const rs_baseline *baseline; /* NULL: none */
    const char *baseline_name;   /* what it is called in reports; borrowed */
    bool updating;               /* what is new is being taken into the baseline: nothing fails for it */
    const char *const *ignore;   /* globs, as for rs_pattern_matches */
    size_t ignore_count;
    uint32_t max; /* most new patterns that pass; RS_NO_MAX: with a baseline 0, else any number */
} rs_verdict_options;
#define RS_NO_MAX UINT32_MAX
#define RS_VERDICT_OPTIONS_INIT                                                                              \
    { NULL, NULL, false, NULL, 0, RS_NO_MAX }

typedef struct rs_verdict rs_verdict;

/* On success *out is yours; it borrows the report and the baseline. RS_NO_MEMORY. */
RS_API rs_status rs_verdict_reach(rs_verdict **out, const rs_cycles *cycles,
                                  const rs_verdict_options *options, rs_error *err);
RS_API void rs_verdict_free(rs_verdict *verdict); /* NULL is fine */

typedef struct rs_verdict_totals {
    bool checked; /* something could have failed: there is a baseline or a most number */
    bool passed;
    size_t fresh, known, ignored; /* patterns of each standing; they add up to all */
    size_t unseen;                /* entries of the baseline that no pattern of the report has */
    uint32_t max;                 /* of new ones that pass; RS_NO_MAX: any number */
} rs_verdict_totals;
RS_API rs_verdict_totals rs_verdict_sums(const rs_verdict *verdict);
RS_API const rs_verdict_options *
rs_verdict_rules(const rs_verdict *verdict); /* as they were given; borrowed */

/* What the pattern with that number in the report counts for. */
RS_API rs_standing rs_verdict_of(const rs_verdict *verdict, size_t pattern);
/* The entries of the baseline that were not seen, in its order; index < sums.unseen. Borrowed. */
RS_API const rs_baseline_entry *rs_verdict_unseen(const rs_verdict *verdict, size_t index);

/* Does a glob (fnmatch: * ? [a-z]) match the pattern's text, as it is or with qualified names of types? "[]" stands for
 * itself, as patterns are written with it. RS_NO_MEMORY. */
RS_API rs_status rs_pattern_matches(bool *matches, const rs_pattern *pattern, const char *glob,
                                    rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
