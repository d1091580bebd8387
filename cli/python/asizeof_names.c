/* asizeof_names.c: objects and references as asizeof writes them.      The other half: asizeof_names.h. Map: README.md
 *
 * The objects are alive and held.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_names.h"

#include "looks.h"
#include "text.h"
#include "types.h"

enum { VALUE_CLIP = 80 };

static PyObject *clipped(PyObject *whole, Py_ssize_t clip) {
    Py_ssize_t length = whole ? PyUnicode_GET_LENGTH(whole) : 0, half = clip / 2 - 2;
    if (!whole || clip <= 0 || length <= clip || half <= 0) return whole;
    PyObject *head = PyUnicode_Substring(whole, 0, half),
             *tail = PyUnicode_Substring(whole, length - half, length);
    PyObject *text = head && tail ? PyUnicode_FromFormat("%U....%U", head, tail) : NULL;
    Py_XDECREF(head);
    Py_XDECREF(tail);
    Py_DECREF(whole);
    return text;
}

static PyObject *on_one_line(PyObject *text) {
    return text ? PyObject_CallMethod(text, "replace", "ss", "\n", "\\n") : NULL;
}

PyObject *rs__clipped_repr(PyObject *object, Py_ssize_t clip) {
    rs_text text = RS_TEXT_INIT;
    rs__looks to = {.text = &text, .clip = clip > 0 ? clip : 0};
    rs__looks_write(&to, object);
    PyObject *whole = rs__text_finish(&text), *line = on_one_line(whole);
    Py_XDECREF(whole);
    return clipped(line, clip);
}

PyObject *rs__name_or_repr(PyObject *object, Py_ssize_t clip) {
    PyObject *name = NULL;
    if (PyFunction_Check(object))
        name = rs__new_reference(((PyFunctionObject *)object)->func_name);
    else if (PyType_CheckExact(object))
        name = PyObject_GetAttrString(object, "__name__");
    else if (PyModule_CheckExact(object))
        name = PyModule_GetNameObject(object);
    else if (PyCFunction_CheckExact(object))
        name = PyUnicode_FromString(((PyCFunctionObject *)object)->m_ml->ml_name);
    if (!name && PyErr_Occurred()) PyErr_Clear();
    if (name && PyUnicode_CheckExact(name) && PyUnicode_GET_LENGTH(name) > 0) return name;
    Py_XDECREF(name);
    return rs__clipped_repr(object, clip);
}

/* A dict's key as str() would have it, of built-in data. */
static PyObject *key_text(PyObject *key) {
    return PyUnicode_CheckExact(key) ? rs__new_reference(key) : rs__clipped_repr(key, 0);
}

static PyObject *value_title(PyObject *key, PyObject *value) {
    PyObject *text = key ? rs__clipped_repr(value, VALUE_CLIP) : NULL;
    PyObject *title = text ? PyUnicode_FromFormat("[V] %U: %U", key, text) : NULL;
    Py_XDECREF(key);
    Py_XDECREF(text);
    return title;
}

PyObject *rs__attribute_title(const rs_snapshot *snapshot, rs_reference_id reference) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    const char *string = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(columns->name[reference]));
    return value_title(rs__unicode(string, strlen(string)),
                       (PyObject *)(uintptr_t)columns->address[columns->target[reference]]);
}

PyObject *rs__reference_title(const rs_snapshot *snapshot, rs_reference_id reference) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    uint32_t name = columns->name[reference];
    const char *string = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name));
    PyObject *target = (PyObject *)(uintptr_t)columns->address[columns->target[reference]];
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_ATTRIBUTE:
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE:
    case RS_NAME_FIELD_ITEM: return rs__unicode(string, strlen(string));
    case RS_NAME_KEY_TEXT: return value_title(rs__unicode(string, strlen(string)), target);
    case RS_NAME_KEY: {
        uint64_t key = columns->address[columns->target[reference - 1]];
        return value_title(key_text((PyObject *)(uintptr_t)key), target);
    }
    case RS_NAME_DICT_KEY: {
        PyObject *key = key_text(target), *title = key ? PyUnicode_FromFormat("[K] %U", key) : NULL;
        Py_XDECREF(key);
        return title;
    }
    default: return NULL;
    }
}

PyObject *rs__asize_repr(PyObject *module, PyObject *arguments) {
    PyObject *object;
    Py_ssize_t clip = 80;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O|n:_asize_repr", &object, &clip)) return NULL;
    return rs__clipped_repr(object, clip);
}
