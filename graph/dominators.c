/* dominators.c: what retains what.       Manual: rs_dominators.h. Roots: dominator_roots.c. The kernel: semi_nca.c
 *                                                                                                 Map: graph/README.md
 * The kernel sees only objects that hold something. The rest, leaves, are met by going once over all references: each is
 * given to the nearest common ancestor, in the tree of dominators, of those that hold it. As a tree's numbers grow downwards,
 * retained sizes are added up from the last number to the first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_dominators.h"

#include "big_array.h"
#include "dominator_roots.h"
#include "liveness.h"
#include "parallel.h"
#include "semi_nca.h"

struct rs_dominators {
    const rs_snapshot *snapshot; /* borrowed */
    uint32_t objects;
    rs_object_id *dominator; /* [objects] */
    rs_bits *holders;        /* [objects] */
    uint32_t *rank;          /* [words of holders] holders before the word */
    uint64_t *retained;      /* [holders] bytes, in the order of objects */
};

typedef struct pass {
    rs_dominators *out;
    const rs_columns *columns;
    const rs_dominator_roots *roots;
    const rs_bits *alive;
    uint32_t holder_count;
    rs_depth_order order;
    rs_jump_node *tree; /* [order.count + 1] */
    unsigned threads;
} pass;

static inline uint64_t shallow_size(const rs_dominators *d, const rs_columns *c, uint32_t object) {
    if (object < c->records || c->flags[object] & RS_OBJECT_RECORD) return 0;
    return c->size[object] == RS_SIZE_BIG ? rs_snapshot_size(d->snapshot, object) : c->size[object];
}

static inline uint32_t rank_of(const rs_dominators *d, uint32_t object) {
    rs_bits before = d->holders[object / 64] & (((rs_bits)1 << (object % 64)) - 1);
    return d->rank[object / 64] + (uint32_t)__builtin_popcountll(before);
}

/* ---- Leaves --------------------------------------------------------------------------------------------------------- */

#define NOT_HELD UINT32_MAX

/* Which thread has the leaf: each has every so manyth word of them. */
static inline unsigned thread_of(const pass *p, uint32_t leaf) {
    return (leaf / 64 % 256) * p->threads / 256;
}

/* Garbage takes no leaf from what is alive. */
static inline bool counts(const pass *p, uint32_t holder, uint32_t leaf) {
    return holder <= p->order.live || !rs__bit(p->alive, leaf);
}

/* Until the end out->dominator is by number, 0 for none. In the order of objects, as a leaf is often near its holder. */
static void give_leaves(void *job, unsigned thread) {
    const pass *p = job;
    const rs_columns *c = p->columns;
    const rs_bits *holders = p->out->holders;
    uint32_t *dominator = p->out->dominator;
    for (uint32_t object = 0; object < c->objects; object++) {
        uint32_t holder = p->order.number[object];
        for (uint32_t r = c->row[object], end = c->row[object + 1]; r < end; r++) {
            uint32_t held = c->target[r];
            if (rs__bit(holders, held) || dominator[held] == 0 || thread_of(p, held) != thread) continue;
            if (!counts(p, holder, held)) continue;
            dominator[held] = dominator[held] == NOT_HELD
                                  ? holder
                                  : rs__jump_tree_meet(p->tree, dominator[held], holder);
        }
    }
}

static void begin_leaves(const pass *p) {
    for (uint32_t o = 0; o < p->columns->objects; o++)
        p->out->dominator[o] = rs__bit(p->roots->live, o) || rs__bit(p->roots->garbage, o) ? 0 : NOT_HELD;
}

/* ---- The answer ----------------------------------------------------------------------------------------------------- */

#define NAMES_AHEAD 24

static inline void prefetch_name(const pass *p, const uint64_t *bytes, uint32_t object) {
    if (rs__bit(p->out->holders, object)) {
        __builtin_prefetch(&p->tree[p->order.number[object]]);
        return;
    }
    __builtin_prefetch(&p->order.object[p->out->dominator[object]]);
    __builtin_prefetch(&bytes[p->out->dominator[object]], 1);
}

/* Dominators by number become objects; bytes are added up by number. */
static void name_dominators(const pass *p, uint64_t *bytes) {
    rs_dominators *d = p->out;
    for (uint32_t n = 0; n <= p->order.count; n++)
        bytes[n] = n > 0 ? shallow_size(d, p->columns, p->order.object[n]) : 0;
    for (uint32_t o = 0; o < d->objects; o++) {
        bool holds = rs__bit(d->holders, o);
        if (o + NAMES_AHEAD < d->objects) prefetch_name(p, bytes, o + NAMES_AHEAD);
        uint32_t number = holds ? p->tree[p->order.number[o]].parent : d->dominator[o];
        d->dominator[o] = p->order.object[number];
        if (!holds && number > 0) bytes[number] += shallow_size(d, p->columns, o);
    }
    for (uint32_t n = p->order.count; n > 0; n--) bytes[p->tree[n].parent] += bytes[n];
}

static bool keep_retained(const pass *p) {
    rs_dominators *d = p->out;
    uint64_t *bytes = rs__big_array((size_t)p->order.count + 1, sizeof *bytes);
    d->retained = rs__big_array(p->holder_count, sizeof *d->retained);
    d->rank = rs_alloc_array(rs__bits_words(d->objects), sizeof *d->rank);
    bool done = bytes && d->retained && d->rank;
    if (done) {
        uint32_t place = 0;
        name_dominators(p, bytes);
        for (uint32_t o = 0; o < d->objects; o++) {
            if (o % 64 == 0) d->rank[o / 64] = place;
            if (rs__bit(d->holders, o)) d->retained[place++] = bytes[p->order.number[o]];
        }
    }
    rs_release(bytes);
    return done;
}

static bool run(pass *p) {
    rs_dominators *d = p->out;
    d->holders = rs__bits_of_holders(p->columns, &p->holder_count);
    d->dominator = rs__big_array(d->objects, sizeof *d->dominator);
    if (!d->holders || !d->dominator ||
        !rs__depth_order(&p->order, p->columns, d->holders, p->holder_count, p->roots))
        return false;
    p->tree = rs__semi_nca(&p->order, p->columns, d->holders);
    if (!p->tree) return false;
    begin_leaves(p);
    p->threads = rs__threads_for(p->columns->references);
    rs__run_threads(p->threads, give_leaves, p);
    return keep_retained(p);
}

rs_status rs_dominators_new(rs_dominators **out, rs_graph *graph, rs_error *err) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    rs_dominator_roots roots;
    const rs_liveness *liveness = NULL;
    rs_status st = rs__dominator_roots_find(&roots, graph, err);
    if (st == RS_OK) st = rs_graph_liveness(&liveness, graph, err);
    rs_dominators *d = st == RS_OK ? rs_alloc_cleared(1, sizeof *d) : NULL;
    pass p = {.out = d, .columns = rs_snapshot_columns(snapshot), .roots = &roots};
    if (d) {
        p.alive = rs__liveness_alive(liveness);
        d->snapshot = snapshot;
        d->objects = p.columns->objects;
    }
    bool done = d && run(&p);
    rs__depth_order_release(&p.order);
    rs_release(p.tree);
    rs__dominator_roots_release(&roots);
    if (!done) {
        rs_dominators_free(d);
        return st != RS_OK ? st : rs_fail_memory(err, "finding what retains what");
    }
    *out = d;
    return RS_OK;
}

void rs_dominators_free(rs_dominators *d) {
    if (!d) return;
    rs_release(d->dominator);
    rs_release(d->holders);
    rs_release(d->rank);
    rs_release(d->retained);
    rs_release(d);
}

rs_object_id rs_dominators_of(const rs_dominators *d, rs_object_id object) {
    return object < d->objects ? d->dominator[object] : RS_NO_OBJECT;
}

uint64_t rs_dominators_retained(const rs_dominators *d, rs_object_id object) {
    if (object >= d->objects) return 0;
    if (rs__bit(d->holders, object)) return d->retained[rank_of(d, object)];
    return shallow_size(d, rs_snapshot_columns(d->snapshot), object);
}
