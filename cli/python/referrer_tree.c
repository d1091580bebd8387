/* referrer_tree.c: the tree of RefBrowser.                                   Declared in pympler_shapes.h. Map: README.md
 *
 * First, on the photograph: every object within `depth` steps is found and held, before anything of Python runs. Then the
 * nodes are made, depth first, without recursion. A tree repeats what it meets again, so it can be far larger than the heap;
 * each node is made by Python code, which hears signals.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "errors.h"
#include "pympler_shapes.h"
#include "rs_memory.h"
#include "rs_referrers.h"
#include "take.h"
#include "types.h"

typedef struct level {
    PyObject *children;                /* list of the node, held */
    const rs_reference_id *references; /* to the node's object, borrowed from the graph */
    size_t next, count;
} level;

typedef struct tree {
    PyObject *node_class, *str_func, *ignored, *included; /* borrowed */
    bool repeat;
    size_t depth;
    rs__box *box;
    const rs_columns *columns;
    const rs_referrers *referrers;
    PyObject **live; /* [objects] what stands for an object in the tree, held; NULL: not within reach */
    level *levels;
    size_t level_count, level_room;
} tree;

/* ---- On the photograph ---------------------------------------------------------------------------------------------- */

/* Of what is no Python object only frames are shown. */
static bool is_shown(const tree *this, rs_object_id id) {
    if (id >= this->columns->records) return true;
    return rs_snapshot_type_of(this->box->snapshot, id)->kind == RS_KIND_FRAME_RECORD;
}

static bool is_ignored(const tree *this, rs_object_id id) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(this->ignored); i++)
        if ((uintptr_t)PyList_GET_ITEM(this->ignored, i) == this->columns->address[id]) return true;
    return false;
}

typedef struct frontier {
    rs_object_id *ids;
    size_t count, room;
} frontier;

static rs_status hold(tree *this, frontier *found, rs_object_id id, rs_error *err) {
    if (this->live[id] || !is_shown(this, id)) return RS_OK;
    if (!rs_reserve((void **)&found->ids, &found->room, found->count + 1, sizeof *found->ids))
        return rs_fail_memory(err, "tree");
    found->ids[found->count++] = id;
    /* A frame record has no object: None holds its place until one is made for it. */
    this->live[id] = rs__new_reference(id < this->columns->records ? Py_None : rs__live(this->box, id));
    return RS_OK;
}

/* Breadth first, so that each object is met at its smallest depth: the cost is that of the part of the heap in reach. */
static rs_status hold_reach(tree *this, rs_object_id root, rs_error *err) {
    frontier found = {NULL, 0, 0};
    size_t done = 0;
    rs_status status = hold(this, &found, root, err);
    for (size_t depth = 0; depth < this->depth && done < found.count && status == RS_OK; depth++) {
        for (size_t end = found.count; done < end && status == RS_OK; done++) {
            const rs_reference_id *held = NULL;
            size_t count = rs_referrers_of(this->referrers, found.ids[done], &held);
            for (size_t i = 0; i < count && status == RS_OK; i++)
                status = hold(this, &found, rs_snapshot_source(this->box->snapshot, held[i]), err);
        }
    }
    rs_release(found.ids);
    return status;
}

static rs_status look(tree *this, PyObject *root, rs_object_id *id, rs_error *err) {
    this->columns = rs_snapshot_columns(this->box->snapshot);
    this->live = rs_alloc_cleared(this->columns->objects, sizeof *this->live);
    if (!this->live) return rs_fail_memory(err, "tree");
    rs_status status = rs_graph_referrers(&this->referrers, this->box->graph, err);
    if (status != RS_OK) return status;
    *id = rs_graph_find(this->box->graph, (uintptr_t)root);
    return *id == RS_NO_OBJECT ? RS_OK : hold_reach(this, *id, err);
}

/* ---- Nodes ---------------------------------------------------------------------------------------------------------- */

/* What stands for the object in the tree, borrowed; frames get theirs now. */
static PyObject *object_of(tree *this, rs_object_id id) {
    if (id >= this->columns->records || this->live[id] != Py_None) return this->live[id];
    const char *name = rs_snapshot_object_name(this->box->snapshot, id);
    PyObject *frame = rs__frame_make(name ? name : "?");
    if (frame) Py_SETREF(this->live[id], frame);
    return frame;
}

static int note_included(tree *this, PyObject *object) {
    PyObject *number = PyLong_FromVoidPtr(object);
    int failed = number ? PySet_Add(this->included, number) : -1;
    Py_XDECREF(number);
    return failed;
}

static int is_included(tree *this, PyObject *object) {
    PyObject *number = PyLong_FromVoidPtr(object);
    int there = number ? PySet_Contains(this->included, number) : -1;
    Py_XDECREF(number);
    return there;
}

/* Make the node of an object and, where the tree goes on, open its level. A new reference. */
static PyObject *open_node(tree *this, PyObject *object, rs_object_id id) {
    PyObject *node = PyObject_CallFunctionObjArgs(this->node_class, object, this->str_func, NULL);
    if (!node || note_included(this, object) < 0) goto failed;
    if (this->level_count == this->depth || (id != RS_NO_OBJECT && id < this->columns->records)) return node;
    if (!rs_reserve((void **)&this->levels, &this->level_room, this->level_count + 1, sizeof *this->levels)) {
        PyErr_NoMemory();
        goto failed;
    }
    PyObject *children = PyObject_GetAttrString(node, "children");
    if (!children || !PyList_Check(children)) {
        if (children) PyErr_SetString(PyExc_TypeError, "refscope: the children of a node must be a list");
        Py_XDECREF(children);
        goto failed;
    }
    level *opened = &this->levels[this->level_count++];
    *opened = (level){children, NULL, 0, 0};
    if (id != RS_NO_OBJECT) opened->count = rs_referrers_of(this->referrers, id, &opened->references);
    return node;
failed:
    Py_XDECREF(node);
    return NULL;
}

/* What is shown instead of a node that the tree has already, when it is not to repeat. A new reference. */
static PyObject *mention(tree *this, PyObject *object) {
    PyObject *text = this->str_func == Py_None ? PyObject_Str(object)
                                               : PyObject_CallFunctionObjArgs(this->str_func, object, NULL);
    PyObject *made = text ? PyUnicode_FromFormat("%S (already included, id %zd)", text, (Py_ssize_t)object)
                          : NULL;
    Py_XDECREF(text);
    return made;
}

/* Put the holder of one reference among the children of the level that is open. */
static bool add_child(tree *this, PyObject *children, rs_object_id id) {
    PyObject *object = object_of(this, id);
    int there = object && !this->repeat ? is_included(this, object) : 0;
    if (!object || there < 0) return false;
    PyObject *child = there ? mention(this, object) : open_node(this, object, id);
    bool added = child && PyList_Append(children, child) == 0;
    Py_XDECREF(child);
    return added;
}

static bool grow(tree *this) {
    while (this->level_count > 0) {
        level *open = &this->levels[this->level_count - 1];
        if (open->next == open->count) {
            this->level_count--;
            Py_DECREF(open->children);
            continue;
        }
        rs_object_id before = open->next > 0
                                  ? rs_snapshot_source(this->box->snapshot, open->references[open->next - 1])
                                  : RS_NO_OBJECT;
        rs_object_id id = rs_snapshot_source(this->box->snapshot, open->references[open->next++]);
        if (id == before || !this->live[id] || is_ignored(this, id)) continue; /* one holder is one child */
        if (!add_child(this, open->children, id)) return false;
    }
    return true;
}

static void tree_release(tree *this) {
    for (size_t i = 0; i < this->level_count; i++) Py_DECREF(this->levels[i].children);
    for (size_t i = 0; this->live && i < this->columns->objects; i++) Py_XDECREF(this->live[i]);
    rs_release(this->live);
    rs_release(this->levels);
    rs__box_drop(this->box);
}

PyObject *rs__referrer_tree(PyObject *module, PyObject *arguments) {
    tree this = {0};
    PyObject *browser, *root, *node = NULL;
    Py_ssize_t depth;
    int repeat;
    rs_object_id id = RS_NO_OBJECT;
    rs_error err = RS_ERROR_INIT;
    if (!PyArg_ParseTuple(arguments, "OOOnOpO!O!:_referrer_tree", &browser, &this.node_class, &root, &depth,
                          &this.str_func, &repeat, &PyList_Type, &this.ignored, &PySet_Type, &this.included))
        return NULL;
    this.depth = depth < 0 ? 0 : (size_t)depth;
    this.repeat = repeat;
    PyObject *also[] = {arguments, browser, this.ignored, this.included, NULL};
    this.box = rs__take(RS_VALUES_NONE, NULL, also);
    if (!this.box) return NULL;
    if (look(&this, root, &id, &err) != RS_OK)
        rs__raise(&err);
    else
        node = open_node(&this, root, id);
    if (node && !grow(&this)) Py_CLEAR(node);
    tree_release(&this);
    return node;
}
