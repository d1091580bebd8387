/* rows.c: refscope.SummaryRow, Cut, DiffRow and GrowthRow, the package's named tuples.  The other half: rows.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rows.h"

#include "text.h"

static PyTypeObject *summary_row_type, *cut_type, *diff_row_type, *growth_row_type;

static PyStructSequence_Field summary_fields[] = {
    {"type", "str: qualified name of a type"},
    {"objects", "int: how many there are"},
    {"bytes", "int: their own bytes, added up"},
    {NULL, NULL},
};
static PyStructSequence_Desc summary_desc = {"refscope.SummaryRow", "Objects and bytes of one type.",
                                             summary_fields, 3};

static PyStructSequence_Field cut_fields[] = {
    {"edge", "str: the reference, as Type.attribute"},
    {"why", "str: one sentence: why this one, and what it does"},
    {"frees_bytes", "int: what the cut frees"},
    {NULL, NULL},
};
static PyStructSequence_Desc cut_desc = {"refscope.Cut", "A reference to make weak or to clear.", cut_fields,
                                         3};

static PyStructSequence_Field diff_fields[] = {
    {"type", "str: qualified name of a type"},
    {"objects", "int: how many more there are; negative: less"},
    {"bytes", "int: how many more bytes of their own"},
    {"added", "int: how many are new; None when the photographs are of two processes"},
    {"gone", "int: how many of the older photograph are gone; None as above"},
    {NULL, NULL},
};
static PyStructSequence_Desc diff_desc = {"refscope.DiffRow", "What became of the objects of one type.",
                                          diff_fields, 5};

static PyStructSequence_Field growth_fields[] = {
    {"path", "str: what retains them: \"app.cache.sessions[]\""},
    {"type", "str: qualified name of their type"},
    {"objects", "int: how many more there are"},
    {"bytes", "int: how many more bytes, with what hangs on them"},
    {NULL, NULL},
};
static PyStructSequence_Desc growth_desc = {
    "refscope.GrowthRow", "Objects that became more where they are held.", growth_fields, 4};

static bool add_type(PyObject *module, const char *name, PyTypeObject **type, PyStructSequence_Desc *desc) {
    if (!*type) *type = PyStructSequence_NewType(desc);
    return *type && PyObject_SetAttrString(module, name, (PyObject *)*type) == 0;
}

bool rs__rows_add(PyObject *module) {
    return add_type(module, "SummaryRow", &summary_row_type, &summary_desc) &&
           add_type(module, "Cut", &cut_type, &cut_desc) &&
           add_type(module, "DiffRow", &diff_row_type, &diff_desc) &&
           add_type(module, "GrowthRow", &growth_row_type, &growth_desc);
}

size_t rs__rows_list(PyTypeObject *types[RS__ROW_TYPES]) {
    PyTypeObject *const all[RS__ROW_TYPES] = {summary_row_type, cut_type, diff_row_type, growth_row_type};
    size_t count = 0;
    for (size_t i = 0; i < RS__ROW_TYPES; i++)
        if (all[i]) types[count++] = all[i];
    return count;
}

/* A row of so many items, each a new reference or NULL with an exception set; takes them all. */
static PyObject *row_of_items(PyTypeObject *type, PyObject **items, Py_ssize_t count) {
    bool whole = true;
    for (Py_ssize_t i = 0; i < count; i++) whole &= items[i] != NULL;
    PyObject *row = whole ? PyStructSequence_New(type) : NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (row)
            PyStructSequence_SetItem(row, i, items[i]);
        else
            Py_XDECREF(items[i]);
    }
    return row;
}

static PyObject *row_of(PyTypeObject *type, PyObject *items[3]) {
    return row_of_items(type, items, 3);
}

PyObject *rs__summary_row_make(const rs_summary_row *row) {
    return row_of(summary_row_type, (PyObject *[]){rs__unicode(row->type, strlen(row->type)),
                                                   PyLong_FromUnsignedLongLong(row->objects),
                                                   PyLong_FromUnsignedLongLong(row->bytes)});
}

PyObject *rs__cut_make(const rs_cut *cut) {
    return row_of(cut_type, (PyObject *[]){rs__unicode(cut->edge, strlen(cut->edge)),
                                           rs__unicode(cut->why, strlen(cut->why)),
                                           PyLong_FromUnsignedLongLong(cut->frees_bytes)});
}

static PyObject *number_or_none(uint64_t number, bool known) {
    return known ? PyLong_FromUnsignedLongLong(number) : (Py_INCREF(Py_None), Py_None);
}

PyObject *rs__diff_row_make(const rs_diff_row *row, bool matched) {
    PyObject *items[] = {rs__unicode(row->type, strlen(row->type)),
                         PyLong_FromLongLong((int64_t)(row->after.objects - row->before.objects)),
                         PyLong_FromLongLong((int64_t)(row->after.bytes - row->before.bytes)),
                         number_or_none(row->added.objects, matched),
                         number_or_none(row->gone.objects, matched)};
    return row_of_items(diff_row_type, items, 5);
}

PyObject *rs__growth_row_make(const rs_growth_row *row) {
    PyObject *items[] = {rs__unicode(row->path, strlen(row->path)), rs__unicode(row->type, strlen(row->type)),
                         PyLong_FromLongLong(row->more_objects), PyLong_FromLongLong(row->more_bytes)};
    return row_of_items(growth_row_type, items, 4);
}
