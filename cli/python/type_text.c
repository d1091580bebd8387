/* type_text.c: what kind of object it is, as Pympler's summaries and trees write it.  Declared in pympler_shapes.h
 *
 * Read from the type's own slots and dict: no metaclass, no __repr__ has a say.                       Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pympler_shapes.h"

#include <frameobject.h>

#include "looks.h"
#include "types.h"

/* The value of `key` in a dict when it is exactly a str; borrowed, or NULL. */
static PyObject *string_in(PyObject *dict, const char *key) {
    PyObject *value = rs__namespace_value(dict, key);
    return value && PyUnicode_CheckExact(value) ? value : NULL;
}

PyObject *rs__type_name(PyTypeObject *type) {
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) return PyUnicode_FromString(type->tp_name);
    PyObject *module = string_in(type->tp_dict, "__module__");
    PyObject *name = ((PyHeapTypeObject *)type)->ht_qualname;
    if (!module || PyUnicode_CompareWithASCIIString(module, "builtins") == 0)
        return PyUnicode_FromObject(name);
    return PyUnicode_FromFormat("%U.%U", module, name);
}

static PyObject *frame_text(PyObject *frame, int verbosity) {
    PyCodeObject *code = PyFrame_GetCode((PyFrameObject *)frame);
    PyObject *text;
    if (verbosity == 1) {
        text = PyUnicode_FromFormat("frame (codename: %U)", code->co_name);
    } else if (verbosity == 2) {
        text = PyUnicode_FromFormat("frame (codename: %U, codeline: %d)", code->co_name,
                                    code->co_firstlineno);
    } else {
        text = PyUnicode_FromFormat("frame (codename: %U, filename: %U, codeline: %d)", code->co_name,
                                    code->co_filename, code->co_firstlineno);
    }
    Py_DECREF(code);
    return text;
}

static PyObject *function_text(PyObject *function, int verbosity) {
    PyFunctionObject *f = (PyFunctionObject *)function;
    if (verbosity > 1 && f->func_module && PyUnicode_CheckExact(f->func_module))
        return PyUnicode_FromFormat("function (%U.%U)", f->func_module, f->func_name);
    return PyUnicode_FromFormat("function (%U)", f->func_name);
}

static PyObject *module_text(PyObject *module) {
    PyObject *dict = PyModule_GetDict(module); /* borrowed */
    PyObject *name = string_in(dict, "__name__");
    if (!name) name = string_in(dict, "__file__");
    return name ? PyUnicode_FromFormat("module(%U)", name)
                : PyUnicode_FromFormat("module(nameless, id: %zd)", (Py_ssize_t)module);
}

PyObject *rs__type_text(PyObject *module, PyObject *arguments) {
    PyObject *object;
    int verbosity = 1;
    if (!PyArg_ParseTuple(arguments, "O|i:_type_text", &object, &verbosity)) return NULL;
    if (Py_IS_TYPE(object, &rs__frame_type)) return PyObject_Str(object);
    if (verbosity >= 1 && PyFrame_Check(object)) return frame_text(object, verbosity);
    if (verbosity >= 1 && PyFunction_Check(object)) return function_text(object, verbosity);
    if (verbosity >= 1 && PyModule_CheckExact(object)) return module_text(object);
    if (verbosity >= 2 && PyDict_CheckExact(object))
        return PyUnicode_FromFormat("dict, len=%zd", PyDict_Size(object));
    if (verbosity >= 2 && PyList_CheckExact(object))
        return PyUnicode_FromFormat("list, len=%zd", PyList_GET_SIZE(object));
    if (verbosity >= 2 && PyAnySet_CheckExact(object) && Py_IS_TYPE(object, &PySet_Type))
        return PyUnicode_FromFormat("set, len=%zd", PySet_GET_SIZE(object));
    return rs__type_name(Py_TYPE(object));
}
