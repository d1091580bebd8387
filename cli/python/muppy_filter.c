/* muppy_filter.c: objects of a type or of a size.                            Declared in muppy.h. Map: README.md
 *
 * Whether an object is of a class is read from its type, so that no __class__ can have a say in it; only a class whose own
 * class defines instances anew (an abstract base class) is asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof.h"
#include "muppy.h"
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
