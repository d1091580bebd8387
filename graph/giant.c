/* giant.c: the largest strongly connected component of a heap, if it has a giant one. Manual: giant.h. Map: graph/README.md
 *
 * A search in depth waits for memory at every step, because only the last step tells where the next one goes. A search in
 * breadth knows long before. A program's heap often has one component with a good part of all objects: modules, classes,
 * functions and whatever data leads back to them. So what a well connected object reaches is marked in breadth, then,
 * among that, what reaches it: both together are its component, found several times faster than in depth. What is left
 * is for the search in depth. Where the object chosen reaches little, no more is tried.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "giant.h"

#include "marking.h"
#include "reverse_sort.h"
#include "rs_memory.h"

#define WORTH_A_SHARE 8 /* a component of less than this part of all holders would not pay for the search */

/* The one with the most pairs of a reference to it and one from it. */
static uint32_t best_connected(const rs_columns *c, const rs_reverse *reverse) {
    uint64_t most = 0;
    uint32_t best = 0;
    for (uint32_t o = 0; o < c->objects; o++) {
        uint64_t pairs = (uint64_t)(c->row[o + 1] - c->row[o]) * (reverse->row[o + 1] - reverse->row[o]);
        if (pairs <= most) continue;
        most = pairs;
        best = o;
    }
    return best;
}

/* Everything but `among` counts as marked already, so that it is not entered. */
static bool mark_among(rs_marking *marking, const rs_columns *c, const rs_bits *among, uint32_t start) {
    if (!rs__marking_init(marking, c)) return false;
    for (size_t word = 0; word < rs__bits_words(c->objects); word++) marking->reached[word] = ~among[word];
    rs__marking_mark(marking, start);
    rs__marking_run(marking);
    return true;
}

static bool find(rs_giant *out, const rs_columns *c, const rs_reverse *reverse, uint32_t holders) {
    uint32_t start = best_connected(c, reverse);
    rs_columns backward = *c;
    rs_marking reached = {0}, reaching = {0};
    backward.row = reverse->row;
    backward.target = reverse->reference;
    bool done = rs__marking_init(&reached, c);
    if (done) {
        rs__marking_mark(&reached, start);
        rs__marking_run(&reached);
    }
    if (done && reached.tail >= holders / WORTH_A_SHARE &&
        (done = mark_among(&reaching, &backward, reached.reached, start))) {
        for (size_t word = 0; word < rs__bits_words(c->objects); word++)
            reaching.reached[word] &= reached.reached[word];
        out->members = reaching.reached;
        out->count = (uint32_t)rs__bits_count(out->members, c->objects);
        reaching.reached = NULL;
    }
    rs__marking_release(&reached);
    rs__marking_release(&reaching);
    return done;
}

bool rs__giant_find(rs_giant *out, const rs_columns *c, const rs_bits *holders, uint32_t count) {
    rs_reverse reverse = {NULL, NULL};
    rs_reverse_plan plan = rs__reverse_plan(c);
    plan.only = holders;
    plan.sources = true;
    *out = (rs_giant){NULL, 0};
    bool done = rs__reverse_sort(&reverse, c, plan) && find(out, c, &reverse, count);
    rs_release(reverse.row);
    rs_release(reverse.reference);
    return done;
}
