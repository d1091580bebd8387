/* report_cycles.h: the forms of a cycle report, and what they share.   The other halves: report_cycles.c (text),
 * report_cycles_json.c, report_junit.c, report_sarif.c, report_markdown.c; pattern_words.c.    Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REPORT_CYCLES_H
#define REPORT_CYCLES_H

#include "report_verdict.h"
#include "rs_report.h"
#include "rs_sources.h"

typedef struct rs__cycles_report {
    rs_text *text; /* receives the report */
    rs_graph *graph;
    const rs_cycles *cycles;
    const rs_report_options *options; /* never NULL */
} rs__cycles_report;

/* One form each. What fails besides memory is RS_NO_MEMORY's alone. */
rs_status rs__report_json(const rs__cycles_report *report, rs_error *err);
rs_status rs__report_junit(const rs__cycles_report *report, rs_error *err);
rs_status rs__report_sarif(const rs__cycles_report *report, rs_error *err);
rs_status rs__report_markdown(const rs__cycles_report *report, rs_error *err);

/* What the text report says below a pattern's first line, without colours, its lines never cut: how many, the cut when it is
 * asked for, the example, who holds it, which lines allocated it. */
void rs__add_pattern_details(rs_text *text, const rs__cycles_report *report, const rs_pattern *pattern,
                             bool cut);

/* pattern_words.c: "garbage, found 20 times: 100 objects, 20.6 KB kept" */
void rs__add_pattern_counts(rs_text *text, const rs_pattern *pattern);
/* Of a pattern that no collection frees: "unreachable, but the collector cannot free it: numpy.ndarray does not take part";
 * else nothing. */
void rs__add_pattern_stays(rs_text *text, const rs_pattern *pattern);
/* Of a pattern that collections took before the photograph: "by collections while the program ran, each time", "…, 3 of 5
 * times"; else nothing. */
void rs__add_pattern_collected(rs_text *text, const rs_pattern *pattern);
/* "collections while the program ran: 2, looked at just before; they took 50 objects, 14.1 KB"; nothing when there were
 * none. */
void rs__add_collections(rs_text *text, const rs_collected_totals *totals);
/* The qualified type whose reference is cut; without a cut, the pattern's first. Borrowed. */
const char *rs__type_of_cut(const rs_pattern *pattern);
/* "app.py:12", "app.py" where the line is not known; as the compiler was told the file, less the folder it is in. */
void rs__add_place(rs_text *text, const rs_place *place, const char *folder);

/* source_uri.c: where a place is to somebody who has the folder: "sub/app.py" below it (*inside), else "file:///usr/…". */
void rs__add_source_uri(rs_text *text, bool *inside, const char *file, const char *folder);
/* The path of a file below the folder, or the file as it is. Borrowed from it. */
const char *rs__path_inside(bool *inside, const char *file, const char *folder);
/* Of the places, the first below the folder; else the first. places->count when there is none. */
size_t rs__best_place(const rs_places *places, const char *folder);

#endif
