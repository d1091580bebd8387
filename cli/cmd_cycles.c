/* refscope cycles: the cycle report.                                     What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"
#include "scopes.h"

static const rs__option options[] = {
    {"scope", 0, RS__OPTION_CHOICE, offsetof(rs__settings, scope), RS__SCOPES_TEXT, rs__scopes,
     "which cycles: of garbage (default), of what is alive, or both"},
    {"max", 0, RS__OPTION_NUMBER, offsetof(rs__settings, max), "N", NULL,
     "exit with status 1 when there are more than N patterns"},
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "most patterns shown in the text report (default: 20; 0: all)"},
    {"gc", 0, RS__OPTION_FLAG, offsetof(rs__settings, gc), NULL, NULL,
     "leave the collector on while the program runs; what it collects is not seen"},
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "write the report to FILE"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    (void)err;
    settings->program.collector = settings->gc;
    return RS_OK;
}

static void judge(rs__report *report, size_t patterns) {
    unsigned max = report->settings->max;
    if (max == RS__NO_MAX || patterns <= max) return;
    report->failed = true;
    rs_text_addf(report->note, "%s: %zu pattern%s of cycles, and --max allows %u", report->settings->target,
                 patterns, patterns == 1 ? "" : "s", max);
}

static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_cycles_options which = RS_CYCLES_OPTIONS_INIT;
    rs_report_options how = RS_REPORT_OPTIONS_INIT;
    rs_cycles *cycles = NULL;
    which.scope = (rs_scope)settings->scope;
    rs_status st = rs_cycles_find(&cycles, report->graph, &which, err);
    if (st != RS_OK) return st;
    how.format = (rs_format)settings->format;
    how.target = settings->target;
    how.columns = report->columns;
    how.colour = report->colour;
    how.limit = settings->limit;
    st = rs_report_cycles(report->text, report->graph, cycles, &how, err);
    if (st == RS_OK) judge(report, rs_cycles_count(cycles));
    rs_cycles_free(cycles);
    return st;
}

const rs__command rs__command_cycles = {
    .name = "cycles",
    .summary = "reference cycles, as patterns, and where to cut them",
    .text = "Runs the program with the collector off and reports its reference cycles: alike ones as one "
            "pattern, with how "
            "many there are, what they keep, and the reference that, made weak or cleared, breaks them. "
            "--max makes it a "
            "check for continuous integration.",
    .example = "refscope cycles --max 0 app.py",
    .options = options,
    .groups = RS__GROUP_FORMAT | RS__GROUP_COMMON,
    .defaults = {.max = RS__NO_MAX, .limit = 20},
    .check = check,
    .report = report,
};
