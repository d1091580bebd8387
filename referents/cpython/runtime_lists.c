/* runtime_lists.c: the lists of interpreters and threads, copied.                           Header: runtime_lists.h
 *
 * The lock is held for as long as the copying takes, and nothing of CPython is called meanwhile. Whoever keeps it longer
 * than a moment waits for the GIL, and so for us, or is this very thread: a collection may begin inside of
 * sys._current_frames. Then the lists stand still. They are read without the lock, in a way that cannot fault.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>

#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

#include <string.h>
#include <time.h>

#include "interpreters.h"
#include "rs_memory.h"
#include "runtime_lists.h"
#include "trust.h"

#define PATIENCE      1000u    /* milliseconds: nobody who needs only the lock keeps it as long */
#define LONGEST_GUESS 1000000u /* where the lock was not had, a list that is longer goes in a circle */

/* ---- The lock ------------------------------------------------------------------------------------------------------- */

#if PY_VERSION_HEX >= 0x030D0000
/* PyMutex_Lock lets the GIL go while it waits. */
static bool try_lock(void) {
    uint8_t *bits = &_PyRuntime.interpreters.mutex._bits, seen = __atomic_load_n(bits, __ATOMIC_RELAXED);
    return !(seen & 1) && __atomic_compare_exchange_n(bits, &seen, (uint8_t)(seen | 1), false,
                                                      __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static bool lock_lists(void) {
    static const struct timespec short_while = {0, 100000};
    for (unsigned i = 0; i < PATIENCE * 10; i++) {
        if (try_lock()) return true;
        nanosleep(&short_while, NULL);
    }
    return false;
}

static void unlock_lists(void) {
    PyMutex_Unlock(&_PyRuntime.interpreters.mutex);
}
#else
static bool lock_lists(void) {
    PyThread_type_lock lock = _PyRuntime.interpreters.mutex;
    return lock != NULL &&
           PyThread_acquire_lock_timed(lock, (PY_TIMEOUT_T)PATIENCE * 1000, 0) == PY_LOCK_ACQUIRED;
}

static void unlock_lists(void) {
    PyThread_release_lock(_PyRuntime.interpreters.mutex);
}
#endif

/* ---- Copying -------------------------------------------------------------------------------------------------------- */

typedef struct copying {
    rs_runtime *to;
    bool locked, no_memory;
} copying;

/* false: nothing is there. */
static bool copy(const copying *of, void *to, uint64_t from, size_t size) {
    if (!of->locked) return rs__read_safely(NULL, from, to, size);
    memcpy(to, (const void *)(uintptr_t)from, size);
    return true;
}

static uint64_t word(const copying *of, uint64_t structure, size_t offset) {
    uint64_t value;
    return copy(of, &value, structure + offset, sizeof value) ? value : 0;
}

#define INTERPRETER_WORD(of, structure, field) word(of, structure, offsetof(PyInterpreterState, field))

static bool is_too_long(const copying *of, size_t count) {
    return !of->locked && count > LONGEST_GUESS;
}

/* The array with room for `count` elements; as it was, when there is no memory. */
static void *with_room(copying *of, void *array, size_t *capacity, size_t count, size_t size) {
    if (!rs_reserve(&array, capacity, count, size)) of->no_memory = true;
    return array;
}

#if PY_VERSION_HEX >= 0x030B0000 && PY_VERSION_HEX < 0x030D0000
/* Where the kernel does not read for us at all, its no means nothing. */
static bool kernel_reads(void) {
    uint64_t here = 1, there = 0;
    return rs__read_safely(NULL, (uint64_t)(uintptr_t)&here, &there, sizeof there) && there == here;
}

/* A structure on the thread's C stack tells: a thread that ended without a word took it along. */
static uint64_t first_frame(const PyThreadState *thread) {
    uint64_t frame, where = (uint64_t)(uintptr_t)&thread->cframe->current_frame;
    if (thread->cframe == NULL) return 0;
    if (rs__read_safely(NULL, where, &frame, sizeof frame)) return frame;
    return kernel_reads() ? 0 : (uint64_t)(uintptr_t)thread->cframe->current_frame;
}
#elif PY_VERSION_HEX >= 0x030D0000
static uint64_t first_frame(const PyThreadState *thread) {
    return (uint64_t)(uintptr_t)thread->current_frame;
}
#else
static uint64_t first_frame(const PyThreadState *thread) {
    return (uint64_t)(uintptr_t)thread->frame;
}
#endif

static void copy_fields(copying *of, const PyThreadState *thread) {
    size_t count;
    const rs_record_field *fields = rs__thread_fields(&count);
    rs_runtime *to = of->to;
    to->field = with_room(of, to->field, &to->field_capacity, to->field_count + count, sizeof *to->field);
    if (of->no_memory) return;
    for (size_t i = 0; i < count; i++)
        memcpy(&to->field[to->field_count++], (const char *)thread + fields[i].offset, sizeof *to->field);
}

/* Its successor, or 0. */
static uint64_t copy_thread(copying *of, uint64_t structure) {
    PyThreadState thread;
    rs_runtime *to = of->to;
    if (!copy(of, &thread, structure, sizeof thread)) return 0;
    to->threads = with_room(of, to->threads, &to->thread_capacity, to->thread_count + 1, sizeof *to->threads);
    if (of->no_memory) return 0;
    to->threads[to->thread_count++] = (rs_thread_copy){structure, first_frame(&thread), thread.thread_id,
                                                       to->field_count};
    copy_fields(of, &thread);
    return (uint64_t)(uintptr_t)thread.next;
}

static uint64_t first_thread(const copying *of, uint64_t interpreter) {
#if PY_VERSION_HEX >= 0x030B0000
    return INTERPRETER_WORD(of, interpreter, threads.head);
#else
    return INTERPRETER_WORD(of, interpreter, tstate_head);
#endif
}

static void copy_interpreter(copying *of, uint64_t structure) {
    rs_runtime *to = of->to;
    size_t first = to->thread_count;
    to->interpreters = with_room(of, to->interpreters, &to->interpreter_capacity, to->interpreter_count + 1,
                                 sizeof *to->interpreters);
    if (of->no_memory) return;
    for (uint64_t thread = first_thread(of, structure); thread != 0 && !of->no_memory;
         thread = copy_thread(of, thread))
        if (is_too_long(of, to->thread_count)) break;
    to->interpreters[to->interpreter_count++] = (rs_interpreter_copy){
        structure, (int64_t)INTERPRETER_WORD(of, structure, id), first, to->thread_count - first};
}

/* The lock that a thread of an interpreter needs to run in it; 0 before it has one, and when it has no more. */
static uint64_t gil_of(const copying *of, uint64_t interpreter) {
#if PY_VERSION_HEX >= 0x030C0000
    return INTERPRETER_WORD(of, interpreter, ceval.gil);
#else
    (void)of, (void)interpreter;
    return 1;
#endif
}

/* Both dicts are made, and taken away, by who holds the interpreter's GIL. */
static bool is_made(const copying *of, uint64_t interpreter) {
    return INTERPRETER_WORD(of, interpreter, sysdict) != 0 ||
           INTERPRETER_WORD(of, interpreter, builtins) != 0;
}

static void copy_all(copying *of) {
    uint64_t ours = (uint64_t)(uintptr_t)PyThreadState_Get()->interp, our_gil = gil_of(of, ours);
    size_t count = 0;
    for (uint64_t one = (uint64_t)(uintptr_t)PyInterpreterState_Head(); one != 0 && !of->no_memory;
         one = INTERPRETER_WORD(of, one, next)) {
        uint64_t gil = gil_of(of, one);
        if (is_too_long(of, ++count)) return;
        if (one == ours || (gil == our_gil && is_made(of, one)))
            copy_interpreter(of, one);
        else if (gil != our_gil && gil != 0)
            of->to->others++;
    }
}

/* ---- The copy ------------------------------------------------------------------------------------------------------- */

bool rs__runtime_read(rs_runtime *runtime) {
    copying of = {runtime, lock_lists(), false};
    runtime->interpreter_count = runtime->thread_count = runtime->field_count = runtime->found = 0;
    runtime->others = 0;
    copy_all(&of);
    if (of.locked) unlock_lists();
    return !of.no_memory;
}

void rs__runtime_release(rs_runtime *runtime) {
    rs_release(runtime->interpreters);
    rs_release(runtime->threads);
    rs_release(runtime->field);
    *runtime = (rs_runtime){0};
}

const rs_thread_copy *rs__runtime_thread(rs_runtime *runtime, uint64_t structure) {
    for (size_t i = 0; i < runtime->thread_count; i++) {
        size_t at = (runtime->found + i) % runtime->thread_count;
        if (runtime->threads[at].structure != structure) continue;
        runtime->found = at;
        return &runtime->threads[at];
    }
    return NULL;
}
