/* sequence_types.c: refscope.Objects and refscope.References, sequences that make an item when it is asked for.
 * The iterator: sequence_iterator.c. Its makers: types.h.                                              Map: README.md
 *
 * A sequence is a list of numbers, or a range of them: the objects of a heap, or the ten million referrers of one object,
 * without a Python object for each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_memory.h"
#include "types.h"

typedef struct sequence {
    PyObject_HEAD rs__box *box;
    uint32_t *ids;  /* NULL: a range */
    uint32_t first; /* of the range */
    size_t count;
} sequence;

static PyObject *sequence_make(PyTypeObject *type, rs__box *box, uint32_t *ids, uint32_t first,
                               size_t count) {
    sequence *made = PyObject_New(sequence, type);
    if (!made) {
        rs_release(ids);
        return NULL;
    }
    made->box = rs__box_share(box);
    made->ids = ids;
    made->first = first;
    made->count = count;
    return (PyObject *)made;
}

PyObject *rs__objects_make(rs__box *box, uint32_t *ids, uint32_t first, size_t count) {
    return sequence_make(&rs__objects_type, box, ids, first, count);
}

PyObject *rs__references_make(rs__box *box, uint32_t *ids, uint32_t first, size_t count) {
    return sequence_make(&rs__references_type, box, ids, first, count);
}

static void sequence_dealloc(PyObject *self) {
    rs__box_drop(((sequence *)self)->box);
    rs_release(((sequence *)self)->ids);
    PyObject_Free(self);
}

static Py_ssize_t sequence_length(PyObject *self) {
    return (Py_ssize_t)((sequence *)self)->count;
}

static uint32_t id_at(const sequence *self, size_t place) {
    return self->ids ? self->ids[place] : self->first + (uint32_t)place;
}

static PyObject *sequence_item(PyObject *object, Py_ssize_t place) {
    sequence *self = (sequence *)object;
    if (place < 0 || (size_t)place >= self->count) {
        PyErr_SetString(PyExc_IndexError, "refscope: index out of range");
        return NULL;
    }
    uint32_t id = id_at(self, (size_t)place);
    return Py_IS_TYPE(object, &rs__objects_type) ? rs__object_make(self->box, id)
                                                 : rs__reference_make(self->box, id);
}

static PyObject *sequence_slice(sequence *self, PyObject *slice) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) return NULL;
    size_t count = (size_t)PySlice_AdjustIndices((Py_ssize_t)self->count, &start, &stop, step);
    uint32_t *ids = rs_alloc_array(count, sizeof *ids);
    if (!ids) return PyErr_NoMemory();
    for (size_t i = 0; i < count; i++, start += step) ids[i] = id_at(self, (size_t)start);
    return sequence_make(Py_TYPE(self), self->box, ids, 0, count);
}

static PyObject *sequence_subscript(PyObject *self, PyObject *key) {
    if (PySlice_Check(key)) return sequence_slice((sequence *)self, key);
    Py_ssize_t place = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (place == -1 && PyErr_Occurred()) return NULL;
    return sequence_item(self, place < 0 ? place + sequence_length(self) : place);
}

static PyObject *sequence_repr(PyObject *self) {
    return PyUnicode_FromFormat("<%s: %zd>", Py_TYPE(self)->tp_name, sequence_length(self));
}

static PySequenceMethods as_sequence = {.sq_length = sequence_length, .sq_item = sequence_item};
static PyMappingMethods as_mapping = {.mp_length = sequence_length, .mp_subscript = sequence_subscript};

PyTypeObject rs__objects_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.Objects",
    .tp_basicsize = sizeof(sequence),
    .tp_dealloc = sequence_dealloc,
    .tp_repr = sequence_repr,
    .tp_as_sequence = &as_sequence,
    .tp_as_mapping = &as_mapping,
    .tp_iter = rs__sequence_iterate,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "A sequence of Object, each made when it is asked for.",
};

PyTypeObject rs__references_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.References",
    .tp_basicsize = sizeof(sequence),
    .tp_dealloc = sequence_dealloc,
    .tp_repr = sequence_repr,
    .tp_as_sequence = &as_sequence,
    .tp_as_mapping = &as_mapping,
    .tp_iter = rs__sequence_iterate,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "A sequence of Reference, each made when it is asked for.",
};
