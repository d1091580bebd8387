/* path_forward.c: from all roots to those who hold an object, or to all objects.
 *                                                                    Manual: paths.h, path_tree.h. Map: graph/README.md
 * One pass over the heap: every object is left once, by its lightest way from a root, and remembers the reference that
 * came to it. The object asked about is never left; every reference that comes to it is an arrival, and the first arrival
 * through a holder is a path. Where no object is asked about, what is remembered is the answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "big_array.h"
#include "bucket_queue.h"
#include "liveness.h"
#include "path_tree.h"
#include "paths.h"

#define FAR UINT32_MAX

typedef struct pass {
    rs_path_search *search;
    const rs_columns *columns;
    rs_bits *holders, *modules;
    rs_path_weights weights;
    uint32_t *distance;   /* [objects] the least so far */
    rs_reference_id *via; /* [objects] the reference it was come to by; RS_NO_REFERENCE: a root */
    rs_bucket_queue queue;
    rs_tier tier;
    uint32_t begin; /* the distance at which the roots of this tier are */
    bool no_memory;
} pass;

static void put(pass *p, rs_queued item, unsigned weight) {
    if (!rs__queue_put(&p->queue, item, weight)) p->no_memory = true;
}

static void reverse(rs_reference_id *references, size_t count) {
    for (size_t i = 0, j = count; i + 1 < j; i++) {
        rs_reference_id first = references[i];
        references[i] = references[--j];
        references[j] = first;
    }
}

/* From the arrival back to the root, then the right way round. */
static void add_path(pass *p, const rs_queued *arrival) {
    rs_paths *paths = p->search->paths;
    rs_object_id at = arrival->label, holder = at;
    bool fits = rs__paths_begin(paths, RS_NO_OBJECT, p->tier, p->queue.distance - p->begin) &&
                rs__paths_add(paths, arrival->reference);
    for (; fits && p->via[at] != RS_NO_REFERENCE; at = rs_snapshot_source(p->search->snapshot, p->via[at]))
        fits = rs__paths_add(paths, p->via[at]);
    if (!fits) {
        p->no_memory = true;
        return;
    }
    rs_found_path *found = &paths->found[paths->count - 1];
    found->root = at;
    found->dependent = p->search->dependent;
    reverse(paths->references + found->begin, found->length);
    rs__bit_set(p->search->explained, holder);
}

/* Queue what `object` refers to, where this way is lighter than any before. */
static void leave(pass *p, rs_object_id object) {
    const rs_columns *c = p->columns;
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++) {
        uint32_t target = c->target[r];
        bool arrives = target == p->search->object;
        if (!arrives && !rs__bit(p->holders, target)) continue;
        if (!arrives && p->distance[target] <= p->queue.distance) continue;
        unsigned weight = rs__path_weight(&p->weights, object, r);
        uint32_t distance = p->queue.distance + weight;
        if (!arrives && p->distance[target] <= distance) continue;
        if (!arrives) p->distance[target] = distance;
        put(p, (rs_queued){target, r, object}, weight);
    }
}

static void run(pass *p) {
    rs_queued item;
    while (!p->no_memory && !rs__paths_are_enough(p->search) && rs__queue_take(&item, &p->queue)) {
        if (item.object == p->search->object) {
            if (!rs__bit(p->search->explained, item.label)) add_path(p, &item);
        } else if (p->via[item.object] == RS_NO_REFERENCE) { /* not left before: this is its lightest way */
            p->via[item.object] = item.reference;
            leave(p, item.object);
        }
    }
}

static void put_root(pass *p, rs_object_id object) {
    if (object == p->search->object || p->distance[object] != FAR) return;
    p->distance[object] = p->queue.distance;
    put(p, (rs_queued){object, RS_NO_REFERENCE, RS_NO_OBJECT}, 0);
}

static void put_roots(pass *p) {
    const rs_object_id *outside = NULL;
    size_t count = rs__liveness_root_list(p->search->liveness, &outside);
    p->begin = p->queue.distance;
    if (p->tier == RS__TIER_RECORDS) {
        for (rs_object_id o = 0; o < p->columns->records; o++) put_root(p, o);
    } else if (p->tier == RS__TIER_OUTSIDE) {
        for (size_t i = 0; i < count; i++) put_root(p, outside[i]);
    } else {
        for (rs_object_id o = p->columns->records; o < p->columns->objects; o++)
            if (p->columns->flags[o] & (RS_OBJECT_IMMORTAL | RS_OBJECT_FROZEN)) put_root(p, o);
    }
}

static bool allocate(pass *p) {
    uint32_t count = 0;
    p->holders = rs__bits_of_holders(p->columns, &count);
    p->weights.modules = p->modules = rs__bits_of_modules(p->search->snapshot);
    p->distance = rs__big_array(p->columns->objects, sizeof *p->distance);
    p->via = rs__big_array(p->columns->objects, sizeof *p->via);
    if (!p->holders || !p->modules || !p->distance || !p->via) return false;
    for (uint32_t o = 0; o < p->columns->objects; o++) {
        p->distance[o] = FAR;
        p->via[o] = RS_NO_REFERENCE;
    }
    return true;
}

static void release(pass *p) {
    rs__queue_release(&p->queue);
    rs_release(p->via);
    rs_release(p->distance);
    rs_release(p->modules);
    rs_release(p->holders);
}

rs_searched rs__paths_forward(rs_path_search *search) {
    pass p = {.search = search, .columns = rs_snapshot_columns(search->snapshot), .weights = search->weights};
    p.no_memory = !allocate(&p);
    for (p.tier = 0; p.tier < RS__TIERS && !p.no_memory && !rs__paths_are_enough(search); p.tier++) {
        rs__paths_keep_place(search, p.tier);
        put_roots(&p);
        run(&p);
    }
    release(&p);
    return p.no_memory ? RS__SEARCHED_OUT_OF_MEMORY : RS__SEARCHED;
}

/* ---- To all objects ------------------------------------------------------------------------------------------------- */

rs_status rs__path_tree_find(rs_path_tree *out, rs_graph *graph, rs_error *err) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    struct rs_paths none = {0};
    rs_path_search search = {.snapshot = snapshot, .object = RS_NO_OBJECT, .limit = 1, .paths = &none};
    rs_status status = rs_graph_liveness(&search.liveness, graph, err);
    if (status != RS_OK) return status;
    pass p = {.search = &search, .columns = rs_snapshot_columns(snapshot)};
    p.weights = rs__path_weights_of(snapshot);
    p.no_memory = !allocate(&p);
    for (p.tier = 0; p.tier < RS__TIERS && !p.no_memory; p.tier++) {
        put_roots(&p);
        run(&p);
    }
    if (!p.no_memory) {
        *out = (rs_path_tree){snapshot, search.liveness, p.via, p.distance};
        p.via = p.distance = NULL;
    }
    release(&p);
    return p.no_memory ? rs_fail_memory(err, "searching paths from the roots") : RS_OK;
}

size_t rs__path_tree_depth(const rs_path_tree *tree, rs_object_id object) {
    size_t depth = 0;
    for (; tree->via[object] != RS_NO_REFERENCE; depth++)
        object = rs_snapshot_source(tree->snapshot, tree->via[object]);
    return depth;
}

rs_path rs__path_tree_path(const rs_path_tree *tree, rs_object_id object, rs_reference_id *references) {
    size_t depth = rs__path_tree_depth(tree, object);
    for (size_t i = depth; i > 0; i--) {
        references[i - 1] = tree->via[object];
        object = rs_snapshot_source(tree->snapshot, tree->via[object]);
    }
    return (rs_path){object, rs_liveness_root(tree->liveness, object), references, depth};
}

void rs__path_tree_release(rs_path_tree *tree) {
    rs_release(tree->via);
    rs_release(tree->distance);
    *tree = (rs_path_tree){0};
}
