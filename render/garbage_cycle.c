/* garbage_cycle.c: two breadth-first searches over few objects: up to the nearest cycle, and around it.
 *                                                                   Manual: garbage_cycle.h. Map: render/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "garbage_cycle.h"

#include "number_map.h"
#include "rs_components.h"
#include "rs_memory.h"
#include "rs_referrers.h"

/* A search and what it came by. */
typedef struct search {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_referrers *referrers;
    const rs_components *components;
    rs_number_map came_by; /* object -> the reference by which the search met it */
    rs_object_id *queue;
    size_t next, count, capacity;
} search;

static void search_release(search *s) {
    rs__number_map_release(&s->came_by);
    rs_release(s->queue);
}

/* Queue an object met by `reference`, once. */
static bool meet(search *s, rs_object_id object, rs_reference_id reference) {
    bool is_new = false;
    if (rs__number_map_add(&s->came_by, object, reference, &is_new) == NULL) return false;
    if (!is_new) return true;
    void *queue = s->queue;
    bool room = rs_reserve(&queue, &s->capacity, s->count + 1, sizeof *s->queue);
    s->queue = queue;
    if (room) s->queue[s->count++] = object;
    return room;
}

static bool append(rs_reference_id **list, size_t *count, size_t *capacity, rs_reference_id reference) {
    void *array = *list;
    bool room = rs_reserve(&array, capacity, *count + 1, sizeof **list);
    *list = array;
    if (room) (*list)[(*count)++] = reference;
    return room;
}

/* ---- Up to the cycle ------------------------------------------------------------------------------------------------ */

static bool meet_holders(search *s, rs_object_id object) {
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(s->referrers, object, &held);
    for (size_t i = 0; i < count; i++)
        if (!meet(s, rs_snapshot_source(s->snapshot, held[i]), held[i])) return false;
    return true;
}

/* The nearest object on a cycle that holds `object`, which may be itself; *found RS_NO_OBJECT when there is none. */
static bool climb(search *s, rs_object_id object, rs_object_id *found) {
    *found = RS_NO_OBJECT;
    if (!meet(s, object, RS_NO_REFERENCE)) return false;
    while (s->next < s->count) {
        rs_object_id here = s->queue[s->next++];
        if (rs_components_of(s->components, here) != RS_NO_COMPONENT) {
            *found = here;
            return true;
        }
        if (!meet_holders(s, here)) return false;
    }
    return true;
}

static bool note_way_down(const search *s, rs_object_id from, rs_object_id object, rs__garbage_cycle *found) {
    size_t capacity = 0;
    while (from != object) {
        rs_reference_id reference = *rs__number_map_find(&s->came_by, from);
        if (!append(&found->holding, &found->holding_count, &capacity, reference)) return false;
        from = s->columns->target[reference];
    }
    return true;
}

/* ---- Around it ------------------------------------------------------------------------------------------------------ */

/* The last reference of a shortest way from `start` back to it, within its component; RS_NO_REFERENCE: out of memory. */
static rs_reference_id go_around(search *s, rs_object_id start) {
    uint32_t component = rs_components_of(s->components, start);
    if (!meet(s, start, RS_NO_REFERENCE)) return RS_NO_REFERENCE;
    while (s->next < s->count) {
        rs_object_id here = s->queue[s->next++];
        for (uint32_t r = s->columns->row[here]; r < s->columns->row[here + 1]; r++) {
            rs_object_id target = s->columns->target[r];
            if (target == start) return r;
            if (rs_components_of(s->components, target) == component && !meet(s, target, r))
                return RS_NO_REFERENCE;
        }
    }
    return RS_NO_REFERENCE;
}

static void reverse(rs_reference_id *list, size_t count) {
    for (size_t i = 0; i < count / 2; i++) {
        rs_reference_id other = list[count - 1 - i];
        list[count - 1 - i] = list[i];
        list[i] = other;
    }
}

static bool note_cycle(const search *s, rs_object_id start, rs_reference_id last, rs__garbage_cycle *found) {
    size_t capacity = 0;
    rs_reference_id reference = last;
    if (last == RS_NO_REFERENCE) return false;
    for (;;) {
        if (!append(&found->cycle, &found->cycle_count, &capacity, reference)) return false;
        rs_object_id source = rs_snapshot_source(s->snapshot, reference);
        if (source == start) break;
        reference = *rs__number_map_find(&s->came_by, source);
    }
    reverse(found->cycle, found->cycle_count);
    return true;
}

static bool find_both(search *up, search *around, rs_object_id object, rs__garbage_cycle *found) {
    rs_object_id on_cycle;
    if (!climb(up, object, &on_cycle)) return false;
    if (on_cycle == RS_NO_OBJECT) return true;
    return note_way_down(up, on_cycle, object, found) &&
           note_cycle(around, on_cycle, go_around(around, on_cycle), found);
}

rs_status rs__garbage_cycle_find(rs__garbage_cycle *found, rs_graph *graph, rs_object_id object,
                                 rs_error *err) {
    search up = {.snapshot = rs_graph_snapshot(graph)};
    up.columns = rs_snapshot_columns(up.snapshot);
    rs_status status = rs_graph_referrers(&up.referrers, graph, err);
    if (status == RS_OK) status = rs_graph_components(&up.components, graph, err);
    if (status != RS_OK) return status;
    search around = up;
    rs__garbage_cycle result = {NULL, 0, NULL, 0};
    bool done = find_both(&up, &around, object, &result);
    search_release(&up);
    search_release(&around);
    if (done)
        *found = result;
    else
        rs__garbage_cycle_release(&result);
    return done ? RS_OK : rs_fail_memory(err, "the path to a cycle");
}

void rs__garbage_cycle_release(rs__garbage_cycle *found) {
    rs_release(found->holding);
    rs_release(found->cycle);
    *found = (rs__garbage_cycle){NULL, 0, NULL, 0};
}
