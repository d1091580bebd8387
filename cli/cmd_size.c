/* refscope size: how large the selection is.                             What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"
#include "rs_report_top.h"

static const rs__option options[] = {
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "most objects shown, those that retain most (default: 10; 0: all)"},
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "write the report to FILE"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    return rs__selection_check(settings, err);
}

static rs_status report(rs__report *report, rs_error *err) {
    rs_selection selection = RS_SELECTION_INIT;
    rs_report_options how = rs__report_options(report);
    rs_status st = rs__select(&selection, report, err);
    if (st != RS_OK) return st;
    st = rs_report_size(report->text, report->graph, selection.objects, selection.count, &how, err);
    rs_selection_release(&selection);
    return st;
}

const rs__command rs__command_size = {
    .name = "size",
    .summary = "shallow, deep and retained size of the selection",
    .text =
        "Runs the program and tells three sizes of each selected object. Shallow: its own bytes. Deep: with "
        "all "
        "it refers to, at any depth, each object once; classes, modules and the namespaces of functions are "
        "not "
        "gone into. Retained: what would be freed if it went, because only it keeps it alive. For several "
        "objects, also of all of them together: what they share counts once.",
    .example = "refscope size --name app.cache app.py",
    .options = options,
    .groups = RS__GROUP_SELECTION | RS__GROUP_FORMAT | RS__GROUP_COMMON,
    .defaults = {.limit = 10},
    .check = check,
    .report = report,
};
