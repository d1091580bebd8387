/* asizeof_text_buffer.c: what an io.StringIO keeps its text in.              Declared in asizeof_flat.h. Map: README.md
 *
 * Four bytes a character with room to grow, or, while it is only written to, something to be joined later: a str that grows,
 * before 3.12 two lists. No __sizeof__ tells of either and no header shows the structure, so that it is believed only when
 * two objects made for the purpose show what was put into them where it is expected.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_flat.h"

typedef struct text_buffer {
    PyObject_HEAD Py_UCS4 *characters;
    Py_ssize_t position, length;
    size_t room; /* characters */
    int state;
    PyObject *written[2]; /* while it is only written to: a str, or a list or NULL, and a list */
} text_buffer;

enum { IN_CHARACTERS = 1, WRITTEN_ONLY = 2 }; /* of state */

static bool proven; /* guarded by the GIL; what a process runs does not change */

/* ---- Proof ----------------------------------------------------------------------------------------------------------- */

static const char sample[] = "refscope looks at it";
enum { SAMPLE = sizeof sample - 1, ROOM_MAX = 1000 };

/* Numbers before pointers: only where all numbers are what they must be is anything believed to be a pointer. */
static bool shows_numbers(const text_buffer *read, const text_buffer *written) {
    return read->state == IN_CHARACTERS && read->length == SAMPLE && read->position == 0 &&
           read->room >= SAMPLE && read->room < ROOM_MAX && !read->written[0] && !read->written[1] &&
           written->state == WRITTEN_ONLY && written->length == SAMPLE && written->position == SAMPLE &&
           written->room < ROOM_MAX;
}

static bool shows_characters(const text_buffer *read) {
    size_t same = 0;
    while (same < SAMPLE && read->characters[same] == (Py_UCS4)sample[same]) same++;
    return same == SAMPLE;
}

static bool is_sample(PyObject *text) {
    return PyUnicode_CheckExact(text) && PyUnicode_GET_LENGTH(text) >= SAMPLE &&
           PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND && memcmp(PyUnicode_DATA(text), sample, SAMPLE) == 0;
}

#if PY_VERSION_HEX >= 0x030C0000
static bool shows_what_was_written(const text_buffer *io) {
    return io->written[0] && is_sample(io->written[0]);
}
#else
static bool shows_what_was_written(const text_buffer *io) {
    PyObject *list = io->written[1];
    return !io->written[0] && list && PyList_CheckExact(list) && PyList_GET_SIZE(list) == 1 &&
           is_sample(PyList_GET_ITEM(list, 0));
}
#endif

static bool shows_all(const text_buffer *read, const text_buffer *written) {
    return shows_numbers(read, written) && shows_characters(read) && shows_what_was_written(written);
}

static bool is_large_enough(PyObject *io) {
    return Py_TYPE(io)->tp_basicsize >= (Py_ssize_t)sizeof(text_buffer) && Py_TYPE(io)->tp_itemsize == 0;
}

void rs__text_buffer_prove(void) {
    PyObject *module = PyImport_ImportModule("_io");
    PyObject *read = module ? PyObject_CallMethod(module, "StringIO", "s", sample) : NULL;
    PyObject *written = read ? PyObject_CallMethod(module, "StringIO", NULL) : NULL;
    PyObject *done = written ? PyObject_CallMethod(written, "write", "s", sample) : NULL;
    if (done && is_large_enough(read)) proven = shows_all((text_buffer *)read, (text_buffer *)written);
    PyErr_Clear();
    Py_XDECREF(done);
    Py_XDECREF(written);
    Py_XDECREF(read);
    Py_XDECREF(module);
}

/* ---- Bytes ----------------------------------------------------------------------------------------------------------- */

static uint64_t text_bytes(PyObject *text) {
    uint64_t length = (uint64_t)PyUnicode_GET_LENGTH(text);
    if (PyUnicode_IS_COMPACT_ASCII(text)) return sizeof(PyASCIIObject) + length + 1;
    return sizeof(PyCompactUnicodeObject) + (length + 1) * (uint64_t)PyUnicode_KIND(text);
}

#if PY_VERSION_HEX >= 0x030C0000
static uint64_t written_bytes(const text_buffer *io) {
    return io->written[0] && PyUnicode_CheckExact(io->written[0]) ? text_bytes(io->written[0]) : 0;
}
#else
/* Texts that others hold, too, are not its own. */
static uint64_t written_bytes(const text_buffer *io) {
    uint64_t bytes = 0;
    for (size_t i = 0; i < 2; i++) {
        PyListObject *list = (PyListObject *)io->written[i];
        if (!list || !PyList_CheckExact(list)) continue;
        bytes += 2 * sizeof(void *) + (uint64_t)Py_TYPE(list)->tp_basicsize + /* with the collector's head */
                 (uint64_t)list->allocated * sizeof(void *);
        for (Py_ssize_t place = 0; place < PyList_GET_SIZE(list); place++) {
            PyObject *text = PyList_GET_ITEM(list, place);
            if (Py_REFCNT(text) == 1 && PyUnicode_CheckExact(text)) bytes += text_bytes(text);
        }
    }
    return bytes;
}
#endif

uint64_t rs__text_buffer_bytes(PyObject *object) {
    const text_buffer *io = (const text_buffer *)object;
    if (!proven) return 0;
    uint64_t bytes = io->characters ? io->room * sizeof *io->characters : 0;
    return io->state == WRITTEN_ONLY ? bytes + written_bytes(io) : bytes;
}
