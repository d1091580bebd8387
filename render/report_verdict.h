/* report_verdict.h: what the forms of a cycle report share when it was checked.   The other half: report_verdict.c
 *                                                                                                Map: render/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REPORT_VERDICT_H
#define REPORT_VERDICT_H

#include "json.h"
#include "rs_report.h"

/* What a pattern counts for; new, as long as nobody says otherwise. */
static inline rs_standing rs__standing_of(const rs_report_options *options, size_t pattern) {
    return options->verdict ? rs_verdict_of(options->verdict, pattern) : RS_STANDING_NEW;
}
const char *rs__standing_word(rs_standing standing); /* "new", "known", "ignored" */

/* Was anything checked or set aside, so that a reader wants to be told? */
bool rs__is_checked(const rs_report_options *options);

/* "failed: 1 new pattern of cycles, not in cycles.txt; 2 known, 1 ignored" */
void rs__add_verdict_line(rs_text *text, const rs_cycles *cycles, const rs_verdict *verdict);

/* The key "check" of the JSON report: docs/json.md. */
json_t *rs__json_verdict(rs__json *json, const rs_cycles *cycles, const rs_verdict *verdict);

#endif
