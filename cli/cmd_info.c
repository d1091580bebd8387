/* refscope info: what a snapshot file says of itself.                    What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"
#include "rs_snapshot_file.h"

static const rs__option options[] = {
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "write the report to FILE"},
    RS__OPTION_END,
};

static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_report_options how = rs__report_options(report);
    rs_file_about about;
    rs_status st = rs_snapshot_about_file(&about, settings->files[0], err);
    if (st != RS_OK) return st;
    return rs_report_file(report->text, &about, &how, err);
}

const rs__command rs__command_info = {
    .name = "info",
    .summary = "what a snapshot file says of itself",
    .text =
        "Tells of a file that `refscope run -o` or Snapshot.save() wrote: what was photographed and when, "
        "under "
        "which Python, how many objects and bytes it has, which values were kept, what was not seen, and how "
        "large its sections are. Its columns are not read: `refscope summary` finds out whether they are "
        "whole.",
    .example = "refscope info heap.rsnap",
    .options = options,
    .groups = RS__GROUP_FORMAT | RS__GROUP_MANNER,
    .targets = RS__TARGETS_FILE,
    .headers_only = true,
    .report = report,
};
