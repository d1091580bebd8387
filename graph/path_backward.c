/* path_backward.c: from an object back to its nearest roots.                  Manual: paths.h. Map: graph/README.md
 *
 * An object on the way bears labels: "from here the object asked about is so far, by this reference, through that last
 * holder". The queue hands them out nearest first. An object needs no more labels than paths are wanted, and none of one
 * last holder twice: whatever lies behind it would only repeat what the nearer label finds. So the paths are the nearest,
 * each through a last holder of its own.
 *
 * What the roots of the tier cannot reach is not looked at.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bucket_queue.h"
#include "liveness.h"
#include "path_reasons.h"
#include "rs_memory.h"
#include "scenery.h"

#define NO_LABEL UINT32_MAX

typedef struct label {
    rs_object_id object;       /* that bears it */
    rs_reference_id reference; /* from it, towards the object asked about */
    uint32_t towards;    /* the label at that reference's target; NO_LABEL: it is the object asked about */
    uint32_t next;       /* another label of the same object */
    rs_object_id holder; /* the last one of the path */
} label;

typedef struct walk {
    rs_path_search *search;
    const rs_columns *columns;
    rs_tier tier;
    bool more;        /* last holders may be shared, scenery is left out */
    bool independent; /* one path, which passes no explained holder */
    rs_bucket_queue queue;
    label *labels;
    size_t label_count, label_capacity;
    uint32_t *first_label; /* [objects] number of a label, plus one; 0: none */
    bool no_memory, exceeded;
} walk;

/* ---- Labels --------------------------------------------------------------------------------------------------------- */

/* Following a long path is work as well. */
static bool is_on_path(walk *w, rs_object_id object, uint32_t towards) {
    for (; towards != NO_LABEL && !w->exceeded; towards = w->labels[towards].towards) {
        if (w->labels[towards].object == object) return true;
        w->exceeded = w->search->work == 0;
        w->search->work -= !w->exceeded;
    }
    return w->exceeded;
}

/* Whether the object may bear one more label. */
static bool has_room(walk *w, rs_object_id object, rs_object_id holder, uint32_t towards) {
    size_t count = 0;
    for (uint32_t at = w->first_label[object]; at != 0; at = w->labels[at - 1].next) {
        if (!w->more && w->labels[at - 1].holder == holder) return false;
        if (++count == (w->independent ? 1 : w->search->limit)) return false;
    }
    return !w->more || !is_on_path(w, object, towards);
}

static uint32_t add_label(walk *w, const rs_queued *item, rs_object_id holder) {
    void *labels = w->labels;
    bool fits = w->label_count < NO_LABEL - 1 &&
                rs_reserve(&labels, &w->label_capacity, w->label_count + 1, sizeof *w->labels);
    w->labels = labels;
    if (!fits) {
        w->no_memory = true;
        return NO_LABEL;
    }
    uint32_t number = (uint32_t)w->label_count++;
    w->labels[number] = (label){item->object, item->reference, item->label, w->first_label[item->object],
                                holder};
    w->first_label[item->object] = number + 1;
    return number;
}

/* ---- Steps back ----------------------------------------------------------------------------------------------------- */

static bool is_in_reach(const walk *w, rs_object_id object) {
    const rs_liveness *liveness = w->search->liveness;
    return rs__bit(w->tier == RS__TIER_RECORDS ? rs__liveness_held_by_records(liveness)
                                               : rs__liveness_alive(liveness),
                   object);
}

/* Where a path begins for a person, at a module or a frame, others may begin as well. */
static bool is_beginning(const walk *w, rs_object_id object) {
    const rs_snapshot *snapshot = w->search->snapshot;
    rs_kind kind = rs_snapshot_type_of(snapshot, object)->kind;
    if (object < w->columns->records || kind == RS_KIND_MODULE || kind == RS_KIND_FRAME) return true;
    rs_reference_id inner = rs__owner_of_inner(snapshot, w->search->referrers, object);
    return inner != RS_NO_REFERENCE &&
           rs_snapshot_type_of(snapshot, rs_snapshot_source(snapshot, inner))->kind == RS_KIND_MODULE;
}

static bool is_passed_no_more(const walk *w, rs_object_id object) {
    return w->independent && rs__bit(w->search->explained, object) && !is_beginning(w, object);
}

/* Where holders are shared, what leads through scenery says nothing new; nor does sys.modules held from outside. */
static bool is_worth_a_step(const walk *w, const rs_queued *item, unsigned weight) {
    if (item->object == w->search->object || !is_in_reach(w, item->object)) return false;
    if (is_passed_no_more(w, item->object)) return false;
    if (!w->more) return true;
    if (w->tier != RS__TIER_RECORDS && item->object == w->search->weights.sys_modules) return false;
    return weight < RS__WEIGHT_SCENERY;
}

/* Queue those who refer to `object`, each once, by its lightest reference. */
static void step_back(walk *w, rs_object_id object, uint32_t towards) {
    const rs_reference_id *references = NULL;
    size_t count = rs_referrers_of(w->search->referrers, object, &references), next;
    w->exceeded = count > w->search->work;
    if (w->exceeded) return;
    w->search->work -= count;
    for (size_t i = 0; i < count; i = next) {
        rs_queued best = {rs_snapshot_source(w->search->snapshot, references[i]), references[i], towards};
        unsigned least = rs__path_weight(&w->search->weights, best.object, best.reference);
        for (next = i + 1; next < count && references[next] < w->columns->row[best.object + 1]; next++) {
            unsigned weight = rs__path_weight(&w->search->weights, best.object, references[next]);
            if (weight >= least) continue;
            least = weight;
            best.reference = references[next];
        }
        if (is_worth_a_step(w, &best, least) && !rs__queue_put(&w->queue, best, least)) w->no_memory = true;
    }
}

/* ---- Paths found ---------------------------------------------------------------------------------------------------- */

static void take_back_last(rs_paths *paths) {
    paths->reference_count = paths->found[--paths->count].begin;
}

static void add_path(walk *w, uint32_t number) {
    rs_paths *paths = w->search->paths;
    bool fits = rs__paths_begin(paths, w->labels[number].object, w->tier, w->queue.distance);
    for (uint32_t at = number; fits && at != NO_LABEL; at = w->labels[at].towards)
        fits = rs__paths_add(paths, w->labels[at].reference);
    if (!fits) {
        w->no_memory = true;
        return;
    }
    paths->found[paths->count - 1].dependent = w->search->dependent;
    if (rs__path_is_repeated(w->search, paths->count - 1))
        take_back_last(paths);
    else
        rs__bit_set(w->search->explained, w->labels[number].holder);
}

/* ---- The search ----------------------------------------------------------------------------------------------------- */

static void visit(walk *w, const rs_queued *item) {
    rs_object_id holder = item->label == NO_LABEL ? item->object : w->labels[item->label].holder;
    if (!w->more && rs__bit(w->search->explained, holder)) return;
    if (!has_room(w, item->object, holder, item->label)) return;
    uint32_t number = add_label(w, item, holder);
    if (number == NO_LABEL) return;
    if (rs__is_root_of(w->search, item->object, w->tier))
        add_path(w, number);
    else
        step_back(w, item->object, number);
}

static rs_searched search_back(walk *w) {
    rs_queued item;
    w->columns = rs_snapshot_columns(w->search->snapshot);
    w->first_label = rs_alloc_cleared(w->columns->objects, sizeof *w->first_label);
    w->no_memory = !w->first_label;
    if (!w->no_memory) step_back(w, w->search->object, NO_LABEL);
    size_t found = w->search->paths->count;
    while (!w->no_memory && !w->exceeded && !rs__paths_are_enough(w->search) &&
           !(w->independent && w->search->paths->count > found) && rs__queue_take(&item, &w->queue))
        visit(w, &item);
    rs__queue_release(&w->queue);
    rs_release(w->first_label);
    rs_release(w->labels);
    if (w->no_memory) return RS__SEARCHED_OUT_OF_MEMORY;
    return w->exceeded ? RS__SEARCHED_PART : RS__SEARCHED;
}

rs_searched rs__paths_backward_independent(rs_path_search *search, rs_tier tier) {
    walk w = {.search = search, .tier = tier, .independent = true};
    return search_back(&w);
}

rs_searched rs__paths_backward(rs_path_search *search, rs_tier tier) {
    walk w = {.search = search, .tier = tier};
    return search_back(&w);
}

rs_searched rs__paths_backward_more(rs_path_search *search, rs_tier tier) {
    walk w = {.search = search, .tier = tier, .more = true};
    return search_back(&w);
}
