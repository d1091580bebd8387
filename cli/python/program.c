/* Runs a program in the calling interpreter and photographs it.    Contract: rs_program.h, photographs.h. Starting an
 * interpreter for it: embed.c. Map: cli/README.md
 *
 * The program sees what it would see under `python app.py`: its __main__, sys.argv, sys.path[0]. When it is photographed
 * no frame of ours is on the stack, nothing is torn down yet, and an exception that ended it is where Python leaves it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "photographs.h"

#include <frameobject.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "program_parts.h"
#include "rs_capture.h"
#include "rs_collections.h"
#include "rs_memory.h"
#include "rs_program.h"
#include "traced.h"

/* ---- Photographs ---------------------------------------------------------------------------------------------------- */

/* The one program of this process; refscope.capture() finds it here. */
static struct {
    rs_program_result *result; /* NULL: no command waits for photographs */
    size_t capacity;
    void (*stage)(rs_stage stage);
    rs_values values;
    rs_collections_tally before; /* the program */
    pid_t process;               /* a child that the program forks is not waited for */
} running;

bool rs__photographs_wanted(void) {
    return running.result != NULL && running.process == getpid();
}

rs_values rs__photograph_values(rs_values asked) {
    static const int strictness[] = {[RS_VALUES_SHORT] = 0, [RS_VALUES_NAMES] = 1, [RS_VALUES_NONE] = 2};
    if (!rs__photographs_wanted()) return asked;
    return strictness[running.values] > strictness[asked] ? running.values : asked;
}

static rs_status add_photograph(rs_program_result *result, const rs_photograph *photograph, rs_error *err) {
    char *where = rs_copy_string(photograph->where);
    if (where == NULL || !rs_reserve((void **)&result->photographs, &running.capacity, result->count + 1,
                                     sizeof *result->photographs)) {
        rs_release(where);
        return rs_fail_memory(err, "the list of photographs");
    }
    rs_collections_tally now = rs_collections_so_far();
    rs_photograph *added = &result->photographs[result->count++];
    *added = *photograph;
    added->where = where;
    added->collections = now.collections - running.before.collections;
    added->collected = now.taken - running.before.taken;
    return RS_OK;
}

rs_status rs__photograph_taken(const rs_snapshot *snapshot, PyObject *owner, const char *where,
                               rs_error *err) {
    rs_photograph taken = {.snapshot = (rs_snapshot *)snapshot, .where = (char *)where, .owner = owner};
    if (!rs__photographs_wanted()) return RS_OK;
    rs_status st = add_photograph(running.result, &taken, err);
    if (st != RS_OK) return st;
    Py_INCREF(owner);
    if (running.stage != NULL) running.stage(RS_STAGE_TAKEN);
    return RS_OK;
}

static double seconds_since(const struct timespec *begin) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begin->tv_sec) + (double)(now.tv_nsec - begin->tv_nsec) / 1e9;
}

/* The graph is of this moment only: most programs are not traced, and the report makes its own. */
static rs_status ask_tracemalloc(rs_snapshot *snapshot, rs_error *err) {
    rs_graph *graph = NULL;
    if (!rs_capture_is_traced()) return RS_OK;
    rs_status st = rs_graph_new(&graph, snapshot, err);
    if (st == RS_OK) st = rs__remember_allocations(snapshot, graph, err);
    rs_graph_free(graph);
    return st;
}

static rs_status photograph_end(rs_program_result *result, rs_values values, rs_error *err) {
    rs_photograph end = {.where = (char *)"at the end"};
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    uint64_t *hidden = NULL;
    struct timespec begin;
    rs_status st = RS_OK;
    options.values = values;
    if (rs__own_objects != NULL) st = rs__own_objects(&hidden, &options.hidden_count, err);
    options.hidden = hidden;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (st == RS_OK) st = rs_capture_process(&end.snapshot, &options, err);
    end.seconds = seconds_since(&begin);
    if (st == RS_OK) st = ask_tracemalloc(end.snapshot, err);
    if (st == RS_OK) st = add_photograph(result, &end, err);
    if (st != RS_OK) rs_snapshot_free(end.snapshot);
    rs_release(hidden);
    return st;
}

void rs__program_release(rs_program_result *result) {
    for (size_t i = 0; i < result->count; i++) {
        rs_photograph *photograph = &result->photographs[i];
        if (photograph->owner != NULL)
            Py_DECREF((PyObject *)photograph->owner);
        else
            rs_snapshot_free(photograph->snapshot);
        rs_release(photograph->where);
    }
    rs_release(result->photographs);
    rs_collected_free(result->collected);
    rs_release(result->failure);
    *result = (rs_program_result)RS_PROGRAM_RESULT_INIT;
}

/* ---- How it ended --------------------------------------------------------------------------------------------------- */

static void flush(const char *name) {
    PyObject *stream = PySys_GetObject(name);
    if (stream == NULL || stream == Py_None) return;
    PyObject *done = PyObject_CallMethod(stream, "flush", NULL);
    if (done == NULL) PyErr_Clear();
    Py_XDECREF(done);
}

/* The status that sys.exit asked for; a text is shown, as Python does. */
static int exit_code(PyObject *exit) {
    int status = 1;
    PyObject *code = PyObject_GetAttrString(exit, "code");
    if (code == NULL || code == Py_None) {
        status = 0;
    } else if (PyLong_Check(code)) {
        status = (int)PyLong_AsUnsignedLongMask(code) & 0xff;
    } else {
        PyObject *stream = PySys_GetObject("stderr");
        if (stream != NULL && stream != Py_None && PyFile_WriteObject(code, stream, Py_PRINT_RAW) == 0) {
            PyFile_WriteString("\n", stream);
        }
    }
    PyErr_Clear();
    Py_XDECREF(code);
    return status;
}

/* Takes the pending exception: sys.exit is answered, any other is shown and left in sys.last_*, as Python does. */
static rs_status end_by_exception(rs_program_result *result, rs_error *err) {
    char text[256];
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    if (PyErr_GivenExceptionMatches(type, PyExc_SystemExit)) {
        result->exit_status = exit_code(value);
        snprintf(text, sizeof text, "sys.exit(%d)", result->exit_status);
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(trace);
    } else {
        bool interrupted = PyErr_GivenExceptionMatches(type, PyExc_KeyboardInterrupt);
        bool terminated = interrupted && rs__program_was_terminated();
        result->exit_status = terminated ? 143 : interrupted ? 130 : 1;
        snprintf(text, sizeof text, "%.200s", terminated ? "SIGTERM" : ((PyTypeObject *)type)->tp_name);
        PyErr_Restore(type, value, trace);
        PyErr_PrintEx(1);
    }
    if (result->exit_status == 0) return RS_OK;
    result->failure = rs_copy_string(text);
    return result->failure == NULL ? rs_fail_memory(err, "how the program ended") : RS_OK;
}

static bool has_other_threads(void) {
    PyThreadState *own = PyThreadState_Get();
    PyInterpreterState *interpreter = PyThreadState_GetInterpreter(own);
    for (PyThreadState *other = PyInterpreterState_ThreadHead(interpreter); other != NULL;
         other = PyThreadState_Next(other)) {
        if (other != own) return true;
    }
    return false;
}

/* A program goes on until its last non-daemon thread has ended; Python waits for them in this very function. */
static void wait_for_threads(void) {
    if (!has_other_threads()) return;
    PyObject *modules = PyImport_GetModuleDict();
    PyObject *threading = PyDict_GetItemString(modules, "threading");
    if (threading == NULL) return;
    PyObject *done = PyObject_CallMethod(threading, "_shutdown", NULL);
    if (done == NULL) PyErr_WriteUnraisable(threading);
    Py_XDECREF(done);
}

/* ---- Running -------------------------------------------------------------------------------------------------------- */

/* What starting the interpreter and importing the package left behind is nobody's to be told of: it is collected, while
 * nothing of the program exists, so that its own cycles are all there are. */
static rs_status switch_collector_off(rs_error *err) {
    PyGC_Collect();
#if PY_VERSION_HEX >= 0x030A0000
    PyGC_Disable();
#else
    PyObject *modules = PyImport_GetModuleDict();
    bool was_there = PyDict_GetItemString(modules, "gc") != NULL;
    PyObject *gc = PyImport_ImportModule("gc");
    PyObject *done = gc == NULL ? NULL : PyObject_CallMethod(gc, "disable", NULL);
    if (!was_there && done != NULL) PyDict_DelItemString(modules, "gc");
    Py_XDECREF(gc);
    if (done == NULL) return rs__python_failure(err, RS_INTERNAL, "gc.disable");
    Py_DECREF(done);
#endif
    return RS_OK;
}

static rs_status run_started(rs_program_result *result, const rs_program_options *options, rs_error *err) {
    bool raised = false;
    rs_status st = rs__program_start(&raised, options, err);
    if (st != RS_OK) return st;
    if (raised) st = end_by_exception(result, err);
    wait_for_threads();
    if (getpid() != running.process) Py_Exit(result->exit_status); /* a child of the program's own */
    result->collected = rs__collections_end();
    result->children = rs__program_children();
    if (options->stage != NULL) options->stage(RS_STAGE_ENDED);
    if (st == RS_OK && result->count == 0) st = photograph_end(result, options->values, err);
    if (options->stage != NULL) options->stage(RS_STAGE_DONE);
    flush("stderr");
    flush("stdout");
    return st;
}

rs_status rs__program_run(rs_program_result *result, const rs_program_options *options, rs_error *err) {
    rs_program_result ran = RS_PROGRAM_RESULT_INIT;
    rs_status st = options->collector ? RS_OK : switch_collector_off(err);
    if (st == RS_OK && options->collections) st = rs__collections_watch(options->values, err);
    if (st != RS_OK) return st;
    running.result = &ran;
    running.capacity = 0;
    running.stage = options->stage;
    running.values = options->values;
    running.process = getpid();
    running.before = rs_collections_so_far();
    rs__program_watch(options->stage);
    st = run_started(&ran, options, err);
    running.result = NULL;
    if (st != RS_OK)
        rs__program_release(&ran);
    else
        *result = ran;
    return st;
}

/* ---- The host that is already in an interpreter --------------------------------------------------------------------- */

static rs_status check_interpreter(rs_error *err) {
    (void)err;
    return RS_OK;
}

static pid_t fork_interpreter(void) {
    PyOS_BeforeFork();
    pid_t process = fork();
    if (process == 0)
        PyOS_AfterFork_Child();
    else
        PyOS_AfterFork_Parent();
    return process;
}

static rs_status run_in_interpreter(rs_program_result *result, const rs_program_options *options,
                                    rs_error *err) {
    rs_status st = rs__program_new_main(err);
    return st == RS_OK ? rs__program_run(result, options, err) : st;
}

/* `python -m refscope` returns to Python, which tears itself down. */
static void finish_interpreter(void) {}

const rs_host *rs_host_interpreter(void) {
    static const rs_host host = {"python -m refscope", NULL,
                                 check_interpreter,    fork_interpreter,
                                 run_in_interpreter,   rs__program_release,
                                 finish_interpreter};
    return &host;
}
