/* path_type.c: refscope.Path, named references from a root to an object.             Its makers: types.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_memory.h"
#include "text.h"
#include "types.h"

typedef struct path {
    PyObject_HEAD rs__box *box;
    rs_object_id root;
    rs_root reason;
    rs_reference_id *references;
    size_t length;
} path;

PyObject *rs__path_make(rs__box *box, const rs_path *from) {
    rs_reference_id *references = rs_alloc_array(from->length, sizeof *references);
    if (!references) return PyErr_NoMemory();
    if (from->length) memcpy(references, from->references, from->length * sizeof *references);
    path *made = PyObject_New(path, &rs__path_type);
    if (!made) {
        rs_release(references);
        return NULL;
    }
    made->box = rs__box_share(box);
    made->root = from->root;
    made->reason = from->reason;
    made->references = references;
    made->length = from->length;
    return (PyObject *)made;
}

static void path_dealloc(PyObject *self) {
    rs_release(((path *)self)->references);
    rs__box_drop(((path *)self)->box);
    PyObject_Free(self);
}

static Py_ssize_t path_length(PyObject *self) {
    return (Py_ssize_t)((path *)self)->length;
}

static PyObject *path_item(PyObject *object, Py_ssize_t place) {
    path *self = (path *)object;
    if (place < 0 || (size_t)place >= self->length) {
        PyErr_SetString(PyExc_IndexError, "refscope: index out of range");
        return NULL;
    }
    return rs__reference_make(self->box, self->references[place]);
}

static PyObject *path_text(PyObject *object) {
    path *self = (path *)object;
    rs_path value = {self->root, self->reason, self->references, self->length};
    rs_text text = RS_TEXT_INIT;
    size_t skipped = 0;
    rs__box_hold(self->box);
    rs_text_add_path_start(&text, self->box->graph, &value, &skipped);
    rs__box_let_go(self->box);
    rs_text_add_path(&text, self->box->snapshot, self->references + skipped, self->length - skipped);
    return rs__text_finish(&text);
}

static PyObject *path_repr(PyObject *self) {
    PyObject *text = path_text(self);
    PyObject *made = text ? PyUnicode_FromFormat("<refscope path %U>", text) : NULL;
    Py_XDECREF(text);
    return made;
}

static PyObject *get_text(PyObject *self, void *unused) {
    return path_text(self);
}

static PyObject *get_root(PyObject *self, void *unused) {
    return rs__object_make(((path *)self)->box, ((path *)self)->root);
}

static PyObject *get_reason(PyObject *self, void *unused) {
    static const char *const reasons[] = {
        [RS_ROOT_NONE] = "none",     [RS_ROOT_RECORD] = "interpreter", [RS_ROOT_OUTSIDE] = "outside",
        [RS_ROOT_FROZEN] = "frozen", [RS_ROOT_IMMORTAL] = "immortal",
    };
    return PyUnicode_FromString(reasons[((path *)self)->reason]);
}

static PyGetSetDef getters[] = {
    {"text", get_text, NULL, "str: the whole path on one line; the same as str(path).", NULL},
    {"root", get_root, NULL, "Object: where it starts.", NULL},
    {"reason", get_reason, NULL, "str: why that is a root: interpreter, outside, frozen or immortal.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PySequenceMethods as_sequence = {.sq_length = path_length, .sq_item = path_item};

PyTypeObject rs__path_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.Path",
    .tp_basicsize = sizeof(path),
    .tp_dealloc = path_dealloc,
    .tp_repr = path_repr,
    .tp_str = path_text,
    .tp_as_sequence = &as_sequence,
    .tp_iter = rs__sequence_iterate,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "A path from a root to an object: a sequence of Reference, from the root on; str() is the path "
              "on one line.",
    .tp_getset = getters,
};
