/* pattern_type.c: refscope.Pattern, one shape of cycle, and refscope.Cut, where to break it.         Map: README.md
 *
 * The patterns of one report share it, counted under the GIL.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "arguments.h"
#include "errors.h"
#include "rows.h"
#include "rs_memory.h"
#include "rs_report.h"
#include "rs_verdict.h"
#include "text.h"
#include "types.h"

typedef struct report {
    size_t holders;
    rs__box *box;
    rs_cycles *cycles;
} report;

typedef struct pattern {
    PyObject_HEAD report *report;
    size_t index;
} pattern;

static void report_drop(report *self) {
    if (--self->holders > 0) return;
    rs_cycles_free(self->cycles); /* before the graph it borrows */
    rs__box_drop(self->box);
    rs_release(self);
}

static PyObject *pattern_make(report *shared, size_t index) {
    pattern *made = PyObject_New(pattern, &rs__pattern_type);
    if (!made) return NULL;
    shared->holders++;
    made->report = shared;
    made->index = index;
    return (PyObject *)made;
}

PyObject *rs__patterns_make(rs__box *box, rs_cycles *cycles) {
    report *shared = rs_alloc(sizeof *shared);
    if (!shared) {
        rs_cycles_free(cycles);
        return PyErr_NoMemory();
    }
    *shared = (report){1, rs__box_share(box), cycles};
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list && i < rs_cycles_count(cycles); i++) {
        PyObject *made = pattern_make(shared, i);
        if (!made || PyList_Append(list, made) < 0) Py_CLEAR(list);
        Py_XDECREF(made);
    }
    report_drop(shared);
    return list;
}

static void pattern_dealloc(PyObject *self) {
    report_drop(((pattern *)self)->report);
    PyObject_Free(self);
}

static const rs_pattern *value_of(PyObject *self) {
    return rs_cycles_pattern(((pattern *)self)->report->cycles, ((pattern *)self)->index);
}

const char *rs__pattern_fingerprint(PyObject *self) {
    return value_of(self)->fingerprint;
}

static PyObject *string_of(const char *text) {
    return rs__unicode(text, strlen(text));
}

static PyObject *pattern_repr(PyObject *self) {
    const rs_pattern *value = value_of(self);
    PyObject *text = string_of(value->text);
    PyObject *made = text ? PyUnicode_FromFormat("<refscope pattern %s: %U, %zu times>", value->fingerprint,
                                                 text, value->count)
                          : NULL;
    Py_XDECREF(text);
    return made;
}

static PyObject *strings_tuple(const char *const *strings, size_t count) {
    PyObject *tuple = PyTuple_New((Py_ssize_t)count);
    for (size_t i = 0; tuple && i < count; i++) {
        PyObject *made = string_of(strings[i]);
        if (made)
            PyTuple_SET_ITEM(tuple, (Py_ssize_t)i, made);
        else
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *get_fingerprint(PyObject *self, void *unused) {
    return string_of(value_of(self)->fingerprint);
}

static PyObject *get_text(PyObject *self, void *unused) {
    return string_of(value_of(self)->text);
}

static PyObject *get_types(PyObject *self, void *unused) {
    return strings_tuple(value_of(self)->types, value_of(self)->steps);
}

static PyObject *get_edges(PyObject *self, void *unused) {
    return strings_tuple(value_of(self)->edges, value_of(self)->steps);
}

static PyObject *get_count(PyObject *self, void *unused) {
    return PyLong_FromSize_t(value_of(self)->count);
}

static PyObject *get_objects(PyObject *self, void *unused) {
    return PyLong_FromUnsignedLongLong(value_of(self)->objects);
}

static PyObject *get_size(PyObject *self, void *unused) {
    return PyLong_FromUnsignedLongLong(value_of(self)->bytes);
}

static PyObject *get_scope(PyObject *self, void *unused) {
    return PyUnicode_FromString(value_of(self)->scope == RS_SCOPE_GARBAGE ? "garbage" : "live");
}

static PyObject *get_uncollectable(PyObject *self, void *unused) {
    if (value_of(self)->uncollectable == NULL) Py_RETURN_NONE;
    return string_of(value_of(self)->uncollectable);
}

static PyObject *get_cut(PyObject *self, void *unused) {
    if (value_of(self)->cut_count == 0) Py_RETURN_NONE;
    return rs__cut_make(&value_of(self)->cuts[0]);
}

static PyObject *get_cuts(PyObject *self, void *unused) {
    const rs_pattern *value = value_of(self);
    PyObject *tuple = PyTuple_New((Py_ssize_t)value->cut_count);
    for (size_t i = 0; tuple && i < value->cut_count; i++) {
        PyObject *made = rs__cut_make(&value->cuts[i]);
        if (made)
            PyTuple_SET_ITEM(tuple, (Py_ssize_t)i, made);
        else
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *get_example(PyObject *self, void *unused) {
    const rs_pattern *value = value_of(self);
    uint32_t *ids = rs_alloc_array(value->example_steps, sizeof *ids);
    if (!ids) return PyErr_NoMemory();
    for (size_t i = 0; i < value->example_steps; i++) ids[i] = value->example[i].reference;
    return rs__references_make(((pattern *)self)->report->box, ids, 0, value->example_steps);
}

static PyObject *get_held(PyObject *self, void *unused) {
    const rs_pattern *value = value_of(self);
    if (value->held.reason == RS_ROOT_NONE) Py_RETURN_NONE;
    return rs__path_make(((pattern *)self)->report->box, &value->held);
}

/* One string for each object of the example, None where nothing is known. */
static PyObject *get_allocated(PyObject *self, void *unused) {
    const rs_pattern *value = value_of(self);
    const rs_snapshot *snapshot = ((pattern *)self)->report->box->snapshot;
    PyObject *tuple = PyTuple_New((Py_ssize_t)value->example_steps);
    for (size_t i = 0; tuple && i < value->example_steps; i++) {
        const char *site = rs_snapshot_allocation(snapshot, value->example[i].object);
        PyObject *made = site ? string_of(site) : rs__new_reference(Py_None);
        if (made)
            PyTuple_SET_ITEM(tuple, (Py_ssize_t)i, made);
        else
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *pattern_graph(PyObject *self, PyObject *unused) {
    report *shared = ((pattern *)self)->report;
    rs_refgraph *part = NULL;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(shared->box);
    rs_status status = rs_cycles_draw(&part, shared->cycles, ((pattern *)self)->index, &err);
    rs__box_leave(shared->box, state);
    return status == RS_OK ? rs__graph_make(shared->box, part) : rs__raise(&err);
}

static PyObject *pattern_matches(PyObject *self, PyObject *glob) {
    const char *text = PyUnicode_Check(glob) ? PyUnicode_AsUTF8(glob) : NULL;
    bool does = false;
    rs_error err = RS_ERROR_INIT;
    if (!text && PyErr_Occurred()) return NULL;
    if (!text) return PyErr_Format(PyExc_TypeError, "refscope: matches: the glob must be a str");
    if (rs_pattern_matches(&does, value_of(self), text, &err) != RS_OK) return rs__raise(&err);
    return PyBool_FromLong(does);
}

/* As the cycle report has it. */
static PyObject *pattern_report(PyObject *self, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"number", "columns", NULL};
    Py_ssize_t number = 1, columns = 80;
    if (!RS__PARSE(arguments, keywords, "|n$n:report", names, &number, &columns)) return NULL;
    if (number < 0 || columns < 0 || columns > UINT16_MAX)
        return PyErr_Format(PyExc_ValueError, "refscope: report: number and columns must be from 0 to 65535");
    report *shared = ((pattern *)self)->report;
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.columns = (uint32_t)columns;
    rs_text text = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(shared->box);
    rs_status status = rs_report_cycle_pattern(&text, shared->box->graph, shared->cycles,
                                               &(rs_report_place){((pattern *)self)->index, (size_t)number},
                                               &options, &err);
    rs__box_leave(shared->box, state);
    PyObject *made = status == RS_OK
                         ? rs__unicode(rs_text_string(&text) + 1, text.length - 1) /* no empty line */
                         : rs__raise(&err);
    rs_text_release(&text);
    return made;
}

static PyGetSetDef getters[] = {
    {"fingerprint", get_fingerprint, NULL, "str: 16 hexadecimal digits, the same in the next run.", NULL},
    {"text", get_text, NULL, "str: the cycle as types and names of references.", NULL},
    {"types", get_types, NULL, "tuple of str: the qualified type of each step.", NULL},
    {"edges", get_edges, NULL, "tuple of str: the name of each step's reference.", NULL},
    {"count", get_count, NULL, "int: how many components have this shape.", NULL},
    {"objects", get_objects, NULL, "int: how many objects are in them.", NULL},
    {"size", get_size, NULL, "int: bytes they keep.", NULL},
    {"scope", get_scope, NULL, "str: garbage or live.", NULL},
    {"uncollectable", get_uncollectable, NULL,
     "str or None: why the collector cannot free it though no root reaches it:\n"
     "\"numpy.ndarray does not take part\".",
     NULL},
    {"cut", get_cut, NULL, "Cut or None: the reference to make weak or to clear.", NULL},
    {"cuts", get_cuts, NULL, "tuple of Cut: all that are needed to break every cycle of the pattern.", NULL},
    {"example", get_example, NULL, "References: one cycle of this shape, from a real component.", NULL},
    {"held", get_held, NULL,
     "Path or None: of what is alive, the shortest path from a root to an object of the example.", NULL},
    {"allocated", get_allocated, NULL,
     "tuple: for each step of the example the line that allocated its object, \"app.py:12\", or None: it is "
     "known "
     "where tracemalloc was tracing when the photograph was taken.",
     NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef methods[] = {
    {"graph", pattern_graph, METH_NOARGS,
     "graph()\n--\n\nThe example's component to draw, its cut marked: a Graph."},
    {"matches", pattern_matches, METH_O,
     "matches(glob)\n--\n\nWhether a glob matches its text, as it is or with qualified names of types: a "
     "bool. \"[]\" stands for itself."},
    {"report", (PyCFunction)(void (*)(void))pattern_report, METH_VARARGS | METH_KEYWORDS,
     "report(number=1, *, columns=80)\n--\n\nThe pattern, its cuts and its example as the cycle report "
     "writes them, numbered: a str. columns=0: never cut."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject rs__pattern_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.Pattern",
    .tp_basicsize = sizeof(pattern),
    .tp_dealloc = pattern_dealloc,
    .tp_repr = pattern_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Cycles of one shape: types and names of references, no addresses.",
    .tp_methods = methods,
    .tp_getset = getters,
};
