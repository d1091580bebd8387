/* allocation_sites.c: ask tracemalloc which lines allocated objects.                  Manual: ../rs_capture.h. Map: README.md
 *
 * tracemalloc knows an allocation by the address the allocator gave: that of an object less the collector's head and the
 * managed words in front of it. Its answer is a tuple of (file name, line), the innermost frame first. These tuples must
 * not be the ones that make the collector run: so it is off meanwhile, which nobody can see without the GIL.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>

#include "internal/pycore_interp.h"

#include "allocations.h"
#include "rs_capture.h"
#include "rs_memory.h"
#include "capture_steps.h"
#include "walk.h"

/* Exported by every CPython from 3.9 to 3.13, though not declared by the same header in all of them. */
PyAPI_FUNC(PyObject *) _PyTraceMalloc_GetTraceback(unsigned int domain, uintptr_t address);

enum { OBJECTS = 0, NOBODY = 0x7273 }; /* domains of tracemalloc: the objects', and one that nobody uses */

bool rs_capture_is_traced(void) {
    static char something;
    bool traced = PyTraceMalloc_Track(NOBODY, (uintptr_t)&something, 0) == 0;
    if (traced) PyTraceMalloc_Untrack(NOBODY, (uintptr_t)&something);
    return traced;
}

/* ---- One object ----------------------------------------------------------------------------------------------------- */

/* Add "app.py:12". A name that is no UTF-8, a lone surrogate say, is kept as "surrogatepass" writes it and shown escaped. */
static bool add_site(rs_text *text, PyObject *frame) {
    PyObject *line = PyTuple_GET_ITEM(frame, 1);
    PyObject *file = PyUnicode_AsEncodedString(PyTuple_GET_ITEM(frame, 0), "utf-8", "surrogatepass");
    if (file) {
        rs_text_add_escaped(text, PyBytes_AS_STRING(file), (size_t)PyBytes_GET_SIZE(file), 0);
        rs_text_addf(text, ":%ld", PyLong_AsLong(line));
        Py_DECREF(file);
    }
    return file && !text->failed;
}

static bool read_site(rs_text *text, uint64_t allocated) {
    PyObject *frames = _PyTraceMalloc_GetTraceback(OBJECTS, (uintptr_t)allocated);
    bool done = frames != NULL;
    if (done && frames != Py_None && PyTuple_GET_SIZE(frames) > 0)
        done = add_site(text, PyTuple_GET_ITEM(frames, 0));
    Py_XDECREF(frames);
    return done;
}

/* ---- All of them ---------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b) {
    rs_object_id l = *(const rs_object_id *)a, r = *(const rs_object_id *)b;
    return (l > r) - (l < r);
}

static bool read_object(rs_allocations *allocations, rs_walk *types, const rs_snapshot *snapshot,
                        rs_object_id object) {
    uint64_t address = rs_snapshot_columns(snapshot)->address[object];
    uint64_t type = (uintptr_t)Py_TYPE((PyObject *)(uintptr_t)address);
    const rs_known_type *known = rs__type_find_or_make(&types->types, &types->decoding, type, false);
    rs_text site = RS_TEXT_INIT;
    bool done = !types->types.failed && read_site(&site, address - known->shape.header_size);
    if (done && site.length > 0) done = rs__allocations_add(allocations, object, rs_text_string(&site));
    rs_text_release(&site);
    return done;
}

static bool read_all(rs_allocations *allocations, const rs_snapshot *snapshot, const rs_object_id *objects,
                     size_t count) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_walk *types = rs_alloc(sizeof *types);
    bool done = types != NULL &&
                rs__walk_init(types, rs__running_layout(),
                              RS_VALUES_NONE);
    for (size_t i = 0; i < count && done; i++)
        if (objects[i] >= c->records && (i == 0 || objects[i] != objects[i - 1]))
            done = read_object(allocations, types, snapshot, objects[i]);
    if (types) rs__walk_release(types);
    rs_release(types);
    return done;
}

static bool read_without_collections(rs_allocations *allocations, const rs_snapshot *snapshot,
                                     const rs_object_id *objects, size_t count) {
    struct _gc_runtime_state *collector = &PyThreadState_Get()->interp->gc;
    int enabled = collector->enabled;
    collector->enabled = 0;
    bool done = read_all(allocations, snapshot, objects, count);
    if (!done) PyErr_Clear();
    collector->enabled = enabled;
    return done;
}

rs_status rs_capture_allocations(rs_snapshot *snapshot, const rs_object_id *objects, size_t count,
                                 rs_error *err) {
    rs_allocations allocations = RS_ALLOCATIONS_INIT;
    if (!rs_capture_is_traced()) return RS_OK;
    rs_object_id *sorted = rs_alloc_array(count, sizeof *sorted);
    bool done = sorted != NULL;
    for (size_t i = 0; i < count && done; i++) sorted[i] = objects[i];
    if (done && count) qsort(sorted, count, sizeof *sorted, by_number);
    done = done && read_without_collections(&allocations, snapshot, sorted, count);
    if (done) rs__snapshot_keep_allocations(snapshot, &allocations);
    rs__allocations_release(&allocations);
    rs_release(sorted);
    return done ? RS_OK : rs_fail_memory(err, "asking tracemalloc");
}
