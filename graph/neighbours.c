/* neighbours.c: what is next to an object.                                        Manual: neighbours.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "neighbours.h"

/* References ascend, and so do their sources: each is found a few steps behind the last. */
static rs_object_id source_behind(const rs_columns *c, rs_object_id last, rs_reference_id reference) {
    uint32_t low = last, step = 1;
    while (low + step < c->objects && c->row[low + step] <= reference) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step < c->objects ? low + step : c->objects;
    while (high - low > 1) { /* row[low] <= reference < row[high] */
        uint32_t middle = low + (high - low) / 2;
        if (c->row[middle] <= reference)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The reference that leads into `object` when it is part of another, or RS_NO_REFERENCE. */
static rs_reference_id inner_of(rs_surroundings *around, rs_object_id object) {
    if (!rs__may_be_inner(around->snapshot, object) || rs__number_map_find(around->whole, object))
        return RS_NO_REFERENCE;
    bool is_new = false;
    uint32_t *owner = rs__number_map_add(&around->owners, object, RS_NO_REFERENCE, &is_new);
    if (!owner) {
        around->failed = true;
        return RS_NO_REFERENCE;
    }
    if (is_new) *owner = rs__owner_of_inner(around->snapshot, around->referrers, object);
    return *owner;
}

/* ---- Towards referrers ---------------------------------------------------------------------------------------------- */

static void each_referrer(rs_surroundings *around, rs_object_id object, rs_neighbour_visit *visit,
                          void *context) {
    const rs_columns *c = rs_snapshot_columns(around->snapshot);
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(around->referrers, object, &held);
    rs_object_id source = 0;
    for (size_t i = 0; i < count; i++) {
        source = source_behind(c, source, held[i]);
        if (around->skip_types && rs__is_scenery(around->snapshot, held[i])) continue;
        rs_neighbour neighbour = {source, held[i], inner_of(around, source)};
        if (neighbour.before != RS_NO_REFERENCE)
            neighbour.object = rs_snapshot_source(around->snapshot, neighbour.before);
        if (!visit(context, neighbour)) return;
    }
}

/* ---- Towards referents ---------------------------------------------------------------------------------------------- */

static bool is_left_out(const rs_surroundings *around, rs_reference_id reference) {
    return around->skip_types &&
           (rs__is_scenery(around->snapshot, reference) || rs__is_description(around->snapshot, reference));
}

static bool each_inside(rs_surroundings *around, rs_reference_id before, rs_neighbour_visit *visit,
                        void *context) {
    const rs_columns *c = rs_snapshot_columns(around->snapshot);
    rs_object_id inner = c->target[before];
    for (rs_reference_id r = c->row[inner]; r < c->row[inner + 1]; r++)
        if (!is_left_out(around, r) && !visit(context, (rs_neighbour){c->target[r], r, before})) return false;
    return true;
}

static void each_referent(rs_surroundings *around, rs_object_id object, rs_neighbour_visit *visit,
                          void *context) {
    const rs_columns *c = rs_snapshot_columns(around->snapshot);
    for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++) {
        if (is_left_out(around, r)) continue;
        bool inside = rs__leads_inside(around->snapshot, r) && inner_of(around, c->target[r]) == r;
        if (inside && !each_inside(around, r, visit, context)) return;
        if (!inside && !visit(context, (rs_neighbour){c->target[r], r, RS_NO_REFERENCE})) return;
    }
}

void rs__each_neighbour(rs_surroundings *around, rs_object_id object, rs_direction direction,
                        rs_neighbour_visit *visit, void *context) {
    if (direction == RS_TOWARDS_REFERRERS)
        each_referrer(around, object, visit, context);
    else
        each_referent(around, object, visit, context);
}

void rs__surroundings_release(rs_surroundings *around) {
    rs__number_map_release(&around->owners);
}
