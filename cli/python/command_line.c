/* command_line.c: `python -m refscope`, the command inside an interpreter.   The other half: command_line.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command_line.h"

#include "rs_memory.h"
#include "rs_program.h"

static void release_words(char **words) {
    for (size_t i = 0; words && words[i]; i++) rs_release(words[i]);
    rs_release(words);
}

/* The words as bytes of the file system's encoding, NULL-terminated; NULL, and an exception is set. */
static char **copy_words(PyObject *list, size_t count) {
    char **words = rs_alloc_cleared(count + 1, sizeof *words);
    if (!words) PyErr_NoMemory();
    for (size_t i = 0; words && i < count; i++) {
        PyObject *bytes = PyUnicode_EncodeFSDefault(PyList_GET_ITEM(list, (Py_ssize_t)i));
        words[i] = bytes ? rs_copy_string(PyBytes_AS_STRING(bytes)) : NULL;
        if (bytes && !words[i]) PyErr_NoMemory();
        Py_XDECREF(bytes);
        if (words[i]) continue;
        release_words(words);
        return NULL;
    }
    return words;
}

PyObject *rs__command_line(PyObject *module, PyObject *list) {
    if (!PyList_CheckExact(list)) return PyErr_Format(PyExc_TypeError, "refscope: main: argv must be a list");
    size_t count = (size_t)PyList_GET_SIZE(list);
    char **words = copy_words(list, count);
    if (!words) return NULL;
    int status = rs_cli_main((int)count, words, rs_host_interpreter());
    release_words(words);
    return PyLong_FromLong(status);
}
