/* meta_object_type.c: _MetaObject, what a ReferenceGraph knows of one object.         The struct: parts.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>
#include <stddef.h>
#include <structmember.h>

#include "parts.h"

PyObject *rs__meta_object_make(void) {
    rs__meta_object *made = PyObject_New(rs__meta_object, &rs__meta_object_type);
    if (!made) return NULL;
    made->size = made->id = 0;
    made->type = made->str = NULL;
    made->group = RS__NO_GROUP;
    made->cycle = false;
    return (PyObject *)made;
}

static PyObject *meta_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    if (PyTuple_GET_SIZE(arguments) || (keywords && PyDict_Size(keywords)))
        return PyErr_Format(PyExc_TypeError, "refscope: _MetaObject takes no arguments");
    return rs__meta_object_make();
}

static void meta_dealloc(PyObject *self) {
    Py_XDECREF(((rs__meta_object *)self)->type);
    Py_XDECREF(((rs__meta_object *)self)->str);
    PyObject_Free(self);
}

static PyObject **text_place(PyObject *self, void *offset) {
    return (PyObject **)((char *)self + (uintptr_t)offset);
}

static PyObject *get_text(PyObject *self, void *offset) {
    PyObject *text = *text_place(self, offset);
    return text ? rs__new_reference(text)
                : PyErr_Format(PyExc_AttributeError, "refscope: _MetaObject: not set yet");
}

static int set_text(PyObject *self, PyObject *value, void *offset) {
    if (!value || !PyUnicode_CheckExact(value)) {
        PyErr_SetString(PyExc_TypeError, "refscope: _MetaObject: must be a str");
        return -1;
    }
    Py_XSETREF(*text_place(self, offset), rs__new_reference(value));
    return 0;
}

static PyObject *get_group(PyObject *self, void *unused) {
    Py_ssize_t group = ((rs__meta_object *)self)->group;
    if (group != RS__NO_GROUP) return PyLong_FromSsize_t(group);
    return PyErr_Format(PyExc_AttributeError, "refscope: _MetaObject: group is set by split()");
}

static int set_group(PyObject *self, PyObject *value, void *unused) {
    Py_ssize_t group = value ? PyLong_AsSsize_t(value) : RS__NO_GROUP;
    if (group == -1 && PyErr_Occurred()) return -1;
    ((rs__meta_object *)self)->group = group;
    return 0;
}

static PyObject *meta_repr(PyObject *object) {
    rs__meta_object *self = (rs__meta_object *)object;
    char place[64];
    snprintf(place, sizeof place, "0x%llx, %llu B", self->id,
             self->size); /* PyUnicode_FromFormat has %llx from 3.12 on */
    return PyUnicode_FromFormat("<_MetaObject %V at %s>", self->type, "?", place);
}

static PyMemberDef members[] = {
    {"size", T_ULONGLONG, offsetof(rs__meta_object, size), 0,
     "int: deep size in bytes; what is shared counts once."},
    {"id", T_ULONGLONG, offsetof(rs__meta_object, id), 0, "int: id() of the object."},
    {"cycle", T_BOOL, offsetof(rs__meta_object, cycle), 0, "bool: on a cycle; told of reduced graphs."},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef getters[] = {
    {"type", get_text, set_text, "str: name of its type.", (void *)offsetof(rs__meta_object, type)},
    {"str", get_text, set_text, "str: what it looks like, at most 128 characters.",
     (void *)offsetof(rs__meta_object, str)},
    {"group", get_group, set_group, "int: number of the connected part it is in; set by split().", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject rs__meta_object_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.refgraph._MetaObject",
    .tp_basicsize = sizeof(rs__meta_object),
    .tp_new = meta_new,
    .tp_dealloc = meta_dealloc,
    .tp_repr = meta_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "What a ReferenceGraph knows of one object: size, id, type, str, group, cycle.",
    .tp_members = members,
    .tp_getset = getters,
};
