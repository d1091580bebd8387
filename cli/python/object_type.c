/* object_type.c: refscope.Object, a handle of one object in a photograph.            Its makers: types.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "arguments.h"
#include "errors.h"
#include "rs_deep_size.h"
#include "rs_dominated.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "rs_referrers.h"
#include "text.h"
#include "types.h"

#define PREVIEW_COLUMNS 60

PyObject *rs__object_make(rs__box *box, rs_object_id id) {
    rs__handle *made = PyObject_New(rs__handle, &rs__object_type);
    if (!made) return NULL;
    made->box = rs__box_share(box);
    made->id = id;
    return (PyObject *)made;
}

static void object_dealloc(PyObject *self) {
    rs__box_drop(((rs__handle *)self)->box);
    PyObject_Free(self);
}

static const rs_columns *columns_of(const rs__handle *self) {
    return rs_snapshot_columns(self->box->snapshot);
}

static PyObject *object_repr(PyObject *object) {
    rs__handle *self = (rs__handle *)object;
    rs_text text = RS_TEXT_INIT;
    const char *bare = rs_snapshot_type_of(self->box->snapshot, self->id)->bare;
    rs_text_add(&text, "<refscope object ");
    rs_text_add_escaped(&text, bare, strlen(bare), 0);
    rs_text_addf(&text, " at 0x%llx (", (unsigned long long)columns_of(self)->address[self->id]);
    rs_text_add_size(&text, rs_snapshot_size(self->box->snapshot, self->id));
    rs_text_add(&text, ")>");
    return rs__text_finish(&text);
}

static Py_hash_t object_hash(PyObject *object) {
    rs__handle *self = (rs__handle *)object;
    Py_hash_t hash = (Py_hash_t)(((uintptr_t)self->box >> 4) * 31 + self->id);
    return hash == -1 ? -2 : hash;
}

static PyObject *object_compare(PyObject *left, PyObject *right, int operation) {
    if (!Py_IS_TYPE(right, &rs__object_type) || (operation != Py_EQ && operation != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    rs__handle *a = (rs__handle *)left, *b = (rs__handle *)right;
    bool same = a->box == b->box && a->id == b->id;
    return PyBool_FromLong(same == (operation == Py_EQ));
}

/* ---- Columns -------------------------------------------------------------------------------------------------------- */

static PyObject *get_address(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    return PyLong_FromUnsignedLongLong(columns_of(handle)->address[handle->id]);
}

static PyObject *get_type(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    const char *name = rs_snapshot_type_of(handle->box->snapshot, handle->id)->name;
    return rs__unicode(name, strlen(name));
}

static PyObject *get_size(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    return PyLong_FromUnsignedLongLong(rs_snapshot_size(handle->box->snapshot, handle->id));
}

static PyObject *get_refcount(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    return PyLong_FromUnsignedLong(columns_of(handle)->refcount[handle->id]);
}

static PyObject *get_flag(PyObject *self, void *flag) {
    rs__handle *handle = (rs__handle *)self;
    return PyBool_FromLong(columns_of(handle)->flags[handle->id] & (uintptr_t)flag);
}

static PyObject *get_preview(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    rs_text text = RS_TEXT_INIT;
    rs_text_add_preview(&text, handle->box->snapshot, handle->id, PREVIEW_COLUMNS);
    return rs__text_finish(&text);
}

static PyObject *get_name(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    const char *name = rs_snapshot_object_name(handle->box->snapshot, handle->id);
    if (!name) Py_RETURN_NONE;
    return rs__unicode(name, strlen(name));
}

/* ---- What the graph knows ------------------------------------------------------------------------------------------- */

static const rs_liveness *liveness_of(rs__box *box) {
    const rs_liveness *liveness = NULL;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(box);
    rs_status status = rs_graph_liveness(&liveness, box->graph, &err);
    rs__box_leave(box, state);
    if (status == RS_OK) return liveness;
    rs__raise(&err);
    return NULL;
}

static PyObject *get_is_garbage(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_liveness *liveness = liveness_of(handle->box);
    if (!liveness) return NULL;
    return PyBool_FromLong(rs_liveness_is_garbage(liveness, handle->id) &&
                           !rs_liveness_is_uncollectable(liveness, handle->id));
}

static PyObject *get_uncollectable(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_liveness *liveness = liveness_of(handle->box);
    rs_text text = RS_TEXT_INIT;
    if (!liveness) return NULL;
    if (!rs_liveness_is_uncollectable(liveness, handle->id)) Py_RETURN_NONE;
    rs_liveness_add_unseen(&text, liveness, handle->id);
    return rs__text_finish(&text);
}

static PyObject *get_is_root(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_liveness *liveness = liveness_of(handle->box);
    return liveness ? PyBool_FromLong(rs_liveness_root(liveness, handle->id) != RS_ROOT_NONE) : NULL;
}

static PyObject *get_outside(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_liveness *liveness = liveness_of(handle->box);
    return liveness ? PyLong_FromUnsignedLong(rs_liveness_outside(liveness, handle->id)) : NULL;
}

static const rs_dominators *dominators_of(rs__box *box) {
    const rs_dominators *dominators = NULL;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(box);
    rs_status status = rs_graph_dominators(&dominators, box->graph, &err);
    rs__box_leave(box, state);
    if (status == RS_OK) return dominators;
    rs__raise(&err);
    return NULL;
}

static PyObject *get_retained_size(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_dominators *dominators = dominators_of(handle->box);
    return dominators ? PyLong_FromUnsignedLongLong(rs_dominators_retained(dominators, handle->id)) : NULL;
}

static PyObject *get_dominator(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_dominators *dominators = dominators_of(handle->box);
    if (!dominators) return NULL;
    rs_object_id above = rs_dominators_of(dominators, handle->id);
    if (above == RS_NO_OBJECT) Py_RETURN_NONE;
    return rs__object_make(handle->box, above);
}

static PyObject *get_deep_size(PyObject *self, void *unused) {
    rs__handle *handle = (rs__handle *)self;
    rs_deep_size size = {0, 0};
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(handle->box);
    rs_status status = rs_deep_size_of(&size, handle->box->snapshot, &handle->id, 1, &err);
    rs__box_leave(handle->box, state);
    return status == RS_OK ? PyLong_FromUnsignedLongLong(size.bytes) : rs__raise(&err);
}

/* The chain upwards, as long as a list is deep: so no list of Python objects but numbers. */
static PyObject *object_dominators(PyObject *self, PyObject *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_dominators *dominators = dominators_of(handle->box);
    if (!dominators) return NULL;
    size_t count = 0;
    for (rs_object_id o = handle->id; (o = rs_dominators_of(dominators, o)) != RS_NO_OBJECT;) count++;
    rs_object_id *ids = rs_alloc_array(count, sizeof *ids), above = handle->id;
    if (!ids) return PyErr_NoMemory();
    for (size_t i = 0; i < count; i++) ids[i] = above = rs_dominators_of(dominators, above);
    return rs__objects_make(handle->box, ids, 0, count);
}

static PyObject *object_dominated(PyObject *self, PyObject *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_dominated *tree = NULL;
    const rs_object_id *below = NULL;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(handle->box);
    rs_status status = rs_graph_dominated(&tree, handle->box->graph, &err);
    size_t count = status == RS_OK ? rs_dominated_by(tree, handle->id, &below) : 0;
    rs_object_id *ids = rs_alloc_array(count, sizeof *ids);
    if (ids && count) memcpy(ids, below, count * sizeof *ids);
    rs__box_leave(handle->box, state);
    if (status == RS_OK && ids) return rs__objects_make(handle->box, ids, 0, count);
    rs_release(ids);
    return status == RS_OK ? PyErr_NoMemory() : rs__raise(&err);
}

static PyObject *object_referents(PyObject *self, PyObject *unused) {
    rs__handle *handle = (rs__handle *)self;
    const uint32_t *row = columns_of(handle)->row + handle->id;
    return rs__references_make(handle->box, NULL, row[0], row[1] - row[0]);
}

static PyObject *object_referrers(PyObject *self, PyObject *unused) {
    rs__handle *handle = (rs__handle *)self;
    const rs_referrers *referrers = NULL;
    const rs_reference_id *held = NULL;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(handle->box);
    rs_status status = rs_graph_referrers(&referrers, handle->box->graph, &err);
    size_t count = status == RS_OK ? rs_referrers_of(referrers, handle->id, &held) : 0;
    uint32_t *ids = rs_alloc_array(count, sizeof *ids);
    if (ids && count) memcpy(ids, held, count * sizeof *ids);
    rs__box_leave(handle->box, state);
    if (status == RS_OK && ids) return rs__references_make(handle->box, ids, 0, count);
    rs_release(ids);
    return status == RS_OK ? PyErr_NoMemory() : rs__raise(&err);
}

static PyObject *paths_list(rs__box *box, const rs_paths *paths) {
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list && i < rs_paths_count(paths); i++) {
        rs_path path = rs_paths_at(paths, i);
        PyObject *made = rs__path_make(box, &path);
        if (!made || PyList_Append(list, made) < 0) Py_CLEAR(list);
        Py_XDECREF(made);
    }
    return list;
}

static PyObject *object_paths(PyObject *self, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"n", NULL};
    Py_ssize_t limit = 3;
    if (!RS__PARSE(arguments, keywords, "|n:paths", names, &limit)) return NULL;
    if (limit < 0) return PyErr_Format(PyExc_ValueError, "refscope: paths: n must not be negative");
    rs__handle *handle = (rs__handle *)self;
    rs_paths *paths = NULL;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(handle->box);
    rs_status status = rs_paths_find(&paths, handle->box->graph, handle->id, (size_t)limit, &err);
    rs__box_leave(handle->box, state);
    if (status != RS_OK) return rs__raise(&err);
    PyObject *list = paths_list(handle->box, paths);
    rs_paths_free(paths);
    return list;
}

/* ---- The type ------------------------------------------------------------------------------------------------------- */

static PyGetSetDef getters[] = {
    {"address", get_address, NULL, "int: where the object lived; id() of it.", NULL},
    {"type", get_type, NULL, "str: \"module.Name\" of its type; built-ins without their module.", NULL},
    {"size", get_size, NULL, "int: its own bytes, headers included.", NULL},
    {"deep_size", get_deep_size, NULL,
     "int: bytes of it and of all it refers to, at any depth, each object once; classes, modules and the\n"
     "namespaces of functions are not gone into.",
     NULL},
    {"retained_size", get_retained_size, NULL,
     "int: bytes that would be freed if it went: its own and those of all that is reached only through it.\n"
     "Of garbage: what hangs on it alone, the cycle it is on kept.",
     NULL},
    {"dominator", get_dominator, NULL,
     "Object or None: the nearest object that all paths from roots to it lead through.", NULL},
    {"refcount", get_refcount, NULL, "int: its reference count when the photograph was taken.", NULL},
    {"preview", get_preview, NULL, "str: a short text that tells it from others of its type.", NULL},
    {"name", get_name, NULL,
     "str or None: the name it bears itself, of a function, a module, a type, a frame.", NULL},
    {"is_garbage", get_is_garbage, NULL, "bool: no root reaches it; the collector would free it.", NULL},
    {"uncollectable", get_uncollectable, NULL,
     "str or None: no root reaches it, but the collector cannot free it, and why:\n"
     "\"numpy.ndarray does not take part\".",
     NULL},
    {"is_root", get_is_root, NULL, "bool: held from outside the graph, a frame, frozen or immortal.", NULL},
    {"outside", get_outside, NULL, "int: references to it that were not found: held from C.", NULL},
    {"tracked", get_flag, NULL, "bool: in the collector's lists.", (void *)RS_OBJECT_TRACKED},
    {"immortal", get_flag, NULL, "bool: immortal; its reference count means nothing.",
     (void *)RS_OBJECT_IMMORTAL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(referrers_doc,
             "referrers()\n--\n\nWho refers to it: a sequence of Reference. Costs its own length.");
PyDoc_STRVAR(referents_doc,
             "referents()\n--\n\nWhat it refers to: a sequence of Reference, in its own order.");
PyDoc_STRVAR(paths_doc,
             "paths(n=3)\n--\n\n"
             "The n shortest named paths from roots to it, or with 0 one through each holder: a list of Path.\n"
             "Those of independent holders come first, and those that a person can act on.\n"
             "Empty when it is garbage.");

PyDoc_STRVAR(dominators_doc,
             "dominators()\n--\n\n"
             "Its dominator, that one's dominator, and so on up: a sequence of Object, the nearest first.\n"
             "Were any of them gone, it would be gone, too.");
PyDoc_STRVAR(
    dominated_doc,
    "dominated()\n--\n\n"
    "Those whose dominator it is: a sequence of Object. Their retained sizes and its own size add up to\n"
    "its retained size.");

static PyMethodDef methods[] = {
    {"referrers", object_referrers, METH_NOARGS, referrers_doc},
    {"referents", object_referents, METH_NOARGS, referents_doc},
    {"dominators", object_dominators, METH_NOARGS, dominators_doc},
    {"dominated", object_dominated, METH_NOARGS, dominated_doc},
    {"paths", (PyCFunction)(void (*)(void))object_paths, METH_VARARGS | METH_KEYWORDS, paths_doc},
    {NULL, NULL, 0, NULL},
};

PyDoc_STRVAR(object_doc, "A handle of one object in a Snapshot.\n\n"
                         "It does not keep the object alive and never touches it. Handles of one object in "
                         "one snapshot are equal.");

PyTypeObject rs__object_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.Object",
    .tp_basicsize = sizeof(rs__handle),
    .tp_dealloc = object_dealloc,
    .tp_repr = object_repr,
    .tp_hash = object_hash,
    .tp_richcompare = object_compare,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = object_doc,
    .tp_methods = methods,
    .tp_getset = getters,
};
