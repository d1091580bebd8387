/* describe.c: what a ReferenceGraph shows of its objects.                    Declared in pympler_shapes.h. Map: README.md
 *
 * Photograph what the objects reach, then say of each its size, type and looks, and of each reference among them its label.
 * Which of them are on cycles is a question to the reference graph of the objects alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "deep_size.h"
#include "errors.h"
#include "label_strings.h"
#include "looks.h"
#include "parts.h"
#include "pympler_shapes.h"
#include "rs_memory.h"
#include "rs_refgraph.h"
#include "take.h"
#include "text.h"

#define REPR_LENGTH 128

typedef struct description {
    PyObject *given; /* tuple of the objects */
    rs__box *box;
    rs_object_id *id_of; /* [given] RS_NO_OBJECT: left out */
    size_t count;
    rs_object_id *once; /* [found] each object once, in the order given */
    size_t found;
    bool *kept;        /* [objects of the snapshot] */
    PyObject **called; /* [types of the snapshot] str, or NULL: no object of that type was described yet */
    rs_text looks;     /* of the object being described */
    rs__label_strings labels;
    rs__deep_sizer sizer;
    bool sizing; /* the sizer is to release */
} description;

static void description_release(description *this) {
    if (this->sizing) rs__deep_sizer_release(&this->sizer);
    for (size_t i = 0; this->called && i < rs_snapshot_type_count(this->box->snapshot); i++)
        Py_XDECREF(this->called[i]);
    rs__label_strings_release(&this->labels);
    rs_text_release(&this->looks);
    rs_release(this->called);
    rs_release(this->kept);
    rs_release(this->once);
    rs_release(this->id_of);
    rs__box_drop(this->box);
    Py_XDECREF(this->given);
}

/* ---- The objects ---------------------------------------------------------------------------------------------------- */

/* `kept` holds each object that was given, `once` the same in the order given. */
static rs_status find_objects(description *this, rs_error *err) {
    const rs_snapshot *snapshot = this->box->snapshot;
    this->id_of = rs_alloc_array(this->count, sizeof *this->id_of);
    this->once = rs_alloc_array(this->count, sizeof *this->once);
    this->kept = rs_alloc_cleared(rs_snapshot_columns(snapshot)->objects, sizeof *this->kept);
    this->called = rs_alloc_cleared(rs_snapshot_type_count(snapshot), sizeof *this->called);
    if (!this->id_of || !this->once || !this->kept || !this->called)
        return rs_fail_memory(err, "reference graph");
    for (size_t i = 0; i < this->count; i++) {
        rs_object_id id = rs_graph_find(this->box->graph,
                                        (uintptr_t)PyTuple_GET_ITEM(this->given, (Py_ssize_t)i));
        this->id_of[i] = id;
        if (id == RS_NO_OBJECT || this->kept[id]) continue;
        this->kept[id] = true;
        this->once[this->found++] = id;
    }
    return RS_OK;
}

/* Keep what lies on a cycle of the graph: in a component of two and more, or with a reference to itself. */
static rs_status keep_those_on_cycles(description *this, const rs_refgraph *part, rs_error *err) {
    size_t vertices = rs_refgraph_vertices(part);
    uint32_t count = 0;
    uint32_t *component = rs_alloc_array(vertices, sizeof *component);
    uint32_t *members = rs_alloc_cleared(vertices, sizeof *members);
    rs_status status = component && members ? RS_OK : rs_fail_memory(err, "cycles");
    if (status == RS_OK) status = rs_refgraph_components(part, component, &count, err);
    for (size_t v = 0; status == RS_OK && v < vertices; v++) members[component[v]]++;
    for (size_t v = 0; status == RS_OK && v < vertices; v++)
        this->kept[rs_refgraph_vertex(part, v).object] = members[component[v]] > 1;
    for (size_t e = 0; status == RS_OK && e < rs_refgraph_edges(part); e++) {
        rs_edge edge = rs_refgraph_edge(part, e);
        if (edge.from == edge.to) this->kept[rs_refgraph_vertex(part, edge.from).object] = true;
    }
    rs_release(component);
    rs_release(members);
    return status;
}

static rs_status keep_cycles(description *this, rs_error *err) {
    rs_refgraph *part = NULL;
    rs_status status = rs_refgraph_of_objects(&part, this->box->graph, this->once, this->found, err);
    if (status == RS_OK) status = keep_those_on_cycles(this, part, err);
    rs_refgraph_free(part);
    return status;
}

/* ---- As Python objects ---------------------------------------------------------------------------------------------- */

/* The type's own name, made once for all its objects. */
static PyObject *type_name(description *this, rs_object_id id) {
    PyObject **name = &this->called[rs_snapshot_columns(this->box->snapshot)->type[id]];
    if (!*name) {
        const char *bare = rs_snapshot_type_of(this->box->snapshot, id)->bare;
        const char *dot = strrchr(bare, '.');
        const char *last = dot ? dot + 1 : bare;
        *name = rs__unicode(last, strlen(last));
    }
    return *name ? rs__new_reference(*name) : NULL;
}

/* Objects that were given are held, and so alive. */
static PyObject *looks(description *this, PyObject *object) {
    rs_text *text = &this->looks;
    rs_text_clear(text);
    rs__looks to = {.text = text, .room = REPR_LENGTH};
    rs__looks_write(&to, object);
    if (!text->failed && rs_text_columns(rs_text_string(text), text->length) > REPR_LENGTH) {
        text->length = rs_text_fit(text->data, text->length, REPR_LENGTH - 2);
        rs_text_add(text, "..");
    }
    return rs__text_string(text);
}

static PyObject *describe_object(description *this, PyObject *object, rs_object_id id, bool cycle,
                                 uint64_t *total) {
    rs_error err = RS_ERROR_INIT;
    uint64_t bytes = 0;
    rs__meta_object *made = (rs__meta_object *)rs__meta_object_make();
    if (!made) return NULL;
    if (rs__deep_sizer_add(&this->sizer, id, &bytes, &err) != RS_OK) {
        rs__raise(&err);
    } else {
        made->id = rs_snapshot_columns(this->box->snapshot)->address[id];
        made->size = bytes;
        made->cycle = cycle;
        made->type = type_name(this, id);
        made->str = made->type ? looks(this, object) : NULL;
        *total += bytes;
    }
    if (made->type && made->str) return (PyObject *)made;
    Py_DECREF(made);
    return NULL;
}

/* Fills both lists with what is kept, in the order given. */
static bool list_objects(description *this, PyObject *objects, PyObject *metadata, bool reduce,
                         uint64_t *total) {
    rs_error err = RS_ERROR_INIT;
    if (rs__deep_sizer_init(&this->sizer, this->box->snapshot, &err) != RS_OK) {
        rs__raise(&err);
        return false;
    }
    this->sizing = true;
    for (size_t i = 0; i < this->count; i++)
        if (this->id_of[i] != RS_NO_OBJECT && this->kept[this->id_of[i]])
            rs__deep_sizer_set_apart(&this->sizer, this->id_of[i]);
    for (size_t i = 0; i < this->count; i++) {
        if (this->id_of[i] == RS_NO_OBJECT || !this->kept[this->id_of[i]]) continue;
        PyObject *meta = describe_object(this, PyTuple_GET_ITEM(this->given, (Py_ssize_t)i), this->id_of[i],
                                         reduce, total);
        bool added = meta && PyList_Append(metadata, meta) == 0 &&
                     PyList_Append(objects, PyTuple_GET_ITEM(this->given, (Py_ssize_t)i)) == 0;
        Py_XDECREF(meta);
        if (!added) return false;
    }
    return true;
}

static PyObject *make_edge(description *this, rs_object_id from, rs_reference_id reference) {
    const rs_columns *c = rs_snapshot_columns(this->box->snapshot);
    PyObject *label = rs__label_string(&this->labels, reference);
    PyObject *made = label ? rs__edge_make(c->address[from], c->address[c->target[reference]], label) : NULL;
    Py_XDECREF(label);
    return made;
}

/* Those between what is kept. */
static bool list_edges(description *this, PyObject *edges) {
    const rs_columns *c = rs_snapshot_columns(this->box->snapshot);
    this->labels.snapshot = this->box->snapshot;
    for (size_t i = 0; i < this->found; i++) {
        rs_object_id from = this->once[i];
        if (!this->kept[from]) continue;
        for (rs_reference_id r = c->row[from]; r < c->row[from + 1]; r++) {
            if (!this->kept[c->target[r]]) continue;
            PyObject *made = make_edge(this, from, r);
            bool added = made && PySet_Add(edges, made) == 0;
            Py_XDECREF(made);
            if (!added) return false;
        }
    }
    return true;
}

static PyObject *describe(description *this, bool reduce) {
    rs_error err = RS_ERROR_INIT;
    uint64_t total = 0;
    PyObject *also[] = {this->given, NULL};
    this->box = rs__take(RS_VALUES_SHORT, this->given, also);
    if (!this->box) return NULL;
    rs_status status = find_objects(this, &err);
    if (status == RS_OK && reduce) status = keep_cycles(this, &err);
    if (status != RS_OK) return rs__raise(&err);
    PyObject *objects = PyList_New(0), *metadata = PyList_New(0), *edges = PySet_New(NULL), *result = NULL;
    if (objects && metadata && edges && list_objects(this, objects, metadata, reduce, &total) &&
        list_edges(this, edges))
        result = Py_BuildValue("(OOOK)", objects, metadata, edges, (unsigned long long)total);
    Py_XDECREF(objects);
    Py_XDECREF(metadata);
    Py_XDECREF(edges);
    return result;
}

PyObject *rs__describe(PyObject *module, PyObject *arguments) {
    description this = {0};
    PyObject *list;
    int reduce;
    if (!PyArg_ParseTuple(arguments, "O!p:_describe", &PyList_Type, &list, &reduce)) return NULL;
    this.given = PyList_AsTuple(list);
    if (!this.given) return NULL;
    this.count = (size_t)PyTuple_GET_SIZE(this.given);
    PyObject *result = describe(&this, reduce);
    description_release(&this);
    return result;
}
