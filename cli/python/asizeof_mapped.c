/* asizeof_mapped.c: memory behind an object that no __sizeof__ tells of.      Declared in asizeof_flat.h. Map: README.md
 *
 * Types are known by their names and bases, so that no module is ever imported for it. What is called is C that runs
 * nothing of the program: a buffer is asked only where the class in C, and no class above it, provides it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "asizeof_flat.h"

enum { INLINE_BUFFER = 16, PAGE = 4096 }; /* a ctypes object keeps so many bytes in itself */

static PyTypeObject *base_named(PyTypeObject *type, const char *name) {
    while (type && (*type->tp_name != *name || strcmp(type->tp_name, name) != 0)) type = type->tp_base;
    return type;
}

static bool has_buffer_of(PyTypeObject *type, PyTypeObject *base) {
    PyBufferProcs *own = type->tp_as_buffer, *theirs = base->tp_as_buffer;
    return own && theirs && own->bf_getbuffer && own->bf_getbuffer == theirs->bf_getbuffer;
}

static PyTypeObject *ctypes_base(PyTypeObject *type) {
    PyTypeObject *base = base_named(type, "_ctypes._CData");
    return base && has_buffer_of(type, base) ? base : NULL;
}

static PyTypeObject *mmap_base(PyTypeObject *type) {
    PyTypeObject *base = base_named(type, "mmap.mmap");
    return base && has_buffer_of(type, base) ? base : NULL;
}

static PyTypeObject *text_base(PyTypeObject *type) {
    return base_named(type, "_io.StringIO");
}

static PyTypeObject *record_base(PyTypeObject *type) {
    return base_named(type, "numpy.void");
}

static uint64_t buffer_bytes(PyObject *object) {
    Py_buffer buffer;
    if (PyObject_GetBuffer(object, &buffer, PyBUF_FULL_RO) < 0) {
        PyErr_Clear();
        return 0;
    }
    uint64_t bytes = (uint64_t)buffer.len;
    PyBuffer_Release(&buffer);
    return bytes;
}

/* What the class in C says of `object`, whatever classes above it say; new, or NULL. */
static PyObject *member_of(PyTypeObject *base, const char *name, PyObject *object) {
    PyObject *member = PyObject_GetAttrString((PyObject *)base, name);
    descrgetfunc get = member ? Py_TYPE(member)->tp_descr_get : NULL;
    PyObject *value = get ? get(member, object, (PyObject *)Py_TYPE(object)) : NULL;
    Py_XDECREF(member);
    return value;
}

static long long number_of(PyTypeObject *base, const char *name, PyObject *object) {
    PyObject *value = member_of(base, name, object);
    long long number = value && PyLong_Check(value) ? PyLong_AsLongLong(value) : 0;
    Py_XDECREF(value);
    if (PyErr_Occurred()) PyErr_Clear();
    return number;
}

static uint64_t ctypes_bytes(PyObject *object, PyTypeObject *base) {
    uint64_t bytes = buffer_bytes(object);
    return bytes > INLINE_BUFFER && number_of(base, "_b_needsfree_", object) ? bytes : 0;
}

/* A record that was taken out of an array stays in the array. */
static uint64_t record_bytes(PyObject *object, PyTypeObject *base) {
    PyObject *flags = member_of(base, "flags", object);
    long long owns = flags ? number_of(Py_TYPE(flags), "owndata", flags) : 0;
    Py_XDECREF(flags);
    long long bytes = number_of(base, "nbytes", object);
    return owns && bytes > 0 ? (uint64_t)bytes : 0;
}

bool rs__has_hidden_memory(PyTypeObject *type) {
    return mmap_base(type) || ctypes_base(type) || text_base(type) || record_base(type);
}

uint64_t rs__hidden_memory(PyObject *object, double mapped) {
    PyTypeObject *type = Py_TYPE(object), *base;
    if (text_base(type)) return rs__text_buffer_bytes(object);
    if ((base = ctypes_base(type))) return ctypes_bytes(object, base);
    if ((base = record_base(type))) return record_bytes(object, base);
    return ((uint64_t)((double)buffer_bytes(object) * mapped) + PAGE - 1) / PAGE * PAGE;
}
