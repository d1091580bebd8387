/* reference_type.c: refscope.Reference, one reference with its name.                 Its makers: types.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "text.h"
#include "types.h"

typedef struct reference {
    PyObject_HEAD rs__box *box;
    rs_reference_id id;
} reference;

PyObject *rs__reference_make(rs__box *box, rs_reference_id id) {
    reference *made = PyObject_New(reference, &rs__reference_type);
    if (!made) return NULL;
    made->box = rs__box_share(box);
    made->id = id;
    return (PyObject *)made;
}

static void reference_dealloc(PyObject *self) {
    rs__box_drop(((reference *)self)->box);
    PyObject_Free(self);
}

static rs_object_id source_of(const reference *self) {
    return rs_snapshot_source(self->box->snapshot, self->id);
}

static rs_object_id target_of(const reference *self) {
    return rs_snapshot_columns(self->box->snapshot)->target[self->id];
}

static void add_bare_type(rs_text *text, const reference *self, rs_object_id object) {
    const char *bare = rs_snapshot_type_of(self->box->snapshot, object)->bare;
    rs_text_add_escaped(text, bare, strlen(bare), 0);
}

static PyObject *reference_repr(PyObject *object) {
    reference *self = (reference *)object;
    rs_text text = RS_TEXT_INIT;
    rs_text_add(&text, "<refscope reference ");
    add_bare_type(&text, self, source_of(self));
    rs_text_add_char(&text, ' ');
    rs_text_add_reference_name(&text, self->box->snapshot, self->id);
    rs_text_add(&text, " -> ");
    add_bare_type(&text, self, target_of(self));
    rs_text_add_char(&text, '>');
    return rs__text_finish(&text);
}

static Py_hash_t reference_hash(PyObject *object) {
    reference *self = (reference *)object;
    Py_hash_t hash = (Py_hash_t)(((uintptr_t)self->box >> 4) * 37 + self->id);
    return hash == -1 ? -2 : hash;
}

static PyObject *reference_compare(PyObject *left, PyObject *right, int operation) {
    if (!Py_IS_TYPE(right, &rs__reference_type) || (operation != Py_EQ && operation != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    reference *a = (reference *)left, *b = (reference *)right;
    bool same = a->box == b->box && a->id == b->id;
    return PyBool_FromLong(same == (operation == Py_EQ));
}

static PyObject *get_source(PyObject *self, void *unused) {
    return rs__object_make(((reference *)self)->box, source_of((reference *)self));
}

static PyObject *get_target(PyObject *self, void *unused) {
    return rs__object_make(((reference *)self)->box, target_of((reference *)self));
}

static PyObject *get_name(PyObject *self, void *unused) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add_reference_name(&text, ((reference *)self)->box->snapshot, ((reference *)self)->id);
    return rs__text_finish(&text);
}

static bool has_mark(PyObject *self, uint32_t mark) {
    return rs_snapshot_columns(((reference *)self)->box->snapshot)->name[((reference *)self)->id] & mark;
}

static PyObject *get_reported(PyObject *self, void *unused) {
    return PyBool_FromLong(!has_mark(self, RS_NAME_EXTRA | RS_NAME_GUESSED));
}

static PyObject *get_guessed(PyObject *self, void *unused) {
    return PyBool_FromLong(has_mark(self, RS_NAME_GUESSED));
}

static PyGetSetDef getters[] = {
    {"source", get_source, NULL, "Object: who holds the reference.", NULL},
    {"target", get_target, NULL, "Object: what it refers to.", NULL},
    {"name", get_name, NULL, "str: as a person writes it behind the source: .attr, ['key'], [3], local x.",
     NULL},
    {"reported", get_reported, NULL,
     "bool: the type's tp_traverse reports it; gc.get_referents shows only those.", NULL},
    {"guessed", get_guessed, NULL, "bool: found by a conservative scan; may be none.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject rs__reference_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.Reference",
    .tp_basicsize = sizeof(reference),
    .tp_dealloc = reference_dealloc,
    .tp_repr = reference_repr,
    .tp_hash = reference_hash,
    .tp_richcompare = reference_compare,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "One reference of a Snapshot: .source, .target (Object) and .name.",
    .tp_getset = getters,
};
