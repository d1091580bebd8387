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

/* What is done with an object of a list; false ends the reading. Called directly, once it is inlined. */
typedef bool each_object(void *context, const PyGC_Head *head, uint8_t flags);

/* While the collector runs it uses the backward links of the lists in its hands for something else. */
static inline bool follow_forwards(const PyGC_Head *list, uint8_t flags, each_object *each, void *context) {
    for (const PyGC_Head *head = next_of(list); head != list && head != NULL; head = next_of(head))
        if (!each(context, head, flags)) return false;
    return true;
}

static inline bool follow_both_ways(const PyGC_Head *list, uint8_t flags, each_object *each, void *context) {
    const PyGC_Head *front = next_of(list), *back = previous_of(list);
    if (front == list) return true;
    for (;;) {
        if (!each(context, front, flags)) return false;
        if (front == back) return true;
        if (!each(context, back, flags)) return false;
        const PyGC_Head *next = next_of(front);
        if (next == back) return true;
        front = next;
        back = previous_of(back);
    }
}

/* All lists: false when `each` ended it. */
static inline __attribute__((always_inline)) bool follow_all(const rs_runtime *runtime, bool *collecting,
                                                             each_object *each, void *context) {
    for (size_t n = 0; n < runtime->interpreter_count; n++) {
        const PyInterpreterState *one = (const void *)(uintptr_t)runtime->interpreters[n].structure;
        const struct _gc_runtime_state *gc = &one->gc;
        *collecting |= gc->collecting != 0;
        for (int i = 0; i <= NUM_GENERATIONS; i++) {
            bool frozen = i == NUM_GENERATIONS;
            const PyGC_Head *list = frozen ? &gc->permanent_generation.head : &gc->generations[i].head;
            uint8_t flags = frozen ? RS_OBJECT_TRACKED | RS_OBJECT_FROZEN : RS_OBJECT_TRACKED;
            bool all = gc->collecting ? follow_forwards(list, flags, each, context)
                                      : follow_both_ways(list, flags, each, context);
            if (!all) return false;
        }
    }
    return true;
}

/* ---- Giving numbers ------------------------------------------------------------------------------------------------- */

typedef struct numbering {
    rs_walk *walk;
    rs_own_types *own;
} numbering;

static inline bool number(void *context, const PyGC_Head *head, uint8_t flags) {
    const numbering *of = context;
    rs_walk *walk = of->walk;
    uint64_t object = (uint64_t)(uintptr_t)(head + 1);
    if (__builtin_expect(rs__is_dead(object), 0)) return true;
    rs_object_id id = rs__walk_number(walk, object);
    if (id == RS_NO_OBJECT) return !rs__walk_failed(walk);
    walk->parts.flags[id] = flags;
    if (of->own && rs__is_among(of->own->types, of->own->count,
                                (uint64_t)(uintptr_t)((const PyObject *)(head + 1))->ob_type))
        note_own(walk, of->own, object);
    return true;
}

void rs__enumerate(rs_walk *walk, rs_own_types *own) {
    numbering of = {walk, own};
    bool collecting = false;
    follow_all(&walk->runtime, &collecting, number, &of);
    walk->parts.coverage.during_collection |= collecting;
}

/* ---- Only looking --------------------------------------------------------------------------------------------------- */

typedef struct looking {
    bool (*each)(void *context, uint64_t object);
    void *context;
} looking;

static inline bool look(void *context, const PyGC_Head *head, uint8_t flags) {
    const looking *at = context;
    uint64_t object = (uint64_t)(uintptr_t)(head + 1);
    (void)flags;
    return rs__is_dead(object) || at->each(at->context, object);
}

void rs__enumerate_each(const rs_walk *walk, bool (*each)(void *context, uint64_t object), void *context) {
    looking at = {each, context};
    bool collecting = false;
    follow_all(&walk->runtime, &collecting, look, &at);
}
