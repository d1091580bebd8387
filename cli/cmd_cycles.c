/* refscope cycles: the cycle report, and a check for continuous integration (gate.h).
 *                                                                       What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"
#include "gate.h"
#include "scopes.h"

#define AT(field) offsetof(rs__settings, field)

static const char *const formats[] = {
    [RS_FORMAT_TEXT] = "text",   [RS_FORMAT_JSON] = "json",         [RS_FORMAT_JUNIT] = "junit",
    [RS_FORMAT_SARIF] = "sarif", [RS_FORMAT_MARKDOWN] = "markdown", NULL,
};

static const rs__option options[] = {
    {"scope", 0, RS__OPTION_CHOICE, AT(scope), RS__SCOPES_TEXT, rs__scopes,
     "which cycles: of garbage (default), of what is alive, or both"},
    {"max", 0, RS__OPTION_NUMBER, AT(max), "N", NULL,
     "exit with status 1 when there are more than N patterns; with --baseline: more than N new ones"},
    {"baseline", 0, RS__OPTION_TEXT, AT(baseline), "FILE", NULL,
     "patterns that FILE knows pass; exit with status 1 when there is a new one"},
    {"update-baseline", 0, RS__OPTION_FLAG, AT(update_baseline), NULL, NULL,
     "write FILE of --baseline anew: with what is new, without what is gone"},
    {"ignore", 0, RS__OPTION_TEXTS, AT(ignore), "PATTERN", NULL,
     "do not count patterns whose text matches this glob, with bare names of types or with qualified ones: "
     "'xml.dom.*', '*.parent -> *'; may be given several times"},
    {"format", 0, RS__OPTION_CHOICE, AT(format), "text|json|junit|sarif|markdown", formats,
     "how the report is written (default: text); JUnit XML and SARIF 2.1.0 are for servers, Markdown for a "
     "comment "
     "on a change"},
    {"limit", 0, RS__OPTION_NUMBER, AT(limit), "N", NULL,
     "most patterns shown in the text report and in Markdown (default: 20; 0: all)"},
    {"gc", 0, RS__OPTION_FLAG, AT(gc), NULL, NULL,
     "leave the collector on while the program runs; what it takes is told as well, as that of gc.collect() "
     "is: it is looked at just before, which takes its time"},
    {"output", 'o', RS__OPTION_TEXT, AT(output), "FILE", NULL, "write the report to FILE"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    settings->program.collector = settings->gc;
    settings->program.collections = true;
    settings->alone = settings->format == RS_FORMAT_JUNIT || settings->format == RS_FORMAT_SARIF;
    return rs__gate_open(settings, err);
}

static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_cycles_options which = RS_CYCLES_OPTIONS_INIT;
    rs_report_options how = rs__report_options(report);
    rs_cycles *cycles = NULL;
    rs_verdict *verdict = NULL;
    which.scope = (rs_scope)settings->scope;
    which.collected = report->collected;
    rs_status st = rs_cycles_find(&cycles, report->graph, &which, err);
    if (st != RS_OK) return st;
    st = rs__gate_judge(&verdict, report, cycles, err);
    how.verdict = verdict;
    how.folder = report->folder;
    if (st == RS_OK) st = rs_report_cycles(report->text, report->graph, cycles, &how, err);
    rs_verdict_free(verdict);
    rs_cycles_free(cycles);
    return st;
}

const rs__command rs__command_cycles = {
    .name = "cycles",
    .summary = "reference cycles, as patterns, and where to cut them",
    .text = "Runs the program with the collector off and reports its reference cycles: alike ones as one "
            "pattern, with how "
            "many there are, what they keep, and the reference that, made weak or cleared, breaks them. "
            "What the program collects by itself meanwhile, as pytest does, is told as well. "
            "--max or --baseline make it a "
            "check for continuous integration: exit status 1 when there is a pattern too many.",
    .example = "refscope cycles --baseline cycles.txt app.py",
    .options = options,
    .groups = RS__GROUP_COMMON,
    .defaults = {.max = RS_NO_MAX, .limit = 20},
    .check = check,
    .report = report,
    .file = rs__gate_file,
};
