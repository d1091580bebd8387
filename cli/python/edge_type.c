/* edge_type.c: _Edge, one reference of a ReferenceGraph.                              The struct: parts.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>
#include <stddef.h>
#include <structmember.h>

#include "arguments.h"
#include "parts.h"

PyObject *rs__edge_make(unsigned long long src, unsigned long long dst, PyObject *label) {
    rs__edge *made = PyObject_New(rs__edge, &rs__edge_type);
    if (!made) return NULL;
    made->src = src;
    made->dst = dst;
    made->label = rs__new_reference(label);
    made->group = RS__NO_GROUP;
    return (PyObject *)made;
}

static PyObject *edge_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"src", "dst", "label", NULL};
    unsigned long long src, dst;
    PyObject *label;
    if (!RS__PARSE(arguments, keywords, "KKU:_Edge", names, &src, &dst, &label)) return NULL;
    return rs__edge_make(src, dst, label);
}

static void edge_dealloc(PyObject *self) {
    Py_DECREF(((rs__edge *)self)->label);
    PyObject_Free(self);
}

static Py_hash_t edge_hash(PyObject *object) {
    rs__edge *self = (rs__edge *)object;
    Py_hash_t label = PyObject_Hash(self->label);
    if (label == -1) return -1;
    unsigned long long mixed = (self->src * 1000003u ^ self->dst) * 1000003u ^ (unsigned long long)label;
    mixed ^= mixed >> 29;
    return (Py_hash_t)mixed == -1 ? -2 : (Py_hash_t)mixed;
}

static PyObject *edge_compare(PyObject *left, PyObject *right, int operation) {
    if (!Py_IS_TYPE(right, &rs__edge_type) || (operation != Py_EQ && operation != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    rs__edge *a = (rs__edge *)left, *b = (rs__edge *)right;
    bool same = a->src == b->src && a->dst == b->dst && PyUnicode_Compare(a->label, b->label) == 0;
    return PyBool_FromLong(same == (operation == Py_EQ));
}

static PyObject *get_group(PyObject *self, void *unused) {
    Py_ssize_t group = ((rs__edge *)self)->group;
    if (group == RS__NO_GROUP) Py_RETURN_NONE;
    return PyLong_FromSsize_t(group);
}

static int set_group(PyObject *self, PyObject *value, void *unused) {
    Py_ssize_t group = value && value != Py_None ? PyLong_AsSsize_t(value) : RS__NO_GROUP;
    if (group == -1 && PyErr_Occurred()) return -1;
    ((rs__edge *)self)->group = group;
    return 0;
}

static PyObject *edge_repr(PyObject *object) {
    rs__edge *self = (rs__edge *)object;
    char ends[64];
    snprintf(ends, sizeof ends, "%08llx => %08llx", self->src,
             self->dst); /* PyUnicode_FromFormat has it from 3.12 on */
    PyObject *group = get_group(object, NULL);
    PyObject *made = group ? PyUnicode_FromFormat("<%s, '%U', %S>", ends, self->label, group) : NULL;
    Py_XDECREF(group);
    return made;
}

static PyMemberDef members[] = {
    {"src", T_ULONGLONG, offsetof(rs__edge, src), READONLY,
     "int: id() of the object that holds the reference."},
    {"dst", T_ULONGLONG, offsetof(rs__edge, dst), READONLY, "int: id() of what it refers to."},
    {"label", T_OBJECT_EX, offsetof(rs__edge, label), READONLY, "str: an attribute, a key, [an index]."},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef getters[] = {
    {"group", get_group, set_group, "int or None: number of the connected part it is in; set by split().",
     NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject rs__edge_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.refgraph._Edge",
    .tp_basicsize = sizeof(rs__edge),
    .tp_new = edge_new,
    .tp_dealloc = edge_dealloc,
    .tp_repr = edge_repr,
    .tp_hash = edge_hash,
    .tp_richcompare = edge_compare,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "_Edge(src, dst, label): a reference from one object to another. Equal when all three are.",
    .tp_members = members,
    .tp_getset = getters,
};
