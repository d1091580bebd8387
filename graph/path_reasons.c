/* path_reasons.c: which paths are reasons of their own.                       Manual: path_reasons.h. Map: graph/README.md
 *
 * A path starts for a person at a module, at a running frame, or else at its root; what comes before is how the interpreter
 * keeps these. Whatever else leads to that place, another module's import, a frame that runs in the module's namespace,
 * somebody outside who holds the module, is no second reason: who cuts the first path cuts it as well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "path_reasons.h"

#include "scenery.h"

/* The object after so many references. */
static rs_object_id object_at(const rs_path_search *s, const rs_found_path *path, size_t step) {
    const rs_columns *c = rs_snapshot_columns(s->snapshot);
    return step == 0 ? path->root : c->target[s->paths->references[path->begin + step - 1]];
}

static rs_kind kind_at(const rs_path_search *s, const rs_found_path *path, size_t step) {
    return rs_snapshot_type_of(s->snapshot, object_at(s, path, step))->kind;
}

static bool is_frame(rs_kind kind) {
    return kind == RS_KIND_FRAME_RECORD || kind == RS_KIND_FRAME;
}

/* After how many references the path starts for a person. */
static size_t start_of(const rs_path_search *s, const rs_found_path *path) {
    size_t step = 0;
    switch (kind_at(s, path, 0)) {
    case RS_KIND_INTERPRETER_RECORD: return path->length > 1 && kind_at(s, path, 2) == RS_KIND_MODULE ? 2 : 0;
    case RS_KIND_THREAD_RECORD:
        while (step < path->length && is_frame(kind_at(s, path, step + 1))) step++;
        return step;
    default: return 0;
    }
}

/* A module's variables may also be reached by its namespace. */
static bool is_place(const rs_path_search *s, const rs_found_path *path, size_t start, rs_object_id object) {
    if (object == object_at(s, path, start)) return true;
    if (start + 1 >= path->length || kind_at(s, path, start) != RS_KIND_MODULE) return false;
    return rs__leads_inside(s->snapshot, s->paths->references[path->begin + start]) &&
           object == object_at(s, path, start + 1);
}

static bool is_same(const rs_path_search *s, const rs_found_path *a, const rs_found_path *b) {
    if (a->root != b->root || a->length != b->length) return false;
    for (size_t i = 0; i < a->length; i++)
        if (s->paths->references[a->begin + i] != s->paths->references[b->begin + i]) return false;
    return true;
}

/* Two paths from one place are two reasons, as long as both start there. */
static bool runs_through_start(const rs_path_search *s, const rs_found_path *path,
                               const rs_found_path *other) {
    size_t start = start_of(s, path), place = start_of(s, other);
    bool together = path->tier == other->tier && object_at(s, path, start) == object_at(s, other, place);
    for (size_t step = start; step < path->length && !together; step++)
        if (is_place(s, other, place, object_at(s, path, step))) return true;
    return false;
}

bool rs__path_is_repeated(const rs_path_search *s, size_t number) {
    const rs_found_path *path = &s->paths->found[number];
    for (const rs_found_path *other = s->paths->found; other < path; other++)
        if (is_same(s, path, other) || runs_through_start(s, path, other)) return true;
    return false;
}

void rs__paths_drop_repeated(rs_path_search *s) {
    rs_paths *paths = s->paths;
    size_t all = paths->count;
    paths->count = 0;
    for (size_t i = 0; i < all; i++) {
        paths->found[paths->count] = paths->found[i];
        paths->count += !rs__path_is_repeated(s, paths->count);
    }
}
