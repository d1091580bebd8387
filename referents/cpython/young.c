/* young.c: the collector's lists, as a watch reads them.                                                Header: young.h
 *
 * CPython appends each new object to the list of the youngest, and only a collection or gc.freeze() takes any out that is
 * still alive. So what stands behind an object of ours was made after it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>

#include <stdlib.h>

#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"

#include "known_types.h"
#include "rs_memory.h"
#include "young.h"

#define LINK_MASK (~(uintptr_t)3) /* the lowest bits of both links are flags of the collector */

static struct _gc_runtime_state *collector(void) {
    return &PyThreadState_Get()->interp->gc;
}

/* ---- Addresses ------------------------------------------------------------------------------------------------------ */

bool rs__addresses_add(rs_addresses *list, uint64_t address) {
    void *at = list->at;
    if (!rs_reserve(&at, &list->capacity, list->count + 1, sizeof *list->at)) return false;
    list->at = at;
    list->at[list->count++] = address;
    return true;
}

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

void rs__addresses_sort(rs_addresses *list) {
    size_t kept = 0;
    if (list->count > 1) qsort(list->at, list->count, sizeof *list->at, ascending);
    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || list->at[i] != list->at[i - 1]) list->at[kept++] = list->at[i];
    list->count = kept;
}

/* ---- The collector -------------------------------------------------------------------------------------------------- */

bool rs__collector_enable(bool on) {
    bool was_on = collector()->enabled != 0;
    collector()->enabled = on;
    return was_on;
}

size_t rs__collector_runs(void) {
    size_t runs = 0;
    for (int i = 0; i < NUM_GENERATIONS; i++) runs += (size_t)collector()->generation_stats[i].collections;
    return runs;
}

uint64_t rs__collector_taken(void) {
    uint64_t taken = 0;
    for (int i = 0; i < NUM_GENERATIONS; i++) taken += (uint64_t)collector()->generation_stats[i].collected;
    return taken;
}

void *rs__collector_callbacks(void *list) {
    void *before = collector()->callbacks;
    collector()->callbacks = list;
    return before;
}

/* ---- The mark ------------------------------------------------------------------------------------------------------- */

static int mark_traverse(PyObject *self, visitproc visit, void *context) {
    (void)self, (void)visit, (void)context;
    return 0;
}

static void mark_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    PyObject_GC_Del(self);
}

static PyTypeObject mark_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope._Mark",
    .tp_basicsize = sizeof(PyObject),
    .tp_dealloc = mark_dealloc,
    .tp_traverse = mark_traverse,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "The place of a watch in the list of the youngest objects.",
};

/* To make the first one is to make its type ready: that makes objects, so it comes before. */
void *rs__mark_new(void) {
    PyObject *mark = PyType_Ready(&mark_type) == 0 ? PyObject_GC_New(PyObject, &mark_type) : NULL;
    if (mark)
        PyObject_GC_Track(mark);
    else
        PyErr_Clear();
    return mark;
}

void rs__mark_release(void *mark) {
    Py_XDECREF((PyObject *)mark);
}

uint64_t rs__mark_type(void) {
    return mark_type.tp_flags & Py_TPFLAGS_READY ? (uint64_t)(uintptr_t)&mark_type : 0;
}

/* ---- The lists ------------------------------------------------------------------------------------------------------ */

/* Read from the end: what is new is there, and the rest of the list is never touched. */
bool rs__young_behind(rs_addresses *list, const void *mark, bool *found) {
    const PyGC_Head *first = &collector()->generations[0].head, *head = first;
    for (;;) {
        head = (const PyGC_Head *)(head->_gc_prev & LINK_MASK);
        *found = (const void *)(head + 1) == mark;
        if (head == first || *found) return true;
        if (!rs__addresses_add(list, (uint64_t)(uintptr_t)(head + 1))) return false;
    }
}

static bool add_generation(rs_addresses *list, const rs_addresses *known, int generation) {
    const PyGC_Head *first = &collector()->generations[generation].head, *head = first;
    while ((head = (const PyGC_Head *)(head->_gc_next & LINK_MASK)) != first) {
        uint64_t object = (uint64_t)(uintptr_t)(head + 1);
        if (known && !rs__is_among(known->at, known->count, object)) continue;
        if (!rs__addresses_add(list, object)) return false;
    }
    return true;
}

bool rs__tracked_among(rs_addresses *list, const rs_addresses *known, int generation) {
    for (int i = 0; known->count > 0 && i <= generation && i < NUM_GENERATIONS; i++)
        if (!add_generation(list, known, i)) return false;
    return true;
}

bool rs__tracked_in(rs_addresses *list, int generation) {
    for (int i = 0; i <= generation && i < NUM_GENERATIONS; i++)
        if (!add_generation(list, NULL, i)) return false;
    return true;
}
