/* paths.c: the shortest named paths from roots to an object.               Manual: rs_paths.h. Map: graph/README.md
 * The searches: path_backward.c, path_forward.c; the weights: path_weights.c; what is a reason of its own: path_reasons.c;
 * how a path begins as text: path_start.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "path_reasons.h"

#include <stdlib.h>
#include <string.h>

#include "liveness.h"
#include "rs_dominators.h"
#include "rs_memory.h"

#define STEPS_UP   10000
#define WORK_LEAST 20000 /* a search back may always look at so many references */
#define WORK_SHARE                                                                                           \
    8 /* and in a large heap at this part of all: then a pass over all of them is no longer dear */

/* ---- What is found -------------------------------------------------------------------------------------------------- */

bool rs__paths_begin(rs_paths *paths, rs_object_id root, rs_tier tier, uint32_t distance) {
    void *found = paths->found;
    bool fits = rs_reserve(&found, &paths->capacity, paths->count + 1, sizeof *paths->found);
    paths->found = found;
    if (fits)
        paths->found[paths->count++] = (rs_found_path){root, tier, false, distance, paths->reference_count,
                                                       0};
    return fits;
}

bool rs__paths_add(rs_paths *paths, rs_reference_id reference) {
    void *references = paths->references;
    bool fits = rs_reserve(&references, &paths->reference_capacity, paths->reference_count + 1,
                           sizeof reference);
    paths->references = references;
    if (!fits) return false;
    paths->references[paths->reference_count++] = reference;
    paths->found[paths->count - 1].length++;
    return true;
}

static int compare_found(const void *left, const void *right) {
    const rs_found_path *a = left, *b = right;
    if (a->dependent != b->dependent) return a->dependent ? 1 : -1;
    if (a->tier != b->tier) return a->tier < b->tier ? -1 : 1;
    if (a->distance != b->distance) return a->distance < b->distance ? -1 : 1;
    if (a->length == 0 || b->length == 0)
        return (a->length > 0) - (b->length > 0); /* the object itself first */
    return (a->begin > b->begin) - (a->begin < b->begin);
}

/* ---- The search ----------------------------------------------------------------------------------------------------- */

static size_t work_of(const rs_columns *c) {
    size_t share = c->references / WORK_SHARE;
    return share > WORK_LEAST ? share : WORK_LEAST;
}

void rs__paths_keep_place(rs_path_search *search, rs_tier tier) {
    if (search->keeps_place || !rs__is_root_of(search, search->object, tier)) return;
    search->keeps_place = true;
    search->limit--;
}

/* A root is kept by itself as well; that is a path of no references. */
static bool add_itself(rs_path_search *search) {
    for (rs_tier tier = 0; tier < RS__TIERS; tier++)
        if (rs__is_root_of(search, search->object, tier))
            return rs__paths_begin(search->paths, search->object, tier, 0);
    return true;
}

/* One path after the other, each without the last holders of those before. The first may cost what a search may, the
 * others little: what they would find is then found among the dependent ones. */
static rs_searched search_independent(rs_path_search *search, rs_tier tier) {
    rs_searched searched = RS__SEARCHED;
    size_t found = SIZE_MAX;
    while (searched == RS__SEARCHED && !rs__paths_are_enough(search) && found != search->paths->count) {
        size_t work = search->work;
        found = search->paths->count;
        if (found > 0 && work > WORK_LEAST) search->work = WORK_LEAST;
        searched = rs__paths_backward_independent(search, tier);
        if (found > 0 && work > WORK_LEAST) search->work += work - WORK_LEAST;
    }
    return found > 0 && searched == RS__SEARCHED_PART ? RS__SEARCHED : searched;
}

/* One tier after the other, backwards; forwards once the bound is reached. */
static rs_searched search_holders(rs_path_search *search) {
    rs_searched searched = RS__SEARCHED;
    for (rs_tier tier = 0; tier < RS__TIERS && searched == RS__SEARCHED && !rs__paths_are_enough(search);
         tier++) {
        rs__paths_keep_place(search, tier);
        if (!rs__paths_are_enough(search)) searched = search_independent(search, tier);
    }
    search->dependent = search->paths->count > 0;
    for (rs_tier tier = 0; tier < RS__TIERS && searched == RS__SEARCHED && !rs__paths_are_enough(search);
         tier++) {
        rs__paths_keep_place(search, tier);
        if (!rs__paths_are_enough(search)) searched = rs__paths_backward(search, tier);
    }
    return searched == RS__SEARCHED_PART ? rs__paths_forward(search) : searched;
}

/* There are fewer holders than paths wanted: so holders may be shared. These are a bonus and may not cost much. */
static rs_searched search_more(rs_path_search *search) {
    rs_searched searched = RS__SEARCHED;
    if (search->work > WORK_LEAST) search->work = WORK_LEAST;
    for (rs_tier tier = 0; tier < RS__TIER_FIXED && searched == RS__SEARCHED && !rs__paths_are_enough(search);
         tier++)
        searched = rs__paths_backward_more(search, tier);
    return searched;
}

static bool search_paths(rs_path_search *search) {
    size_t wanted = search->limit;
    bool alive = rs__bit(rs__liveness_alive(search->liveness), search->object);
    if (!alive || wanted == 0) return true;
    if (rs_liveness_root(search->liveness, search->object) == RS_ROOT_RECORD) return add_itself(search);
    rs_searched searched = search_holders(search);
    if (searched == RS__SEARCHED && !rs__paths_are_enough(search) && !search->holders_only)
        searched = search_more(search);
    search->limit = wanted;
    if (searched == RS__SEARCHED_OUT_OF_MEMORY) return false;
    search->dependent = false;
    if (!rs__paths_are_enough(search) && !add_itself(search)) return false;
    if (search->paths->count > 1)
        qsort(search->paths->found, search->paths->count, sizeof *search->paths->found, compare_found);
    rs__paths_drop_repeated(search);
    return true;
}

/* ---- How many there are --------------------------------------------------------------------------------------------- */

typedef struct holders {
    const rs_liveness *liveness;
    const rs_dominators *dominators;
    rs_object_id object;
} holders;

/* Is it held by the object alone? What hangs on it a very long way down is not found out. */
static bool hangs_on_it(const holders *h, rs_object_id holder) {
    for (unsigned steps = 0; holder != RS_NO_OBJECT && steps < STEPS_UP; steps++) {
        if (holder == h->object) return true;
        holder = rs_dominators_of(h->dominators, holder);
    }
    return false;
}

static bool is_told(const rs_paths *paths, rs_object_id holder, const rs_snapshot *snapshot) {
    for (size_t i = 0; i < paths->count; i++) {
        const rs_found_path *found = &paths->found[i];
        if (found->length > 0 &&
            rs_snapshot_source(snapshot, paths->references[found->begin + found->length - 1]) == holder)
            return true;
    }
    return false;
}

static size_t count_holders(const rs_snapshot *snapshot, const rs_referrers *referrers, rs_object_id object) {
    const rs_reference_id *references = NULL;
    size_t count = rs_referrers_of(referrers, object, &references), different = 0;
    for (size_t i = 0; i < count; i++)
        different += i == 0 || rs_snapshot_source(snapshot, references[i]) !=
                                   rs_snapshot_source(snapshot, references[i - 1]);
    return different;
}

rs_status rs_paths_more(size_t *more, const rs_paths *paths, rs_graph *graph, rs_error *err) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    const rs_referrers *referrers = NULL;
    const rs_reference_id *references = NULL;
    holders h = {.liveness = paths->liveness, .object = paths->object};
    rs_status st = rs_graph_referrers(&referrers, graph, err);
    if (st == RS_OK) st = rs_graph_dominators(&h.dominators, graph, err);
    if (st != RS_OK) return st;
    size_t count = rs_referrers_of(referrers, paths->object, &references);
    rs_object_id before = RS_NO_OBJECT;
    *more = 0;
    for (size_t i = 0; i < count; i++) {
        rs_object_id holder = rs_snapshot_source(snapshot, references[i]);
        if (holder == before) continue;
        before = holder;
        bool living = rs__bit(rs__liveness_alive(h.liveness), holder) && !hangs_on_it(&h, holder);
        *more += living && !is_told(paths, holder, snapshot);
    }
    return RS_OK;
}

rs_status rs_paths_find(rs_paths **out, rs_graph *graph, rs_object_id object, size_t limit, rs_error *err) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_path_search search = {.snapshot = snapshot, .object = object, .limit = limit, .work = work_of(c)};
    if (object >= c->objects)
        return rs_fail(err, RS_BAD_ARGUMENT, "paths: there is no object %u", (unsigned)object);
    rs_status st = rs_graph_referrers(&search.referrers, graph, err);
    if (st == RS_OK) st = rs_graph_liveness(&search.liveness, graph, err);
    if (st != RS_OK) return st;
    search.weights = rs__path_weights_of(snapshot);
    search.explained = rs__bits_new(c->objects);
    search.paths = rs_alloc_cleared(1, sizeof *search.paths);
    if (search.paths) search.paths->liveness = search.liveness;
    if (search.paths) search.paths->object = object;
    if (limit == 0) search.limit = count_holders(snapshot, search.referrers, object) + 1;
    search.holders_only = limit == 0;
    bool done = search.explained && search.paths && search_paths(&search);
    rs_release(search.explained);
    if (!done) {
        rs_paths_free(search.paths);
        return rs_fail_memory(err, "searching paths from the roots");
    }
    *out = search.paths;
    return RS_OK;
}

/* ---- The answer ----------------------------------------------------------------------------------------------------- */

size_t rs_paths_count(const rs_paths *paths) {
    return paths->count;
}

rs_path rs_paths_at(const rs_paths *paths, size_t index) {
    if (index >= paths->count) return (rs_path){RS_NO_OBJECT, RS_ROOT_NONE, NULL, 0};
    const rs_found_path *found = &paths->found[index];
    return (rs_path){found->root, rs_liveness_root(paths->liveness, found->root),
                     paths->references + found->begin, found->length};
}

void rs_paths_free(rs_paths *paths) {
    if (!paths) return;
    rs_release(paths->found);
    rs_release(paths->references);
    rs_release(paths);
}
