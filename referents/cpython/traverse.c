/* traverse.c: what an object's own tp_traverse reports, with the names that a decoder offers.          Header: walk.h
 *
 * tp_traverse is the truth: its multiset of references is what the collector sees. It gives no names. A decoder offers
 * named references; each reported one takes the name of an offered one with the same target, in order. What is left is
 * named by where in the object's body the pointer stands. Offers that nobody reported are dropped, unless they are marked
 * as references that tp_traverse leaves out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <stdlib.h>

#include "prove.h"
#include "trust.h"
#include "walk.h"

#include "rs_memory.h"

#define NEAR 48u /* how many offers are compared one by one before the rest is sorted */

/* Whatever it is: others' code may report anything. */
static int note(PyObject *target, void *context) {
    rs_walk *walk = context;
    if (__builtin_expect(walk->visited_count == walk->visited_capacity, 0)) {
        void *visited = walk->visited;
        if (!rs_reserve(&visited, &walk->visited_capacity, walk->visited_count + 1, sizeof *walk->visited)) {
            walk->no_memory = true;
            return -1;
        }
        walk->visited = visited;
    }
    walk->visited[walk->visited_count++] = (uint64_t)(uintptr_t)target;
    return 0;
}

static int visit(PyObject *target, void *context) {
    return target == NULL || rs__is_dead((uint64_t)(uintptr_t)target) ? 0 : note(target, context);
}

/* The dead of a list of free objects are left out and no mistake. */
static bool is_dead(uint64_t target) {
    return target % 8 == 0 && rs__is_readable(target, sizeof(PyObject)) && rs__is_dead(target);
}

/* What is no object is left out. */
static bool drop_what_is_none(rs_walk *walk) {
    size_t kept = 0, reported = walk->visited_count;
    bool wrong = false;
    for (size_t v = 0; v < reported; v++) {
        uint64_t target = walk->visited[v];
        if (rs__is_object(walk, target))
            walk->visited[kept++] = target;
        else
            wrong |= !is_dead(target);
    }
    walk->visited_count = kept;
    return wrong;
}

/* An exception that was there before stays. */
static bool drop_its_exception(const PyObject *before) {
    if (before != NULL || PyErr_Occurred() == NULL) return false;
    PyErr_Clear();
    return true;
}

static void ask_foreign(rs_walk *walk, rs_known_type *type, PyObject *object) {
    const PyObject *before = PyErr_Occurred();
    Py_TYPE(object)->tp_traverse(object, note, walk);
    bool raised = drop_its_exception(before), wrong = drop_what_is_none(walk);
    if (raised || wrong) type->told = RS_TOLD_WRONGLY;
}

static void ask_traverse(rs_walk *walk, rs_known_type *type, uint64_t object) {
    PyObject *o = (PyObject *)(uintptr_t)object;
    walk->visited_count = 0;
    if (type->foreign)
        ask_foreign(walk, type, o);
    else
        Py_TYPE(o)->tp_traverse(o, visit, walk);
}

/* What a wrong table finds may have bits where no address has one, the mark of what was taken among them. */
static void drop_what_is_no_address(rs_emitter *offered) {
    size_t kept = 0;
    for (size_t i = 0; i < offered->count; i++)
        if ((offered->found[i].target & 7) == 0) offered->found[kept++] = offered->found[i];
    offered->count = kept;
}

static void ask_decoder(rs_walk *walk, rs_known_type *type, uint64_t object) {
    rs_emitter kept = walk->decoding.out;
    walk->offered.count = 0;
    if (!type->shape.decode) return;
    walk->decoding.out = walk->offered;
    type->shape.decode(&walk->decoding, &type->shape, object);
    walk->offered = walk->decoding.out;
    walk->decoding.out = kept;
    if (type->doubtful) drop_what_is_no_address(&walk->offered);
}

/* Whether offer `i` may be taken by a reported reference to `target`: first those that say they are reported. */
static bool fits(const rs_emitter *offered, size_t i, uint64_t target, bool marked) {
    return offered->found[i].target == target && ((offered->found[i].name & RS_NAME_EXTRA) != 0) == marked;
}

/* An offer that was taken has the low bit of its target set: objects are aligned. */
static bool is_taken(const rs_emitter *offered, size_t i) {
    return (offered->found[i].target & 1) != 0;
}

static void take(rs_emitter *offered, size_t i) {
    offered->found[i].target |= 1;
    offered->found[i].name &= ~(RS_NAME_EXTRA | RS_NAME_GUESSED);
}

/* Take what stands near the place of the last match: decoders follow the object's own order, and so does tp_traverse, or
 * it goes backwards. What finds no name stays in `visited`. */
static void match_near(rs_walk *walk, bool marked) {
    rs_emitter *offered = &walk->offered;
    size_t left = 0, at = 0, near = offered->count < NEAR ? offered->count : NEAR;
    for (size_t v = 0; v < walk->visited_count; v++) {
        uint64_t target = walk->visited[v];
        size_t step = 0;
        while (step < near && !fits(offered, (at + step) % offered->count, target, marked)) step++;
        if (step == near) {
            walk->visited[left++] = target;
            continue;
        }
        at = (at + step) % offered->count;
        take(offered, at);
        at = (at + 1) % offered->count;
    }
    walk->visited_count = left;
}

static int by_address(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

typedef struct offer {
    uint64_t target, at;
} offer;

static int by_target(const void *a, const void *b) {
    const offer *x = a, *y = b;
    if (x->target != y->target) return x->target < y->target ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The same for a large object whose reports come in an order of their own. */
static void match_sorted(rs_walk *walk, bool marked) {
    rs_emitter *offered = &walk->offered;
    offer *free_offers = rs_alloc_array(offered->count, sizeof *free_offers);
    size_t count = 0, next = 0, left = 0;
    if (!free_offers) {
        walk->no_memory = true;
        return;
    }
    for (size_t i = 0; i < offered->count; i++)
        if (!is_taken(offered, i) && ((offered->found[i].name & RS_NAME_EXTRA) != 0) == marked)
            free_offers[count++] = (offer){offered->found[i].target, i};
    qsort(free_offers, count, sizeof *free_offers, by_target);
    qsort(walk->visited, walk->visited_count, sizeof *walk->visited, by_address);
    for (size_t v = 0; v < walk->visited_count; v++) {
        uint64_t target = walk->visited[v];
        while (next < count && free_offers[next].target < target) next++;
        if (next < count && free_offers[next].target == target)
            take(offered, free_offers[next++].at);
        else
            walk->visited[left++] = target;
    }
    walk->visited_count = left;
    rs_release(free_offers);
}

static void match(rs_walk *walk, bool marked) {
    if (walk->visited_count == 0 || walk->offered.count == 0) return;
    match_near(walk, marked);
    if (walk->visited_count > 0 && walk->offered.count > NEAR) match_sorted(walk, marked);
}

/* The name of a reported reference that no offer fits: the word of the body that holds it. */
static uint32_t name_by_place(const rs_known_type *type, uint64_t object, uint64_t target) {
    const uint64_t *word = (const uint64_t *)(uintptr_t)object;
    size_t words = type->shape.basicsize > 0 ? (size_t)type->shape.basicsize / 8 : 0;
    for (size_t i = 2; i < words; i++)
        if (word[i] == target) return RS_NAME(RS_NAME_OFFSET, 8 * i);
    return RS_NAME(RS_NAME_NONE, 0);
}

/* While a type is being proven, what its table says is reported has to be. Of attributes in the instance and the dict over them
 * one is, whichever. */
static bool is_disproved(const rs_walk *walk, const rs_known_type *type) {
    if (!rs__type_is_being_proven(type) || !type->shape.layout_confirmed || type->shape.managed_dict)
        return false;
    for (size_t i = 0; i < walk->offered.count; i++)
        if (!is_taken(&walk->offered, i) &&
            !(walk->offered.found[i].name & (RS_NAME_EXTRA | RS_NAME_GUESSED)))
            return true;
    return false;
}

void rs__walk_traverse(rs_walk *walk, rs_known_type *type, uint64_t object) {
    ask_traverse(walk, type, object);
    ask_decoder(walk, type, object);
    if (walk->no_memory || walk->offered.failed) return;
    match(walk, false);
    match(walk, true);
    if (is_disproved(walk, type)) rs__type_refute(type);
    for (size_t i = 0; i < walk->offered.count; i++) {
        const rs_found *offer_found = &walk->offered.found[i];
        bool taken = is_taken(&walk->offered, i), extra = !taken && (offer_found->name & RS_NAME_EXTRA) != 0;
        if (taken || (extra && (!type->doubtful || rs__is_object(walk, offer_found->target))))
            rs__emit(&walk->decoding.out, offer_found->target & ~(uint64_t)1, offer_found->name);
    }
    for (size_t v = 0; v < walk->visited_count; v++)
        rs__emit(&walk->decoding.out, walk->visited[v], name_by_place(type, object, walk->visited[v]));
}

/* ---- Keys of dicts, before 3.11 ------------------------------------------------------------------------------------- */

static int count_one(PyObject *target, void *context) {
    *(uint64_t *)context += target != NULL;
    return 0;
}

/* The function that looks a key up tells whether all keys are strings; it has no name that could be asked for. So the first
 * dict with an unknown one is counted: keys and values, or values alone. */
bool rs__reports_keys(rs_decoding *decoding, uint64_t dict, uint64_t lookup) {
    rs_walk *walk = (rs_walk *)(void *)decoding;
    size_t i = 0, known = sizeof walk->lookups / sizeof *walk->lookups;
    while (i < known && walk->lookups[i].lookup != 0 && walk->lookups[i].lookup != lookup) i++;
    if (i < known && walk->lookups[i].lookup == lookup) return walk->lookups[i].reported;
    uint64_t used = rs__word(decoding->image, dict + decoding->layout->dict_used), visited = 0;
    PyDict_Type.tp_traverse((PyObject *)(uintptr_t)dict, count_one, &visited);
    bool reported = visited > used;
    if (i < known && used > 0) {
        walk->lookups[i].lookup = lookup;
        walk->lookups[i].reported = reported;
    }
    return reported;
}
