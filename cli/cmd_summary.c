/* refscope summary: objects and bytes by type.                           What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"

static const char *const sorts[] = {
    [RS_SORT_SIZE] = "size", [RS_SORT_COUNT] = "count", [RS_SORT_NAME] = "name", NULL};

static const rs__option options[] = {
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "most types shown (default: 20; 0: all)"},
    {"sort", 0, RS__OPTION_CHOICE, offsetof(rs__settings, sort), "size|count|name", sorts,
     "which types come first (default: size, the largest)"},
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "write the report to FILE"},
    RS__OPTION_END,
};

static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_report_options how = rs__report_options(report);
    return rs_report_summary(report->text, report->photograph->snapshot, (rs_sort)settings->sort, &how, err);
}

const rs__command rs__command_summary = {
    .name = "summary",
    .summary = "objects and bytes by type",
    .text = "Runs the program and counts its objects and their bytes by type. Sizes are shallow: a list's "
            "own bytes, not "
            "those of its items.",
    .example = "refscope summary --limit 5 app.py",
    .options = options,
    .objects_only = true,
    .groups = RS__GROUP_FORMAT | RS__GROUP_COMMON,
    .defaults = {.limit = 20},
    .report = report,
};
