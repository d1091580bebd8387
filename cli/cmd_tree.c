/* refscope tree: who refers to the selection.                            What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"

static const char *const styles[] = {[RS_TREE_BOX] = "box", [RS_TREE_CLASSIC] = "classic", NULL};

static const rs__option options[] = {
    {"referents", 0, RS__OPTION_FLAG, offsetof(rs__settings, referents), NULL, NULL,
     "show what the selection refers to instead of who refers to it"},
    {"depth", 0, RS__OPTION_NUMBER, offsetof(rs__settings, depth), "N", NULL,
     "levels below the object (default: 5)"},
    {"width", 0, RS__OPTION_NUMBER, offsetof(rs__settings, width), "N", NULL,
     "most children shown of one object (default: 10)"},
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "most selected objects that get a tree (default: 10; 0: all)"},
    {"style", 0, RS__OPTION_CHOICE, offsetof(rs__settings, style), "box|classic", styles,
     "lines of box characters (default), or root-+-a as other reference browsers draw them"},
    {"all", 0, RS__OPTION_FLAG, offsetof(rs__settings, all), NULL, NULL,
     "show references to and from types as well, which every object has"},
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL, "write the trees to FILE"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    return rs__selection_check(settings, err);
}

static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_selection selection = RS_SELECTION_INIT;
    rs_tree_options how = RS_TREE_OPTIONS_INIT;
    rs_status st = rs__select(&selection, report, err);
    if (st != RS_OK) return st;
    how.direction = settings->referents ? RS_TOWARDS_REFERENTS : RS_TOWARDS_REFERRERS;
    how.depth = settings->depth;
    how.width = settings->width;
    how.style = (rs_tree_style)settings->style;
    how.scenery = settings->all;
    how.columns = report->columns;
    how.colour = report->colour;
    how.roots = settings->limit == RS__UNLIMITED ? UINT32_MAX : settings->limit;
    st = rs_tree_render(report->text, report->graph, selection.objects, selection.count, &how, err);
    rs_selection_release(&selection);
    return st;
}

const rs__command rs__command_tree = {
    .name = "tree",
    .summary = "who refers to the selection, and who to those",
    .text = "Runs the program and draws, for each selected object, the tree of those who refer to it: each "
            "child holds its "
            "parent, by the name that stands before it. An object met before is shown without its children "
            "and marked.",
    .example = "refscope tree --type Session --depth 4 app.py",
    .options = options,
    .groups = RS__GROUP_SELECTION | RS__GROUP_COMMON,
    .defaults = {.depth = 5, .width = 10, .limit = 10},
    .check = check,
    .report = report,
};
