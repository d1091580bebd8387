/* asizeof_single.c: objects by themselves: their bytes, and what they refer to.     Declared in asizeof.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof.h"
#include "asizeof_names.h"
#include "asizeof_take.h"
#include "asizeof_walk.h"
#include "errors.h"
#include "rs_memory.h"
#include "rs_reach.h"
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

/* ---- Many objects --------------------------------------------------------------------------------------------------- */

static rs_judgement judge(void *context, uint64_t type, rs_kind kind) {
    (void)context;
    (void)kind;
    rs__flat_way way = rs__flat_way_of((PyTypeObject *)(uintptr_t)type);
    return way == RS__FLAT_PYTHON ? RS_REACH_GIVE_UP : way == RS__FLAT_C ? RS_REACH_ASK : RS_REACH_COUNT;
}

static uint64_t resize(void *context, uint64_t object, uint64_t size) {
    (void)context;
    return rs__flat_ask((PyObject *)(uintptr_t)object, size, 0.0);
}

/* RS_UNSUPPORTED: one of them is asked in Python. */
static rs_status ask_layout(uint64_t *bytes, PyObject *const *objects, size_t count, rs_error *err) {
    const uint64_t *addresses = (const uint64_t *)(const void *)objects; /* a pointer is an address */
    rs_reach_options options = {addresses, count, 0, judge, resize, NULL};
    rs_reach *reach = rs__reach_borrow();
    if (!reach) return rs_fail_memory(err, "sizes");
    rs_status status = rs_reach_sizes(reach, bytes, &options, err);
    rs__reach_give_back(reach);
    return status;
}

static bool ask_photograph(uint64_t *bytes, PyObject *sequence, size_t count) {
    rs_snapshot *snapshot = NULL;
    rs__flat_sizes sizes;
    if (!sizes_of(PySequence_Fast_ITEMS(sequence), count, &snapshot, &sizes)) return false;
    rs__given given = {snapshot, 0};
    for (size_t i = 0; i < count; i++) {
        bool again, there = i < (size_t)PySequence_Fast_GET_SIZE(sequence);
        rs_object_id id = there ? rs__given_next(&given, PySequence_Fast_GET_ITEM(sequence, (Py_ssize_t)i),
                                                 &again)
                                : RS_NO_OBJECT;
        bytes[i] = id == RS_NO_OBJECT ? 0 : rs__flat_size(&sizes, id);
    }
    rs__flat_sizes_release(&sizes);
    rs_snapshot_free(snapshot);
    return true;
}

uint64_t *rs__bytes_of_each(PyObject *sequence) {
    size_t count = (size_t)PySequence_Fast_GET_SIZE(sequence);
    uint64_t *bytes = rs_alloc_array(count + 1, sizeof *bytes);
    rs_error err = RS_ERROR_INIT;
    rs_status status = bytes ? ask_layout(bytes, PySequence_Fast_ITEMS(sequence), count, &err)
                             : rs_fail_memory(&err, "sizes");
    bool done = status == RS_OK;
    if (status == RS_UNSUPPORTED)
        done = ask_photograph(bytes, sequence, count);
    else if (!done)
        rs__raise(&err);
    if (done) return bytes;
    rs_release(bytes);
    return NULL;
}

static PyObject *fast(PyObject *objects) {
    return PySequence_Fast(objects, "refscope: objects must be a collection of objects");
}

PyObject *rs__sizes_total(PyObject *module, PyObject *objects) {
    PyObject *sequence = fast(objects), *sum = NULL;
    uint64_t *bytes = sequence ? rs__bytes_of_each(sequence) : NULL;
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
    uint64_t *bytes = sequence ? rs__bytes_of_each(sequence) : NULL;
    Py_ssize_t count = bytes ? PySequence_Fast_GET_SIZE(sequence) : 0;
    (void)module;
    if (bytes) list = PyList_New(count);
    for (Py_ssize_t i = 0; list && i < count; i++) {
        PyObject *size = PyLong_FromUnsignedLongLong(bytes[i]);
        if (size)
            PyList_SET_ITEM(list, i, size);
        else
            Py_CLEAR(list);
    }
    rs_release(bytes);
    Py_XDECREF(sequence);
    return list;
}

PyObject *rs__flat_size_of(PyObject *module, PyObject *object) {
    rs_error err = RS_ERROR_INIT;
    uint64_t bytes = 0;
    (void)module;
    rs_status status = ask_layout(&bytes, &object, 1, &err);
    if (status == RS_UNSUPPORTED) {
        rs_snapshot *snapshot = NULL;
        rs__flat_sizes sizes;
        if (!sizes_of(&object, 1, &snapshot, &sizes)) return NULL;
        bytes = rs__flat_size(&sizes, rs_snapshot_columns(snapshot)->records);
        rs__flat_sizes_release(&sizes);
        rs_snapshot_free(snapshot);
    } else if (status != RS_OK) {
        return rs__raise(&err);
    }
    return PyLong_FromUnsignedLongLong(bytes);
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
        targets->object[targets->count] = rs__new_reference_if_alive(
            (PyObject *)(uintptr_t)columns->address[columns->target[r]]);
        targets->count += targets->object[targets->count] != NULL;
    }
    return true;
}

static PyObject *pairs_of(const found *targets, const rs_reference_id *references,
                          const rs_snapshot *snapshot) {
    PyObject *list = PyList_New((Py_ssize_t)targets->count);
    for (size_t i = 0; list && i < targets->count; i++) {
        PyObject *title = rs__reference_title(snapshot, references[i]);
        if (!title && !PyErr_Occurred()) title = rs__new_reference(Py_None);
        PyObject *pair = title ? PyTuple_Pack(2, title, targets->object[i]) : NULL;
        Py_XDECREF(title);
        if (pair)
            PyList_SET_ITEM(list, (Py_ssize_t)i, pair);
        else
            Py_CLEAR(list);
    }
    return list;
}

static bool holds_nothing(rs_kind kind) {
    return (kind >= RS_KIND_STR && kind <= RS_KIND_ELLIPSIS) || kind == RS_KIND_BUILTIN;
}

/* Whose references are an object's own: those of a module are its namespace. */
static PyObject *holder_in(PyObject *object) {
    PyObject *namespace = PyModule_Check(object) ? PyModule_GetDict(object) : NULL; /* borrowed */
    return namespace ? namespace : object;
}

PyObject *rs__references_of(PyObject *module, PyObject *object) {
    object = holder_in(object);
    rs_snapshot *snapshot = rs__take_reached(&object, 1, RS__ALL_KINDS);
    rs_reference_id *references = NULL;
    found targets = {NULL, 0};
    PyObject *list = NULL;
    (void)module;
    if (!snapshot) return NULL;
    const rs_type *type = rs_snapshot_type_of(snapshot, rs_snapshot_columns(snapshot)->records);
    if (holds_nothing(type->kind) && type->exact)
        list = rs__new_reference(Py_None);
    else if (hold_targets(&targets, &references, snapshot))
        list = pairs_of(&targets, references, snapshot);
    else
        PyErr_NoMemory();
    for (size_t i = 0; i < targets.count; i++) Py_DECREF(targets.object[i]);
    rs_release(targets.object);
    rs_release(references);
    rs_snapshot_free(snapshot);
    return list;
}
