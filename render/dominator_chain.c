/* dominator_chain.c: what an object hangs on.                           Manual: dominator_chain.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dominator_chain.h"

#include "rs_memory.h"
#include "rs_referrers.h"
#include "scenery.h"
#include "top_groups.h"

typedef struct walk {
    const rs_snapshot *snapshot;
    const rs_dominators *dominators;
    const rs_referrers *referrers;
    rs_transparent transparent;
} walk;

static bool counts(const walk *w, rs_object_id object) {
    if (object < rs_snapshot_columns(w->snapshot)->records || rs__is_transparent(&w->transparent, object))
        return false;
    rs_reference_id owner = rs__owner_of_inner(w->snapshot, w->referrers, object);
    return owner == RS_NO_REFERENCE ||
           rs_snapshot_source(w->snapshot, owner) != rs_dominators_of(w->dominators, object);
}

static size_t count_chain(const walk *w, rs_object_id object) {
    size_t count = 0;
    while ((object = rs_dominators_of(w->dominators, object)) != RS_NO_OBJECT) count += counts(w, object);
    return count;
}

rs_status rs__dominator_chain_find(rs__dominator_chain *out, rs_graph *graph, rs_object_id object,
                                   rs_error *err) {
    walk w = {.snapshot = rs_graph_snapshot(graph)};
    w.transparent = rs__transparent_of(w.snapshot);
    rs_status st = rs_graph_dominators(&w.dominators, graph, err);
    if (st == RS_OK) st = rs_graph_referrers(&w.referrers, graph, err);
    if (st != RS_OK) return st;
    size_t count = count_chain(&w, object), at = count;
    rs_object_id *objects = rs_alloc_array(count, sizeof *objects);
    if (!objects) return rs_fail_memory(err, "what an object hangs on");
    while ((object = rs_dominators_of(w.dominators, object)) != RS_NO_OBJECT)
        if (counts(&w, object)) objects[--at] = object;
    *out = (rs__dominator_chain){objects, count};
    return RS_OK;
}

void rs__dominator_chain_release(rs__dominator_chain *chain) {
    rs_release(chain->objects);
    *chain = (rs__dominator_chain){NULL, 0};
}
