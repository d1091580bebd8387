/* kept_bytes.c: what knots keep in memory.                                         Manual: kept_bytes.h. Map: graph/README.md
 *
 * Every object of the garbage that is on no cycle has a keeper: the one knot that reaches it, or several. Keepers are
 * handed from object to object; each object's keeper changes at most twice, from nobody to one and from one to several,
 * so the work is linear in the references of the garbage.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "kept_bytes.h"

#include "rs_memory.h"

enum { NOBODY = 0 }; /* else 1 + knot */
#define SEVERAL UINT32_MAX

typedef struct spreading {
    const rs_knots *knots;
    const rs_snapshot *snapshot;
    const rs_components *components;
    const rs_liveness *liveness;
    uint32_t *keeper;      /* [snapshot's objects] */
    rs_object_id *waiting; /* whose keeper is to be handed on */
    size_t count, capacity;
    bool failed;
} spreading;

/* What is on another cycle keeps itself. What CPython's own references alone bind to the knot goes with it. */
static bool can_be_kept(const spreading *s, rs_object_id object, uint32_t component) {
    if (s->knots->knot_of[object] != 0 || !rs_liveness_is_garbage(s->liveness, object)) return false;
    uint32_t own = rs_components_of(s->components, object);
    return own == RS_NO_COMPONENT || own == component;
}

static void hand_on(spreading *s, rs_object_id object, uint32_t keeper, uint32_t component) {
    const rs_columns *c = rs_snapshot_columns(s->snapshot);
    for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++) {
        rs_object_id held = c->target[r];
        if (!can_be_kept(s, held, component)) continue;
        uint32_t *old = &s->keeper[held];
        uint32_t now = *old == NOBODY ? keeper : *old == keeper ? keeper : SEVERAL;
        if (now == *old) continue;
        *old = now;
        if (!rs_reserve((void **)&s->waiting, &s->capacity, s->count + 1, sizeof *s->waiting)) {
            s->failed = true;
            return;
        }
        s->waiting[s->count++] = held;
    }
}

static void hand_on_all(spreading *s, uint32_t component) {
    while (s->count > 0 && !s->failed) {
        rs_object_id object = s->waiting[--s->count];
        hand_on(s, object, s->keeper[object], component);
    }
}

static void spread(spreading *s, uint32_t objects) {
    for (rs_object_id o = 0; o < objects && !s->failed; o++) {
        uint32_t knot = s->knots->knot_of[o];
        if (knot == 0 || !s->knots->garbage[knot - 1]) continue;
        uint32_t component = s->knots->component[knot - 1];
        hand_on(s, o, knot, component);
        hand_on_all(s, component);
    }
}

static void add_up(const spreading *s, uint64_t *kept, uint32_t objects) {
    for (rs_object_id o = 0; o < objects; o++) {
        uint32_t keeper = s->knots->knot_of[o] ? s->knots->knot_of[o] : s->keeper[o];
        if (keeper != NOBODY && keeper != SEVERAL) kept[keeper - 1] += rs_snapshot_size(s->snapshot, o);
    }
}

rs_status rs__kept_bytes(uint64_t **out, const rs_knots *knots, rs_graph *graph, rs_error *err) {
    uint32_t objects = rs_snapshot_columns(knots->snapshot)->objects;
    spreading s = {.knots = knots, .snapshot = knots->snapshot};
    uint64_t *kept = NULL;
    rs_status status = rs_graph_components(&s.components, graph, err);
    if (status == RS_OK) status = rs_graph_liveness(&s.liveness, graph, err);
    if (status != RS_OK) return status;
    s.keeper = rs_alloc_cleared(objects, sizeof *s.keeper);
    kept = rs_alloc_cleared(knots->count, sizeof *kept);
    s.failed = !s.keeper || !kept;
    if (!s.failed) spread(&s, objects);
    if (!s.failed) add_up(&s, kept, objects);
    rs_release(s.keeper);
    rs_release(s.waiting);
    if (s.failed) {
        rs_release(kept);
        return rs_fail_memory(err, "cycle report");
    }
    *out = kept;
    return RS_OK;
}
