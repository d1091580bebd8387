/* text.c: rs_text as Python strings.                                            The other half: text.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "text.h"

#include "errors.h"

PyObject *rs__unicode(const char *bytes, size_t count) {
    PyObject *made = PyUnicode_DecodeUTF8(bytes, (Py_ssize_t)count, "surrogatepass");
    if (made || !PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) return made;
    PyErr_Clear();
    return PyUnicode_DecodeUTF8(bytes, (Py_ssize_t)count, "replace");
}

PyObject *rs__text_string(const rs_text *text) {
    rs_error err = RS_ERROR_INIT;
    if (rs_text_status(text, &err) != RS_OK) return rs__raise(&err);
    return rs__unicode(rs_text_string(text), text->length);
}

PyObject *rs__text_finish(rs_text *text) {
    PyObject *made = rs__text_string(text);
    rs_text_release(text);
    return made;
}

bool rs__text_write(PyObject *string, PyObject *file) {
    if (PyFile_WriteObject(string, file, Py_PRINT_RAW) == 0) return true;
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return false;
    PyErr_Clear();
    PyObject *ascii = PyUnicode_AsEncodedString(string, "ascii", "backslashreplace");
    PyObject *plain = ascii ? PyUnicode_DecodeASCII(PyBytes_AS_STRING(ascii), PyBytes_GET_SIZE(ascii), NULL)
                            : NULL;
    bool written = plain && PyFile_WriteObject(plain, file, Py_PRINT_RAW) == 0;
    Py_XDECREF(ascii);
    Py_XDECREF(plain);
    return written;
}
