/* summary_rows.c: objects by type: how many, and their bytes.                    Declared in summary.h. Map: README.md
 *
 * Objects are counted by their types first, in numbers; only functions, modules, frames and what the caller writes in its
 * own way have a text each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "summary.h"

#include <Python.h>
#include <frameobject.h>

#include "asizeof.h"
#include "asizeof_flat.h"
#include "muppy.h"
#include "pympler_shapes.h"
#include "rs_memory.h"
#include "types.h"

typedef struct counting {
    const rs_snapshot *snapshot;
    rs__flat_sizes flat;
    struct tally {
        uint64_t objects, bytes;
    } * of_type;           /* [types] */
    unsigned char *single; /* [types] its objects have texts of their own */
    PyObject *custom;      /* {type: function}, borrowed, or NULL */
    PyObject *rows;        /* {text: [text, objects, bytes]} */
} counting;

static bool has_own_text(const counting *to, uint32_t type) {
    rs_kind kind = rs_snapshot_type(to->snapshot, type)->kind;
    PyTypeObject *class = rs__flat_type(&to->flat, type);
    if (to->custom && PyType_CheckExact(class) && PyDict_GetItemWithError(to->custom, (PyObject *)class))
        return true;
    return (kind == RS_KIND_FUNCTION || kind == RS_KIND_MODULE || kind == RS_KIND_FRAME) &&
           rs_snapshot_type(to->snapshot, type)->exact;
}

static bool init(counting *to, const rs_snapshot *snapshot, bool hold, PyObject *custom) {
    size_t types = rs_snapshot_type_count(snapshot);
    memset(to, 0, sizeof *to);
    to->snapshot = snapshot;
    to->custom = custom;
    if (!rs__flat_sizes_init(&to->flat, snapshot, hold, 0.0)) return false;
    to->of_type = rs_alloc_cleared(types + 1, sizeof *to->of_type);
    to->single = rs_alloc_cleared(types + 1, 1);
    if (!to->of_type || !to->single) {
        PyErr_NoMemory();
        return false;
    }
    for (uint32_t t = 0; t < types; t++) to->single[t] = rs__flat_type(&to->flat, t) && has_own_text(to, t);
    to->rows = PyDict_New();
    return to->rows != NULL;
}

static PyObject *release(counting *to) {
    PyObject *rows = to->rows ? PyDict_Values(to->rows) : NULL;
    rs__flat_sizes_release(&to->flat);
    rs_release(to->of_type);
    rs_release(to->single);
    Py_XDECREF(to->rows);
    if (rows && PyErr_Occurred()) Py_CLEAR(rows);
    return rows;
}

/* Add to the row of a text, which is taken over. */
static bool add_to(counting *to, PyObject *text, uint64_t objects, uint64_t bytes) {
    PyObject *row = text ? PyDict_GetItemWithError(to->rows, text) : NULL; /* borrowed */
    bool done = false;
    if (row) {
        uint64_t had = PyLong_AsUnsignedLongLong(PyList_GET_ITEM(row, 1)),
                 size = PyLong_AsUnsignedLongLong(PyList_GET_ITEM(row, 2));
        done = PyList_SetItem(row, 1, PyLong_FromUnsignedLongLong(had + objects)) == 0 &&
               PyList_SetItem(row, 2, PyLong_FromUnsignedLongLong(size + bytes)) == 0;
    } else if (text && !PyErr_Occurred()) {
        row = Py_BuildValue("[OKK]", text, (unsigned long long)objects, (unsigned long long)bytes);
        done = row && PyDict_SetItem(to->rows, text, row) == 0;
        Py_XDECREF(row);
    }
    Py_XDECREF(text);
    return done;
}

/* The caller's own text of an object; when that fails, its type's. */
static PyObject *text_of(counting *to, PyObject *object) {
    PyObject *type = (PyObject *)Py_TYPE(object);
    PyObject *write = to->custom && PyType_CheckExact(type) ? PyDict_GetItemWithError(to->custom, type)
                                                            : NULL;
    PyObject *text = write ? PyObject_CallOneArg(write, object) : NULL;
    if (text && PyUnicode_Check(text)) return text;
    Py_XDECREF(text);
    PyErr_Clear();
    PyObject *arguments = PyTuple_Pack(1, object);
    text = arguments ? rs__type_text(NULL, arguments) : NULL;
    Py_XDECREF(arguments);
    return text;
}

static bool count_object(counting *to, rs_object_id id) {
    const rs_columns *columns = rs_snapshot_columns(to->snapshot);
    uint32_t type = columns->type[id];
    uint64_t bytes = rs__flat_size(&to->flat, id);
    if (to->single[type])
        return add_to(to, text_of(to, (PyObject *)(uintptr_t)columns->address[id]), 1, bytes);
    to->of_type[type].objects++;
    to->of_type[type].bytes += bytes;
    return true;
}

static bool add_types(counting *to) {
    size_t types = rs_snapshot_type_count(to->snapshot);
    bool done = true;
    for (uint32_t t = 0; done && t < types; t++)
        if (to->of_type[t].objects > 0)
            done = add_to(to, rs__type_name(rs__flat_type(&to->flat, t)), to->of_type[t].objects,
                          to->of_type[t].bytes);
    return done;
}

/* ---- Of a collection: by the addresses of types --------------------------------------------------------------------- */

typedef struct by_type {
    struct typed {
        PyTypeObject *type; /* held; NULL: free */
        uint64_t objects, bytes;
        bool single;
    } * slots; /* open addressing, at most half full */
    size_t count, room;
} by_type;

static struct typed *typed_place(struct typed *slots, size_t room, const PyTypeObject *type) {
    size_t place = (size_t)(((uintptr_t)type >> 4) * 0x9E3779B97F4A7C15ull >> 20) & (room - 1);
    while (slots[place].type && slots[place].type != type) place = (place + 1) & (room - 1);
    return &slots[place];
}

static bool typed_grow(by_type *all) {
    size_t room = all->room ? 2 * all->room : 256;
    struct typed *slots = rs_alloc_cleared(room, sizeof *slots);
    if (!slots) return PyErr_NoMemory() != NULL;
    for (size_t i = 0; i < all->room; i++)
        if (all->slots[i].type) *typed_place(slots, room, all->slots[i].type) = all->slots[i];
    rs_release(all->slots);
    all->slots = slots;
    all->room = room;
    return true;
}

static struct typed *typed_of(by_type *all, PyObject *object, const counting *to) {
    PyTypeObject *type = Py_TYPE(object);
    if (2 * (all->count + 1) > all->room && !typed_grow(all)) return NULL;
    struct typed *found = typed_place(all->slots, all->room, type);
    if (found->type) return found;
    bool custom = to->custom && PyType_CheckExact(type) &&
                  PyDict_GetItemWithError(to->custom, (PyObject *)type);
    bool single = custom || PyFunction_Check(object) || PyModule_CheckExact(object) || PyFrame_Check(object);
    Py_INCREF(type);
    *found = (struct typed){type, 0, 0, single};
    all->count++;
    return found;
}

static bool count_one(counting *to, by_type *all, PyObject *object, uint64_t bytes) {
    struct typed *found = typed_of(all, object, to);
    if (!found) return false;
    if (found->single) return add_to(to, text_of(to, object), 1, bytes);
    found->objects++;
    found->bytes += bytes;
    return true;
}

static bool count_sequence(counting *to, by_type *all, PyObject *sequence, const uint64_t *bytes) {
    Py_ssize_t count = PySequence_Fast_GET_SIZE(sequence);
    bool done = true;
    for (Py_ssize_t i = 0; done && i < count && i < PySequence_Fast_GET_SIZE(sequence); i++) {
        PyObject *object = rs__new_reference(PySequence_Fast_GET_ITEM(sequence, i));
        done = count_one(to, all, object, bytes[i]);
        Py_DECREF(object);
    }
    for (size_t i = 0; done && i < all->room; i++)
        if (all->slots[i].objects > 0)
            done = add_to(to, rs__type_name(all->slots[i].type), all->slots[i].objects, all->slots[i].bytes);
    return done;
}

PyObject *rs__summarize(PyObject *module, PyObject *arguments) {
    PyObject *objects, *custom = NULL, *rows = NULL;
    counting to = {0};
    by_type all = {NULL, 0, 0};
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O|O!:_summarize", &objects, &PyDict_Type, &custom)) return NULL;
    PyObject *sequence = PySequence_Fast(objects,
                                         "refscope: summarize: objects must be a collection of objects");
    uint64_t *bytes = sequence ? rs__bytes_of_each(sequence) : NULL;
    to.custom = custom && PyDict_Size(custom) ? custom : NULL;
    to.rows = bytes ? PyDict_New() : NULL;
    if (to.rows && count_sequence(&to, &all, sequence, bytes)) rows = PyDict_Values(to.rows);
    for (size_t i = 0; i < all.room; i++) Py_XDECREF(all.slots[i].type);
    rs_release(all.slots);
    rs_release(bytes);
    Py_XDECREF(to.rows);
    Py_XDECREF(sequence);
    return rows;
}

/* ---- Of everything -------------------------------------------------------------------------------------------------- */

static bool count_living(counting *to, const unsigned char *dead) {
    const rs_columns *columns = rs_snapshot_columns(to->snapshot);
    for (rs_object_id o = columns->records; o < columns->objects; o++)
        if (!dead[o] && rs_snapshot_type(to->snapshot, columns->type[o])->kind != RS_KIND_FRAME &&
            !count_object(to, o))
            return false;
    return add_types(to);
}

PyObject *rs__summarize_all(PyObject *module, PyObject *arguments) {
    PyObject *ignored, *ours, *rows;
    unsigned char *dead = NULL;
    counting to;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O!O!:_summarize_all", &PyList_Type, &ignored, &PyList_Type, &ours))
        return NULL;
    rs__box *box = rs__take_living(arguments, ignored, ours, &dead);
    if (!box) return NULL;
    bool done = init(&to, box->snapshot, true, NULL) && count_living(&to, dead);
    rows = release(&to);
    if (!done) Py_CLEAR(rows);
    rs_release(dead);
    rs__box_drop(box);
    return rows;
}
