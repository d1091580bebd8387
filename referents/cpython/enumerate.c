/* enumerate.c: the collector's lists.                                                          Header: interpreters.h
 *
 * The lists are read as they are: no object is counted up, nothing is allocated from Python, no audit event is raised. A
 * list is followed from both of its ends at once, because the next element is known only when the last one has come from
 * memory: two such chains wait half as long as one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>

#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"

#include "interpreters.h"
#include "rs_memory.h"

#define LINK_MASK (~(uintptr_t)3) /* the lowest bits of both links are flags of the collector */

static inline const PyGC_Head *next_of(const PyGC_Head *head) {
    return (const PyGC_Head *)(head->_gc_next & LINK_MASK);
}

static inline const PyGC_Head *previous_of(const PyGC_Head *head) {
    return (const PyGC_Head *)(head->_gc_prev & LINK_MASK);
}

static void note_own(rs_walk *walk, rs_own_types *own, uint64_t object) {
    void *found = own->found;
    if (!rs_reserve(&found, &own->found_capacity, own->found_count + 1, sizeof *own->found)) {
        walk->no_memory = true;
        return;
    }
    own->found = found;
    own->found[own->found_count++] = object;
}

static inline void number(rs_walk *walk, const PyGC_Head *head, uint8_t flags, rs_own_types *own) {
    uint64_t object = (uint64_t)(uintptr_t)(head + 1);
    rs_object_id id = rs__walk_number(walk, object);
    if (id == RS_NO_OBJECT) return;
    walk->parts.flags[id] = flags;
    if (own &&
        rs__is_among(own->types, own->count, (uint64_t)(uintptr_t)((const PyObject *)(head + 1))->ob_type))
        note_own(walk, own, object);
}

/* While the collector runs it uses the backward links of the lists in its hands for something else. */
static void follow_forwards(rs_walk *walk, const PyGC_Head *list, uint8_t flags, rs_own_types *own) {
    for (const PyGC_Head *head = next_of(list); head != list && head != NULL; head = next_of(head)) {
        number(walk, head, flags, own);
        if (rs__walk_failed(walk)) return;
    }
}

static void follow_both_ways(rs_walk *walk, const PyGC_Head *list, uint8_t flags, rs_own_types *own) {
    const PyGC_Head *front = next_of(list), *back = previous_of(list);
    if (front == list) return;
    for (;;) {
        number(walk, front, flags, own);
        if (front == back || rs__walk_failed(walk)) return;
        number(walk, back, flags, own);
        const PyGC_Head *next = next_of(front);
        if (next == back) return;
        front = next;
        back = previous_of(back);
    }
}

static void follow(rs_walk *walk, const PyGC_Head *list, uint8_t flags, bool collecting, rs_own_types *own) {
    if (list == NULL || rs__walk_failed(walk)) return;
    if (collecting)
        follow_forwards(walk, list, flags, own);
    else
        follow_both_ways(walk, list, flags, own);
}

static bool shares_our_gil(const PyInterpreterState *other, const PyInterpreterState *ours) {
#if PY_VERSION_HEX >= 0x030C0000
    return other == ours || other->ceval.gil == ours->ceval.gil;
#else
    (void)other, (void)ours;
    return true;
#endif
}

void rs__enumerate(rs_walk *walk, rs_own_types *own) {
    PyInterpreterState *ours = PyThreadState_Get()->interp;
    for (PyInterpreterState *one = PyInterpreterState_Head(); one != NULL;
         one = PyInterpreterState_Next(one)) {
        if (!shares_our_gil(one, ours)) continue;
        const struct _gc_runtime_state *gc = &one->gc;
        bool collecting = gc->collecting != 0;
        walk->parts.coverage.during_collection |= collecting;
        for (int i = 0; i < NUM_GENERATIONS; i++)
            follow(walk, &gc->generations[i].head, RS_OBJECT_TRACKED, collecting, own);
        follow(walk, &gc->permanent_generation.head, RS_OBJECT_TRACKED | RS_OBJECT_FROZEN, collecting, own);
    }
}
