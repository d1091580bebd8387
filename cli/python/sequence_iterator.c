/* sequence_iterator.c: what a for loop over a sequence of the package holds.       The sequences: sequence_types.c
 *
 * Not Python's own iterator: that one would be a stranger in the next photograph.                     Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "types.h"

typedef struct iterator {
    PyObject_HEAD PyObject *sequence;
    Py_ssize_t next;
} iterator;

PyObject *rs__sequence_iterate(PyObject *sequence) {
    iterator *made = PyObject_New(iterator, &rs__sequence_iterator_type);
    if (!made) return NULL;
    Py_INCREF(sequence);
    made->sequence = sequence;
    made->next = 0;
    return (PyObject *)made;
}

static void iterator_dealloc(PyObject *self) {
    Py_DECREF(((iterator *)self)->sequence);
    PyObject_Free(self);
}

static PyObject *iterator_next(PyObject *object) {
    iterator *self = (iterator *)object;
    if (self->next >= PySequence_Size(self->sequence)) return NULL;
    return PySequence_GetItem(self->sequence, self->next++);
}

static PyObject *iterator_hint(PyObject *self, PyObject *unused) {
    return PyLong_FromSsize_t(PySequence_Size(((iterator *)self)->sequence) - ((iterator *)self)->next);
}

static PyMethodDef methods[] = {
    {"__length_hint__", iterator_hint, METH_NOARGS, "How many items are left."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject rs__sequence_iterator_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.SequenceIterator",
    .tp_basicsize = sizeof(iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
    .tp_methods = methods,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};
