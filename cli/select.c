/* The objects a command is asked about.              How names are resolved: graph/rs_selection.h. Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command.h"

static int given(const rs__settings *settings) {
    return (settings->type != NULL) + (settings->name != NULL) + (settings->address != NULL);
}

bool rs__is_selection(const rs__settings *settings) {
    return given(settings) > 0;
}

rs_status rs__selection_check(const rs__settings *settings, rs_error *err) {
    const char *command = settings->command->name;
    if (settings->subclasses && settings->type == NULL)
        return rs_fail(err, RS_BAD_ARGUMENT, "%s: --subclasses goes with --type NAME", command);
    if (given(settings) == 1) return RS_OK;
    if (given(settings) == 0) {
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "%s: nothing is selected: say --type NAME, --name PATH or --at ADDRESS", command);
    }
    return rs_fail(err, RS_BAD_ARGUMENT, "%s: --type, --name and --at exclude one another: give one of them",
                   command);
}

rs_status rs__select(rs_selection *selection, const rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    if (settings->type != NULL && settings->subclasses)
        return rs_select_type_and_derived(selection, report->graph, settings->type, err);
    if (settings->type != NULL) return rs_select_type(selection, report->graph, settings->type, err);
    if (settings->name != NULL) return rs_select_path(selection, report->graph, settings->name, err);
    return rs_select_address(selection, report->graph, settings->address, err);
}
