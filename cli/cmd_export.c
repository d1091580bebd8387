/* refscope export: the heap, or a part of it, for other programs.         What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>
#include <string.h>

#include "command.h"
#include "rs_export.h"
#include "rs_near.h"

enum { BY_ENDING = -1 };
static const char *const formats[] = {[RS_EXPORT_JSON] = "json",
                                      [RS_EXPORT_CSV] = "csv",
                                      [RS_EXPORT_GRAPHML] = "graphml",
                                      [RS_EXPORT_HEAPSNAPSHOT] = "heapsnapshot",
                                      NULL};

static const char *const values[] = {
    [RS_VALUES_SHORT] = "short", [RS_VALUES_NAMES] = "names", [RS_VALUES_NONE] = "none", NULL};

static const rs__option options[] = {
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "the file; of csv the directory for nodes.csv and edges.csv, or what their names begin with; required"},
    {"format", 0, RS__OPTION_CHOICE, offsetof(rs__settings, file_format), "json|csv|graphml|heapsnapshot",
     formats, "what is written (default: by the file's ending, else json)"},
    {"depth", 0, RS__OPTION_NUMBER, offsetof(rs__settings, depth), "N", NULL,
     "with a selection: steps from it (default: 3)"},
    {"limit", 0, RS__OPTION_NUMBER, offsetof(rs__settings, limit), "N", NULL,
     "with a selection: most objects, the nearest first (default: all)"},
    {"referents", 0, RS__OPTION_FLAG, offsetof(rs__settings, referents), NULL, NULL,
     "with a selection: what it refers to, instead of what is around it"},
    {"values", 0, RS__OPTION_CHOICE, offsetof(rs__settings, values), "none|names|short", values,
     "what is written of values: nothing, not even keys of dicts; names, but no values (default); or short "
     "previews"},
    RS__OPTION_END,
};

/* Without an ending it is JSON. */
static rs_status format_by_ending(int *format, const char *path, rs_error *err) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    *format = RS_EXPORT_JSON;
    for (int i = 0; dot != NULL && formats[i] != NULL; i++) {
        if (strcmp(dot + 1, formats[i]) != 0) continue;
        *format = i;
        return RS_OK;
    }
    return dot == NULL ? RS_OK
                       : rs_fail(err, RS_BAD_ARGUMENT,
                                 "%s: what is to be written? End it in .json, .csv, .graphml or "
                                 ".heapsnapshot, or say --format",
                                 path);
}

static rs_status check(rs__settings *settings, rs_error *err) {
    if (settings->output == NULL)
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "export: no file is named: say -o heap.json, or .csv, .graphml, "
                       ".heapsnapshot");
    settings->output_checked = true;
    rs_status st = RS_OK;
    if (settings->file_format == BY_ENDING)
        st = format_by_ending(&settings->file_format, settings->output, err);
    if (st == RS_OK && rs__is_selection(settings)) st = rs__selection_check(settings, err);
    return st == RS_OK ? rs_export_check(settings->output, (rs_export_format)settings->file_format, err) : st;
}

/* What is exported: the selection and what is near it, or nothing in particular. */
static rs_status choose(rs_selection *chosen, size_t *left_out, rs__report *report, rs_error *err) {
    const rs__settings *settings = report->settings;
    rs_near_options how = RS_NEAR_OPTIONS_INIT;
    rs_selection selection = RS_SELECTION_INIT;
    if (!rs__is_selection(settings)) return RS_OK;
    how.direction = settings->referents ? RS_TOWARDS_REFERENTS : RS_BOTH_WAYS;
    how.depth = settings->depth;
    how.limit = settings->limit;
    rs_status st = rs__select(&selection, report, err);
    if (st == RS_OK) st = rs_select_near(chosen, left_out, report->graph, &selection, &how, err);
    rs_selection_release(&selection);
    return st;
}

static void add_note(rs_text *note, const char *path, const rs_exported *done, size_t left_out) {
    rs_text_addf(note, "%s: ", path);
    rs_text_add_count(note, done->nodes);
    rs_text_add(note, done->nodes == 1 ? " node, " : " nodes, ");
    rs_text_add_count(note, done->edges);
    rs_text_add(note, done->edges == 1 ? " edge, " : " edges, ");
    rs_text_add_size(note, done->bytes);
    if (left_out == 0) return;
    rs_text_add(note, "; ");
    rs_text_add_count(note, left_out);
    rs_text_add(note, " objects left out: --limit N exports more");
}

static rs_status save(rs__report *report, const char *path, rs_error *err) {
    rs_export_options how = RS_EXPORT_OPTIONS_INIT;
    rs_selection chosen = RS_SELECTION_INIT;
    rs_exported done = {0, 0, 0};
    size_t left_out = 0;
    rs_status st = rs_graph_new(&report->graph, report->photograph->snapshot, err);
    if (st == RS_OK) st = choose(&chosen, &left_out, report, err);
    how.format = (rs_export_format)report->settings->file_format;
    how.target = report->settings->target;
    how.objects = chosen.objects;
    how.count = chosen.count;
    if (st == RS_OK) st = rs_export_write(report->graph, path, &how, &done, err);
    if (st == RS_OK) add_note(report->note, path, &done, left_out);
    rs_selection_release(&chosen);
    rs_graph_free(report->graph);
    report->graph = NULL;
    return st;
}

const rs__command rs__command_export = {
    .name = "export",
    .summary = "the heap, or what is near a selection, for other programs",
    .text = "Writes every object and every reference: as JSON, as two tables of comma-separated values for "
            "an SQL "
            "engine, as GraphML for Gephi, networkx or igraph, or as the .heapsnapshot that Chrome's "
            "developer tools "
            "open. With a selection, what is near it. Values are left out unless --values short asks for "
            "them.\n\n"
            "JSON, csv and heapsnapshot are written piece by piece; GraphML is built in memory by igraph, "
            "which takes "
            "several times what the snapshot takes: give it a selection when the heap is large.",
    .example = "refscope export -o heap.heapsnapshot app.py",
    .options = options,
    .groups = RS__GROUP_SELECTION | RS__GROUP_MANNER,
    .defaults = {.depth = 3, .file_format = BY_ENDING, .values = RS_VALUES_NAMES},
    .check = check,
    .save = save,
};
