/* retained_together.c: what would be freed if several objects went.         Manual: rs_dominators.h. Map: graph/README.md
 *
 * Mark from the roots, as if the objects were not there; what is not marked would be freed. Garbage is marked apart, since
 * what it refers to is not kept alive by it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_dominators.h"

#include "dominator_roots.h"
#include "liveness.h"
#include "marking.h"
#include "rs_memory.h"

typedef struct together {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_bits *alive;
    const rs_object_id *objects;
    size_t count;
    uint64_t freed;
} together;

static void mark_all(rs_marking *marking, const rs_bits *roots) {
    for (size_t word = 0; word < rs__bits_words(marking->columns->objects); word++)
        for (rs_bits left = roots[word]; left != 0; left &= left - 1)
            rs__marking_mark(marking, (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(left));
    rs__marking_run(marking);
}

/* Those of the given life that were not marked, and those that went. */
static void add_freed(together *t, const rs_marking *marking, const rs_bits *gone, bool alive) {
    for (uint32_t o = t->columns->records; o < t->columns->objects; o++) {
        if (rs__bit(t->alive, o) != alive) continue;
        if (!rs__bit(marking->reached, o) || rs__bit(gone, o)) t->freed += rs_snapshot_size(t->snapshot, o);
    }
}

/* Those that went, and all of the other life, count as marked, so that they are not entered. */
static bool mark_life(together *t, const rs_bits *roots, const rs_bits *gone, bool alive) {
    rs_marking marking;
    bool done = rs__marking_init(&marking, t->columns);
    if (done) {
        for (size_t word = 0; word < rs__bits_words(t->columns->objects); word++)
            marking.reached[word] = gone[word] | (alive ? ~t->alive[word] : t->alive[word]);
        mark_all(&marking, roots);
        add_freed(t, &marking, gone, alive);
    }
    rs__marking_release(&marking);
    return done;
}

static bool run(together *t, const rs_dominator_roots *roots) {
    rs_bits *gone = rs__bits_new(t->columns->objects);
    bool touches[2] = {false, false}; /* garbage, what is alive */
    for (size_t i = 0; gone && i < t->count; i++) {
        if (t->objects[i] >= t->columns->objects) continue;
        rs__bit_set(gone, t->objects[i]);
        touches[rs__bit(t->alive, t->objects[i])] = true;
    }
    bool done = gone && (!touches[1] || mark_life(t, roots->live, gone, true)) &&
                (!touches[0] || mark_life(t, roots->garbage, gone, false));
    rs_release(gone);
    return done;
}

rs_status rs_retained_together(uint64_t *bytes, rs_graph *graph, const rs_object_id *objects, size_t count,
                               rs_error *err) {
    together t = {.snapshot = rs_graph_snapshot(graph), .objects = objects, .count = count};
    const rs_liveness *liveness = NULL;
    rs_dominator_roots roots;
    t.columns = rs_snapshot_columns(t.snapshot);
    rs_status st = rs__dominator_roots_find(&roots, graph, err);
    if (st == RS_OK) st = rs_graph_liveness(&liveness, graph, err);
    if (st == RS_OK) {
        t.alive = rs__liveness_alive(liveness);
        if (!run(&t, &roots)) st = rs_fail_memory(err, "finding what objects retain together");
    }
    rs__dominator_roots_release(&roots);
    if (st == RS_OK) *bytes = t.freed;
    return st;
}
