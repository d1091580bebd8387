/* web_answer.c: what refscope.web answers, as part of a page.                    Manual: web_answer.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "web_answer.h"

#include <stdio.h>

#include "rs_memory.h"

enum { MOST_COLUMNS = 16 };

static bool refuse(void) {
    PyErr_SetString(PyExc_TypeError, "refscope: web: an answer of a wrong shape");
    return false;
}

/* The UTF-8 of a str, lone surrogates replaced; a new bytes object, or NULL with an exception. */
static PyObject *encoded(PyObject *text) {
    if (!text || !PyUnicode_CheckExact(text)) {
        refuse();
        return NULL;
    }
    return PyUnicode_AsEncodedString(text, "utf-8", "replace");
}

static bool write_string(rs__page *page, PyObject *text) {
    PyObject *bytes = encoded(text);
    if (!bytes) return false;
    rs__page_text(page, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
    Py_DECREF(bytes);
    return true;
}

static PyObject *item(PyObject *tuple, Py_ssize_t place) {
    return place < PyTuple_GET_SIZE(tuple) ? PyTuple_GET_ITEM(tuple, place) : NULL;
}

static bool is_word(PyObject *tuple, const char *word) {
    PyObject *first = item(tuple, 0);
    return first && PyUnicode_CheckExact(first) && PyUnicode_CompareWithASCIIString(first, word) == 0;
}

/* ---- Cells ---------------------------------------------------------------------------------------------------------- */

static bool write_number(rs__page *page, PyObject *number, bool is_size) {
    if (!number || !PyLong_CheckExact(number)) return refuse();
    int overflow = 0;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow != 0 || value < 0) value = overflow > 0 ? (long long)(~0ULL >> 1) : 0;
    if (is_size)
        rs__page_size_cell(page, (unsigned long long)value);
    else
        rs__page_count_cell(page, (unsigned long long)value);
    return true;
}

static bool write_link(rs__page *page, PyObject *cell) {
    PyObject *path = encoded(item(cell, 1)), *piece = path ? encoded(item(cell, 2)) : NULL;
    bool done = piece != NULL;
    if (done) {
        rs__page_cell(page);
        rs__page_link_to(page, PyBytes_AS_STRING(path), PyBytes_AS_STRING(piece));
        done = write_string(page, item(cell, 3));
        rs__page_link_end(page);
        rs__page_cell_end(page);
    }
    Py_XDECREF(path);
    Py_XDECREF(piece);
    return done;
}

static bool write_cell(rs__page *page, PyObject *cell) {
    bool done = false;
    if (PyLong_CheckExact(cell)) return write_number(page, cell, false);
    if (PyUnicode_CheckExact(cell)) {
        rs__page_cell(page);
        done = write_string(page, cell);
        rs__page_cell_end(page);
        return done;
    }
    if (!PyTuple_CheckExact(cell)) return refuse();
    if (is_word(cell, "size")) return write_number(page, item(cell, 1), true);
    if (is_word(cell, "link")) return write_link(page, cell);
    if (!is_word(cell, "code")) return refuse();
    rs__page_markup(page, "<td class=\"code\">");
    done = write_string(page, item(cell, 1));
    rs__page_cell_end(page);
    return done;
}

/* ---- Tables --------------------------------------------------------------------------------------------------------- */

static bool start_table(rs__page *page, PyObject *headings) {
    const char *words[MOST_COLUMNS];
    if (!headings || !PyList_CheckExact(headings) || PyList_GET_SIZE(headings) > MOST_COLUMNS)
        return refuse();
    Py_ssize_t count = PyList_GET_SIZE(headings);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *word = PyList_GET_ITEM(headings, i);
        words[i] = PyUnicode_CheckExact(word) ? PyUnicode_AsUTF8(word) : NULL;
        if (!words[i]) return PyErr_Occurred() ? false : refuse();
    }
    rs__page_table(page, words, (size_t)count);
    return true;
}

static bool write_row(rs__page *page, PyObject *row) {
    if (!PyList_CheckExact(row)) return refuse();
    rs__page_row(page);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(row); i++)
        if (!write_cell(page, PyList_GET_ITEM(row, i))) return false;
    rs__page_row_end(page);
    return true;
}

static bool write_table(rs__page *page, PyObject *piece) {
    PyObject *rows = item(piece, 2);
    if (!rows || !PyList_CheckExact(rows)) return refuse();
    if (!start_table(page, item(piece, 1))) return false;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(rows); i++)
        if (!write_row(page, PyList_GET_ITEM(rows, i))) return false;
    rs__page_table_end(page);
    return true;
}

/* ---- Charts --------------------------------------------------------------------------------------------------------- */

typedef struct lines {
    rs__series *series;
    PyObject **names; /* the bytes that .name points into */
    double *values;
    size_t count, points;
} lines;

static void lines_release(lines *all) {
    for (size_t i = 0; all->names && i < all->count; i++) Py_XDECREF(all->names[i]);
    rs_release(all->names);
    rs_release(all->series);
    rs_release(all->values);
}

static bool lines_make(lines *all, size_t count, size_t points) {
    all->count = count;
    all->points = points;
    all->series = rs_alloc_cleared(count, sizeof *all->series);
    all->names = rs_alloc_cleared(count, sizeof *all->names);
    all->values = rs_alloc_cleared(count * points, sizeof *all->values);
    if (all->series && all->names && all->values) return true;
    PyErr_NoMemory();
    return false;
}

static bool read_line(lines *all, size_t number, PyObject *line) {
    PyObject *values = PyTuple_CheckExact(line) ? item(line, 1) : NULL;
    if (!values || !PyList_CheckExact(values) || (size_t)PyList_GET_SIZE(values) != all->points)
        return refuse();
    double *kept = all->values + number * all->points;
    for (size_t k = 0; k < all->points; k++) {
        PyObject *value = PyList_GET_ITEM(values, (Py_ssize_t)k);
        if (!PyFloat_CheckExact(value)) return refuse();
        kept[k] = PyFloat_AS_DOUBLE(value);
    }
    all->names[number] = encoded(item(line, 0));
    if (!all->names[number]) return false;
    all->series[number] = (rs__series){PyBytes_AS_STRING(all->names[number]), kept};
    return true;
}

static size_t points_of(PyObject *given) {
    PyObject *first = PyList_GET_ITEM(given, 0);
    PyObject *values = PyTuple_CheckExact(first) ? item(first, 1) : NULL;
    return values && PyList_CheckExact(values) ? (size_t)PyList_GET_SIZE(values) : 0;
}

static bool write_chart(rs__page *page, PyObject *piece) {
    PyObject *given = item(piece, 2), *title = NULL;
    lines all = {NULL, NULL, NULL, 0, 0};
    if (!given || !PyList_CheckExact(given) || PyList_GET_SIZE(given) == 0) return refuse();
    bool done = lines_make(&all, (size_t)PyList_GET_SIZE(given), points_of(given));
    for (size_t i = 0; done && i < all.count; i++)
        done = read_line(&all, i, PyList_GET_ITEM(given, (Py_ssize_t)i));
    if (done) title = encoded(item(piece, 1));
    done = done && title;
    if (done) rs__page_chart(page, PyBytes_AS_STRING(title), all.series, all.count, all.points);
    Py_XDECREF(title);
    lines_release(&all);
    return done;
}

/* ---- Pieces --------------------------------------------------------------------------------------------------------- */

static bool write_words(rs__page *page, PyObject *piece) {
    PyObject *bytes = encoded(item(piece, 1));
    if (!bytes) return false;
    const char *words = PyBytes_AS_STRING(bytes);
    bool known = true;
    if (is_word(piece, "title"))
        rs__page_title(page, words);
    else if (is_word(piece, "heading"))
        rs__page_heading(page, words);
    else if (is_word(piece, "text"))
        rs__page_sentence(page, words);
    else if (is_word(piece, "thread"))
        snprintf(page->thread, sizeof page->thread, "%s", words);
    else
        known = refuse();
    Py_DECREF(bytes);
    return known;
}

static bool write_piece(rs__page *page, PyObject *piece) {
    if (!PyTuple_CheckExact(piece)) return refuse();
    if (is_word(piece, "table")) return write_table(page, piece);
    if (is_word(piece, "chart")) return write_chart(page, piece);
    return write_words(page, piece);
}

bool rs__web_answer_write(rs__page *page, PyObject *pieces) {
    if (!PyList_CheckExact(pieces)) return refuse();
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(pieces); i++)
        if (!write_piece(page, PyList_GET_ITEM(pieces, i))) return false;
    return true;
}
