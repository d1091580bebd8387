/* muppy_sets.c: collections of objects compared by address.                  Declared in muppy.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "muppy.h"

#include "asizeof_seen.h"
#include "types.h"

static PyObject *fast(PyObject *objects) {
    return PySequence_Fast(objects, "refscope: objects must be a collection of objects");
}

static PyObject *empty_set(void) {
    return rs__seen_type.tp_alloc(&rs__seen_type, 0);
}

static bool is_in(PyObject *set, const PyObject *object) {
    return rs__seen_get((rs__seen *)set, (uintptr_t)object) != RS__SEEN_NEVER;
}

static bool add(PyObject *set, const PyObject *object) {
    return rs__seen_set((rs__seen *)set, (uintptr_t)object, 1);
}

/* Append what is not in the set yet to the list, and add it to the set. false: an exception is set. */
static bool append_new(PyObject *list, PyObject *set, PyObject *objects) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(objects); i++) {
        PyObject *object = PySequence_Fast_GET_ITEM(objects, i);
        if (is_in(set, object)) continue;
        if (!add(set, object) || PyList_Append(list, object) < 0) return false;
    }
    return true;
}

PyObject *rs__muppy_once(PyObject *module, PyObject *objects) {
    PyObject *sequence = fast(objects), *set = sequence ? empty_set() : NULL,
             *list = set ? PyList_New(0) : NULL;
    (void)module;
    if (list && !append_new(list, set, sequence)) Py_CLEAR(list);
    Py_XDECREF(set);
    Py_XDECREF(sequence);
    return list;
}

static bool add_all(PyObject *set, PyObject *objects) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(objects); i++)
        if (!add(set, PySequence_Fast_GET_ITEM(objects, i))) return false;
    return true;
}

static bool append_others(PyObject *list, PyObject *set, PyObject *objects) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(objects); i++) {
        PyObject *object = PySequence_Fast_GET_ITEM(objects, i);
        if (!is_in(set, object) && PyList_Append(list, object) < 0) return false;
    }
    return true;
}

PyObject *rs__muppy_without(PyObject *module, PyObject *arguments) {
    PyObject *objects, *others;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OO:_muppy_without", &objects, &others)) return NULL;
    PyObject *left = fast(objects), *right = left ? fast(others) : NULL;
    PyObject *set = right ? empty_set() : NULL, *list = set ? PyList_New(0) : NULL;
    if (list && (!add_all(set, right) || !append_others(list, set, left))) Py_CLEAR(list);
    Py_XDECREF(set);
    Py_XDECREF(right);
    Py_XDECREF(left);
    return list;
}

/* ---- Referents ------------------------------------------------------------------------------------------------------ */

/* What has died is shown by some types, and must be given to nobody: rs__new_reference_if_alive. */
static int visit(PyObject *object, void *list) {
    if (Py_REFCNT(object) == 0) return 0;
    return PyList_Append(list, object) < 0 ? -1 : 0;
}

/* What the collector would be told of an object: its tp_traverse, with the keys of a dict. */
static bool append_referents(PyObject *list, PyObject *object) {
    traverseproc traverse = PyObject_IS_GC(object) ? Py_TYPE(object)->tp_traverse : NULL;
    PyObject *key, *value;
    Py_ssize_t place = 0;
    if (traverse && traverse(object, visit, list) != 0) return false;
    if (!PyDict_CheckExact(object)) return true;
    while (PyDict_Next(object, &place, &key, &value))
        if (PyUnicode_CheckExact(key) && PyList_Append(list, key) < 0) return false;
    return true;
}

PyObject *rs__muppy_referents(PyObject *module, PyObject *arguments) {
    PyObject *object, *found = NULL, *set = NULL, *list = NULL;
    int level = 1;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O|i:_muppy_referents", &object, &level)) return NULL;
    bool done = (set = empty_set()) && (list = PyList_New(0)) && (found = PyList_New(0)) &&
                append_referents(found, object) && append_new(list, set, found);
    for (Py_ssize_t first = 0; done && level > 1 && first < PyList_GET_SIZE(list); level--) {
        Py_ssize_t end = PyList_GET_SIZE(list);
        for (; done && first < end; first++) {
            Py_XDECREF(found);
            found = PyList_New(0);
            done = found && append_referents(found, PyList_GET_ITEM(list, first)) &&
                   append_new(list, set, found);
        }
    }
    Py_XDECREF(found);
    Py_XDECREF(set);
    if (!done) Py_CLEAR(list);
    return list;
}
