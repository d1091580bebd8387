/* test_dead_objects.c: what nobody refers to is no object, though a type shows it or a list of the collector has it.
 *
 * A type that keeps dead objects in a list of free ones, and reports that list, as _asyncio did in 3.12; and an object that is
 * being taken apart and has not left the collector's list yet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include "checks.h"
#include "rs_holders.h"

typedef struct keeper {
    PyObject_HEAD PyObject *waiting; /* has no count */
    PyObject *living;
} keeper;

static int keeper_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((keeper *)self)->waiting);
    Py_VISIT(((keeper *)self)->living);
    return 0;
}

static PyTypeObject keeper_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "Keeper",
    .tp_basicsize = sizeof(keeper),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = keeper_traverse,
};

/* Without a count while it lasts. */
static rs_snapshot *capture_while_dead(PyObject *dead) {
    Py_ssize_t count = Py_REFCNT(dead);
    dead->ob_refcnt = 0;
    rs_snapshot *snapshot = capture_all();
    dead->ob_refcnt = count;
    return snapshot;
}

static bool has(const rs_snapshot *snapshot, PyObject *object) {
    return rs_snapshot_find(snapshot, (uint64_t)(uintptr_t)object) != RS_NO_OBJECT;
}

static uint32_t references_of(const rs_snapshot *snapshot, PyObject *object) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    rs_object_id id = rs_snapshot_find(snapshot, (uint64_t)(uintptr_t)object);
    return id == RS_NO_OBJECT ? 0 : columns->row[id + 1] - columns->row[id];
}

static void test_dead__what_a_traverse_shows_of_a_free_list(void) {
    keeper *one = PyObject_GC_New(keeper, &keeper_type);
    one->waiting = PyFloat_FromDouble(1.25);
    one->living = PyFloat_FromDouble(2.25);
    PyObject_GC_Track(one);
    rs_snapshot *snapshot = capture_while_dead(one->waiting);
    check("its keeper", has(snapshot, (PyObject *)one));
    check_number("references of its keeper", references_of(snapshot, (PyObject *)one), 1);
    check("what lives", has(snapshot, one->living));
    check("what is dead", !has(snapshot, one->waiting));
    rs_snapshot_free(snapshot);
    Py_DECREF(one->waiting);
    Py_DECREF(one->living);
    PyObject_GC_UnTrack(one);
    PyObject_GC_Del(one);
}

static void test_dead__what_is_taken_apart_in_the_collector_s_list(void) {
    PyObject *held = PyList_New(0), *dying = PyList_New(1);
    PyList_SET_ITEM(dying, 0, held);
    rs_snapshot *snapshot = capture_while_dead(dying);
    check("what it holds", has(snapshot, held));
    check("itself", !has(snapshot, dying));
    rs_snapshot_free(snapshot);
    Py_DECREF(dying);
}

/* It has let go already of what it still shows, and only the other list holds that. */
static void test_dead__it_holds_nothing(void) {
    PyObject *held = PyList_New(0), *holder = PyList_New(1), *dying = PyList_New(1);
    rs_holders *found = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_holders_options options = {(uintptr_t)held, 1, NULL, 0};
    PyList_SET_ITEM(holder, 0, held);
    PyList_SET_ITEM(dying, 0, held);
    Py_ssize_t count = Py_REFCNT(dying);
    dying->ob_refcnt = 0;
    rs_status status = rs_holders_find(&found, &options, &err);
    dying->ob_refcnt = count;
    if (check_ok("holders", status, &err)) check_number("it and its holder", rs_holders_count(found), 2);
    rs_holders_free(found);
    PyList_SET_ITEM(dying, 0, NULL);
    Py_DECREF(dying);
    Py_DECREF(holder);
}

static CU_TestInfo tests[] = {
    TEST(test_dead__what_a_traverse_shows_of_a_free_list),
    TEST(test_dead__what_is_taken_apart_in_the_collector_s_list),
    TEST(test_dead__it_holds_nothing),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    if (PyType_Ready(&keeper_type) < 0) return 1;
    return run_tests(argc, argv, "dead objects", tests);
}
