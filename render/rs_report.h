/* rs_report.h: the reports that are neither trees nor pictures: summaries, cycles, paths, files; as text and as JSON.
 * Implementation: report_summary.c, report_cycles.c, report_why.c, report_file.c (JSON through jansson). Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_REPORT_H
#define RS_REPORT_H

#include "rs_comparison.h"
#include "rs_cycles.h"
#include "rs_graph.h"
#include "rs_snapshot_file.h"
#include "rs_summary.h"
#include "rs_verdict.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_format {
    RS_FORMAT_TEXT,
    RS_FORMAT_JSON,
    RS_FORMAT_JUNIT,    /* from here on: of the cycle report alone */
    RS_FORMAT_SARIF,    /* 2.1.0 */
    RS_FORMAT_MARKDOWN, /* CommonMark with tables */
} rs_format;

typedef struct rs_report_options {
    rs_format format;
    const char *target; /* the program or file, as the user named it; NULL: left out */
    uint32_t columns;   /* 0: never cut */
    bool colour;
    size_t limit; /* most rows, patterns or paths shown; the rest is counted. 0: all */
    const rs_verdict
        *verdict; /* of a cycle report: what each pattern counts for; NULL: nothing was checked */
    const char
        *folder; /* files of the source below it are named from there; NULL: as the compiler was told them */
} rs_report_options;
#define RS_REPORT_OPTIONS_INIT                                                                               \
    { RS_FORMAT_TEXT, NULL, 80, false, 20, NULL, NULL }

/* Objects and bytes by type, with percentages and a total; then, in one line each, what was not seen (rs_coverage). */
RS_API rs_status rs_report_summary(rs_text *text, const rs_snapshot *snapshot, rs_sort sort,
                                   const rs_report_options *options, rs_error *err);

/* What a snapshot file says of itself: what was photographed, when, under which policy on values; its sections. */
RS_API rs_status rs_report_file(rs_text *text, const rs_file_about *about, const rs_report_options *options,
                                rs_error *err);

/* The cycle report. JSON keys: docs/json.md (tool, version, python, target, heap, garbage, components, cyclic_objects,
 * patterns[]). */
RS_API rs_status rs_report_cycles(rs_text *text, rs_graph *graph, const rs_cycles *cycles,
                                  const rs_report_options *options, rs_error *err);

/* What a verdict says of a report, in a few words: "2 new patterns of cycles, not in cycles.txt". */
RS_API void rs_text_add_verdict(rs_text *text, const rs_cycles *cycles, const rs_verdict *verdict);
/* Which patterns are new, behind a colon: ": Node.peer -> Node; A.x -> A; and 3 more"; at most `most` of them are named.
 * Nothing when none is. */
RS_API void rs_text_add_new_patterns(rs_text *text, const rs_cycles *cycles, const rs_verdict *verdict,
                                     size_t most);

/* One pattern of the report, as its text has it: an empty line, then number, counts, cuts, example. */
typedef struct rs_report_place {
    size_t pattern; /* which one of `cycles` */
    size_t number;  /* what it is numbered in the text */
} rs_report_place;
RS_API rs_status rs_report_cycle_pattern(rs_text *text, rs_graph *graph, const rs_cycles *cycles,
                                         const rs_report_place *place, const rs_report_options *options,
                                         rs_error *err);

/* Why each of the objects is alive: at most `limit` paths each, or that it is garbage. */
RS_API rs_status rs_report_why(rs_text *text, rs_graph *graph, const rs_object_id *objects, size_t count,
                               const rs_report_options *options, rs_error *err);

/* What grew: first the retaining paths whose objects became more, then a table by type, then how sure that is. `names` are
 * what the photographs are called, as many as the comparison has. JSON keys: docs/json.md. */
RS_API rs_status rs_report_diff(rs_text *text, const rs_comparison *comparison, const char *const *names,
                                const rs_report_options *options, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
