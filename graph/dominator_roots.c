/* dominator_roots.c: where dominance begins.                          Manual: dominator_roots.h. Map: graph/README.md
 *
 * Garbage is reached from its sources: the components that no other garbage leads to. They are found without finding any
 * other component. Mark what an object not yet marked reaches, and so on until all garbage is marked: the objects begun
 * with are the candidates, and each source has exactly one, since nothing else could have led to the first of its members
 * to be marked. A later candidate is not reached by an earlier one, so once they are gone through from the last to the first,
 * marking anew, those not marked already lie on sources. And whatever leads to such a one is on its component.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dominator_roots.h"

#include "liveness.h"
#include "marking.h"
#include "rs_memory.h"
#include "rs_referrers.h"
#include "scenery.h"

static void add_live_roots(rs_bits *roots, const rs_liveness *liveness, const rs_columns *c) {
    const rs_object_id *held = NULL;
    size_t count = rs__liveness_root_list(liveness, &held);
    for (size_t i = 0; i < count; i++) rs__bit_set(roots, held[i]);
    for (uint32_t o = 0; o < c->objects; o++)
        if (o < c->records || c->flags[o] & (RS_OBJECT_IMMORTAL | RS_OBJECT_FROZEN | RS_OBJECT_RECORD))
            rs__bit_set(roots, o);
}

/* ---- Garbage -------------------------------------------------------------------------------------------------------- */

typedef struct garbage {
    const rs_columns *columns;
    const rs_bits *alive;
    const rs_referrers *referrers;
    const rs_snapshot *snapshot;
    rs_object_id *candidate; /* [candidates]; later those on sources, and then all members of these */
    size_t candidates, capacity;
} garbage;

static bool add_candidate(garbage *g, rs_object_id object) {
    void *candidate = g->candidate;
    bool fits = rs_reserve(&candidate, &g->capacity, g->candidates + 1, sizeof *g->candidate);
    g->candidate = candidate;
    if (fits) g->candidate[g->candidates++] = object;
    return fits;
}

/* What is alive counts as marked. */
static bool begin_marking(rs_marking *marking, const garbage *g) {
    if (!rs__marking_init(marking, g->columns)) return false;
    for (size_t word = 0; word < rs__bits_words(g->columns->objects); word++)
        marking->reached[word] = g->alive[word];
    return true;
}

static bool find_candidates(garbage *g) {
    rs_marking marking;
    bool done = begin_marking(&marking, g);
    for (uint32_t o = 0; done && o < g->columns->objects; o++) {
        if (rs__bit(marking.reached, o)) continue;
        done = add_candidate(g, o);
        rs__marking_mark(&marking, o);
        rs__marking_run(&marking);
    }
    rs__marking_release(&marking);
    return done;
}

static bool keep_those_on_sources(garbage *g) {
    rs_marking marking;
    bool done = begin_marking(&marking, g);
    size_t kept = g->candidates;
    for (size_t i = g->candidates; done && i-- > 0;) {
        rs_object_id object = g->candidate[i];
        if (rs__bit(marking.reached, object)) continue;
        g->candidate[--kept] = object;
        rs__marking_mark(&marking, object);
        rs__marking_run(&marking);
    }
    rs__marking_release(&marking);
    if (!done) return false;
    g->candidates -= kept;
    for (size_t i = 0; i < g->candidates; i++) g->candidate[i] = g->candidate[kept + i];
    return true;
}

/* candidate[] is a queue now: whatever refers to one in it is on the same component. */
static bool add_members(rs_bits *roots, garbage *g) {
    for (size_t i = 0; i < g->candidates; i++) rs__bit_set(roots, g->candidate[i]);
    for (size_t at = 0; at < g->candidates; at++) {
        const rs_reference_id *references = NULL;
        size_t count = rs_referrers_of(g->referrers, g->candidate[at], &references);
        for (size_t i = 0; i < count; i++) {
            rs_object_id holder = rs_snapshot_source(g->snapshot, references[i]);
            if (rs__bit(roots, holder)) continue;
            rs__bit_set(roots, holder);
            if (!add_candidate(g, holder)) return false;
        }
    }
    return true;
}

/* A namespace is part of what it belongs to: where that is a member itself, it is reached from there. */
static void leave_parts_to_their_owners(rs_bits *roots, const garbage *g) {
    for (size_t i = 0; i < g->candidates; i++) {
        rs_reference_id owner = rs__owner_of_inner(g->snapshot, g->referrers, g->candidate[i]);
        if (owner != RS_NO_REFERENCE && rs__bit(roots, rs_snapshot_source(g->snapshot, owner)))
            rs__bit_clear(roots, g->candidate[i]);
    }
}

static rs_status add_garbage_roots(rs_bits *roots, rs_graph *graph, const rs_liveness *liveness,
                                   rs_error *err) {
    garbage g = {.snapshot = rs_graph_snapshot(graph), .alive = rs__liveness_alive(liveness)};
    g.columns = rs_snapshot_columns(g.snapshot);
    rs_status st = rs_graph_referrers(&g.referrers, graph, err);
    if (st == RS_OK && !(find_candidates(&g) && keep_those_on_sources(&g) && add_members(roots, &g)))
        st = rs_fail_memory(err, "finding what garbage begins with");
    if (st == RS_OK) leave_parts_to_their_owners(roots, &g);
    rs_release(g.candidate);
    return st;
}

rs_status rs__dominator_roots_find(rs_dominator_roots *out, rs_graph *graph, rs_error *err) {
    const rs_columns *c = rs_snapshot_columns(rs_graph_snapshot(graph));
    const rs_liveness *liveness = NULL;
    *out = (rs_dominator_roots){NULL, NULL};
    rs_status st = rs_graph_liveness(&liveness, graph, err);
    if (st != RS_OK) return st;
    out->live = rs__bits_new(c->objects);
    out->garbage = rs__bits_new(c->objects);
    if (!out->live || !out->garbage) return rs_fail_memory(err, "finding what is retained by nothing");
    add_live_roots(out->live, liveness, c);
    return rs_liveness_garbage_objects(liveness) > 0 ? add_garbage_roots(out->garbage, graph, liveness, err)
                                                     : RS_OK;
}

void rs__dominator_roots_release(rs_dominator_roots *roots) {
    rs_release(roots->live);
    rs_release(roots->garbage);
    *roots = (rs_dominator_roots){NULL, NULL};
}
