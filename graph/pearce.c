/* pearce.c: strongly connected components of a whole heap.                   Manual: pearce.h. Map: graph/README.md
 *
 * D. J. Pearce, "A space-efficient algorithm for finding strongly connected components" (2016), without recursion: a
 * depth-first search that needs one number for each object. The number is
 *     0              not seen yet;
 *     1, 2, ...      seen, its component still open: the order of arrival;
 *     a label        its component is complete. Labels are larger than any number in use, so that a reference into
 *                    a complete component never lowers anything.
 * An object that has been left and is known to reach nothing that arrived before it is the first of its component; the
 * others of it are then on top of the waiting stack. Numbers of a completed component are used again, so the last
 * number in use is how many objects are open.
 *
 * An open object is either on the path of the search or waiting, never both, so that both stacks grow towards each other
 * in one array. Leaves are not visited; nor is the giant component of a large heap, which is found in a faster way before
 * (giant.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pearce.h"

#include <assert.h>

#include "big_array.h"
#include "giant.h"

typedef struct step {
    uint32_t object;
    uint32_t next;  /* its next reference to follow */
    uint32_t least; /* the least number it is known to reach */
} step;

typedef struct search {
    const rs_columns *columns;
    rs_bits *holders;
    uint32_t *number;  /* [objects] */
    step *path;        /* grows up */
    uint32_t *waiting; /* the top of the other stack, in the same array, grows down */
    uint32_t *waiting_end;
    size_t depth;  /* steps on the path */
    uint32_t open; /* objects on the path or waiting: the last number in use */
    uint32_t cyclic, members;
} search;

static inline bool is_self_referring(const rs_columns *c, uint32_t object) {
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++)
        if (c->target[r] == object) return true;
    return false;
}

/* What will be read soon: the numbers and rows of what the object holds. */
static inline void prefetch_held(const search *s, uint32_t object) {
    const rs_columns *c = s->columns;
    uint32_t begin = c->row[object], end = c->row[object + 1];
    if (end - begin > 16) end = begin + 16;
    for (uint32_t r = begin; r < end; r++) {
        __builtin_prefetch(&s->number[c->target[r]], 1);
        __builtin_prefetch(&c->row[c->target[r]]);
    }
}

static inline void enter(search *s, uint32_t object) {
    prefetch_held(s, object);
    s->number[object] = ++s->open;
    s->path[s->depth++] = (step){object, s->columns->row[object], s->open};
    assert((uint32_t *)(s->path + s->depth) <= s->waiting);
}

/* The object on top of the path is the first of its component; the rest of it is on top of the waiting stack. */
static void complete(search *s, uint32_t first) {
    uint32_t arrival = s->number[first], size = 1;
    uint32_t *top = s->waiting;
    while (top < s->waiting_end && s->number[*top] >= arrival) top++;
    size += (uint32_t)(top - s->waiting);
    bool is_cyclic = size > 1 || is_self_referring(s->columns, first);
    uint32_t label = is_cyclic ? RS__LAST_CYCLIC - s->cyclic++ : RS__ACYCLIC;
    while (s->waiting < top) s->number[*s->waiting++] = label;
    s->number[first] = label;
    s->open -= size;
    if (is_cyclic) s->members += size;
}

/* Leave the object on top of the path: it completes a component, or waits for the first of its own. */
static inline void leave(search *s) {
    step done = s->path[--s->depth];
    if (done.least == s->number[done.object]) {
        complete(s, done.object);
        return;
    }
    *--s->waiting = done.object;
    step *below = &s->path[s->depth - 1];
    if (done.least < below->least) below->least = done.least;
}

static void visit_from(search *s, uint32_t start) {
    const rs_columns *c = s->columns;
    enter(s, start);
    while (s->depth > 0) {
        step *top = &s->path[s->depth - 1];
        uint32_t end = c->row[top->object + 1], r = top->next, least = top->least, unseen = RS_NO_OBJECT;
        for (; r < end; r++) {
            uint32_t held = c->target[r];
            if (!rs__bit(s->holders, held)) continue;
            uint32_t number = s->number[held];
            if (number == 0) {
                unseen = held;
                break;
            }
            if (number < least) least = number;
        }
        top->next = r + 1;
        top->least = least;
        if (unseen != RS_NO_OBJECT)
            enter(s, unseen);
        else
            leave(s);
    }
}

/* One of a single object is no gain, and whether that is cyclic is asked elsewhere. */
static void label_giant(search *s, const rs_giant *giant) {
    if (giant->count < 2) return;
    for (size_t word = 0; word < rs__bits_words(s->columns->objects); word++)
        for (rs_bits left = giant->members[word]; left != 0; left &= left - 1)
            s->number[word * 64 + (size_t)__builtin_ctzll(left)] = RS__LAST_CYCLIC;
    s->cyclic = 1;
    s->members = giant->count;
}

static bool search_all(search *s, uint32_t giant_worth) {
    const rs_columns *c = s->columns;
    rs_giant giant = {NULL, 0};
    uint32_t holders = 0;
    s->holders = rs__bits_of_holders(c, &holders);
    if (!s->holders || (holders >= giant_worth && !rs__giant_find(&giant, c, s->holders, holders)))
        return false;
    s->number = rs__big_array_cleared(c->objects, sizeof *s->number);
    if (s->number) label_giant(s, &giant);
    rs_release(giant.members);
    s->path = rs__big_array(holders - s->members, sizeof *s->path);
    if (!s->number || !s->path) return false;
    s->waiting = s->waiting_end = (uint32_t *)(s->path + (holders - s->members));
    for (uint32_t o = 0; o < c->objects; o++)
        if (s->number[o] == 0 && rs__bit(s->holders, o)) visit_from(s, o);
    return true;
}

bool rs__pearce(rs_labels *out, const rs_columns *columns, uint32_t giant_worth) {
    search s = {.columns = columns};
    bool done = search_all(&s, giant_worth);
    rs_release(s.path);
    rs_release(s.holders);
    if (done)
        *out = (rs_labels){s.number, s.cyclic, s.members};
    else
        rs_release(s.number);
    return done;
}
