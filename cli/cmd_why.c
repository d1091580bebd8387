/* refscope why: the shortest named paths from roots to the selection.    What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"

static const rs__option options[] = {
    {"paths", 0, RS__OPTION_NUMBER, offsetof(rs__settings, paths), "N", NULL,
     "most paths shown to one object (default: 3; 0: all)"},
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "most selected objects that are explained (default: 5; 0: all)"},
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "write the report to FILE"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    return rs__selection_check(settings, err);
}

static void note_rest(rs__report *report, size_t shown, size_t count) {
    if (shown == count) return;
    rs_text_addf(report->note, "%s: ", report->settings->target);
    rs_text_add_count(report->note, count);
    rs_text_add(report->note, " objects match, ");
    rs_text_add_count(report->note, shown);
    rs_text_add(report->note, " are explained: --limit N explains more");
}

static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_selection selection = RS_SELECTION_INIT;
    rs_report_options how = rs__report_options(report);
    rs_status st = rs__select(&selection, report, err);
    if (st != RS_OK) return st;
    how.limit = settings->paths;
    size_t shown = selection.count;
    if (settings->limit != RS__UNLIMITED && shown > settings->limit) shown = settings->limit;
    st = rs_report_why(report->text, report->graph, selection.objects, shown, &how, err);
    if (st == RS_OK) note_rest(report, shown, selection.count);
    rs_selection_release(&selection);
    return st;
}

const rs__command rs__command_why = {
    .name = "why",
    .summary = "why the selection is alive: shortest named paths from roots",
    .text = "Runs the program and names, for each selected object, the shortest paths by which it is held: "
            "from a running "
            "frame's variable, from a module, or from what is held by C code.",
    .example = "refscope why --type Session app.py",
    .options = options,
    .groups = RS__GROUP_SELECTION | RS__GROUP_FORMAT | RS__GROUP_COMMON,
    .defaults = {.limit = 5, .paths = 3},
    .check = check,
    .report = report,
};
