/* asizeof_seen.c: what an Asizer has met, by address.                    The other half: asizeof_seen.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_seen.h"

#include "rs_memory.h"

/* The slot of the address, or the free one where it belongs. There is a free one. */
static struct rs__seen_slot *slot_of(struct rs__seen_slot *slots, size_t room, uint64_t address) {
    size_t place = (size_t)((address >> 4) * 0x9E3779B97F4A7C15ull >> 20) & (room - 1);
    while (slots[place].address != 0 && slots[place].address != address) place = (place + 1) & (room - 1);
    return &slots[place];
}

static bool grow(rs__seen *seen) {
    size_t room = seen->room ? seen->room * 2 : 64;
    struct rs__seen_slot *slots = rs_alloc_cleared(room, sizeof *slots);
    if (!slots) {
        PyErr_NoMemory();
        return false;
    }
    for (size_t i = 0; i < seen->room; i++)
        if (seen->slots[i].address) *slot_of(slots, room, seen->slots[i].address) = seen->slots[i];
    rs_release(seen->slots);
    seen->slots = slots;
    seen->room = room;
    return true;
}

int64_t rs__seen_get(const rs__seen *seen, uint64_t address) {
    return seen->room ? slot_of(seen->slots, seen->room, address)->visits : RS__SEEN_NEVER;
}

bool rs__seen_set(rs__seen *seen, uint64_t address, int64_t visits) {
    if (2 * (seen->count + 1) > seen->room && !grow(seen)) return false;
    struct rs__seen_slot *slot = slot_of(seen->slots, seen->room, address);
    if (slot->address == 0) seen->count++;
    *slot = (struct rs__seen_slot){address, visits};
    return true;
}

/* ---- As Python sees it ---------------------------------------------------------------------------------------------- */

static PyObject *make(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    (void)keywords;
    if (!PyArg_ParseTuple(arguments, ":_Seen")) return NULL;
    return type->tp_alloc(type, 0);
}

static void drop(PyObject *self) {
    rs_release(((rs__seen *)self)->slots);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *clear(PyObject *self, PyObject *unused) {
    rs__seen *seen = (rs__seen *)self;
    (void)unused;
    rs_release(seen->slots);
    seen->slots = NULL;
    seen->count = seen->room = 0;
    seen->seen = seen->sized = seen->duplicate = 0;
    Py_RETURN_NONE;
}

/* Note the objects of a tuple that were not met yet. */
static PyObject *note(PyObject *self, PyObject *objects, int64_t visits) {
    rs__seen *seen = (rs__seen *)self;
    if (!PyTuple_Check(objects)) return PyErr_Format(PyExc_TypeError, "refscope: _Seen: must be a tuple");
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(objects); i++) {
        uint64_t address = (uintptr_t)PyTuple_GET_ITEM(objects, i);
        if (rs__seen_get(seen, address) == RS__SEEN_NEVER && !rs__seen_set(seen, address, visits))
            return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *exclude_objs(PyObject *self, PyObject *objects) {
    return note(self, objects, RS__SEEN_EXCLUDED);
}

static PyObject *exclude_refs(PyObject *self, PyObject *objects) {
    return note(self, objects, RS__SEEN_GIVEN);
}

/* What was all met before has no bytes left: one more visit of each, and True; else False, and nothing is changed. */
static PyObject *met_again(PyObject *self, PyObject *objects) {
    rs__seen *seen = (rs__seen *)self;
    if (!PyTuple_Check(objects)) return PyErr_Format(PyExc_TypeError, "refscope: _Seen: must be a tuple");
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(objects); i++)
        if (rs__seen_get(seen, (uintptr_t)PyTuple_GET_ITEM(objects, i)) <= 0) Py_RETURN_FALSE;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(objects); i++) {
        uint64_t address = (uintptr_t)PyTuple_GET_ITEM(objects, i);
        if (!rs__seen_set(seen, address, rs__seen_get(seen, address) + 1)) return NULL;
    }
    Py_RETURN_TRUE;
}

static PyObject *counts(PyObject *self, PyObject *unused) {
    const rs__seen *seen = (const rs__seen *)self;
    uint64_t met = seen->seen, sized = seen->sized, duplicate = seen->duplicate;
    (void)unused;
    for (size_t i = 0; i < seen->room; i++) {
        if (seen->slots[i].visits <= 0) continue;
        met += (uint64_t)seen->slots[i].visits;
        sized++;
        duplicate += seen->slots[i].visits > 1;
    }
    return Py_BuildValue("(KKK)", (unsigned long long)met, (unsigned long long)sized,
                         (unsigned long long)duplicate);
}

static PyMethodDef methods[] = {
    {"clear", clear, METH_NOARGS, "clear()\n--\n\nForget all."},
    {"exclude_objs", exclude_objs, METH_O, "exclude_objs(objects)\n--\n\nThese never count."},
    {"exclude_refs", exclude_refs, METH_O, "exclude_refs(objects)\n--\n\nReferences to these do not count."},
    {"met_again", met_again, METH_O,
     "met_again(objects)\n--\n\nWhether all were met before; they are once more."},
    {"counts", counts, METH_NOARGS, "counts()\n--\n\n(visits, objects, objects met more than once)."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject rs__seen_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_refscope._Seen",
    .tp_doc = "What an Asizer has met.",
    .tp_basicsize = sizeof(rs__seen),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = make,
    .tp_dealloc = drop,
    .tp_methods = methods,
};
