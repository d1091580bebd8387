/* asizeof_tree.c: trees of Asized.                                      The other half: asizeof_tree.h. Map: README.md
 *
 * An instance whose attributes stand in itself has no __dict__, and none is made: its node still has a part named __dict__
 * of no bytes of its own, so that a tree looks the same however an interpreter keeps attributes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_tree.h"

#include <Python.h>
#include <structmember.h>

#include "asizeof_names.h"
#include "types.h"

static PyObject *make_node(rs__asized_tree *tree, uint64_t size, uint64_t flat, PyObject *children,
                           PyObject *name) {
    PyObject *none = children ? NULL : PyTuple_New(0);
    PyObject *refs = children ? children : none;
    PyObject *node = refs && name ? PyObject_CallFunction(tree->asized, "KKOO", (unsigned long long)size,
                                                          (unsigned long long)flat, refs, name)
                                  : NULL;
    Py_XDECREF(none);
    Py_XDECREF(name);
    return node;
}

static bool is_slot(PyTypeObject *type, const char *name) {
    for (; type; type = type->tp_base)
        for (PyMemberDef *member = type->tp_members; member && member->name; member++)
            if (strcmp(member->name, name) == 0) return true;
    return false;
}

/* Whether the reference is an attribute that stands in the instance and would be in its __dict__. */
static bool is_attribute(const rs__sizing *sizing, rs_reference_id reference) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    rs_object_id source = sizing->stack[sizing->depth - 1].object;
    uint32_t packed = columns->name[reference];
    const char *text = rs_snapshot_string(sizing->snapshot, RS_NAME_ARGUMENT(packed));
    if (rs_snapshot_type_of(sizing->snapshot, source)->kind != RS_KIND_INSTANCE ||
        RS_NAME_KIND(packed) != RS_NAME_ATTRIBUTE)
        return false;
    return strcmp(text, "__class__") != 0 && strcmp(text, "__dict__") != 0 &&
           !is_slot(Py_TYPE((PyObject *)(uintptr_t)columns->address[source]), text);
}

static bool is_in_dict(PyObject *node) {
    PyObject *name = PyObject_GetAttrString(node, "name");
    bool in = name && PyUnicode_Check(name) && PyUnicode_GET_LENGTH(name) > 4 &&
              strncmp(PyUnicode_AsUTF8(name) ? PyUnicode_AsUTF8(name) : "", "[V] ", 4) == 0;
    if (PyErr_Occurred()) PyErr_Clear();
    Py_XDECREF(name);
    return in;
}

static uint64_t size_of_nodes(PyObject *nodes) {
    unsigned long long sum = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(nodes); i++) {
        PyObject *size = PyObject_GetAttrString(PyList_GET_ITEM(nodes, i), "size");
        sum += size ? PyLong_AsUnsignedLongLong(size) : 0;
        Py_XDECREF(size);
    }
    if (PyErr_Occurred()) PyErr_Clear();
    return sum;
}

/* The node of a __dict__ that was made over the values in the instance, or NULL; borrowed. */
static PyObject *dict_among(PyObject *nodes) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(nodes); i++) {
        PyObject *node = PyList_GET_ITEM(nodes, i), *name = PyObject_GetAttrString(node, "name");
        bool found = name && PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, "__dict__") == 0;
        PyErr_Clear();
        Py_XDECREF(name);
        if (found) return node;
    }
    return NULL;
}

/* What it shows are the values; they are its parts, though the instance holds them. */
static bool add_to_dict(PyObject *dict, PyObject *inside, bool shown) {
    PyObject *old = PyObject_GetAttrString(dict, "size"),
             *more = PyLong_FromUnsignedLongLong(size_of_nodes(inside));
    PyObject *sum = old && more ? PyNumber_Add(old, more) : NULL,
             *refs = shown ? PyList_AsTuple(inside) : PyTuple_New(0);
    bool done = sum && refs && PyObject_SetAttrString(dict, "size", sum) == 0 &&
                PyObject_SetAttrString(dict, "refs", refs) == 0;
    Py_XDECREF(old);
    Py_XDECREF(more);
    Py_XDECREF(sum);
    Py_XDECREF(refs);
    return done;
}

/* Put the nodes of attributes into one node; the list is changed in place. */
static bool group_attributes(rs__asized_tree *tree, PyObject *children) {
    PyObject *rest = PyList_New(0), *inside = PyList_New(0), *group = NULL;
    bool done = rest && inside;
    for (Py_ssize_t i = 0; done && i < PyList_GET_SIZE(children); i++) {
        PyObject *node = PyList_GET_ITEM(children, i);
        bool in = is_in_dict(node);
        done = PyList_Append(in ? inside : rest, node) == 0;
    }
    PyObject *dict = done ? dict_among(rest) : NULL;
    bool shown = tree->tree.level + 1 < tree->tree.detail, some = done && PyList_GET_SIZE(inside) > 0;
    if (some && dict) done = add_to_dict(dict, inside, shown);
    if (some && !dict) {
        group = make_node(tree, size_of_nodes(inside), 0, shown ? inside : NULL,
                          PyUnicode_FromString("__dict__"));
        done = group && PyList_Insert(rest, 0, group) == 0;
    }
    if (done && some) done = PyList_SetSlice(children, 0, PyList_GET_SIZE(children), rest) == 0;
    Py_XDECREF(group);
    Py_XDECREF(rest);
    Py_XDECREF(inside);
    return done;
}

static PyObject *make(rs__tree *base, rs_object_id object, uint64_t size, uint64_t flat, PyObject *children) {
    rs__asized_tree *tree = (rs__asized_tree *)base;
    const rs_snapshot *snapshot = tree->sizing->snapshot;
    PyObject *live = (PyObject *)(uintptr_t)rs_snapshot_columns(snapshot)->address[object];
    if (children && rs_snapshot_type_of(snapshot, object)->kind == RS_KIND_INSTANCE &&
        !group_attributes(tree, children))
        return NULL;
    return make_node(tree, size, flat, children, rs__name_or_repr(live, tree->clip));
}

static bool name(rs__tree *base, PyObject *node, rs_reference_id reference) {
    rs__asized_tree *tree = (rs__asized_tree *)base;
    PyObject *title = is_attribute(tree->sizing, reference)
                          ? rs__attribute_title(tree->sizing->snapshot, reference)
                          : rs__reference_title(tree->sizing->snapshot, reference);
    if (!title) return !PyErr_Occurred();
    bool done = PyObject_SetAttrString(node, "name", title) == 0;
    Py_DECREF(title);
    return done;
}

/* What stands in an instance is below the node of the __dict__ that it would be in. */
static uint32_t levels(rs__tree *base, rs_reference_id reference) {
    return is_attribute(((rs__asized_tree *)base)->sizing, reference) ? 2 : 1;
}

void rs__asized_tree_init(rs__asized_tree *tree, const rs__sizing *sizing, PyObject *asized, uint32_t detail,
                          Py_ssize_t clip) {
    *tree = (rs__asized_tree){
        .tree = {make, name, levels, detail, 0}, .sizing = sizing, .asized = asized, .clip = clip};
}
