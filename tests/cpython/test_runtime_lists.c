/* test_runtime_lists.c: captures while others change the lists of interpreters and threads, for which nobody needs the GIL.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include "embedded.h"

#include "internal/pycore_runtime.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "checks.h"

#define OTHERS 4u

static atomic_bool over;
static atomic_uint rounds; /* of all others */

/* ---- What others do ------------------------------------------------------------------------------------------------- */

static void *join_and_leave(void *nothing) {
    for (; !atomic_load(&over); atomic_fetch_add(&rounds, 1)) {
        PyGILState_STATE held = PyGILState_Ensure();
        PyGILState_Release(held);
    }
    return nothing;
}

/* A state that nobody ever runs in: no GIL is asked for. */
static void *come_and_go(void *nothing) {
    for (; !atomic_load(&over); atomic_fetch_add(&rounds, 1)) {
        PyThreadState *state = PyThreadState_New(PyInterpreterState_Main());
        PyThreadState_Delete(state);
    }
    return nothing;
}

static void *make_interpreters(void *nothing) {
    PyThreadState *ours = PyThreadState_New(PyInterpreterState_Main());
    PyEval_AcquireThread(ours);
    for (; !atomic_load(&over); atomic_fetch_add(&rounds, 1)) {
        PyThreadState *theirs = Py_NewInterpreter();
        if (theirs != NULL) Py_EndInterpreter(theirs);
        PyThreadState_Swap(ours);
        Py_BEGIN_ALLOW_THREADS Py_END_ALLOW_THREADS
    }
    PyThreadState_Clear(ours);
    PyThreadState_DeleteCurrent();
    return nothing;
}

#if PY_VERSION_HEX >= 0x030C0000
static void *make_interpreters_with_a_lock_of_their_own(void *nothing) {
    PyInterpreterConfig config = {
        .allow_threads = 1, .check_multi_interp_extensions = 1, .gil = PyInterpreterConfig_OWN_GIL};
    PyThreadState *ours = PyThreadState_New(PyInterpreterState_Main()), *theirs;
    PyEval_AcquireThread(ours);
    for (; !atomic_load(&over); atomic_fetch_add(&rounds, 1)) {
        PyStatus status = Py_NewInterpreterFromConfig(&theirs, &config);
        if (!PyStatus_Exception(status)) Py_EndInterpreter(theirs);
        PyThreadState_Swap(ours);
        Py_BEGIN_ALLOW_THREADS Py_END_ALLOW_THREADS
    }
    PyThreadState_Clear(ours);
    PyThreadState_DeleteCurrent();
    return nothing;
}
#endif

/* ---- What a capture sees meanwhile ---------------------------------------------------------------------------------- */

typedef struct seen {
    unsigned captures, without_us, most_others;
} seen;

static bool shows(const rs_snapshot *heap, const void *structure) {
    return rs_snapshot_find(heap, (uint64_t)(uintptr_t)structure) != RS_NO_OBJECT;
}

static void look(seen *all) {
    rs_snapshot *heap = capture_all();
    unsigned others = rs_snapshot_coverage(heap)->other_interpreters;
    all->captures++;
    all->without_us += !shows(heap, PyThreadState_Get()) || !shows(heap, PyInterpreterState_Main());
    if (others > all->most_others) all->most_others = others;
    rs_snapshot_free(heap);
}

/* Let go of the GIL until the others have gone on by so many rounds: a capture alone may have it back before they take it. */
static void let_others_go_on(unsigned by) {
    const struct timespec moment = {0, 100 * 1000};
    unsigned until = atomic_load(&rounds) + by;
    Py_BEGIN_ALLOW_THREADS while (atomic_load(&rounds) < until) nanosleep(&moment, NULL);
    Py_END_ALLOW_THREADS
}

/* So many captures, between which the others do as much as `least` together. */
static seen capture_while(void *(*work)(void *), unsigned captures, unsigned least) {
    seen all = {0, 0, 0};
    pthread_t others[OTHERS];
    atomic_store(&over, false);
    atomic_store(&rounds, 0);
    run_python("import sys; interval = sys.getswitchinterval(); sys.setswitchinterval(1e-5)\n");
    for (size_t i = 0; i < OTHERS; i++) pthread_create(&others[i], NULL, work, NULL);
    while (all.captures < captures) {
        look(&all);
        let_others_go_on((least + captures - 1) / captures);
    }
    atomic_store(&over, true);
    Py_BEGIN_ALLOW_THREADS for (size_t i = 0; i < OTHERS; i++) pthread_join(others[i], NULL);
    Py_END_ALLOW_THREADS run_python("sys.setswitchinterval(interval)\n");
    return all;
}

static void test_runtime_lists__native_threads_join_and_leave(void) {
    seen all = capture_while(join_and_leave, 30, 500);
    check_number("no capture misses who takes it", all.without_us, 0);
    check_number("no other interpreter", all.most_others, 0);
}

static void test_runtime_lists__thread_states_come_and_go_without_the_gil(void) {
    seen all = capture_while(come_and_go, 30, 500);
    check_number("no capture misses who takes it", all.without_us, 0);
    check_number("no other interpreter", all.most_others, 0);
}

static void test_runtime_lists__interpreters_begin_and_end(void) {
    seen all = capture_while(make_interpreters, 10, 6);
    check_number("no capture misses who takes it", all.without_us, 0);
    check_number("none has a lock of its own", all.most_others, 0);
}

#if PY_VERSION_HEX >= 0x030C0000
static void test_runtime_lists__interpreters_with_a_lock_of_their_own_begin_and_end(void) {
    seen all = capture_while(make_interpreters_with_a_lock_of_their_own, 10, 6);
    check_number("no capture misses who takes it", all.without_us, 0);
    check("no more than there are", all.most_others <= OTHERS);
}
#endif

/* ---- The lock ------------------------------------------------------------------------------------------------------- */

static void lock_lists(bool lock) {
#if PY_VERSION_HEX >= 0x030D0000
    PyMutex *lists = &_PyRuntime.interpreters.mutex;
    lock ? PyMutex_Lock(lists) : PyMutex_Unlock(lists);
#else
    PyThread_type_lock lists = _PyRuntime.interpreters.mutex;
    if (lock)
        PyThread_acquire_lock(lists, WAIT_LOCK);
    else
        PyThread_release_lock(lists);
#endif
}

/* A collection that begins inside of sys._current_frames finds it taken by its own thread. */
static void test_runtime_lists__the_thread_itself_may_have_the_lock(void) {
    rs_snapshot *before = capture_all();
    lock_lists(true);
    rs_snapshot *heap = capture_all();
    lock_lists(false);
    check("the thread", shows(heap, PyThreadState_Get()));
    check_number("records", rs_snapshot_columns(heap)->records, rs_snapshot_columns(before)->records);
    check_number("objects", rs_snapshot_object_count(heap), rs_snapshot_object_count(before));
    rs_snapshot_free(heap);
    rs_snapshot_free(before);
}

static void test_runtime_lists__the_lock_is_let_go(void) {
    rs_snapshot_free(capture_all());
    lock_lists(true);
    lock_lists(false);
}

static CU_TestInfo tests[] = {
    TEST(test_runtime_lists__native_threads_join_and_leave),
    TEST(test_runtime_lists__thread_states_come_and_go_without_the_gil),
    TEST(test_runtime_lists__interpreters_begin_and_end),
#if PY_VERSION_HEX >= 0x030C0000
    TEST(test_runtime_lists__interpreters_with_a_lock_of_their_own_begin_and_end),
#endif
    TEST(test_runtime_lists__the_thread_itself_may_have_the_lock),
    TEST(test_runtime_lists__the_lock_is_let_go),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    return run_tests(argc, argv, "runtime_lists", tests);
}
