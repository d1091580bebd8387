/* report_why.h: what the two forms of the why report share.    report_why.c: text, report_why_json.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REPORT_WHY_H
#define REPORT_WHY_H

#include "garbage_cycle.h"
#include "rs_paths.h"
#include "rs_report.h"

/* Does the reference lead to a namespace or a closure, which an expression does not name? */
bool rs__is_fold(const rs_snapshot *snapshot, rs_reference_id reference);
rs_status rs__why_write_json(rs_text *text, rs_graph *graph, const rs_object_id *objects, size_t count,
                             const rs_report_options *options, rs_error *err);

#endif
