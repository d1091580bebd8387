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

static bool is_printable(PyObject *string) {
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(string); i++)
        if (!rs_text_is_shown(PyUnicode_READ_CHAR(string, i))) return false;
    return true;
}

PyObject *rs__printable(PyObject *module, PyObject *string) {
    rs_text text = RS_TEXT_INIT;
    (void)module;
    if (!PyUnicode_Check(string)) return PyErr_Format(PyExc_TypeError, "refscope: _printable: must be a str");
    PyObject *exact = PyUnicode_FromObject(string); /* of a subclass the characters */
    if (!exact || is_printable(exact)) return exact;
    PyObject *bytes = PyUnicode_AsEncodedString(exact, "utf-8", "surrogatepass");
    Py_DECREF(exact);
    if (!bytes) return NULL;
    /* a NUL ends words, so it is put in by hand */
    const char *at = PyBytes_AS_STRING(bytes), *end = at + PyBytes_GET_SIZE(bytes);
    for (; at < end; at += strlen(at) + 1) {
        rs_text_add_printable(&text, at);
        if (at + strlen(at) < end) rs_text_add(&text, "\\x00");
    }
    Py_DECREF(bytes);
    return rs__text_finish(&text);
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
