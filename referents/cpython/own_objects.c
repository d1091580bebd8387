/* own_objects.c: the observer's own objects, left out of the picture.                          Header: capture_steps.h
 * Instances of its types that the collector does not track: own_instances.c.
 *
 * Hidden are the objects given, and what is held by nobody but hidden objects. To find the latter, a small walk starts at the
 * objects given and goes as far as what may be theirs alone: not through modules, types and frames that were not given, nor
 * through dicts that others refer to as well. Then the method of the collector itself: of each object reached, the
 * references found are taken off its count; what has some left is held by somebody else and stays, with all it reaches.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <stdlib.h>

#include "capture_steps.h"
#include "rs_memory.h"

#define REACHED_MAX                                                                                          \
    200000u /* objects after which the small walk goes no further: the observer is not that large */

typedef struct own_search {
    rs_walk small; /* first: may_pass finds the rest by it */
    const uint64_t *given;
    size_t given_count;
    uint8_t *fate;   /* [small.parts.objects] */
    uint32_t *found; /* [small.parts.objects] references to it from what was passed through */
    rs_object_id *queue;
} own_search;

enum { UNDECIDED, GIVEN, PASSED, STAYS };

static int by_address(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

uint64_t *rs__sorted_copy(const uint64_t *addresses, size_t count) {
    uint64_t *sorted = rs_alloc_array(count, sizeof *sorted);
    if (sorted && count) memcpy(sorted, addresses, count * sizeof *sorted);
    if (sorted) qsort(sorted, count, sizeof *sorted, by_address);
    return sorted;
}

/* Whether the small walk goes through an object: may what it refers to be its own? */
static bool may_pass(rs_walk *walk, const rs_known_type *type, uint64_t object) {
    const PyObject *o = (const PyObject *)(uintptr_t)object;
    if (walk->parts.flags[walk->next] & RS_OBJECT_SEED) return true;
    if (walk->parts.objects > REACHED_MAX) return false;
    switch (type->shape.kind) {
    case RS_KIND_MODULE:
    case RS_KIND_TYPE:
    case RS_KIND_FRAME: return false;
    case RS_KIND_DICT: return o->ob_refcnt == 1;
    default: return true;
    }
}

/* A type that was never made ready has no type itself, and no instances either. */
static void number_given(rs_walk *small, const uint64_t *addresses, size_t count) {
    for (size_t i = 0; i < count && !rs__walk_failed(small); i++) {
        const PyObject *o = (const PyObject *)(uintptr_t)addresses[i];
        rs_object_id id = o && o->ob_type ? rs__walk_number(small, addresses[i]) : RS_NO_OBJECT;
        if (id != RS_NO_OBJECT) small->parts.flags[id] |= RS_OBJECT_SEED;
    }
}

static bool number_frames(own_search *search) {
    uint64_t *frames = NULL;
    size_t count = 0, capacity = 0;
    bool done = rs__records_hidden_frames(&frames, &count, &capacity, search->given, search->given_count);
    if (done) number_given(&search->small, frames, count);
    rs_release(frames);
    return done;
}

/* Whether the small walk went through `o`: it goes through all that hold something, but for those that may_pass refuses. */
static bool was_passed(own_search *search, rs_object_id o) {
    const rs_parts *parts = &search->small.parts;
    if (parts->flags[o] & RS_OBJECT_SEED) return true;
    switch (search->small.types.all[parts->type[o]]->shape.kind) {
    case RS_KIND_MODULE:
    case RS_KIND_TYPE:
    case RS_KIND_FRAME: return false;
    case RS_KIND_DICT: return parts->refcount[o] == 1;
    default: return true;
    }
}

static void count_references(own_search *search) {
    const rs_parts *parts = &search->small.parts;
    for (uint32_t r = 0; r < parts->references; r++)
        if (!(parts->name[r] & RS_NAME_GUESSED)) search->found[parts->target[r]]++;
}

/* Whose count is not used up by what was found, or who was not looked into, belongs to somebody else. */
static size_t decide_alone(own_search *search) {
    const rs_parts *parts = &search->small.parts;
    bool all = parts->objects <= REACHED_MAX;
    size_t queued = 0;
    for (rs_object_id o = 0; o < parts->objects; o++) {
        bool given = (parts->flags[o] & RS_OBJECT_SEED) != 0;
        bool held = (parts->flags[o] & RS_OBJECT_IMMORTAL) || parts->refcount[o] > search->found[o];
        search->fate[o] = given ? GIVEN : held || !all || !was_passed(search, o) ? STAYS : UNDECIDED;
        if (search->fate[o] == STAYS) search->queue[queued++] = o;
    }
    return queued;
}

/* What stays keeps what it reaches, but for what was given. */
static void decide_reached(own_search *search, size_t queued) {
    const rs_parts *parts = &search->small.parts;
    while (queued > 0) {
        rs_object_id o = search->queue[--queued];
        for (uint32_t r = parts->row[o]; r < parts->row[o + 1]; r++) {
            rs_object_id target = parts->target[r];
            if (search->fate[target] != UNDECIDED) continue;
            search->fate[target] = STAYS;
            search->queue[queued++] = target;
        }
    }
}

/* Take a number back that was given to a tracked object: the last one moves into its place. */
static void unnumber(rs_walk *walk, uint64_t address) {
    rs_parts *parts = &walk->parts;
    rs_object_id id = rs__walk_find(walk, address), last = parts->objects - 1;
    if (id == RS_NO_OBJECT || id < parts->records) return;
    parts->address[id] = parts->address[last];
    parts->flags[id] = parts->flags[last];
    rs__slot_set(&walk->slots, rs__slot(&walk->slots, parts->address[id]), parts->address[id], id + 1);
    parts->objects--;
}

static void hide(own_search *search, rs_walk *walk, rs_object_id o) {
    const rs_parts *parts = &search->small.parts;
    uint64_t address = parts->address[o];
    for (uint32_t r = parts->row[o]; r < parts->row[o + 1]; r++)
        if (search->fate[parts->target[r]] == STAYS && !(parts->name[r] & RS_NAME_GUESSED))
            rs__walk_take(walk, parts->address[parts->target[r]], 1);
    unnumber(walk, address);
    rs__slot_set(&walk->slots, rs__slot(&walk->slots, address), address, RS__HIDDEN);
    walk->parts.coverage.hidden_objects++;
}

static bool decide(own_search *search) {
    const rs_parts *parts = &search->small.parts;
    search->fate = rs_alloc_cleared(parts->objects, sizeof *search->fate);
    search->found = rs_alloc_cleared(parts->objects, sizeof *search->found);
    search->queue = rs_alloc_array(parts->objects, sizeof *search->queue);
    if (!search->fate || !search->found || !search->queue) return false;
    count_references(search);
    decide_reached(search, decide_alone(search));
    return true;
}

static bool find_own(own_search *search, const uint64_t *found, size_t found_count) {
    rs_walk *small = &search->small;
    rs__records_prepare(small);
    small->passable = may_pass;
    number_given(small, search->given, search->given_count);
    number_given(small, found, found_count);
    if (!number_frames(search)) return false;
    small->parts.value_first = UINT32_MAX;
    rs__walk_run(small);
    return !rs__walk_failed(small) && decide(search);
}

bool rs__hide_own_objects(rs_walk *walk, const uint64_t *hidden, size_t hidden_count, const uint64_t *found,
                          size_t found_count) {
    own_search *search = rs_alloc_cleared(1, sizeof *search);
    bool done = false;
    if (!search) return false;
    search->given = hidden;
    search->given_count = hidden_count;
    if (!rs__walk_init(&search->small, walk->decoding.layout, RS_VALUES_NONE)) goto done;
    if (!find_own(search, found, found_count)) goto done;
    for (rs_object_id o = 0; o < search->small.parts.objects; o++)
        if (search->fate[o] != STAYS) hide(search, walk, o);
    done = !rs__walk_failed(walk);
done:
    rs_release(search->fate);
    rs_release(search->found);
    rs_release(search->queue);
    rs__walk_release(&search->small);
    rs_release(search);
    return done;
}

/* What is seen and held by nobody but us, a key that leads to one of our modules, keeps one count: else nothing would tell
 * it from garbage. */
void rs__forget_own_references(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    for (size_t i = 0; i < walk->taken_count; i++) {
        rs_object_id id = rs__walk_find(walk, walk->taken[i].target);
        if (id == RS_NO_OBJECT || (parts->flags[id] & RS_OBJECT_IMMORTAL)) continue;
        uint64_t count = walk->taken[i].count;
        parts->refcount[id] = count < parts->refcount[id] ? parts->refcount[id] - (uint32_t)count : 1;
    }
}
