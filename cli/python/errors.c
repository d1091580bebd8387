/* errors.c: rs_error as Python exceptions.                                    The other half: errors.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "errors.h"

#include "text.h"

static PyObject *refscope_error, *not_found_error, *argument_error, *file_error;

/* A class with both bases. Its __str__ is Exception's: KeyError would show the sentence in quotes. */
static PyObject *make_error(const char *name, const char *doc, PyObject *builtin) {
    PyObject *made = NULL;
    PyObject *bases = PyTuple_Pack(2, refscope_error, builtin);
    PyObject *to_text = PyObject_GetAttrString(PyExc_Exception, "__str__");
    PyObject *dict = to_text ? Py_BuildValue("{sO}", "__str__", to_text) : NULL;
    if (bases && dict) made = PyErr_NewExceptionWithDoc(name, doc, bases, dict);
    Py_XDECREF(bases);
    Py_XDECREF(to_text);
    Py_XDECREF(dict);
    return made;
}

static bool make_errors(void) {
    if (refscope_error) return true;
    refscope_error = PyErr_NewExceptionWithDoc("refscope.RefscopeError", "What refscope itself has to say.",
                                               NULL, NULL);
    if (!refscope_error) return false;
    not_found_error = make_error("refscope.NotFoundError", "Not in the snapshot.", PyExc_KeyError);
    argument_error = make_error("refscope.ArgumentError", "Wrong usage or bad input.", PyExc_ValueError);
    file_error = make_error("refscope.FileError", "A file could not be read or written.", PyExc_OSError);
    return not_found_error && argument_error && file_error;
}

size_t rs__errors_list(PyObject **exceptions, size_t room) {
    PyObject *all[] = {refscope_error, not_found_error, argument_error, file_error};
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] && count < room) exceptions[count++] = all[i];
    return count;
}

bool rs__errors_add(PyObject *module) {
    if (!make_errors()) return false;
    PyObject *all[4];
    size_t count = rs__errors_list(all, 4);
    for (size_t i = 0; i < count; i++) {
        PyObject *name = PyObject_GetAttrString(all[i], "__name__");
        const char *text = name ? PyUnicode_AsUTF8(name) : NULL;
        int failed = !text || PyObject_SetAttrString(module, text, all[i]) < 0;
        Py_XDECREF(name);
        if (failed) return false;
    }
    return true;
}

PyObject *rs__raise(const rs_error *err) {
    PyObject *kind = refscope_error;
    switch (err->status) {
    case RS_NO_MEMORY: kind = PyExc_MemoryError; break;
    case RS_NO_INSTANCES:
    case RS_NOT_FOUND: kind = not_found_error; break;
    case RS_BAD_ARGUMENT: kind = argument_error; break;
    case RS_IO: kind = file_error; break;
    default: break;
    }
    PyObject *message = rs__unicode(err->message, strlen(err->message));
    if (message) PyErr_SetObject(kind, message);
    Py_XDECREF(message);
    return NULL;
}
