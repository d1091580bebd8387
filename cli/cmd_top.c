/* refscope top: what retains the most.                                   What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <stddef.h>

#include "command.h"
#include "rs_report_top.h"

static const char *const ways[] = {
    [RS_TOP_BY_OBJECT] = "object", [RS_TOP_BY_TYPE] = "type", [RS_TOP_BY_MODULE] = "module", NULL};

static const rs__option options[] = {
    {"by", 0, RS__OPTION_CHOICE, offsetof(rs__settings, by), "object|type|module", ways,
     "single objects (default), all instances of a type, or what hangs on a module"},
    {"under", 0, RS__OPTION_TEXT, offsetof(rs__settings, under), "PATH", NULL,
     "only what this object retains: app.cache['a3'], or an address"},
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "most rows shown (default: 20; 0: all)"},
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "write the report to FILE"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    if (settings->under != NULL && settings->by == RS_TOP_BY_MODULE)
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "top: --under and --by module exclude one another: below an object go by type");
    return RS_OK;
}

static rs_status find_under(rs_object_id *object, const rs__report *report, rs_error *err) {
    const char *under = report->settings->under;
    rs_selection selection = RS_SELECTION_INIT;
    *object = RS_NO_OBJECT;
    if (under == NULL) return RS_OK;
    rs_status st = isdigit((unsigned char)under[0]) ? rs_select_address(&selection, report->graph, under, err)
                                                    : rs_select_path(&selection, report->graph, under, err);
    if (st != RS_OK) return st;
    *object = selection.objects[0];
    rs_selection_release(&selection);
    return RS_OK;
}

static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_report_options how = rs__report_options(report);
    rs_object_id under;
    rs_status st = find_under(&under, report, err);
    if (st != RS_OK) return st;
    return rs_report_top(report->text, report->graph, (rs_top_by)settings->by, under, &how, err);
}

const rs__command rs__command_top = {
    .name = "top",
    .summary = "what retains the most",
    .text =
        "Runs the program and shows the objects that retain the most: what would be freed if an object "
        "went, its own bytes and those of all that only it keeps alive. Each row stands below the one that "
        "retains it; what a person does not count apart, as a module and its namespace, is one row.\n\n"
        "By type: what would be freed if all instances went. By module: every object that nothing retains "
        "counts, with all it retains, for the module nearest to it.",
    .example = "refscope top --under app.cache app.py",
    .options = options,
    .groups = RS__GROUP_FORMAT | RS__GROUP_COMMON,
    .defaults = {.limit = 20},
    .check = check,
    .report = report,
};
