/* near.c: the objects within a few steps of a selection.                             Manual: rs_near.h. Map: graph/README.md
 *
 * A search in breadth; the list of what was met is its queue. Costs its answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_near.h"

#include <stdlib.h>

#include "number_map.h"
#include "rs_memory.h"
#include "rs_referrers.h"
#include "scenery.h"

typedef struct search {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_referrers *referrers; /* NULL when nobody asks for them */
    rs_near_options options;
    rs_number_map met; /* objects, also those that the limit left out */
    rs_object_id *objects;
    size_t count, capacity;
    bool failed; /* out of memory */
} search;

static void meet(search *s, rs_object_id object) {
    bool is_new = false;
    if (!rs__number_map_add(&s->met, object, 0, &is_new)) s->failed = true;
    if (s->failed || !is_new || (s->options.limit > 0 && s->count >= s->options.limit)) return;
    if (rs_reserve((void **)&s->objects, &s->capacity, s->count + 1, sizeof *s->objects))
        s->objects[s->count++] = object;
    else
        s->failed = true;
}

static bool is_no_step(const search *s, rs_reference_id reference) {
    return s->options.skip_types && rs__is_scenery(s->snapshot, reference);
}

static void meet_referents(search *s, rs_object_id object) {
    for (uint32_t r = s->columns->row[object]; r < s->columns->row[object + 1]; r++)
        if (!is_no_step(s, r)) meet(s, s->columns->target[r]);
}

static void meet_referrers(search *s, rs_object_id object) {
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(s->referrers, object, &held);
    for (size_t i = 0; i < count; i++)
        if (!is_no_step(s, held[i])) meet(s, rs_snapshot_source(s->snapshot, held[i]));
}

/* Objects selected are left whatever they are; of the others modules and types are met and not passed through. */
static bool is_passed_through(const search *s, size_t place, size_t selected) {
    return place < selected || !s->options.skip_types || !rs__is_crossroads(s->snapshot, s->objects[place]);
}

static void spread(search *s, const rs_selection *from) {
    for (size_t i = 0; i < from->count && !s->failed; i++) meet(s, from->objects[i]);
    size_t selected = s->count, begin = 0;
    for (uint32_t step = 0; step < s->options.depth && begin < s->count && !s->failed; step++) {
        size_t end = s->count;
        for (; begin < end && !s->failed; begin++) {
            if (!is_passed_through(s, begin, selected)) continue;
            if (s->options.direction != RS_TOWARDS_REFERRERS) meet_referents(s, s->objects[begin]);
            if (s->options.direction != RS_TOWARDS_REFERENTS) meet_referrers(s, s->objects[begin]);
        }
    }
}

static int ascending(const void *a, const void *b) {
    rs_object_id l = *(const rs_object_id *)a, r = *(const rs_object_id *)b;
    return l < r ? -1 : l > r;
}

rs_status rs_select_near(rs_selection *near, size_t *left_out, rs_graph *graph, const rs_selection *from,
                         const rs_near_options *options, rs_error *err) {
    static const rs_near_options defaults = RS_NEAR_OPTIONS_INIT;
    search s = {.snapshot = rs_graph_snapshot(graph), .options = options ? *options : defaults};
    s.columns = rs_snapshot_columns(s.snapshot);
    if (s.options.direction != RS_TOWARDS_REFERENTS) {
        rs_status st = rs_graph_referrers(&s.referrers, graph, err);
        if (st != RS_OK) return st;
    }
    spread(&s, from);
    size_t met = s.met.count;
    rs__number_map_release(&s.met);
    if (s.failed) {
        rs_release(s.objects);
        return rs_fail_memory(err, "what is near the selection");
    }
    if (s.count > 1) qsort(s.objects, s.count, sizeof *s.objects, ascending);
    *near = (rs_selection){s.objects, s.count};
    if (left_out) *left_out = met - s.count;
    return RS_OK;
}
