/* test_opaque_types.c: which types may hold more than anybody tells, by how they were made.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stddef.h>
#include <structmember.h>

#include "checks.h"

typedef struct larger {
    PyListObject list;
    PyObject *more;
    PyObject *weak;
} larger;

static PyMemberDef member_of_more[] = {{"more", T_OBJECT, offsetof(larger, more), 0, NULL},
                                       {NULL, 0, 0, 0, NULL}};

static int list_traverse(PyObject *self, visitproc visit, void *arg) {
    return PyList_Type.tp_traverse(self, visit, arg);
}

/* All stand on list and are larger by two words, and have no tp_traverse of their own but one. */
static PyTypeObject silent = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "Silent",
                              .tp_basicsize = sizeof(larger)};
static PyTypeObject in_part = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "InPart",
                               .tp_basicsize = sizeof(larger), .tp_weaklistoffset = offsetof(larger, weak)};
static PyTypeObject by_members = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "ByMembers",
                                  .tp_basicsize = sizeof(larger), .tp_weaklistoffset = offsetof(larger, weak),
                                  .tp_members = member_of_more};
static PyTypeObject by_traverse = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "ByTraverse",
                                   .tp_basicsize = sizeof(larger), .tp_flags = Py_TPFLAGS_HAVE_GC,
                                   .tp_traverse = list_traverse};

static const struct {
    PyTypeObject *type;
    bool opaque;
} cases[] = {{&silent, true}, {&in_part, true}, {&by_members, false}, {&by_traverse, false}};

static bool is_opaque(PyObject *object) {
    rs_snapshot *snapshot = capture_all();
    rs_object_id id = rs_snapshot_find(snapshot, (uint64_t)(uintptr_t)object);
    bool opaque = id != RS_NO_OBJECT && (rs_snapshot_columns(snapshot)->flags[id] & RS_OBJECT_OPAQUE) != 0;
    rs_snapshot_free(snapshot);
    return opaque;
}

static void test_opaque__layers_that_nobody_tells(void) {
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        PyObject *object = PyObject_CallNoArgs((PyObject *)cases[i].type);
        check_number(cases[i].type->tp_name, is_opaque(object), cases[i].opaque);
        Py_DECREF(object);
    }
}

/* What the class statement adds is told; what is below is not. */
static void test_opaque__below_a_class_of_python(void) {
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        PyObject *class = PyObject_CallFunction((PyObject *)&PyType_Type, "s(O){s(s)}", "Child",
                                                cases[i].type, "__slots__", "slot");
        PyObject *object = class ? PyObject_CallNoArgs(class) : NULL;
        if (!check("made", object != NULL)) PyErr_Print();
        check_number(cases[i].type->tp_name, is_opaque(object), cases[i].opaque);
        Py_XDECREF(object);
        Py_XDECREF(class);
    }
}

static CU_TestInfo tests[] = {
    TEST(test_opaque__layers_that_nobody_tells),
    TEST(test_opaque__below_a_class_of_python),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        cases[i].type->tp_base = &PyList_Type;
        cases[i].type->tp_flags |= Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE;
        if (PyType_Ready(cases[i].type) < 0) return 1;
    }
    return run_tests(argc, argv, "opaque types", tests);
}
