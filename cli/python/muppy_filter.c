/* muppy_filter.c: objects of a type or of a size, or by size.                         Declared in muppy.h. Map: README.md
 *
 * Whether an object is of a class is read from its type, so that no __class__ can have a say in it; only a class whose own
 * class defines instances anew (an abstract base class) is asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof.h"
#include "muppy.h"
#include "rs_memory.h"
#include "types.h"

static bool is_of(PyObject *object, PyObject *kind) {
    if (PyType_Check(kind) && PyType_IsSubtype(Py_TYPE(object), (PyTypeObject *)kind)) return true;
    if (PyType_CheckExact(kind)) return false;
    int answer = PyObject_IsInstance(object, kind);
    if (answer < 0) PyErr_Clear();
    return answer > 0;
}

static PyObject *of_type(PyObject *objects, PyObject *kind) {
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list && i < PySequence_Fast_GET_SIZE(objects); i++) {
        PyObject *object = rs__new_reference(PySequence_Fast_GET_ITEM(objects, i));
        if (is_of(object, kind) && PyList_Append(list, object) < 0) Py_CLEAR(list);
        Py_DECREF(object);
    }
    return list;
}

static PyObject *of_size(PyObject *objects, Py_ssize_t more, Py_ssize_t less) {
    PyObject *sizes = rs__sizes_each(NULL, objects), *list = sizes ? PyList_New(0) : NULL;
    for (Py_ssize_t i = 0; list && i < PyList_GET_SIZE(sizes) && i < PySequence_Fast_GET_SIZE(objects); i++) {
        Py_ssize_t size = PyLong_AsSsize_t(PyList_GET_ITEM(sizes, i));
        bool kept = (more <= -1 || size > more) && (less <= -1 || size < less);
        if (kept && PyList_Append(list, PySequence_Fast_GET_ITEM(objects, i)) < 0) Py_CLEAR(list);
    }
    Py_XDECREF(sizes);
    return list;
}

PyObject *rs__muppy_filter(PyObject *module, PyObject *arguments) {
    PyObject *objects, *kind;
    Py_ssize_t more, less;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOnn:_muppy_filter", &objects, &kind, &more, &less)) return NULL;
    PyObject *list = PySequence_Fast(objects, "refscope: objects must be a collection of objects");
    if (list && kind != Py_None) Py_SETREF(list, of_type(list, kind));
    if (list && (more > -1 || less > -1)) Py_SETREF(list, of_size(list, more, less));
    return list;
}

/* ---- Sorting -------------------------------------------------------------------------------------------------------- */

typedef struct sized {
    uint64_t bytes;
    Py_ssize_t place;
} sized;

static int smaller_first(const void *a, const void *b) {
    const sized *x = a, *y = b;
    if (x->bytes != y->bytes) return x->bytes < y->bytes ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static PyObject *in_order(PyObject *sequence, const uint64_t *bytes) {
    Py_ssize_t count = PySequence_Fast_GET_SIZE(sequence);
    sized *order = rs_alloc_array((size_t)count, sizeof *order);
    PyObject *list = order ? PyList_New(count) : PyErr_NoMemory();
    for (Py_ssize_t i = 0; list && i < count; i++) order[i] = (sized){bytes[i], i};
    if (list) qsort(order, (size_t)count, sizeof *order, smaller_first);
    for (Py_ssize_t i = 0; list && i < count; i++)
        PyList_SET_ITEM(list, i, rs__new_reference(PySequence_Fast_GET_ITEM(sequence, order[i].place)));
    rs_release(order);
    return list;
}

PyObject *rs__muppy_sort(PyObject *module, PyObject *objects) {
    PyObject *sequence = PySequence_Tuple(objects); /* a copy: nobody shortens it while objects are asked */
    uint64_t *bytes = sequence ? rs__bytes_of_each(sequence) : NULL;
    PyObject *list = bytes ? in_order(sequence, bytes) : NULL;
    (void)module;
    rs_release(bytes);
    Py_XDECREF(sequence);
    return list;
}
