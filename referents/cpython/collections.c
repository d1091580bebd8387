/* collections.c: asked before each collection of this interpreter.   Manual: rs_collections.h. The lists: young.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_collections.h"

#include <Python.h>
#include <string.h>
#include <unistd.h>

#include "capture_steps.h"
#include "rs_memory.h"
#include "young.h"

static struct {
    PyObject *ours;   /* NULL: nobody is to be asked */
    PyObject *theirs; /* what the program knows as gc.callbacks */
    rs_collections_look look;
    void *context;
    size_t runs, looked; /* collections before the begin, and those looked at since */
    pid_t process;
} asked;

/* ---- In the collector ------------------------------------------------------------------------------------------------- */

/* As the collector itself does it: a callback that raises is told, and the next one is called. */
static void call_theirs(PyObject *arguments) {
    for (Py_ssize_t i = 0; asked.theirs && i < PyList_GET_SIZE(asked.theirs); i++) {
        PyObject *callback = PyList_GET_ITEM(asked.theirs, i);
        Py_INCREF(callback);
        PyObject *done = PyObject_Call(callback, arguments, NULL);
        if (!done) PyErr_WriteUnraisable(callback);
        Py_XDECREF(done);
        Py_DECREF(callback);
    }
}

static int generation_in(PyObject *info) {
    PyObject *number = PyDict_Check(info) ? PyDict_GetItemString(info, "generation") : NULL; /* borrowed */
    return number && PyLong_Check(number) ? (int)PyLong_AsLong(number) : RS_OLDEST_GENERATION;
}

/* The program's own callbacks come first: what they make and let go of is what the collection finds, too. */
static PyObject *on_collection(PyObject *unused, PyObject *arguments) {
    const char *phase;
    PyObject *info;
    if (!PyArg_ParseTuple(arguments, "sO", &phase, &info)) return NULL;
    call_theirs(arguments);
    if (asked.look && asked.process == getpid() && strcmp(phase, "start") == 0) {
        asked.looked++;
        asked.look(generation_in(info), asked.context);
    }
    Py_RETURN_NONE;
}

static PyMethodDef callback_definition = {"refscope looks before a collection", on_collection, METH_VARARGS,
                                          NULL};

/* ---- The list ----------------------------------------------------------------------------------------------------------- */

static PyObject *list_of_ours(void) {
    PyObject *callback = PyCFunction_New(&callback_definition, NULL);
    PyObject *list = callback ? PyList_New(1) : NULL;
    if (list) {
        PyObject_GC_UnTrack(callback);
        PyObject_GC_UnTrack(list);
        PyList_SET_ITEM(list, 0, callback);
    } else {
        Py_XDECREF(callback);
        PyErr_Clear();
    }
    return list;
}

/* The module is imported first: it takes the collector's list for gc.callbacks when it is. */
rs_status rs_collections_begin(rs_collections_look look, void *context, rs_error *err) {
    PyObject *gc = PyImport_ImportModule("gc");
    if (!gc) {
        PyErr_Clear();
        return rs_fail(err, RS_INTERNAL, "cannot look at collections: there is no module gc");
    }
    Py_DECREF(gc);
    PyObject *ours = list_of_ours();
    if (!ours) return rs_fail_memory(err, "looking at collections");
    asked.ours = ours;
    asked.theirs = rs__collector_callbacks(ours);
    asked.look = look;
    asked.context = context;
    asked.runs = rs__collector_runs();
    asked.looked = 0;
    asked.process = getpid();
    return RS_OK;
}

/* What was appended to ours, by who imported gc anew, is the program's. */
static void give_back(void) {
    PyObject *ours = rs__collector_callbacks(asked.theirs);
    for (Py_ssize_t i = 1; ours && asked.theirs && i < PyList_GET_SIZE(ours); i++)
        if (PyList_Append(asked.theirs, PyList_GET_ITEM(ours, i)) < 0) PyErr_Clear();
    Py_XDECREF(ours);
}

rs_collections_seen rs_collections_end(void) {
    rs_collections_seen seen = {0, 0};
    if (!asked.ours) return seen;
    size_t runs = rs__collector_runs() - asked.runs;
    seen.looked = asked.looked;
    seen.missed = runs > asked.looked ? runs - asked.looked : 0;
    asked.look = NULL;
    give_back();
    asked.ours = asked.theirs = NULL;
    return seen;
}

rs_collections_tally rs_collections_so_far(void) {
    return (rs_collections_tally){rs__collector_runs(), rs__collector_taken()};
}

uint64_t rs_collections_own_list(void) {
    return (uint64_t)(uintptr_t)asked.ours;
}

/* ---- The photograph ------------------------------------------------------------------------------------------------------- */

static rs_status capture_young(rs_snapshot **out, int generation, const rs_capture_options *options,
                               rs_error *err) {
    rs_addresses list = {0};
    rs_capture_options chosen = *options;
    /* A place for a list of none: no seeds would mean the whole heap. */
    bool listed = rs__addresses_add(&list, 0);
    list.count = 0;
    listed = listed && rs__tracked_in(&list, generation);
    chosen.seeds = list.at;
    chosen.seed_count = list.count;
    chosen.stop_at_tracked = true;
    rs_status status = listed ? rs_capture_process(out, &chosen, err)
                              : rs_fail_memory(err, "looking at a collection");
    rs_release(list.at);
    return status;
}

rs_status rs_collection_capture(rs_snapshot **out, int generation, const rs_capture_options *options,
                                rs_error *err) {
    if (generation < RS_OLDEST_GENERATION) return capture_young(out, generation, options, err);
    return rs_capture_process(out, options, err);
}
