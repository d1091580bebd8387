/* asizeof_mapped.c: memory behind an object that no __sizeof__ tells of.      Declared in asizeof_flat.h. Map: README.md
 *
 * Types are known by their names and bases, so that neither mmap nor ctypes is ever imported. What is called is C that runs
 * nothing of the program: a buffer is asked only where the class in C, and no class above it, provides it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "asizeof_flat.h"

enum { INLINE_BUFFER = 16, PAGE = 4096 }; /* a ctypes object keeps so many bytes in itself */

static PyTypeObject *base_named(PyTypeObject *type, const char *name) {
    while (type && strcmp(type->tp_name, name) != 0) type = type->tp_base;
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

bool rs__has_hidden_memory(PyTypeObject *type) {
    PyTypeObject *map = base_named(type, "mmap.mmap");
    return (map && has_buffer_of(type, map)) || ctypes_base(type);
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

/* Whether a ctypes object owns its buffer: the member of the class in C says so. */
static bool owns_buffer(PyObject *object, PyTypeObject *base) {
    PyObject *member = PyObject_GetAttrString((PyObject *)base, "_b_needsfree_");
    descrgetfunc get = member ? Py_TYPE(member)->tp_descr_get : NULL;
    PyObject *value = get ? get(member, object, (PyObject *)Py_TYPE(object)) : NULL;
    bool owns = value && PyLong_Check(value) && PyLong_AsLong(value) != 0;
    if (PyErr_Occurred()) PyErr_Clear();
    Py_XDECREF(value);
    Py_XDECREF(member);
    return owns;
}

uint64_t rs__hidden_memory(PyObject *object, double mapped) {
    PyTypeObject *base = ctypes_base(Py_TYPE(object));
    uint64_t bytes = buffer_bytes(object);
    if (base) return bytes > INLINE_BUFFER && owns_buffer(object, base) ? bytes : 0;
    return ((uint64_t)((double)bytes * mapped) + PAGE - 1) / PAGE * PAGE;
}
