/* held_alone.c: older objects that nothing but new ones hold.                                           Header: young.h
 *
 * Each new object is asked once by tp_traverse what it refers to, and the references to each older object are counted. When
 * they are as many as its own count says, nobody else holds it: it is added and asked, too, so that one pass finds all that
 * hang on each other. Older objects that hold each other in a ring stay out: each waits for the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include "rs_memory.h"
#include "young.h"

#define ADDED UINT32_MAX /* in place of a number of references: it is in the list */

typedef struct seen {
    uint64_t object; /* 0: free */
    uint32_t references;
} seen;

typedef struct search {
    rs_addresses *list;
    seen *table; /* open addressing, at most half full */
    size_t slots, used;
    bool failed;
} search;

static seen *place_of(seen *table, size_t slots, uint64_t object) {
    size_t i = (size_t)((object >> 4) * 0x9E3779B97F4A7C15u >> 20) & (slots - 1);
    while (table[i].object != 0 && table[i].object != object) i = (i + 1) & (slots - 1);
    return &table[i];
}

static bool grow(search *s, size_t slots) {
    seen *fresh = rs_alloc_cleared(slots, sizeof *fresh);
    if (!fresh) return false;
    for (size_t i = 0; i < s->slots; i++)
        if (s->table[i].object) *place_of(fresh, slots, s->table[i].object) = s->table[i];
    rs_release(s->table);
    s->table = fresh;
    s->slots = slots;
    return true;
}

/* What is known of an object; NULL: out of memory. */
static seen *look_up(search *s, uint64_t object) {
    if (s->used * 2 >= s->slots && !grow(s, s->slots * 2)) {
        s->failed = true;
        return NULL;
    }
    seen *place = place_of(s->table, s->slots, object);
    s->used += place->object == 0;
    place->object = object;
    return place;
}

static int count_reference(PyObject *object, void *context) {
    search *s = context;
    if (!PyObject_GC_IsTracked(object)) return 0;
    seen *place = look_up(s, (uint64_t)(uintptr_t)object);
    if (!place) return 1;
    if (place->references == ADDED || ++place->references != (uint64_t)Py_REFCNT(object)) return 0;
    place->references = ADDED;
    s->failed |= !rs__addresses_add(s->list, (uint64_t)(uintptr_t)object);
    return s->failed;
}

static void ask(search *s, uint64_t address) {
    PyObject *object = (PyObject *)(uintptr_t)address;
    traverseproc traverse = Py_TYPE(object)->tp_traverse;
    if (traverse) traverse(object, count_reference, s);
}

static bool note_given(search *s) {
    for (size_t i = 0; i < s->list->count; i++) {
        seen *place = look_up(s, s->list->at[i]);
        if (!place) return false;
        place->references = ADDED;
    }
    return true;
}

bool rs__add_held_alone(rs_addresses *list) {
    search s = {.list = list};
    size_t slots = 1024;
    while (slots < list->count * 4) slots *= 2;
    bool done = grow(&s, slots) && note_given(&s);
    for (size_t i = 0; done && i < list->count; i++) { /* the list grows */
        ask(&s, list->at[i]);
        done = !s.failed;
    }
    rs_release(s.table);
    return done;
}
