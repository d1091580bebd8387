/* watch_type.c: refscope._Watch, which garbage cycles the program makes while it is there.             Map: README.md
 *
 * assert_no_cycles() and the pytest plugin are made of it. It begins when it is made and ends with stop(). The program may
 * collect meanwhile: a callback of the collector looks before each collection at what that is about to take away.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "arguments.h"
#include "errors.h"
#include "queries.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "rs_watch.h"
#include "take.h"
#include "types.h"

typedef struct watch {
    PyObject_HEAD rs_watch *watch; /* NULL: stopped */
    bool whole;                    /* look at the whole heap each time */
    bool missed;                   /* a look before a collection failed */
    size_t collections;            /* that were looked before */
    PyObject **found;              /* patterns of what collections took away, each fingerprint once */
    size_t count, room;
    rs_watch_unseen unseen; /* when stopped */
} watch;

/* ---- Looking -------------------------------------------------------------------------------------------------------- */

static rs__box *look_at_new(watch *self, int generation) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    rs_snapshot *snapshot = NULL;
    rs__box *box = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_status status = rs_watch_capture(&snapshot, self->watch, generation, &options, &err);
    if (status == RS_OK) status = rs__box_new(&box, snapshot, &err);
    if (status == RS_OK) return box;
    rs_snapshot_free(snapshot);
    rs__raise(&err);
    return NULL;
}

static rs__box *photograph(watch *self, int generation) {
    return self->whole ? rs__take(RS_VALUES_SHORT, NULL, NULL) : look_at_new(self, generation);
}

/* The patterns of the garbage there is now, of generations that old at most: a list. */
static PyObject *look(watch *self, int generation) {
    rs__box *box = photograph(self, generation);
    PyObject *patterns = box ? rs__cycles_found(box, RS_SCOPE_GARBAGE) : NULL;
    rs__box_drop(box);
    return patterns;
}

static bool is_among(PyObject *const *patterns, size_t count, PyObject *pattern) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(rs__pattern_fingerprint(patterns[i]), rs__pattern_fingerprint(pattern)) == 0) return true;
    return false;
}

static bool keep(watch *self, PyObject *patterns) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patterns); i++) {
        PyObject *pattern = PyList_GET_ITEM(patterns, i);
        if (is_among(self->found, self->count, pattern)) continue;
        if (!rs_reserve((void **)&self->found, &self->room, self->count + 1, sizeof *self->found))
            return false;
        self->found[self->count++] = rs__new_reference(pattern);
    }
    return true;
}

/* ---- The collector's callback --------------------------------------------------------------------------------------- */

static int generation_of(PyObject *info) {
    PyObject *number = PyDict_Check(info) ? PyDict_GetItemString(info, "generation") : NULL; /* borrowed */
    return number && PyLong_Check(number) ? (int)PyLong_AsLong(number) : RS_WATCH_ALL;
}

static void before_collection(watch *self, int generation) {
    PyObject *patterns = look(self, generation);
    self->collections++;
    self->missed |= !patterns || !keep(self, patterns);
    Py_XDECREF(patterns);
    if (self->watch && rs_watch_collects(self->watch, NULL) != RS_OK) self->missed = true;
    PyErr_Clear();
}

/* Called by the collector, around each collection, as callback(phase, info). */
static PyObject *on_collection(PyObject *object, PyObject *arguments) {
    watch *self = (watch *)object;
    const char *phase;
    PyObject *info;
    if (!PyArg_ParseTuple(arguments, "sO", &phase, &info)) return NULL;
    if (self->watch && strcmp(phase, "start") == 0)
        before_collection(self, generation_of(info));
    else if (self->watch && rs_watch_collected(self->watch, NULL) != RS_OK)
        self->missed = true;
    Py_RETURN_NONE;
}

static PyMethodDef callback_definition = {
    "refscope looks before a collection", on_collection, METH_VARARGS,
    "Remembers the cycles that a collection inside of a watch is about to take away."};

static PyObject *list_of_callbacks(void) {
    PyObject *gc = PyImport_ImportModule("gc");
    PyObject *list = gc ? PyObject_GetAttrString(gc, "callbacks") : NULL;
    Py_XDECREF(gc);
    if (!list || PyList_Check(list)) return list;
    Py_DECREF(list);
    return PyErr_Format(PyExc_TypeError, "refscope: gc.callbacks must be a list");
}

static bool add_callback(watch *self) {
    PyObject *list = list_of_callbacks();
    PyObject *callback = list ? PyCFunction_New(&callback_definition, (PyObject *)self) : NULL;
    bool added = callback && PyList_Append(list, callback) == 0;
    Py_XDECREF(callback);
    Py_XDECREF(list);
    return added;
}

static bool is_callback_of(const watch *self, PyObject *object) {
    return PyCFunction_CheckExact(object) && PyCFunction_GET_SELF(object) == (const PyObject *)self;
}

/* The program may have taken it out already. */
static void remove_callback(watch *self) {
    PyObject *list = list_of_callbacks();
    for (Py_ssize_t i = list ? PyList_GET_SIZE(list) : 0; i-- > 0;)
        if (is_callback_of(self, PyList_GET_ITEM(list, i))) PyList_SetSlice(list, i, i + 1, NULL);
    Py_XDECREF(list);
    PyErr_Clear();
}

/* ---- The type ------------------------------------------------------------------------------------------------------- */

static void stop(watch *self) {
    rs_watch *stopped = self->watch;
    if (!stopped) return;
    self->unseen = rs_watch_blind_spots(stopped);
    self->watch = NULL;
    remove_callback(self);
    rs_watch_stop(stopped);
}

/* What is garbage already must not be taken for the program's: of the whole heap nothing tells, so that it goes first. */
static PyObject *watch_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"whole_heap", NULL};
    int whole = 0;
    rs_error err = RS_ERROR_INIT;
    if (!RS__PARSE(arguments, keywords, "|p:_Watch", names, &whole)) return NULL;
    watch *self = PyObject_New(watch, type);
    if (!self) return NULL;
    memset((char *)self + sizeof(PyObject), 0, sizeof *self - sizeof(PyObject));
    self->whole = whole;
    if (whole) PyGC_Collect();
    if (!add_callback(self)) {
        Py_DECREF(self);
        return NULL;
    }
    if (rs_watch_start(&self->watch, &err) != RS_OK) {
        remove_callback(self);
        Py_DECREF(self);
        return rs__raise(&err);
    }
    return (PyObject *)self;
}

static void watch_dealloc(PyObject *object) {
    watch *self = (watch *)object;
    stop(self);
    for (size_t i = 0; i < self->count; i++) Py_DECREF(self->found[i]);
    rs_release(self->found);
    PyObject_Free(self);
}

static bool is_running(const watch *self) {
    if (!self->watch) PyErr_Format(PyExc_RuntimeError, "refscope: the watch has been stopped");
    return self->watch != NULL;
}

static PyObject *watch_snapshot(PyObject *object, PyObject *unused) {
    rs__box *box = is_running((watch *)object) ? photograph((watch *)object, RS_WATCH_ALL) : NULL;
    PyObject *snapshot = box ? rs__snapshot_make(box) : NULL;
    rs__box_drop(box);
    return snapshot;
}

static PyObject *watch_patterns(PyObject *object, PyObject *unused) {
    watch *self = (watch *)object;
    if (!is_running(self)) return NULL;
    PyObject *patterns = look(self, RS_WATCH_ALL);
    for (size_t i = 0; patterns && i < self->count; i++) {
        PyObject **now = PySequence_Fast_ITEMS(patterns);
        if (is_among(now, (size_t)PyList_GET_SIZE(patterns), self->found[i])) continue;
        if (PyList_Append(patterns, self->found[i]) < 0) Py_CLEAR(patterns);
    }
    return patterns;
}

static PyObject *watch_stop(PyObject *object, PyObject *unused) {
    stop((watch *)object);
    Py_RETURN_NONE;
}

static PyObject *get_collections(PyObject *object, void *unused) {
    return PyLong_FromSize_t(((watch *)object)->collections);
}

static PyObject *get_blind_spots(PyObject *object, void *unused) {
    watch *self = (watch *)object;
    rs_watch_unseen unseen = self->watch ? rs_watch_blind_spots(self->watch) : self->unseen;
    return Py_BuildValue("(nNN)", (Py_ssize_t)unseen.collections, PyBool_FromLong(unseen.frozen),
                         PyBool_FromLong(unseen.lost || self->missed));
}

static PyGetSetDef getters[] = {
    {"collections", get_collections, NULL, "int: collections meanwhile, before which was looked.", NULL},
    {"blind_spots", get_blind_spots, NULL, "(collections not seen, gc.freeze() was called, out of memory)",
     NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef methods[] = {
    {"patterns", watch_patterns, METH_NOARGS, "patterns()\n--\n\nThe cycles made so far: a list of Pattern."},
    {"snapshot", watch_snapshot, METH_NOARGS, "snapshot()\n--\n\nWhat patterns() looks at: a Snapshot."},
    {"stop", watch_stop, METH_NOARGS, "stop()\n--\n\nEnd it: the collector is as it was."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject rs__watch_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope._Watch",
    .tp_basicsize = sizeof(watch),
    .tp_new = watch_new,
    .tp_dealloc = watch_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Which garbage cycles the program makes from now until stop(), the collector paused.",
    .tp_methods = methods,
    .tp_getset = getters,
};
