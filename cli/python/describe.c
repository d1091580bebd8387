/* describe.c: what a ReferenceGraph shows of its objects.                    Declared in pympler_shapes.h. Map: README.md
 *
 * Photograph what the objects reach, make the reference graph of the objects alone, then say of each its size, type and
 * looks, and of each reference its label.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "deep_size.h"
#include "errors.h"
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
    rs_refgraph *part;
    bool *kept; /* [objects of the snapshot] */
    rs__deep_sizer sizer;
    bool sizing; /* the sizer is to release */
} description;

static void description_release(description *this) {
    if (this->sizing) rs__deep_sizer_release(&this->sizer);
    rs_refgraph_free(this->part);
    rs_release(this->kept);
    rs_release(this->id_of);
    rs__box_drop(this->box);
    Py_XDECREF(this->given);
}

/* ---- The objects and the graph of them ------------------------------------------------------------------------------ */

/* `kept` holds each object once; `once` receives those in the order given. */
static rs_status find_objects(description *this, rs_object_id *once, size_t *found) {
    *found = 0;
    for (size_t i = 0; i < this->count; i++) {
        rs_object_id id = rs_graph_find(this->box->graph,
                                        (uintptr_t)PyTuple_GET_ITEM(this->given, (Py_ssize_t)i));
        this->id_of[i] = id;
        if (id == RS_NO_OBJECT || this->kept[id]) continue;
        this->kept[id] = true;
        once[(*found)++] = id;
    }
    return RS_OK;
}

static rs_status make_part(description *this, rs_error *err) {
    size_t found = 0;
    rs_object_id *once = rs_alloc_array(this->count, sizeof *once);
    this->id_of = rs_alloc_array(this->count, sizeof *this->id_of);
    this->kept = rs_alloc_cleared(rs_snapshot_columns(this->box->snapshot)->objects, sizeof *this->kept);
    rs_status status = once && this->id_of && this->kept ? RS_OK : rs_fail_memory(err, "reference graph");
    if (status == RS_OK) status = find_objects(this, once, &found);
    if (status == RS_OK) status = rs_refgraph_of_objects(&this->part, this->box->graph, once, found, err);
    rs_release(once);
    return status;
}

/* Keep what lies on a cycle of the graph: in a component of two and more, or with a reference to itself. */
static rs_status keep_cycles(description *this, rs_error *err) {
    size_t vertices = rs_refgraph_vertices(this->part);
    uint32_t count = 0;
    uint32_t *component = rs_alloc_array(vertices, sizeof *component);
    uint32_t *members = rs_alloc_cleared(vertices, sizeof *members);
    rs_status status = component && members ? RS_OK : rs_fail_memory(err, "cycles");
    if (status == RS_OK) status = rs_refgraph_components(this->part, component, &count, err);
    for (size_t v = 0; status == RS_OK && v < vertices; v++) members[component[v]]++;
    for (size_t v = 0; status == RS_OK && v < vertices; v++)
        this->kept[rs_refgraph_vertex(this->part, v).object] = members[component[v]] > 1;
    for (size_t e = 0; status == RS_OK && e < rs_refgraph_edges(this->part); e++) {
        rs_edge edge = rs_refgraph_edge(this->part, e);
        if (edge.from == edge.to) this->kept[rs_refgraph_vertex(this->part, edge.from).object] = true;
    }
    rs_release(component);
    rs_release(members);
    return status;
}

/* ---- As Python objects ---------------------------------------------------------------------------------------------- */

static PyObject *type_name(const rs_type *type) {
    const char *dot = strrchr(type->bare, '.');
    const char *name = dot ? dot + 1 : type->bare;
    return rs__unicode(name, strlen(name));
}

static PyObject *looks(const rs_snapshot *snapshot, rs_object_id id) {
    rs_text text = RS_TEXT_INIT;
    rs__plain_repr(&text, snapshot, id, REPR_LENGTH);
    return rs__text_finish(&text);
}

static PyObject *describe_object(description *this, rs_object_id id, bool cycle, uint64_t *total) {
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
        made->type = type_name(rs_snapshot_type_of(this->box->snapshot, id));
        made->str = looks(this->box->snapshot, id);
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
        PyObject *meta = describe_object(this, this->id_of[i], reduce, total);
        bool added = meta && PyList_Append(metadata, meta) == 0 &&
                     PyList_Append(objects, PyTuple_GET_ITEM(this->given, (Py_ssize_t)i)) == 0;
        Py_XDECREF(meta);
        if (!added) return false;
    }
    return true;
}

/* A key as it is: a str without quotes, anything else as it stands between the brackets of the reference's name. */
static void add_key(rs_text *text, const rs_snapshot *snapshot, rs_reference_id reference) {
    rs_value value = rs_snapshot_value(snapshot, rs_snapshot_columns(snapshot)->target[reference - 1]);
    if (value.kind == RS_VALUE_TEXT) {
        rs_text_add_bytes(text, value.bytes, value.length);
        return;
    }
    rs_text name = RS_TEXT_INIT;
    rs_text_add_reference_name(&name, snapshot, reference);
    if (name.length > 2) rs_text_add_bytes(text, name.data + 1, name.length - 2);
    text->failed |= name.failed;
    rs_text_release(&name);
}

/* The bare name: an attribute or a key as it is, anything else as people write it. */
static PyObject *label_of(const rs_snapshot *snapshot, rs_reference_id reference) {
    uint32_t name = rs_snapshot_columns(snapshot)->name[reference];
    rs_text text = RS_TEXT_INIT;
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_ATTRIBUTE:
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE:
    case RS_NAME_KEY_TEXT: rs_text_add(&text, rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name))); break;
    case RS_NAME_KEY: add_key(&text, snapshot, reference); break;
    default: rs_text_add_reference_name(&text, snapshot, reference);
    }
    return rs__text_finish(&text);
}

static PyObject *make_edge(description *this, const rs_edge *edge) {
    const uint64_t *address = rs_snapshot_columns(this->box->snapshot)->address;
    PyObject *label = label_of(this->box->snapshot, edge->reference);
    PyObject *made = label ? rs__edge_make(address[rs_refgraph_vertex(this->part, edge->from).object],
                                           address[rs_refgraph_vertex(this->part, edge->to).object], label)
                           : NULL;
    Py_XDECREF(label);
    return made;
}

static bool list_edges(description *this, PyObject *edges) {
    for (size_t e = 0; e < rs_refgraph_edges(this->part); e++) {
        rs_edge edge = rs_refgraph_edge(this->part, e);
        if (!this->kept[rs_refgraph_vertex(this->part, edge.from).object] ||
            !this->kept[rs_refgraph_vertex(this->part, edge.to).object])
            continue;
        PyObject *made = make_edge(this, &edge);
        bool added = made && PySet_Add(edges, made) == 0;
        Py_XDECREF(made);
        if (!added) return false;
    }
    return true;
}

static PyObject *describe(description *this, bool reduce) {
    rs_error err = RS_ERROR_INIT;
    uint64_t total = 0;
    PyObject *also[] = {this->given, NULL};
    this->box = rs__take(RS_VALUES_SHORT, this->given, also);
    if (!this->box) return NULL;
    rs_status status = make_part(this, &err);
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
