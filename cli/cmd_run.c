/* refscope run: run the program and give a short account of its heap.    What a command is: command.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>
#include <sys/stat.h>

#include "command.h"
#include "rs_liveness.h"
#include "rs_snapshot_file.h"

static const char *const values[] = {
    [RS_VALUES_SHORT] = "short", [RS_VALUES_NAMES] = "names", [RS_VALUES_NONE] = "none", NULL};

static const rs__option options[] = {
    {"output", 'o', RS__OPTION_TEXT, offsetof(rs__settings, output), "FILE", NULL,
     "save the photograph in FILE, heap.rsnap by custom, which every command takes for its target"},
    {"values", 0, RS__OPTION_CHOICE, offsetof(rs__settings, values), "none|names|short", values,
     "what goes into the file: names, but no values (default); short previews of values as well; or "
     "none, which leaves out where code was written, too"},
    {"no-gc", 0, RS__OPTION_FLAG, offsetof(rs__settings, no_gc), NULL, NULL,
     "keep the collector off while the program runs, so that its cycles are in the photograph"},
    RS__OPTION_END,
};

/* A program that looks at photographs of its own finds previews in them; what goes into a file is chosen when it is written. */
static rs_status check(rs__settings *settings, rs_error *err) {
    (void)err;
    settings->program.collector = !settings->no_gc;
    if (settings->program.values == RS_VALUES_NAMES) settings->program.values = RS_VALUES_SHORT;
    return RS_OK;
}

/* What the file cannot tell. */
static void note_collected(rs_text *note, const rs_photograph *photograph) {
    if (photograph->collected == 0) return;
    rs_text_add(note, "; without ");
    rs_text_add_count(note, photograph->collected);
    rs_text_addf(note, " object%s that ", photograph->collected == 1 ? "" : "s");
    rs_text_add_count(note, photograph->collections);
    rs_text_addf(note, " collection%s took before", photograph->collections == 1 ? "" : "s");
}

static rs_status save(rs__report *report, const char *path, rs_error *err) {
    const rs_snapshot *heap = report->photograph->snapshot;
    const rs__settings *settings = report->settings;
    rs_save_options how = RS_SAVE_OPTIONS_INIT;
    rs_text *note = report->note;
    struct stat about;
    how.values = (rs_values)settings->values;
    how.target = settings->target;
    how.where = report->photograph->where;
    how.collections = (uint32_t)report->photograph->collections;
    how.collected = report->photograph->collected;
    rs_status st = rs_snapshot_save(heap, path, &how, err);
    if (st != RS_OK) return st;
    rs_text_addf(note, "%s: photographed %s: ", path, report->photograph->where);
    rs_text_add_count(note, rs_snapshot_object_count(heap));
    rs_text_add(note, " objects, ");
    rs_text_add_count(note, rs_snapshot_reference_count(heap));
    rs_text_add(note, " references");
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode)) {
        rs_text_add(note, "; ");
        rs_text_add_size(note, (uint64_t)about.st_size);
    }
    rs_text_addf(note, ", values: %s", values[settings->values]);
    note_collected(note, report->photograph);
    return RS_OK;
}

static void add_amount(rs_text *text, const char *label, uint64_t objects, uint64_t bytes) {
    rs_text_addf(text, "%-12s", label);
    rs_text_add_count(text, objects);
    rs_text_add(text, " objects, ");
    rs_text_add_size(text, bytes);
    rs_text_add(text, "\n");
}

static rs_status report(rs__report *report, rs_error *err) {
    const rs_snapshot *heap = report->photograph->snapshot;
    const rs_liveness *liveness = NULL;
    rs_status st = rs_graph_liveness(&liveness, report->graph, err);
    if (st != RS_OK) return st;
    rs_text *text = report->text;
    rs_text_add_printable(text, report->settings->target);
    rs_text_addf(text, ", Python %s, photographed %s", rs_snapshot_coverage(heap)->python,
                 report->photograph->where);
    if (report->photograph->seconds > 0) rs_text_addf(text, " in %.2f s", report->photograph->seconds);
    rs_text_add(text, "\n");
    add_amount(text, "heap", rs_snapshot_object_count(heap), rs_snapshot_total_size(heap));
    add_amount(text, "garbage", rs_liveness_garbage_objects(liveness), rs_liveness_garbage_bytes(liveness));
    rs_text_addf(text, "%-12s", "references");
    rs_text_add_count(text, rs_snapshot_reference_count(heap));
    rs_text_addf(text, "\n%-12s", "photograph");
    rs_text_add_size(text, rs_snapshot_memory(heap));
    rs_text_add(text, " of memory\n");
    return RS_OK;
}

const rs__command rs__command_run = {
    .name = "run",
    .summary = "run a program and photograph it when it ends",
    .text = "Runs the program as python would, photographs its heap when it ends, and says how much is in "
            "it. The program "
            "ends when its last non-daemon thread has ended; it is photographed then, before anything is "
            "torn down, also "
            "when it failed. A program that calls refscope.capture() is photographed there instead, and "
            "every command "
            "reports on each of those photographs; -o heap.rsnap saves them as heap-1.rsnap, heap-2.rsnap "
            "and so on.",
    .example = "refscope run -o heap.rsnap app.py --port 8000",
    .options = options,
    .groups = RS__GROUP_MANNER,
    .targets = RS__TARGETS_PROGRAM,
    .defaults = {.values = RS_VALUES_NAMES},
    .check = check,
    .report = report,
    .save = save,
};
