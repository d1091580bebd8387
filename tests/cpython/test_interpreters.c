/* test_interpreters.c: captures at odd moments and of more than one interpreter.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"

static rs_snapshot *taken; /* by capture_now, the last */

/* A function of Python that captures in the middle of whatever calls it. */
static PyObject *capture_now(PyObject *self, PyObject *nothing) {
    (void)self, (void)nothing;
    rs_snapshot_free(taken);
    taken = capture_all();
    Py_RETURN_NONE;
}

static PyMethodDef capture_now_definition = {"capture_now", capture_now, METH_NOARGS, NULL};

static void give_capture_now(void) {
    PyObject *main = PyImport_AddModule("__main__"),
             *function = PyCFunction_New(&capture_now_definition, NULL);
    PyObject_SetAttrString(main, "capture_now", function);
    Py_DECREF(function);
}

static size_t negative_counts(const rs_snapshot *heap) {
    const rs_columns *c = rs_snapshot_columns(heap);
    uint32_t *found = calloc(c->objects, sizeof *found);
    size_t negative = 0;
    for (uint32_t r = 0; r < c->references; r++) found[c->target[r]] += !(c->name[r] & RS_NAME_GUESSED);
    for (rs_object_id o = c->records; o < c->objects; o++)
        negative += !(c->flags[o] & RS_OBJECT_IMMORTAL) && found[o] > c->refcount[o];
    free(found);
    return negative;
}

static void test_interpreters__a_finalizer_may_capture(void) {
    run_python("import gc, weakref\n"
               "class Dying:\n    def __del__(self): capture_now()\n"
               "gc.collect()\nd = Dying(); d.me = d; d.list = [d]; del d\ngc.collect()\n");
    if (!check("captured", taken != NULL)) return;
    check("it says that the collector ran", rs_snapshot_coverage(taken)->during_collection);
    check_number("no count is exceeded", negative_counts(taken), 0);
    check("a whole heap", rs_snapshot_object_count(taken) > 5000);
}

static void test_interpreters__the_collectors_callbacks_may_capture(void) {
    run_python(
        "def callback(phase, info): capture_now()\n"
        "gc.callbacks.append(callback)\nx = []; x.append(x); del x\ngc.collect()\ngc.callbacks.clear()\n");
    check_number("no count is exceeded", negative_counts(taken), 0);
    run_python("class Watched: pass\nw = Watched(); w.me = w; r = weakref.ref(w, lambda r: capture_now()); "
               "del w; gc.collect()\n");
    check_number("nor in the callback of a weak reference", negative_counts(taken), 0);
}

static void test_interpreters__generators_and_frames_that_run(void) {
    run_python("held = ['held by what runs']\n"
               "def generator():\n    inside = held\n    capture_now()\n    yield inside\n"
               "def outer(argument):\n    mine = [argument]\n    return list(map(inner, mine))\n"
               "def inner(item):\n    for got in generator(): return got\n"
               "async def coroutine():\n    kept = held\n    return outer(kept)\n"
               "try: coroutine().send(None)\nexcept StopIteration: pass\n");
    check_number("no count is exceeded", negative_counts(taken), 0);
    const rs_columns *c = rs_snapshot_columns(taken);
    rs_object_id held = rs_snapshot_find(taken, address_of_name("held"));
    unsigned locals = 0;
    for (uint32_t r = 0; r < c->references; r++)
        locals += c->target[r] == held && RS_NAME_KIND(c->name[r]) == RS_NAME_LOCAL;
    check_number("inside, item, argument, kept", locals, 4);
}

static void test_interpreters__recursion_without_end(void) {
    run_python("import sys\nsys.setrecursionlimit(3000)\n"
               "def down(n):\n    if n == 0: capture_now()\n    else: down(n - 1)\n"
               "down(2500)\n");
    check_number("no count is exceeded", negative_counts(taken), 0);
    if (PY_VERSION_HEX >= 0x030B0000)
        check("a record for every frame", rs_snapshot_columns(taken)->records > 2500);
}

static void test_interpreters__others_that_share_the_lock_are_seen(void) {
    PyThreadState *ours = PyThreadState_Get();
    PyThreadState *theirs = Py_NewInterpreter();
    if (!check("a second interpreter", theirs != NULL)) return;
    PyRun_SimpleString("theirs = ['in the other one']");
    PyObject *list = PyDict_GetItemString(PyModule_GetDict(PyImport_AddModule("__main__")), "theirs");
    PyThreadState_Swap(ours);
    rs_snapshot *heap = capture_all();
    unsigned interpreters = 0;
    for (rs_object_id o = 0; o < rs_snapshot_columns(heap)->records; o++)
        interpreters += rs_snapshot_type_of(heap, o)->kind == RS_KIND_INTERPRETER_RECORD;
    check_number("interpreters", interpreters, 2);
    check("its objects too", rs_snapshot_find(heap, (uint64_t)(uintptr_t)list) != RS_NO_OBJECT);
    check_number("none is missing", rs_snapshot_coverage(heap)->other_interpreters, 0);
    check_number("no count is exceeded", negative_counts(heap), 0);
    rs_snapshot_free(heap);
    PyThreadState_Swap(theirs);
    Py_EndInterpreter(theirs);
    PyThreadState_Swap(ours);
}

#if PY_VERSION_HEX >= 0x030C0000
static void test_interpreters__others_with_a_lock_of_their_own_are_counted(void) {
    PyThreadState *ours = PyThreadState_Get(), *theirs = NULL;
    PyInterpreterConfig config = {.use_main_obmalloc = 0,
                                  .allow_fork = 0,
                                  .allow_exec = 0,
                                  .allow_threads = 1,
                                  .allow_daemon_threads = 0,
                                  .check_multi_interp_extensions = 1,
                                  .gil = PyInterpreterConfig_OWN_GIL};
    PyStatus status = Py_NewInterpreterFromConfig(&theirs, &config);
    if (!check("a second interpreter", !PyStatus_Exception(status))) return;
    PyThreadState_Swap(ours);
    rs_snapshot *heap = capture_all();
    check_number("not walked", rs_snapshot_coverage(heap)->other_interpreters, 1);
    check_number("no count is exceeded", negative_counts(heap), 0);
    rs_snapshot_free(heap);
    PyThreadState_Swap(theirs);
    Py_EndInterpreter(theirs);
    PyThreadState_Swap(ours);
}
#endif

static void test_interpreters__frozen_objects_are_marked(void) {
    run_python("frozen = [['frozen']]; gc.freeze(); thawed = [['not']]\n");
    rs_snapshot *heap = capture_all();
    const rs_columns *c = rs_snapshot_columns(heap);
    check("frozen", c->flags[rs_snapshot_find(heap, address_of_name("frozen"))] & RS_OBJECT_FROZEN);
    check("not frozen", !(c->flags[rs_snapshot_find(heap, address_of_name("thawed"))] & RS_OBJECT_FROZEN));
    rs_snapshot_free(heap);
    run_python("gc.unfreeze()\n");
}

static CU_TestInfo tests[] = {
    TEST(test_interpreters__a_finalizer_may_capture),
    TEST(test_interpreters__the_collectors_callbacks_may_capture),
    TEST(test_interpreters__generators_and_frames_that_run),
    TEST(test_interpreters__recursion_without_end),
    TEST(test_interpreters__frozen_objects_are_marked),
    TEST(test_interpreters__others_that_share_the_lock_are_seen),
#if PY_VERSION_HEX >= 0x030C0000
    TEST(test_interpreters__others_with_a_lock_of_their_own_are_counted),
#endif
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    give_capture_now();
    int status = run_tests(argc, argv, "interpreters", tests);
    rs_snapshot_free(taken);
    return status;
}
