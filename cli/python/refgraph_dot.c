/* refgraph_dot.c: a ReferenceGraph as DOT text and as a file.                Declared in pympler_shapes.h. Map: README.md
 *
 * The text has the form that Pympler's readers know: a box "looks\ntype" per object, an arrow per reference. Here every
 * label is escaped, whatever is in it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "errors.h"
#include "parts.h"
#include "pympler_shapes.h"
#include "rs_drawing.h"
#include "rs_memory.h"
#include "rs_output.h"
#include "text.h"

#define LOOKS_LENGTH    48
#define LABEL_LENGTH    128
#define UNFLATTEN_CHAIN 7 /* levels over which leaves are staggered */

/* ---- Labels --------------------------------------------------------------------------------------------------------- */

/* Add a str as the inside of a quoted DOT string: printable, on one line, no escape or entity of Graphviz's own. */
static void add_quoted(rs_text *text, const char *bytes, size_t count) {
    rs_text printable = RS_TEXT_INIT;
    rs_text_add_escaped(&printable, bytes, count, 0);
    for (size_t i = 0; i < printable.length; i++) {
        char c = printable.data[i];
        if (c == '\\' || c == '"') rs_text_add_char(text, '\\');
        if (c == '&')
            rs_text_add(text, "&amp;");
        else
            rs_text_add_char(text, c);
    }
    text->failed |= printable.failed;
    rs_text_release(&printable);
}

/* At most `most` characters of it, "..." at the end when there are more. */
static bool add_label(rs_text *text, PyObject *string, Py_ssize_t most) {
    bool cut = PyUnicode_GET_LENGTH(string) > most;
    PyObject *shown = cut ? PyUnicode_Substring(string, 0, most - 3) : rs__new_reference(string);
    PyObject *bytes = shown ? PyUnicode_AsEncodedString(shown, "utf-8", "backslashreplace") : NULL;
    if (bytes) add_quoted(text, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
    if (cut) rs_text_add(text, "...");
    Py_XDECREF(shown);
    Py_XDECREF(bytes);
    return bytes != NULL;
}

/* ---- Nodes and edges ------------------------------------------------------------------------------------------------ */

static bool add_node(rs_text *text, const rs__meta_object *meta) {
    if (!meta->str || !meta->type) {
        PyErr_SetString(PyExc_AttributeError, "refscope: _MetaObject: str and type must be set");
        return false;
    }
    rs_text_addf(text, "    \"Xx%llx\" [ label = \"", meta->id);
    if (!add_label(text, meta->str, LOOKS_LENGTH)) return false;
    rs_text_add(text, "\\n");
    if (!add_label(text, meta->type, LOOKS_LENGTH)) return false;
    rs_text_add_char(text, '"');
    if (PyUnicode_CompareWithASCIIString(meta->type, "method") == 0) rs_text_add(text, ", color=red");
    if (PyUnicode_CompareWithASCIIString(meta->type, "frame") == 0) rs_text_add(text, ", color=orange");
    rs_text_add(text, " ];\n");
    return true;
}

static bool add_edge(rs_text *text, const rs__edge *edge, unsigned length) {
    rs_text_addf(text, "    Xx%llx -> Xx%llx [label=\"", edge->src, edge->dst);
    if (!add_label(text, edge->label, LABEL_LENGTH)) return false;
    rs_text_add_char(text, '"');
    if (PyUnicode_CompareWithASCIIString(edge->label, "__dict__") == 0) rs_text_add(text, ",weight=100");
    if (length > 1) rs_text_addf(text, ",minlen=%u", length);
    rs_text_add(text, "];\n");
    return true;
}

/* Written in an order of their own, since a set has none that stays. */
static int compare_edges(const void *left, const void *right) {
    const rs__edge *a = *(rs__edge *const *)left, *b = *(rs__edge *const *)right;
    if (a->src != b->src) return a->src < b->src ? -1 : 1;
    if (a->dst != b->dst) return a->dst < b->dst ? -1 : 1;
    return PyUnicode_Compare(a->label, b->label);
}

static int compare_numbers(const void *left, const void *right) {
    unsigned long long a = *(const unsigned long long *)left, b = *(const unsigned long long *)right;
    return (a > b) - (a < b);
}

/* The edges sorted, and the ids that edges start from, sorted: what is not among those is a leaf. */
typedef struct sorted {
    rs__edge **edges;
    unsigned long long *sources;
    size_t count;
} sorted;

static bool sort_edges(sorted *this, PyObject *list) {
    this->count = (size_t)PyList_GET_SIZE(list);
    this->edges = rs_alloc_array(this->count, sizeof *this->edges);
    this->sources = rs_alloc_array(this->count, sizeof *this->sources);
    if (!this->edges || !this->sources) {
        PyErr_NoMemory();
        return false;
    }
    for (size_t i = 0; i < this->count; i++) {
        PyObject *edge = PyList_GET_ITEM(list, (Py_ssize_t)i);
        if (!Py_IS_TYPE(edge, &rs__edge_type)) {
            PyErr_SetString(PyExc_TypeError, "refscope: edges must be _Edge objects");
            return false;
        }
        this->edges[i] = (rs__edge *)edge;
        this->sources[i] = this->edges[i]->src;
    }
    if (this->count == 0) return true;
    qsort(this->edges, this->count, sizeof *this->edges, compare_edges);
    qsort(this->sources, this->count, sizeof *this->sources, compare_numbers);
    return true;
}

/* With `unflatten` the leaves of one object stand on different levels, or else a wide graph is one long row. */
static bool add_edges(rs_text *text, const sorted *this, bool unflatten) {
    unsigned leaf = 0;
    for (size_t i = 0; i < this->count; i++) {
        const rs__edge *edge = this->edges[i];
        bool is_leaf = !bsearch(&edge->dst, this->sources, this->count, sizeof edge->dst, compare_numbers);
        if (i == 0 || edge->src != this->edges[i - 1]->src) leaf = 0;
        unsigned length = unflatten && is_leaf ? leaf++ % UNFLATTEN_CHAIN + 1 : 1;
        if (!add_edge(text, edge, length)) return false;
    }
    return true;
}

static bool add_graph(rs_text *text, PyObject *metadata, const sorted *edges, bool unflatten, bool styled) {
    rs_text_add(text, "// Process this file with graphviz\ndigraph G {\n    node [shape=box];\n");
    if (styled)
        rs_text_add(text, "    node [fontsize=10, style=filled, fillcolor=\"#E5EDB8\", color=\"#CCCCCC\"];\n"
                          "    edge [fontsize=10];\n");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(metadata); i++) {
        PyObject *meta = PyList_GET_ITEM(metadata, i);
        if (!Py_IS_TYPE(meta, &rs__meta_object_type)) {
            PyErr_SetString(PyExc_TypeError, "refscope: metadata must be _MetaObject objects");
            return false;
        }
        if (!add_node(text, (rs__meta_object *)meta)) return false;
    }
    if (!add_edges(text, edges, unflatten)) return false;
    rs_text_add(text, "}\n");
    return true;
}

PyObject *rs__dot(PyObject *module, PyObject *arguments) {
    PyObject *given, *given_edges, *result = NULL;
    int unflatten, styled;
    if (!PyArg_ParseTuple(arguments, "OOpp:_dot", &given, &given_edges, &unflatten, &styled)) return NULL;
    sorted edges = {NULL, NULL, 0};
    rs_text text = RS_TEXT_INIT;
    PyObject *metadata = PySequence_List(given);
    PyObject *list = metadata ? PySequence_List(given_edges) : NULL;
    if (list && sort_edges(&edges, list) && add_graph(&text, metadata, &edges, unflatten, styled))
        result = rs__text_finish(&text);
    rs_text_release(&text);
    rs_release(edges.edges);
    rs_release(edges.sources);
    Py_XDECREF(metadata);
    Py_XDECREF(list);
    return result;
}

/* ---- Into a file ---------------------------------------------------------------------------------------------------- */

PyObject *rs__render(PyObject *module, PyObject *arguments) {
    const char *dot, *engine, *format;
    PyObject *path = NULL;
    if (!PyArg_ParseTuple(arguments, "sO&ss:_render", &dot, PyUnicode_FSConverter, &path, &engine, &format))
        return NULL;
    rs_text bytes = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    rs_status status;
    Py_BEGIN_ALLOW_THREADS status = rs_drawing_of_dot(&bytes, dot, engine, format, &err);
    if (status == RS_OK) status = rs_output_write(PyBytes_AS_STRING(path), &bytes, &err);
    Py_END_ALLOW_THREADS rs_text_release(&bytes);
    Py_DECREF(path);
    if (status != RS_OK) return PyErr_CheckSignals() == 0 ? rs__raise(&err) : NULL;
    Py_RETURN_NONE;
}
