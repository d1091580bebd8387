/* refscope run: run the program and give a short account of its heap.    What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"
#include "rs_liveness.h"

static const rs__option options[] = {
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "save the photograph; snapshot files (.rsnap) come in a later version"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    if (settings->output == NULL) return RS_OK;
    return rs_fail(err, RS_UNSUPPORTED, "-o %s: snapshot files come in a later version", settings->output);
}

static void add_amount(rs_text *text, const char *label, uint64_t objects, uint64_t bytes) {
    rs_text_addf(text, "%-12s", label);
    rs_text_add_count(text, objects);
    rs_text_add(text, " objects, ");
    rs_text_add_size(text, bytes);
    rs_text_add(text, "\n");
}

static rs_status report(rs__report *report, rs_error *err) {
    const rs_snapshot *heap = report->photograph->snapshot;
    const rs_liveness *liveness = NULL;
    rs_status st = rs_graph_liveness(&liveness, report->graph, err);
    if (st != RS_OK) return st;
    rs_text *text = report->text;
    rs_text_addf(text, "%s, Python %s, photographed %s", report->settings->target,
                 rs_snapshot_coverage(heap)->python, report->photograph->where);
    if (report->photograph->seconds > 0) rs_text_addf(text, " in %.2f s", report->photograph->seconds);
    rs_text_add(text, "\n");
    add_amount(text, "heap", rs_snapshot_object_count(heap), rs_snapshot_total_size(heap));
    add_amount(text, "garbage", rs_liveness_garbage_objects(liveness), rs_liveness_garbage_bytes(liveness));
    rs_text_addf(text, "%-12s", "references");
    rs_text_add_count(text, rs_snapshot_reference_count(heap));
    rs_text_addf(text, "\n%-12s", "photograph");
    rs_text_add_size(text, rs_snapshot_memory(heap));
    rs_text_add(text, " of memory\n");
    return RS_OK;
}

const rs__command rs__command_run = {
    .name = "run",
    .summary = "run a program and photograph it when it ends",
    .text = "Runs the program as python would, photographs its heap when it ends, and says how much is in "
            "it. The program "
            "ends when its last non-daemon thread has ended; it is photographed then, before anything is "
            "torn down, also "
            "when it failed. A program that calls refscope.capture() is photographed there instead, and "
            "every command "
            "reports on each of those photographs.",
    .example = "refscope run app.py --port 8000",
    .options = options,
    .groups = RS__GROUP_COMMON,
    .check = check,
    .report = report,
};
