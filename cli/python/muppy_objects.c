/* muppy_objects.c: all objects that live, as live objects.                   Declared in muppy.h. Map: README.md
 *
 * The collector is not run: what it would find is left out, by arithmetic on the photograph, and nothing else changes. From
 * the photograph until every object is held no Python object is made, so none can have died in between.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "muppy.h"

#include "rs_memory.h"
#include "types.h"

static size_t note(PyObject **also, size_t made, PyObject *list) {
    also[made++] = list;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) also[made++] = PyList_GET_ITEM(list, i);
    return made;
}

rs__box *rs__take_living(PyObject *arguments, PyObject *ignored, PyObject *ours, unsigned char **dead) {
    size_t room = (size_t)PyList_GET_SIZE(ignored) + (size_t)PyList_GET_SIZE(ours) + 4;
    PyObject **also = rs_alloc_array(room, sizeof *also);
    if (!also) {
        PyErr_NoMemory();
        return NULL;
    }
    also[0] = arguments;
    also[note(also, note(also, 1, ignored), ours)] = NULL;
    rs__box *box = rs__take(RS_VALUES_NONE, NULL, also);
    rs_release(also);
    if (box && !rs__find_dead(box, dead)) {
        rs__box_drop(box);
        box = NULL;
    }
    return box;
}

/* A tuple that is still being made has places that are empty. */
static bool is_whole(PyObject *object) {
    if (!PyTuple_CheckExact(object)) return true;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); i++)
        if (!PyTuple_GET_ITEM(object, i)) return false;
    return true;
}

/* Hold every object that is wanted; how many. The others are marked as dead. */
static size_t hold(const rs__box *box, unsigned char *dead, bool frames) {
    const rs_columns *columns = rs_snapshot_columns(box->snapshot);
    size_t held = 0;
    for (rs_object_id o = columns->records; o < columns->objects; o++) {
        PyObject *object = rs__live(box, o);
        rs_kind kind = rs_snapshot_type(box->snapshot, columns->type[o])->kind;
        dead[o] |= (!frames && kind == RS_KIND_FRAME) || Py_REFCNT(object) <= 0 ||
                   (kind == RS_KIND_TUPLE && !is_whole(object));
        if (dead[o]) continue;
        Py_INCREF(object);
        held++;
    }
    return held;
}

/* The list takes over what is held. */
static PyObject *list_of(const rs__box *box, const unsigned char *dead, size_t held) {
    const rs_columns *columns = rs_snapshot_columns(box->snapshot);
    PyObject *list = PyList_New((Py_ssize_t)held);
    Py_ssize_t place = 0;
    for (rs_object_id o = columns->records; o < columns->objects; o++) {
        if (dead[o]) continue;
        if (list)
            PyList_SET_ITEM(list, place++, rs__live(box, o));
        else
            Py_DECREF(rs__live(box, o));
    }
    return list;
}

PyObject *rs__muppy_objects(PyObject *module, PyObject *arguments) {
    int frames = 0;
    PyObject *ignored, *ours;
    unsigned char *dead = NULL;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "pO!O!:_muppy_objects", &frames, &PyList_Type, &ignored, &PyList_Type,
                          &ours))
        return NULL;
    rs__box *box = rs__take_living(arguments, ignored, ours, &dead);
    PyObject *list = box ? list_of(box, dead, hold(box, dead, frames)) : NULL;
    rs_release(dead);
    rs__box_drop(box);
    return list;
}
