/* path_start.c: where a path starts, in words.                             Manual: rs_paths.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "rs_paths.h"
#include "rs_referrers.h"

#define PREVIEW_COLUMNS 60
#define FRAMES_MAX      100000 /* deeper than any interpreter lets them become */

typedef struct start {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    rs_graph *graph;
    const rs_path *path;
} start;

static rs_kind kind_of(const start *s, rs_object_id object) {
    return rs_snapshot_type_of(s->snapshot, object)->kind;
}

static bool is_frame(const start *s, rs_object_id object) {
    return kind_of(s, object) == RS_KIND_FRAME_RECORD || kind_of(s, object) == RS_KIND_FRAME;
}

static rs_object_id target_of(const start *s, size_t step) {
    return step < s->path->length ? s->columns->target[s->path->references[step]] : RS_NO_OBJECT;
}

static rs_name_kind name_kind_of(const start *s, size_t step) {
    return RS_NAME_KIND(s->columns->name[s->path->references[step]]);
}

static bool is_attribute(const start *s, size_t step, const char *attribute) {
    if (step >= s->path->length || name_kind_of(s, step) != RS_NAME_ATTRIBUTE) return false;
    uint32_t name = s->columns->name[s->path->references[step]];
    return strcmp(rs_snapshot_string(s->snapshot, RS_NAME_ARGUMENT(name)), attribute) == 0;
}

/* ---- Running frames ------------------------------------------------------------------------------------------------- */

/* Who of those kinds refers to `object`, or RS_NO_OBJECT; also when there is no memory to tell. */
static rs_object_id referrer_of_kind(const start *s, rs_object_id object, rs_kind kind) {
    const rs_referrers *referrers = NULL;
    const rs_reference_id *references = NULL;
    if (rs_graph_referrers(&referrers, s->graph, NULL) != RS_OK) return RS_NO_OBJECT;
    size_t count = rs_referrers_of(referrers, object, &references);
    for (size_t i = 0; i < count; i++) {
        rs_object_id source = rs_snapshot_source(s->snapshot, references[i]);
        if (kind_of(s, source) == kind) return source;
    }
    return RS_NO_OBJECT;
}

/* The thread that the frame runs in: frames are called by frames, the last one by its thread. */
static rs_object_id thread_of(const start *s, rs_object_id frame) {
    for (int i = 0; i < FRAMES_MAX && frame != RS_NO_OBJECT; i++) {
        rs_object_id thread = referrer_of_kind(s, frame, RS_KIND_THREAD_RECORD);
        if (thread != RS_NO_OBJECT) return thread;
        frame = referrer_of_kind(s, frame, RS_KIND_FRAME_RECORD);
    }
    return RS_NO_OBJECT;
}

/* "main thread", "handle (server.py:88)": what a record or a frame is called. */
static void add_name(rs_text *text, const start *s, rs_object_id object) {
    const char *name = rs_snapshot_object_name(s->snapshot, object);
    if (name)
        rs_text_add_escaped(text, name, strlen(name), 0);
    else
        rs_text_add_preview(text, s->snapshot, object, PREVIEW_COLUMNS);
}

static void add_frame(rs_text *text, const start *s, rs_object_id frame, rs_object_id thread) {
    add_name(text, s, frame);
    if (thread == RS_NO_OBJECT) return;
    rs_text_add(text, " in ");
    add_name(text, s, thread);
}

/* "local request of handle (server.py:88) in thread 140…"; a variable in a cell is told without the cell. */
static size_t add_frame_and_variable(rs_text *text, const start *s, rs_object_id frame, rs_object_id thread,
                                     size_t at) {
    rs_name_kind kind = at < s->path->length ? name_kind_of(s, at) : RS_NAME_NONE;
    if (kind == RS_NAME_LOCAL || kind == RS_NAME_CLOSURE) {
        rs_text_add_reference_name(text, s->snapshot, s->path->references[at]);
        rs_text_add(text, " of ");
        at += is_attribute(s, at + 1, "cell_contents") ? 2 : 1;
    }
    add_frame(text, s, frame, thread);
    return at;
}

/* From a thread over its frames to the one that the path leaves them by. */
static size_t add_thread(rs_text *text, const start *s) {
    rs_object_id frame = RS_NO_OBJECT;
    size_t at = 0;
    for (; at < s->path->length && is_frame(s, target_of(s, at)); at++) frame = target_of(s, at);
    if (frame != RS_NO_OBJECT) return add_frame_and_variable(text, s, frame, s->path->root, at);
    add_name(text, s, s->path->root);
    return 0;
}

/* ---- Modules -------------------------------------------------------------------------------------------------------- */

static void add_module(rs_text *text, const start *s, rs_object_id module) {
    const char *name = rs_snapshot_object_name(s->snapshot, module);
    rs_text_add(text, "module ");
    if (name)
        rs_text_add_escaped(text, name, strlen(name), 0);
    else
        rs_text_addf(text, "at 0x%llx", (unsigned long long)s->columns->address[module]);
}

/* Its modules, one of them: "module app". */
static size_t add_interpreter(rs_text *text, const start *s) {
    bool to_module = is_attribute(s, 0, "modules") && s->path->length > 1 &&
                     kind_of(s, target_of(s, 1)) == RS_KIND_MODULE;
    if (to_module)
        add_module(text, s, target_of(s, 1));
    else
        add_name(text, s, s->path->root);
    return to_module ? 2 : 0;
}

/* ---- Other roots ---------------------------------------------------------------------------------------------------- */

static void add_outside(rs_text *text, const start *s) {
    const rs_liveness *liveness = NULL;
    bool known = rs_graph_liveness(&liveness, s->graph, NULL) == RS_OK;
    uint32_t outside = known ? rs_liveness_outside(liveness, s->path->root) : 0;
    rs_text_add(text, "held from outside");
    if (outside > 0) rs_text_addf(text, " (%u reference%s)", outside, outside == 1 ? "" : "s");
}

static size_t add_other(rs_text *text, const start *s) {
    if (s->path->reason == RS_ROOT_OUTSIDE)
        add_outside(text, s);
    else
        rs_text_add(text, s->path->reason == RS_ROOT_FROZEN ? "frozen" : "immortal");
    rs_text_add(text, ": ");
    if (kind_of(s, s->path->root) == RS_KIND_MODULE)
        add_module(text, s, s->path->root);
    else
        rs_text_add_preview(text, s->snapshot, s->path->root, PREVIEW_COLUMNS);
    return 0;
}

void rs_text_add_path_start(rs_text *text, rs_graph *graph, const rs_path *path, size_t *skipped) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    start s = {snapshot, rs_snapshot_columns(snapshot), graph, path};
    switch (kind_of(&s, path->root)) {
    case RS_KIND_INTERPRETER_RECORD: *skipped = add_interpreter(text, &s); break;
    case RS_KIND_THREAD_RECORD: *skipped = add_thread(text, &s); break;
    case RS_KIND_FRAME_RECORD:
        *skipped = add_frame_and_variable(text, &s, path->root, thread_of(&s, path->root), 0);
        break;
    default: *skipped = add_other(text, &s);
    }
}
