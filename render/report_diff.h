/* report_diff.h: what the two forms of the report on growth share.  The other half: report_diff.c, report_diff_json.c
 *                                                                                                  Map: render/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REPORT_DIFF_H
#define REPORT_DIFF_H

#include "rs_report.h"

typedef struct rs__diff_report {
    const rs_comparison *comparison;
    const char *const *names; /* [photographs] files as the user named them */
    const rs_report_options *options;
    const rs_growth_row *growth, *moved;
    size_t growth_count, moved_count;
    const rs_diff_row *types;
    size_t type_count;
} rs__diff_report;

rs_status rs__diff_json(rs_text *text, const rs__diff_report *report, rs_error *err);

#endif
