/* frame_type.c: refscope.Frame, a running frame in a referrer tree, where CPython keeps no object for it (3.11 and later).
 * Its makers: types.h.                                                                                 Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>
#include <stddef.h>
#include <structmember.h>

#include "text.h"
#include "types.h"

typedef struct frame {
    PyObject_HEAD PyObject *codename; /* str */
    PyObject *place;                  /* str: "file.py:12" */
} frame;

/* The function's own name out of "Class.method (file.py:12)", and the place behind it. */
PyObject *rs__frame_make(const char *name) {
    const char *end = name + strlen(name), *parenthesis = strrchr(name, '(');
    const char *stop = parenthesis && parenthesis > name ? parenthesis - 1 : end;
    const char *start = stop;
    while (start > name && start[-1] != '.') start--;
    const char *place = parenthesis ? parenthesis + 1 : end;
    frame *made = PyObject_New(frame, &rs__frame_type);
    if (!made) return NULL;
    made->codename = rs__unicode(start, (size_t)(stop - start));
    made->place = rs__unicode(place, (size_t)(end - place) - (place < end));
    if (made->codename && made->place) return (PyObject *)made;
    Py_DECREF(made);
    return NULL;
}

static void frame_dealloc(PyObject *self) {
    Py_XDECREF(((frame *)self)->codename);
    Py_XDECREF(((frame *)self)->place);
    PyObject_Free(self);
}

static PyObject *frame_str(PyObject *self) {
    return PyUnicode_FromFormat("frame (codename: %U)", ((frame *)self)->codename);
}

static PyMemberDef members[] = {
    {"codename", T_OBJECT_EX, offsetof(frame, codename), READONLY, "str: name of the function that runs."},
    {"place", T_OBJECT_EX, offsetof(frame, place), READONLY, "str: file and line of its code."},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject rs__frame_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.Frame",
    .tp_basicsize = sizeof(frame),
    .tp_dealloc = frame_dealloc,
    .tp_repr = frame_str,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "A running frame, where CPython keeps no frame object for it: .codename and .place.",
    .tp_members = members,
};
