/* rs_report_top.h: what retains the most, and how large a selection is; as text and as JSON.
 * Implementation: report_top.c, report_top_groups.c, report_top_json.c, report_size.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_REPORT_TOP_H
#define RS_REPORT_TOP_H

#include "rs_report.h"
#include "rs_top.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_top_by { RS_TOP_BY_OBJECT, RS_TOP_BY_TYPE, RS_TOP_BY_MODULE } rs_top_by;

/* What retains the most, in what `under` retains or, RS_NO_OBJECT, in the whole heap. By module only the whole heap can be
 * told: RS_BAD_ARGUMENT. */
RS_API rs_status rs_report_top(rs_text *text, rs_graph *graph, rs_top_by by, rs_object_id under,
                               const rs_report_options *options, rs_error *err);

/* Shallow, deep and retained size: of one object with what they mean, of several in a row each, at most `limit`, and of all
 * of them together. */
RS_API rs_status rs_report_size(rs_text *text, rs_graph *graph, const rs_object_id *objects, size_t count,
                                const rs_report_options *options, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
