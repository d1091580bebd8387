/* split.c: the connected parts of a ReferenceGraph.                          Declared in pympler_shapes.h. Map: README.md
 *
 * Union-find over the metadata, the edges in any order: a part is what hangs together, whatever the direction.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "parts.h"
#include "pympler_shapes.h"
#include "rs_memory.h"

typedef struct place {
    unsigned long long id;
    uint32_t at; /* in the metadata */
} place;

typedef struct parting {
    PyObject *objects, *metadata, *edges; /* lists, held */
    size_t count;                         /* of metadata */
    place *places;                        /* [count] by id */
    uint32_t *leader;                     /* [count] union-find; then the number of the part */
    uint32_t parts;
} parting;

static int compare_places(const void *left, const void *right) {
    const place *a = left, *b = right;
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

/* The first metadata of an id, or UINT32_MAX. */
static uint32_t find_place(const parting *this, unsigned long long id) {
    size_t low = 0, high = this->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (this->places[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < this->count && this->places[low].id == id ? this->places[low].at : UINT32_MAX;
}

static uint32_t leader_of(uint32_t *leader, uint32_t member) {
    while (leader[member] != member) member = leader[member] = leader[leader[member]];
    return member;
}

/* The smaller number leads, so a part is led by its first member. */
static void join(uint32_t *leader, uint32_t a, uint32_t b) {
    a = leader_of(leader, a);
    b = leader_of(leader, b);
    if (a < b)
        leader[b] = a;
    else
        leader[a] = b;
}

static bool check_items(PyObject *list, PyTypeObject *type) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        if (Py_IS_TYPE(PyList_GET_ITEM(list, i), type)) continue;
        PyErr_Format(PyExc_TypeError, "refscope: split: item %zd must be a %s", i, type->tp_name);
        return false;
    }
    return true;
}

static rs__meta_object *meta_at(const parting *this, size_t at) {
    return (rs__meta_object *)PyList_GET_ITEM(this->metadata, (Py_ssize_t)at);
}

static rs__edge *edge_at(const parting *this, Py_ssize_t at) {
    return (rs__edge *)PyList_GET_ITEM(this->edges, at);
}

static void index_metadata(parting *this) {
    for (size_t i = 0; i < this->count; i++) {
        this->places[i] = (place){meta_at(this, i)->id, (uint32_t)i};
        this->leader[i] = (uint32_t)i;
    }
    qsort(this->places, this->count, sizeof *this->places, compare_places);
    for (size_t i = 1; i < this->count; i++) /* an object given twice is one */
        if (this->places[i].id == this->places[i - 1].id)
            join(this->leader, this->places[i].at, this->places[i - 1].at);
}

static void join_edges(parting *this) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(this->edges); i++) {
        uint32_t src = find_place(this, edge_at(this, i)->src), dst = find_place(this, edge_at(this, i)->dst);
        if (src != UINT32_MAX && dst != UINT32_MAX) join(this->leader, src, dst);
    }
}

/* leader[] becomes the number of the part; a leader comes before its members, so theirs is known by then. */
static void number_parts(parting *this) {
    for (uint32_t i = 0; i < this->count; i++) {
        uint32_t leader = leader_of(this->leader, i);
        meta_at(this, i)->group = leader == i ? (Py_ssize_t)this->parts++ : meta_at(this, leader)->group;
    }
    for (uint32_t i = 0; i < this->count; i++) this->leader[i] = (uint32_t)meta_at(this, i)->group;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(this->edges); i++) {
        uint32_t src = find_place(this, edge_at(this, i)->src);
        edge_at(this, i)->group = src == UINT32_MAX ? RS__NO_GROUP : (Py_ssize_t)this->leader[src];
    }
}

/* ---- The parts as Python lists -------------------------------------------------------------------------------------- */

/* [(objects, metadata, edges, total), …], the lists empty yet. */
static PyObject *empty_parts(uint32_t parts) {
    PyObject *list = PyList_New((Py_ssize_t)parts);
    for (uint32_t i = 0; list && i < parts; i++) {
        PyObject *part = Py_BuildValue("[NNNi]", PyList_New(0), PyList_New(0), PyList_New(0), 0);
        if (part)
            PyList_SET_ITEM(list, (Py_ssize_t)i, part);
        else
            Py_CLEAR(list);
    }
    return list;
}

static bool put(PyObject *parts, Py_ssize_t part, Py_ssize_t which, PyObject *item) {
    return part == RS__NO_GROUP ||
           PyList_Append(PyList_GET_ITEM(PyList_GET_ITEM(parts, part), which), item) == 0;
}

static bool fill_parts(parting *this, PyObject *parts) {
    bool filled = true;
    for (Py_ssize_t i = 0; filled && i < PyList_GET_SIZE(this->objects); i++) {
        PyObject *object = PyList_GET_ITEM(this->objects, i);
        uint32_t at = find_place(this, (uintptr_t)object);
        if (at != UINT32_MAX) filled = put(parts, (Py_ssize_t)this->leader[at], 0, object);
    }
    for (size_t i = 0; filled && i < this->count; i++)
        filled = put(parts, (Py_ssize_t)this->leader[i], 1, (PyObject *)meta_at(this, i));
    for (Py_ssize_t i = 0; filled && i < PyList_GET_SIZE(this->edges); i++)
        filled = put(parts, edge_at(this, i)->group, 2, (PyObject *)edge_at(this, i));
    return filled;
}

static bool add_totals(PyObject *parts) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(parts); i++) {
        PyObject *part = PyList_GET_ITEM(parts, i), *metadata = PyList_GET_ITEM(part, 1);
        unsigned long long total = 0;
        for (Py_ssize_t m = 0; m < PyList_GET_SIZE(metadata); m++)
            total += ((rs__meta_object *)PyList_GET_ITEM(metadata, m))->size;
        PyObject *number = PyLong_FromUnsignedLongLong(total);
        if (!number || PyList_SetItem(part, 3, number) < 0) return false;
    }
    return true;
}

static PyObject *split(parting *this) {
    PyObject *parts = NULL;
    this->count = (size_t)PyList_GET_SIZE(this->metadata);
    this->places = rs_alloc_array(this->count, sizeof *this->places);
    this->leader = rs_alloc_array(this->count, sizeof *this->leader);
    if (!this->places || !this->leader) return PyErr_NoMemory();
    if (!check_items(this->metadata, &rs__meta_object_type) || !check_items(this->edges, &rs__edge_type))
        return NULL;
    index_metadata(this);
    join_edges(this);
    number_parts(this);
    parts = empty_parts(this->parts);
    if (parts && fill_parts(this, parts) && add_totals(parts)) return parts;
    Py_XDECREF(parts);
    return NULL;
}

PyObject *rs__split(PyObject *module, PyObject *arguments) {
    PyObject *objects, *metadata, *edges, *parts = NULL;
    if (!PyArg_ParseTuple(arguments, "OOO:_split", &objects, &metadata, &edges)) return NULL;
    parting this = {.objects = PySequence_List(objects),
                    .metadata = PySequence_List(metadata),
                    .edges = PySequence_List(edges)};
    if (this.objects && this.metadata && this.edges) parts = split(&this);
    rs_release(this.places);
    rs_release(this.leader);
    Py_XDECREF(this.objects);
    Py_XDECREF(this.metadata);
    Py_XDECREF(this.edges);
    return parts;
}
