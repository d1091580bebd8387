/* rows.c: refscope.SummaryRow and refscope.Cut, the package's named tuples.          The other half: rows.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rows.h"

#include "text.h"

static PyTypeObject *summary_row_type, *cut_type;

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

static bool add_type(PyObject *module, const char *name, PyTypeObject **type, PyStructSequence_Desc *desc) {
    if (!*type) *type = PyStructSequence_NewType(desc);
    return *type && PyObject_SetAttrString(module, name, (PyObject *)*type) == 0;
}

bool rs__rows_add(PyObject *module) {
    return add_type(module, "SummaryRow", &summary_row_type, &summary_desc) &&
           add_type(module, "Cut", &cut_type, &cut_desc);
}

size_t rs__rows_list(PyTypeObject *types[2]) {
    size_t count = 0;
    if (summary_row_type) types[count++] = summary_row_type;
    if (cut_type) types[count++] = cut_type;
    return count;
}

/* A row of three items, each a new reference or NULL with an exception set; takes them all. */
static PyObject *row_of(PyTypeObject *type, PyObject *items[3]) {
    PyObject *row = items[0] && items[1] && items[2] ? PyStructSequence_New(type) : NULL;
    for (Py_ssize_t i = 0; i < 3; i++) {
        if (row)
            PyStructSequence_SetItem(row, i, items[i]);
        else
            Py_XDECREF(items[i]);
    }
    return row;
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
