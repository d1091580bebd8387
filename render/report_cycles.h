/* report_cycles.h: what the forms of the cycle report share.   report_cycles.c: text, report_cycles_json.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REPORT_CYCLES_H
#define REPORT_CYCLES_H

#include "rs_report.h"

rs_status rs__cycles_write_json(rs_text *text, rs_graph *graph, const rs_cycles *cycles,
                                const rs_report_options *options, rs_error *err);

#endif
