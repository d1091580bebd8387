/* semi_nca.c: immediate dominators among the objects that hold something.    Manual: semi_nca.h. Map: graph/README.md
 *
 * L. Georgiadis, "Linear-time algorithms for dominators and related problems" (2005): semidominators as T. Lengauer and
 * R. E. Tarjan defined them ("A fast algorithm for finding dominators in a flowgraph", 1979), and from them each
 * dominator as the nearest common ancestor of parent and semidominator in the tree of dominators made so far.
 *
 *     1. Number the objects by a search in depth (depth_order.c). A reference to a larger number is one of the search's
 *        tree or leads further down it; the least of those to each object is noted there.
 *     2. Sort the other references, which lead to smaller numbers, by what they refer to.
 *     3. From the last number to the first: its semidominator is the least number found over any reference to it, where
 *        one from a larger number stands for the least semidominator on the tree's path that leads to that.
 *     4. From the first to the last: climb from the parent in the tree of dominators to the semidominator.
 *
 * The way up in step 3 is shortened each time it is gone, which makes it logarithmic on average; in step 4 jumps make it
 * so always. (K. D. Cooper, T. J. Harvey and K. Kennedy, "A simple, fast dominance algorithm", 2001, repeats step 4 over all
 * references until nothing changes: on heaps, whose cycles nest deeply, that takes many rounds.)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "semi_nca.h"

#include "big_array.h"
#include "reverse_sort.h"

/* ---- 2. References to smaller numbers ------------------------------------------------------------------------------- */

typedef struct arc_rows {
    uint32_t *row, *target; /* by number */
} arc_rows;

/* Those that can still matter: nothing is below 0. */
static inline bool matters(const rs_depth_order *order, uint32_t from, uint32_t to) {
    return to < from && order->least[to] != 0 && rs__depth_order_counts(order, from, to);
}

static size_t most_arcs(const rs_depth_order *order, const rs_columns *c) {
    size_t most = 0;
    for (uint32_t n = 1; n <= order->count; n++)
        most += c->row[order->object[n] + 1] - c->row[order->object[n]];
    return most;
}

#define ROW_AHEAD     32
#define NUMBERS_AHEAD 12

/* What will be read soon: where the references of an object are, then the numbers of what they lead to. */
static inline void prefetch_numbers(const rs_depth_order *order, const rs_columns *c, const rs_bits *holders,
                                    uint32_t number) {
    if (number + ROW_AHEAD > order->count) return;
    __builtin_prefetch(&c->target[c->row[order->object[number + ROW_AHEAD]]]);
    uint32_t object = order->object[number + NUMBERS_AHEAD], begin = c->row[object], end = c->row[object + 1];
    if (end - begin > 8) end = begin + 8;
    for (uint32_t r = begin; r < end; r++)
        if (rs__bit(holders, c->target[r])) __builtin_prefetch(&order->number[c->target[r]]);
}

static bool collect_arcs(arc_rows *out, const rs_depth_order *order, const rs_columns *c,
                         const rs_bits *holders) {
    out->row = rs__big_array((size_t)order->count + 2, sizeof *out->row);
    out->target = rs__big_array(most_arcs(order, c), sizeof *out->target);
    if (!out->row || !out->target) return false;
    uint32_t place = 0;
    out->row[0] = 0;
    for (uint32_t n = 1; n <= order->count; n++) {
        uint32_t object = order->object[n];
        out->row[n] = place;
        prefetch_numbers(order, c, holders, n);
        for (uint32_t r = c->row[object], end = c->row[object + 1]; r < end; r++) {
            if (!rs__bit(holders, c->target[r])) continue;
            uint32_t to = order->number[c->target[r]];
            out->target[place] = to;
            place += matters(order, n, to);
        }
    }
    out->row[order->count + 1] = place;
    return true;
}

/* For each number the larger numbers that refer to it. */
static bool sort_arcs(rs_reverse *out, const rs_depth_order *order, const rs_columns *c,
                      const rs_bits *holders) {
    arc_rows found = {NULL, NULL};
    bool done = collect_arcs(&found, order, c, holders);
    if (done) {
        rs_columns numbered = {.objects = order->count + 1,
                               .references = found.row[order->count + 1],
                               .row = found.row,
                               .target = found.target};
        rs_reverse_plan plan = rs__reverse_plan(&numbered);
        plan.sources = true;
        done = rs__reverse_sort(out, &numbered, plan);
    }
    rs_release(found.row);
    rs_release(found.target);
    return done;
}

/* ---- 3. Semidominators ---------------------------------------------------------------------------------------------- */

typedef struct ascent {
    uint32_t above; /* an ancestor in the search's tree: the parent at first */
    uint32_t least; /* the least semidominator of those below it, from the object itself on */
} ascent;

/* The least semidominator from `from` upwards as far as numbers are larger than `floor`. Whatever was passed then knows the
 * answer by itself. `path` has room for the longest way. */
static inline uint32_t least_on_path(ascent *up, uint32_t from, uint32_t floor, uint32_t *path) {
    size_t length = 0;
    while (up[from].above > floor) {
        path[length++] = from;
        from = up[from].above;
    }
    ascent top = up[from];
    while (length > 0) {
        ascent *below = &up[path[--length]];
        below->above = top.above;
        if (top.least < below->least) below->least = top.least;
        top.least = below->least;
    }
    return top.least;
}

#define ARCS_AHEAD 12

static inline void prefetch_arcs(const rs_reverse *arcs, const ascent *up, uint32_t number) {
    if (number > ROW_AHEAD) __builtin_prefetch(&arcs->reference[arcs->row[number - ROW_AHEAD]]);
    if (number <= ARCS_AHEAD) return;
    uint32_t begin = arcs->row[number - ARCS_AHEAD], end = arcs->row[number - ARCS_AHEAD + 1];
    if (end - begin > 8) end = begin + 8;
    for (uint32_t i = begin; i < end; i++) __builtin_prefetch(&up[arcs->reference[i]], 1);
}

/* order->least becomes the semidominator. */
static void find_semidominators(rs_depth_order *order, const rs_reverse *arcs, ascent *up, uint32_t *path) {
    for (uint32_t n = order->count; n > 0; n--) {
        uint32_t least = order->least[n];
        prefetch_arcs(arcs, up, n);
        for (uint32_t i = arcs->row[n], end = arcs->row[n + 1]; i < end && least > 0; i++) {
            uint32_t found = least_on_path(up, arcs->reference[i], n, path);
            if (found < least) least = found;
        }
        order->least[n] = least;
        up[n] = (ascent){order->parent[n], least};
    }
}

static bool search_semidominators(rs_depth_order *order, const rs_columns *c, const rs_bits *holders) {
    rs_reverse arcs = {NULL, NULL};
    if (!sort_arcs(&arcs, order, c, holders)) return false;
    ascent *up = rs__big_array((size_t)order->count + 1, sizeof *up);
    uint32_t *path = rs__big_array((size_t)order->count + 1, sizeof *path);
    bool done = up && path;
    if (done) find_semidominators(order, &arcs, up, path);
    rs_release(up);
    rs_release(path);
    rs_release(arcs.row);
    rs_release(arcs.reference);
    return done;
}

/* ---- 4. Dominators -------------------------------------------------------------------------------------------------- */

rs_jump_node *rs__semi_nca(rs_depth_order *order, const rs_columns *columns, const rs_bits *holders) {
    if (!search_semidominators(order, columns, holders)) return NULL;
    rs_jump_node *tree = rs__big_array((size_t)order->count + 1, sizeof *tree);
    if (!tree) return NULL;
    rs__jump_tree_top(tree);
    for (uint32_t n = 1; n <= order->count; n++)
        rs__jump_tree_add(tree, n, rs__jump_tree_at_most(tree, order->parent[n], order->least[n]));
    return tree;
}
