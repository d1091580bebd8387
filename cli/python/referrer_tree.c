/* referrer_tree.c: the tree of RefBrowser.                                   Declared in pympler_shapes.h. Map: README.md
 *
 * First every object within `depth` steps is found and held, before anything of Python runs (referrer_reach.h). Then the nodes
 * are made, depth first, without recursion. A tree repeats what it meets again, so it can be far larger than the heap; each
 * node is made by Python code, which hears signals.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pympler_shapes.h"
#include "referrer_reach.h"
#include "rs_memory.h"
#include "types.h"

typedef struct level {
    PyObject *children; /* list of the node, held */
    const uint32_t *holders;
    size_t next, count;
} level;

typedef struct tree {
    PyObject *node_class, *str_func, *ignored, *included; /* borrowed */
    bool repeat;
    size_t depth;
    rs__reach_of reach;
    level *levels;
    size_t level_count, level_room;
} tree;

/* What stands for it in the tree, borrowed; frames get theirs now. */
static PyObject *object_of(tree *this, uint32_t number) {
    rs__reached *one = &this->reach.all[number];
    if (!one->live) one->live = rs__frame_make(one->frame);
    return one->live;
}

static bool is_ignored(const tree *this, uint32_t number) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(this->ignored); i++)
        if (PyList_GET_ITEM(this->ignored, i) == this->reach.all[number].live) return true;
    return false;
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

/* Make the node of an object and, where the tree goes on, open its level; `of`: what was found of it, or NULL. A new
 * reference. */
static PyObject *open_node(tree *this, PyObject *object, const rs__reached *of) {
    PyObject *node = PyObject_CallFunctionObjArgs(this->node_class, object, this->str_func, NULL);
    if (!node || note_included(this, object) < 0) goto failed;
    if (this->level_count == this->depth || (of && of->frame)) return node;
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
    *opened = (level){children, of ? this->reach.holders + of->first : NULL, 0, of ? of->count : 0};
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

/* Put a holder among the children of the level that is open. */
static bool add_child(tree *this, PyObject *children, uint32_t number) {
    PyObject *object = object_of(this, number);
    int there = object && !this->repeat ? is_included(this, object) : 0;
    if (!object || there < 0) return false;
    PyObject *child = there ? mention(this, object) : open_node(this, object, &this->reach.all[number]);
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
        uint32_t number = open->holders[open->next++];
        if (!is_ignored(this, number) && !add_child(this, open->children, number)) return false;
    }
    return true;
}

static void tree_release(tree *this) {
    for (size_t i = 0; i < this->level_count; i++) Py_DECREF(this->levels[i].children);
    rs__reach_release(&this->reach);
    rs_release(this->levels);
}

/* The object comes in a list of its own: so nobody who only passes it on holds a reference to it that cannot be seen. */
PyObject *rs__referrer_tree(PyObject *module, PyObject *arguments) {
    tree this = {0};
    PyObject *browser, *roots, *node = NULL;
    Py_ssize_t depth;
    int repeat;
    if (!PyArg_ParseTuple(arguments, "OOO!nOpO!O!:_referrer_tree", &browser, &this.node_class, &PyList_Type,
                          &roots, &depth, &this.str_func, &repeat, &PyList_Type, &this.ignored, &PySet_Type,
                          &this.included))
        return NULL;
    if (PyList_GET_SIZE(roots) != 1) return PyErr_Format(PyExc_ValueError, "refscope: a tree has one root");
    PyObject *root = PyList_GET_ITEM(roots, 0);
    this.depth = depth < 0 ? 0 : (size_t)depth;
    this.repeat = repeat;
    PyObject *also[] = {arguments, roots, browser, this.ignored, this.included, NULL};
    if (rs__reach_find(&this.reach, root, this.depth, also))
        node = open_node(&this, root, this.reach.count ? this.reach.all : NULL);
    if (node && !grow(&this)) Py_CLEAR(node);
    tree_release(&this);
    return node;
}
