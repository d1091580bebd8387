/* refscope graph: draw the neighbourhood of the selection, or the cycles.  What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "command.h"
#include "cycle_drawing.h"
#include "rs_drawing.h"
#include "rs_type_graph.h"
#include "scopes.h"

enum { HEAT_AUTO, HEAT_NONE, HEAT_RETAINED };
static const char *const heats[] = {
    [HEAT_AUTO] = "auto", [HEAT_NONE] = "none", [HEAT_RETAINED] = "retained", NULL};

static const rs__option options[] = {
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "the picture, by its ending: .dot, .png, .svg, .pdf or .ps; required"},
    {"depth", 0, RS__OPTION_NUMBER, offsetof(rs__settings, depth), "N", NULL,
     "steps from the selection (default: 5)"},
    {"width", 0, RS__OPTION_NUMBER, offsetof(rs__settings, width), "N", NULL,
     "neighbours of one object and one type that are drawn; the rest is folded into one box (default: 5)"},
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "most boxes in the picture (default: 150; of cycles: 60; with --types: 24)"},
    {"referents", 0, RS__OPTION_FLAG, offsetof(rs__settings, referents), NULL, NULL,
     "draw what the selection refers to instead of who refers to it"},
    {"both", 0, RS__OPTION_FLAG, offsetof(rs__settings, both), NULL, NULL, "draw both"},
    {"all", 0, RS__OPTION_FLAG, offsetof(rs__settings, all), NULL, NULL,
     "draw types and namespaces as well, which everything refers to"},
    {"types", 0, RS__OPTION_FLAG, offsetof(rs__settings, types), NULL, NULL,
     "draw the whole heap instead: its largest types and which of them hold which"},
    {"heat", 0, RS__OPTION_CHOICE, offsetof(rs__settings, heat), "auto|none|retained", heats,
     "what makes a box warm: what it retains, or nothing; auto (default) is retained with a selection"},
    {"scope", 0, RS__OPTION_CHOICE, offsetof(rs__settings, scope), RS__SCOPES_TEXT, rs__scopes,
     "without a selection, which cycles: of garbage (default), of what is alive, or both"},
    {"gc", 0, RS__OPTION_FLAG, offsetof(rs__settings, gc), NULL, NULL,
     "without a selection: leave the collector on while the program runs"},
    RS__OPTION_END,
};

static rs_status check(rs__settings *settings, rs_error *err) {
    if (settings->output == NULL) {
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "graph: no file for the picture: say -o leak.png, or .dot, .svg, .pdf");
    }
    if (rs_drawing_image(settings->output) == RS_IMAGE_UNKNOWN) {
        return rs_fail(err, RS_BAD_ARGUMENT, "-o %s: no picture ends so: use .dot, .png, .svg, .pdf or .ps",
                       settings->output);
    }
    if (settings->limit == 0) settings->limit = settings->types ? 24 : rs__is_selection(settings) ? 150 : 60;
    settings->program.collector = settings->gc || settings->types || rs__is_selection(settings);
    if (!rs__is_selection(settings)) return RS_OK;
    if (settings->types)
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "graph: --types draws the whole heap: give no selection with it");
    return rs__selection_check(settings, err);
}

/* What is in the picture. */
typedef struct content {
    size_t selected; /* objects of the selection */
    rs__drawn cycles;
} content;

static rs_status neighbourhood(rs_refgraph **part, size_t *selected, rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_neighbourhood_options how = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    rs_selection selection = RS_SELECTION_INIT;
    rs_status st = rs__select(&selection, report, err);
    if (st != RS_OK) return st;
    how.direction = settings->referents ? RS_TOWARDS_REFERENTS : RS_TOWARDS_REFERRERS;
    if (settings->both) how.direction = RS_BOTH_WAYS;
    how.depth = settings->depth;
    how.siblings = settings->width;
    how.vertices = settings->limit;
    how.skip_types = !settings->all;
    st = rs_refgraph_neighbourhood(part, report->graph, selection.objects, selection.count, &how, err);
    *selected = selection.count;
    rs_selection_release(&selection);
    return st;
}

static rs_status whole_heap(rs_refgraph **part, rs__report *report, rs_error *err) {
    rs_type_graph_options how = RS_TYPE_GRAPH_OPTIONS_INIT;
    how.types = report->settings->limit;
    return rs_refgraph_of_types(part, report->graph, &how, err);
}

static rs_status chosen_part(rs_refgraph **part, content *what, rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    if (rs__is_selection(settings)) return neighbourhood(part, &what->selected, report, err);
    if (settings->types) return whole_heap(part, report, err);
    return rs__draw_cycles(part, &what->cycles, report->graph, (rs_scope)settings->scope, settings->limit,
                           err);
}

static void add_cycles_title(rs_text *title, const rs__settings *settings, const rs__drawn *drawn) {
    static const char *const whose[] = {
        [RS_SCOPE_GARBAGE] = "garbage", [RS_SCOPE_LIVE] = "living", [RS_SCOPE_ALL] = "all"};
    if (drawn->patterns == 0) {
        rs_text_addf(title, "no cycles of %s objects", whose[settings->scope]);
        return;
    }
    rs_text_addf(title, "%s cycles, %zu pattern%s", whose[settings->scope], drawn->patterns,
                 drawn->patterns == 1 ? "" : "s");
    if (drawn->drawn < drawn->patterns) rs_text_addf(title, ", the largest %zu drawn", drawn->drawn);
}

static void add_title(rs_text *title, const rs__settings *settings, const content *what) {
    const char *ways = settings->both ? "around" : settings->referents ? "what is held by" : "who holds";
    rs_text_addf(title, "%s: ", settings->target);
    if (settings->type != NULL)
        rs_text_addf(title, "%s %s", ways, settings->type);
    else if (settings->name != NULL)
        rs_text_addf(title, "%s %s", ways, settings->name);
    else if (settings->address != NULL)
        rs_text_addf(title, "%s %s", ways, settings->address);
    else if (settings->types)
        rs_text_add(title, "the largest types of the heap");
    else
        add_cycles_title(title, settings, &what->cycles);
    if (what->selected < 2) return;
    rs_text_add(title, " (");
    rs_text_add_count(title, what->selected);
    rs_text_add(title, " objects)");
}

/* Graphviz takes a while and knows no limit: what was drawn is told when it is there. */
static void add_note(rs__report *report, const rs_refgraph *part, const rs_text *title) {
    rs_text *note = report->note;
    rs_text_addf(note, "%s: %s; %zu boxes, %zu arrows", report->output, rs_text_string(title),
                 rs_refgraph_vertices(part), rs_refgraph_edges(part));
    if (rs_refgraph_left_out(part) > 0) {
        rs_text_add(note, ", ");
        rs_text_add_count(note, rs_refgraph_left_out(part));
        rs_text_add(note, " objects left out: --limit N draws more");
    }
}

static rs_status report(rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_drawing_options how = RS_DRAWING_OPTIONS_INIT;
    rs_text title = RS_TEXT_INIT;
    rs_refgraph *part = NULL;
    content what = {0, {0, 0}};
    rs_status st = chosen_part(&part, &what, report, err);
    if (st != RS_OK) goto done;
    add_title(&title, settings, &what);
    st = rs_text_status(&title, err);
    if (st != RS_OK) goto done;
    how.title = rs_text_string(&title);
    how.heat = settings->heat == HEAT_AUTO ? rs__is_selection(settings) : settings->heat == HEAT_RETAINED;
    st = rs_drawing_render(report->text, part, rs_drawing_image(settings->output), &how, err);
    if (st == RS_OK) add_note(report, part, &title);
done:
    rs_refgraph_free(part);
    rs_text_release(&title);
    return st;
}

const rs__command rs__command_graph = {
    .name = "graph",
    .summary = "draw the neighbourhood of the selection, or the cycles",
    .text = "Runs the program and draws who holds the selection; without a selection, the reference cycles, "
            "one example of "
            "each pattern with the reference to cut, and then the program runs with the collector off as "
            "under `cycles`. "
            "The picture's kind is told by its file's ending. When the program takes several photographs by "
            "refscope.capture(), leak.png becomes leak-1.png, leak-2.png and so on.",
    .example = "refscope graph -o leak.png app.py",
    .options = options,
    .groups = RS__GROUP_SELECTION | RS__GROUP_COMMON,
    .defaults = {.alone = true, .depth = 5, .width = 5},
    .check = check,
    .report = report,
};
