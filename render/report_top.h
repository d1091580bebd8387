/* report_top.h: what the forms of the top report share.  report_top.c: objects, report_top_groups.c: types and modules,
 * report_top_json.c: all of them as JSON.                                                          Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REPORT_TOP_H
#define REPORT_TOP_H

#include "rs_report_top.h"
#include "style.h"

typedef struct rs__top_report {
    rs_text *text;
    rs_graph *graph;
    const rs_snapshot *snapshot;
    const rs_report_options *options;
    rs_top_by by;
    rs_object_id under;
    uint64_t bytes; /* of the heap */
} rs__top_report;

enum { RS__TOP_SIZE_COLUMNS = 10, RS__TOP_SHARE_COLUMNS = 7, RS__TOP_BAR_COLUMNS = 8 };

/* Size, share of the heap and bar: what every row begins with. */
void rs__top_add_numbers(rs_text *cells, const rs__top_report *report, uint64_t bytes);
/* Of objects told together: "held from outside", "in package pip", "20 Session". */
void rs__top_add_set_name(rs_text *name, const rs_snapshot *snapshot, const rs_top_row *row);
/* What is directly below the row and worth telling: ", 1.4 MB of it in 3,000 Session". */
bool rs__top_tells_held(const rs_top_row *row);

rs_status rs__top_write_groups(const rs__top_report *report, const rs_top_groups *groups);
rs_status rs__top_write_json(const rs__top_report *report, const rs_top *top, const rs_top_groups *groups,
                             rs_error *err);

#endif
