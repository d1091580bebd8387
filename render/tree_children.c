/* tree_children.c: which neighbours of an object are shown. However many there are, they are only counted, in two passes
 * and never sorted; no more than a few times `width` of them are held at once.  Manual: tree.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "rs_memory.h"
#include "tree.h"

#define RANKS 5

/* ---- Walking the neighbours ----------------------------------------------------------------------------------------- */

/* Where a walk over neighbours stands. Towards referents it goes down into what is a part of its source. */
typedef struct cursor {
    rs_object_id object;
    const rs_reference_id *held; /* towards referrers */
    size_t at, count;
    struct {
        rs_object_id source;
        uint32_t next, end;
        rs_reference_id by;
    } level[RS__CHAIN_MAX];
    size_t levels;
    uint32_t order;
} cursor;

static void enter(cursor *walk, const rs__tree *tree, rs_object_id source, rs_reference_id by) {
    const uint32_t *row = tree->columns->row;
    walk->level[walk->levels].source = source;
    walk->level[walk->levels].next = row[source];
    walk->level[walk->levels].end = row[source + 1];
    walk->level[walk->levels++].by = by;
}

static cursor walk_start(const rs__tree *tree, rs_object_id object) {
    cursor walk = {.object = object};
    if (tree->options.direction == RS_TOWARDS_REFERENTS)
        enter(&walk, tree, object, RS_NO_REFERENCE);
    else
        walk.count = rs_referrers_of(tree->referrers, object, &walk.held);
    return walk;
}

/* What explains most stands first: modules and frames, then what gives a name, then instances, then containers. */
static uint8_t rank_of_holder(const rs__tree *tree, rs_object_id holder) {
    switch (rs__tree_kind(tree, holder)) {
    case RS_KIND_MODULE:
    case RS_KIND_FRAME_RECORD:
    case RS_KIND_THREAD_RECORD:
    case RS_KIND_INTERPRETER_RECORD: return 0;
    case RS_KIND_FRAME: return rs__tree_is_running_frame(tree, holder) ? 0 : 1;
    case RS_KIND_TYPE:
    case RS_KIND_FUNCTION:
    case RS_KIND_METHOD:
    case RS_KIND_GENERATOR: return 1;
    case RS_KIND_LIST:
    case RS_KIND_TUPLE:
    case RS_KIND_DICT:
    case RS_KIND_SET:
    case RS_KIND_FROZENSET:
    case RS_KIND_CELL: return 3;
    default: return 2;
    }
}

/* Values that hold nothing make room for those that do. */
static uint8_t rank_of_target(const rs__tree *tree, rs_object_id target) {
    const uint32_t *row = tree->columns->row;
    return row[target] == row[target + 1];
}

/* The references of one holder stand together: take them as one neighbour. */
static bool next_holder(cursor *walk, rs__tree *tree, rs__child *child) {
    while (walk->at < walk->count) {
        rs_reference_id reference = walk->held[walk->at++];
        rs_object_id source = rs_snapshot_source(tree->snapshot, reference);
        uint32_t end = tree->columns->row[source + 1], references = 1;
        bool scenery = rs__tree_is_scenery(tree, reference, source);
        for (; walk->at < walk->count && walk->held[walk->at] < end; walk->at++, references++) {
            if (!scenery) continue;
            reference = walk->held[walk->at];
            scenery = rs__tree_is_scenery(tree, reference, source);
        }
        if (scenery) continue;
        *child = (rs__child){.references = references, .order = walk->order++};
        child->object = rs__tree_holder(tree, reference, child->chain, &child->chain_length);
        child->rank = rank_of_holder(tree, child->object);
        return true;
    }
    return false;
}

/* A dict's key that says no more than the name of its value does. */
static bool is_plain_key(const rs__tree *tree, rs_reference_id reference) {
    const uint32_t *row = tree->columns->row;
    rs_object_id target = tree->columns->target[reference];
    return RS_NAME_KIND(tree->columns->name[reference]) == RS_NAME_DICT_KEY && row[target] == row[target + 1];
}

static void fill_target(const cursor *walk, const rs__tree *tree, rs_reference_id reference,
                        rs__child *child) {
    for (size_t i = 1; i < walk->levels; i++) child->chain[child->chain_length++] = walk->level[i].by;
    child->chain[child->chain_length++] = reference;
    child->object = tree->columns->target[reference];
    child->rank = rank_of_target(tree, child->object);
}

static bool next_target(cursor *walk, rs__tree *tree, rs__child *child) {
    while (walk->levels > 0) {
        size_t top = walk->levels - 1;
        if (walk->level[top].next == walk->level[top].end) {
            walk->levels--;
            continue;
        }
        rs_reference_id reference = walk->level[top].next++;
        rs_object_id source = walk->level[top].source;
        if (rs__tree_is_scenery(tree, reference, source)) continue;
        if (!tree->options.scenery && is_plain_key(tree, reference)) continue;
        if (walk->levels < RS__CHAIN_MAX && rs__tree_is_part(tree, reference, source)) {
            enter(walk, tree, tree->columns->target[reference], reference);
            continue;
        }
        *child = (rs__child){.references = 1, .order = walk->order++};
        fill_target(walk, tree, reference, child);
        return true;
    }
    return false;
}

static bool next(cursor *walk, rs__tree *tree, rs__child *child) {
    if (tree->options.direction == RS_TOWARDS_REFERENTS) return next_target(walk, tree, child);
    return next_holder(walk, tree, child);
}

/* ---- Choosing ------------------------------------------------------------------------------------------------------- */

static bool count_types(rs__tree *tree, rs_object_id object, uint32_t *total) {
    cursor walk = walk_start(tree, object);
    rs__child child;
    while (next(&walk, tree, &child)) {
        uint32_t type = tree->columns->type[child.object];
        if (tree->type_count[type]++ > 0) continue;
        void *types = tree->types;
        bool room = rs_reserve(&types, &tree->types_capacity, tree->types_count + 1, sizeof *tree->types);
        tree->types = types;
        if (!room) {
            tree->type_count[type] = 0;
            return false;
        }
        tree->types[tree->types_count++] = type;
    }
    *total = walk.order;
    return true;
}

/* Keep the first `width` of each rank and turn: no later one can be among the first `width` of all. */
static bool collect(rs__tree *tree, rs_object_id object, uint32_t width, uint32_t share) {
    uint32_t kept[RANKS][2] = {{0}};
    cursor walk = walk_start(tree, object);
    rs__child child;
    tree->child_count = 0;
    while (next(&walk, tree, &child)) {
        child.second = ++tree->type_taken[tree->columns->type[child.object]] > share;
        if (kept[child.rank][child.second]++ >= width) continue;
        void *children = tree->children;
        bool room = rs_reserve(&children, &tree->child_capacity, tree->child_count + 1,
                               sizeof *tree->children);
        tree->children = children;
        if (!room) return false;
        tree->children[tree->child_count++] = child;
    }
    return true;
}

static int by_choice(const void *left, const void *right) {
    const rs__child *a = left, *b = right;
    if (a->second != b->second) return a->second - b->second;
    if (a->rank != b->rank) return a->rank - b->rank;
    return (a->order > b->order) - (a->order < b->order);
}

static int by_rank(const void *left, const void *right) {
    const rs__child *a = left, *b = right;
    if (a->rank != b->rank) return a->rank - b->rank;
    return (a->order > b->order) - (a->order < b->order);
}

static int by_order(const void *left, const void *right) {
    const rs__child *a = left, *b = right;
    return (a->order > b->order) - (a->order < b->order);
}

/* Keep `width` children in the order in which they are shown. */
static void pick(rs__tree *tree, uint32_t width) {
    if (tree->child_count > width) {
        qsort(tree->children, tree->child_count, sizeof *tree->children, by_choice);
        tree->child_count = width;
    }
    if (tree->child_count > 1)
        qsort(tree->children, tree->child_count, sizeof *tree->children,
              tree->options.direction == RS_TOWARDS_REFERENTS ? by_order : by_rank);
}

static int by_count(const void *left, const void *right) {
    const rs__rest *a = left, *b = right;
    if (a->count != b->count) return a->count < b->count ? 1 : -1;
    return (a->type > b->type) - (a->type < b->type);
}

/* What is not among the children, by type; the most numerous first. */
static bool append_rest(rs__tree *tree) {
    size_t first = tree->rest_count;
    for (size_t i = 0; i < tree->child_count; i++)
        tree->type_count[tree->columns->type[tree->children[i].object]]--;
    for (size_t i = 0; i < tree->types_count; i++) {
        uint32_t type = tree->types[i];
        if (tree->type_count[type] == 0) continue;
        void *rests = tree->rests;
        bool room = rs_reserve(&rests, &tree->rest_capacity, tree->rest_count + 1, sizeof *tree->rests);
        tree->rests = rests;
        if (!room) return false;
        tree->rests[tree->rest_count++] = (rs__rest){type, tree->type_count[type]};
    }
    if (tree->rest_count - first > 1)
        qsort(tree->rests + first, tree->rest_count - first, sizeof *tree->rests, by_count);
    return true;
}

static void forget_types(rs__tree *tree) {
    for (size_t i = 0; i < tree->types_count; i++)
        tree->type_count[tree->types[i]] = tree->type_taken[tree->types[i]] = 0;
    tree->types_count = 0;
}

rs_status rs__tree_choose(rs__tree *tree, rs_object_id object, rs_error *err) {
    uint32_t total = 0, width = tree->options.width;
    bool done = count_types(tree, object, &total);
    if (done) {
        /* When there is no room for all, one type must not crowd out the others. */
        size_t share = total <= width || tree->types_count == 0 ? total : width / tree->types_count;
        done = collect(tree, object, width, share > 0 ? (uint32_t)share : 1);
    }
    if (done) {
        pick(tree, width);
        done = append_rest(tree);
    }
    forget_types(tree);
    return done ? RS_OK : rs_fail_memory(err, "the tree");
}
