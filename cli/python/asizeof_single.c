/* asizeof_single.c: objects by themselves: their bytes, and what they refer to.     Declared in asizeof.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof.h"
#include "asizeof_names.h"
#include "asizeof_take.h"
#include "asizeof_walk.h"
#include "rs_memory.h"
#include "types.h"

/* Photograph the objects alone and learn their sizes. false: an exception is set, and nothing is to release. */
static bool sizes_of(PyObject *const *objects, size_t count, rs_snapshot **snapshot, rs__flat_sizes *sizes) {
    *snapshot = rs__take_flat(objects, count);
    if (!*snapshot) return false;
    if (rs__flat_sizes_init(sizes, *snapshot, false, 0.0)) return true;
    rs__flat_sizes_release(sizes);
    rs_snapshot_free(*snapshot);
    return false;
}

PyObject *rs__flat_size_of(PyObject *module, PyObject *object) {
    rs_snapshot *snapshot = NULL;
    rs__flat_sizes sizes;
    (void)module;
    if (!sizes_of(&object, 1, &snapshot, &sizes)) return NULL;
    uint64_t bytes = rs__flat_size(&sizes, rs_snapshot_columns(snapshot)->records);
    rs__flat_sizes_release(&sizes);
    rs_snapshot_free(snapshot);
    return PyLong_FromUnsignedLongLong(bytes);
}

/* Bytes of each object of a list or tuple, in its order; the caller's, or NULL and an exception is set. */
static uint64_t *bytes_of_each(PyObject *sequence) {
    size_t count = (size_t)PySequence_Fast_GET_SIZE(sequence);
    uint64_t *bytes = rs_alloc_array(count + 1, sizeof *bytes);
    rs_snapshot *snapshot = NULL;
    rs__flat_sizes sizes;
    if (!bytes) PyErr_NoMemory();
    if (!bytes || !sizes_of(PySequence_Fast_ITEMS(sequence), count, &snapshot, &sizes)) {
        rs_release(bytes);
        return NULL;
    }
    rs__given given = {snapshot, 0};
    for (size_t i = 0; i < count && i < (size_t)PySequence_Fast_GET_SIZE(sequence); i++) {
        bool again;
        rs_object_id id = rs__given_next(&given, PySequence_Fast_GET_ITEM(sequence, (Py_ssize_t)i), &again);
        bytes[i] = id == RS_NO_OBJECT ? 0 : rs__flat_size(&sizes, id);
    }
    rs__flat_sizes_release(&sizes);
    rs_snapshot_free(snapshot);
    return bytes;
}

static PyObject *fast(PyObject *objects) {
    return PySequence_Fast(objects, "refscope: objects must be a collection of objects");
}

PyObject *rs__sizes_total(PyObject *module, PyObject *objects) {
    PyObject *sequence = fast(objects), *sum = NULL;
    uint64_t *bytes = sequence ? bytes_of_each(sequence) : NULL;
    unsigned long long total = 0;
    (void)module;
    for (Py_ssize_t i = 0; bytes && i < PySequence_Fast_GET_SIZE(sequence); i++) total += bytes[i];
    if (bytes) sum = PyLong_FromUnsignedLongLong(total);
    rs_release(bytes);
    Py_XDECREF(sequence);
    return sum;
}

PyObject *rs__sizes_each(PyObject *module, PyObject *objects) {
    PyObject *sequence = fast(objects), *list = NULL;
    uint64_t *bytes = sequence ? bytes_of_each(sequence) : NULL;
    Py_ssize_t count = bytes ? PySequence_Fast_GET_SIZE(sequence) : 0;
    (void)module;
    if (bytes) list = PyList_New(count);
    for (Py_ssize_t i = 0; list && i < count; i++) {
        PyObject *size = PyLong_FromUnsignedLongLong(bytes[i]);
        if (size) PyList_SET_ITEM(list, i, size);
        else Py_CLEAR(list);
    }
    rs_release(bytes);
    Py_XDECREF(sequence);
    return list;
}

/* ---- References ----------------------------------------------------------------------------------------------------- */

typedef struct found {
    PyObject **object; /* a new reference to each */
    size_t count;
} found;

/* Hold what the first object refers to, before anything of Python is made. */
static bool hold_targets(found *targets, rs_reference_id **references, const rs_snapshot *snapshot) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    rs_object_id object = columns->records;
    size_t room = columns->row[object + 1] - columns->row[object];
    targets->object = rs_alloc_array(room + 1, sizeof *targets->object);
    *references = rs_alloc_array(room + 1, sizeof **references);
    if (!targets->object || !*references) return false;
    for (uint32_t r = columns->row[object]; r < columns->row[object + 1]; r++) {
        if (!rs__is_followed(snapshot, object, r)) continue;
        (*references)[targets->count] = r;
        targets->object[targets->count++] =
            rs__new_reference((PyObject *)(uintptr_t)columns->address[columns->target[r]]);
    }
    return true;
}

static PyObject *pairs_of(const found *targets, const rs_reference_id *references, const rs_snapshot *snapshot) {
    PyObject *list = PyList_New((Py_ssize_t)targets->count);
    for (size_t i = 0; list && i < targets->count; i++) {
        PyObject *title = rs__reference_title(snapshot, references[i]);
        if (!title && !PyErr_Occurred()) title = rs__new_reference(Py_None);
        PyObject *pair = title ? PyTuple_Pack(2, title, targets->object[i]) : NULL;
        Py_XDECREF(title);
        if (pair) PyList_SET_ITEM(list, (Py_ssize_t)i, pair);
        else Py_CLEAR(list);
    }
    return list;
}

static bool holds_nothing(rs_kind kind) {
    return (kind >= RS_KIND_STR && kind <= RS_KIND_ELLIPSIS) || kind == RS_KIND_BUILTIN;
}

PyObject *rs__references_of(PyObject *module, PyObject *object) {
    rs_snapshot *snapshot = rs__take_reached(&object, 1, RS__ALL_KINDS);
    rs_reference_id *references = NULL;
    found targets = {NULL, 0};
    PyObject *list = NULL;
    (void)module;
    if (!snapshot) return NULL;
    const rs_type *type = rs_snapshot_type_of(snapshot, rs_snapshot_columns(snapshot)->records);
    if (holds_nothing(type->kind) && type->exact) list = rs__new_reference(Py_None);
    else if (hold_targets(&targets, &references, snapshot)) list = pairs_of(&targets, references, snapshot);
    else PyErr_NoMemory();
    for (size_t i = 0; i < targets.count; i++) Py_DECREF(targets.object[i]);
    rs_release(targets.object);
    rs_release(references);
    rs_snapshot_free(snapshot);
    return list;
}
