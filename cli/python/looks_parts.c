/* looks_parts.c: what stands in objects and classes, read without running anything.                     Header: looks.h
 *                                                                                                      Map: README.md
 * Keys are compared only when they are exactly str, entry by entry, so that no __hash__ and no __eq__ is asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <structmember.h>

#include "asizeof_take.h"
#include "looks.h"

#define MADE_IN_C (1ul << 8) /* Py_TPFLAGS_IMMUTABLETYPE, which 3.9 has not */

static bool is_key(PyObject *key, const char *name, size_t length) {
    return PyUnicode_CheckExact(key) && PyUnicode_IS_COMPACT_ASCII(key) &&
           (size_t)PyUnicode_GET_LENGTH(key) == length && memcmp(PyUnicode_DATA(key), name, length) == 0;
}

PyObject *rs__namespace_value(PyObject *dict, const char *key) {
    PyObject *name, *value;
    Py_ssize_t place = 0;
    size_t length = strlen(key);
    while (dict && PyDict_Next(dict, &place, &name, &value))
        if (is_key(name, key, length)) return value;
    return NULL;
}

PyObject *rs__class_value(PyTypeObject *type, const char *key) {
    PyObject *bases = type->tp_mro, *found = NULL;
    for (Py_ssize_t i = 0; bases && !found && i < PyTuple_GET_SIZE(bases); i++) {
        PyObject *base = PyTuple_GET_ITEM(bases, i);
        found = PyType_Check(base) ? rs__namespace_value(((PyTypeObject *)base)->tp_dict, key) : NULL;
    }
    return found;
}

bool rs__is_c_type(const PyTypeObject *type, const char *tp_name) {
    if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) && !(type->tp_flags & MADE_IN_C)) return false;
    return strcmp(type->tp_name, tp_name) == 0;
}

static const PyMemberDef *member_of(const PyTypeObject *type, const char *name) {
    for (; type; type = type->tp_base)
        for (const PyMemberDef *member = type->tp_members; member && member->name; member++)
            if (strcmp(member->name, name) == 0) return member;
    return NULL;
}

PyObject *rs__slot_value(PyObject *object, const char *name) {
    const PyMemberDef *member = member_of(Py_TYPE(object), name);
    if (!member || (member->type != T_OBJECT_EX && member->type != T_OBJECT)) return NULL;
    return *(PyObject **)(void *)((char *)object + member->offset);
}

Py_ssize_t rs__member_offset(const PyTypeObject *type, const char *name) {
    const PyMemberDef *member = member_of(type, name);
    return member ? member->offset : -1;
}

/* ---- Attributes ----------------------------------------------------------------------------------------------------- */

static PyObject *target_called(const rs_snapshot *snapshot, const char *name) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    rs_object_id object = columns->records;
    for (rs_reference_id r = columns->row[object]; r < columns->row[object + 1]; r++) {
        if (RS_NAME_KIND(columns->name[r]) != RS_NAME_ATTRIBUTE) continue;
        if (strcmp(rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(columns->name[r])), name) == 0)
            return (PyObject *)(uintptr_t)columns->address[columns->target[r]];
    }
    return NULL;
}

bool rs__attributes_take(rs__attributes *parts, PyObject *object) {
    parts->snapshot = rs__take_reached(&object, 1, RS__ALL_KINDS);
    if (!parts->snapshot) {
        PyErr_Clear();
        return false;
    }
    parts->dict = target_called(parts->snapshot, "__dict__");
    if (parts->dict && !PyDict_Check(parts->dict)) parts->dict = NULL;
    return true;
}

PyObject *rs__attributes_find(const rs__attributes *parts, const char *name) {
    PyObject *found = target_called(parts->snapshot, name);
    return found ? found : rs__namespace_value(parts->dict, name);
}

void rs__attributes_release(rs__attributes *parts) {
    rs_snapshot_free(parts->snapshot);
}
