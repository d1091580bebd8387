/* capture.c: refscope.capture() and refscope.why().                              The other half: capture.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture.h"

#include "arguments.h"
#include "choice.h"
#include "errors.h"
#include "photographs.h"
#include "resolve.h"
#include "rs_report.h"
#include "take.h"
#include "text.h"
#include "traced.h"
#include "types.h"

const char rs__capture_doc[] =
    "capture(objects=None, *, values=\"short\")\n--\n\n"
    "Photograph the heap, or what the given objects reach: a Snapshot.\n\n"
    "No code of the program runs, nothing in its heap changes, and refscope's own objects are not in the "
    "result.\n"
    "`objects` is a collection of live objects. `values` is what is kept of them: \"short\" previews of "
    "built-in\n"
    "scalars, \"names\" of attributes, functions and types but no values, or \"none\", those names alone.\n"
    "While tracemalloc is tracing, the lines that allocated the objects of examples of cycles are kept too.\n"
    "ArgumentError for another word, MemoryError, RefscopeError.";

/* "refscope.capture() at app.py:12": where the caller is. */
static void add_caller(rs_text *text) {
    rs_text_add(text, "refscope.capture()");
    PyFrameObject *frame = PyEval_GetFrame(); /* borrowed */
    if (!frame) return;
    PyCodeObject *code = PyFrame_GetCode(frame);
    Py_ssize_t length = 0;
    const char *file = PyUnicode_AsUTF8AndSize(code->co_filename, &length);
    if (file) {
        rs_text_add(text, " at ");
        rs_text_add_escaped(text, file, (size_t)length, 0);
        rs_text_addf(text, ":%d", PyFrame_GetLineNumber(frame));
    } else {
        PyErr_Clear();
    }
    Py_DECREF(code);
}

/* Hand the photograph to the command that waits for it, if one does. */
static bool hand_over(rs__box *box, PyObject *snapshot) {
    if (!rs__photographs_wanted()) return true;
    rs_text where = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    add_caller(&where);
    rs_status status = rs__photograph_taken(box->snapshot, snapshot, rs_text_string(&where), &err);
    rs_text_release(&where);
    if (status != RS_OK) rs__raise(&err);
    return status == RS_OK;
}

static bool ask_tracemalloc(rs__box *box) {
    rs_error err = RS_ERROR_INIT;
    rs_status status = rs__remember_allocations(box->snapshot, box->graph, &err);
    if (status != RS_OK) rs__raise(&err);
    return status == RS_OK;
}

/* A tuple of arguments was made for the call, but the empty one is everybody's. */
static bool is_of_this_call(PyObject *arguments) {
    return PyTuple_GET_SIZE(arguments) > 0;
}

PyObject *rs__capture(PyObject *module, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"objects", "values", NULL};
    static const char *const policies[] = {
        [RS_VALUES_SHORT] = "short", [RS_VALUES_NAMES] = "names", [RS_VALUES_NONE] = "none", NULL};
    PyObject *objects = Py_None, *seeds = NULL;
    const char *values = "short";
    if (!RS__PARSE(arguments, keywords, "|O$s:capture", names, &objects, &values)) return NULL;
    int policy = rs__choice("capture: values", values, policies);
    if (policy < 0) return NULL;
    if (objects != Py_None)
        seeds = PySequence_Fast(objects, "refscope: capture: objects must be a collection of objects");
    if (objects != Py_None && !seeds) return NULL;
    PyObject *also[4] = {NULL}; /* what this call made */
    size_t made = 0;
    if (is_of_this_call(arguments)) also[made++] = arguments;
    if (seeds && seeds != objects) also[made++] = seeds;
    also[made] = keywords;
    rs__box *box = rs__take_asked(rs__photograph_values((rs_values)policy), seeds, also);
    PyObject *snapshot = box && ask_tracemalloc(box) ? rs__snapshot_make(box) : NULL;
    if (snapshot && !hand_over(box, snapshot)) Py_CLEAR(snapshot);
    rs__box_drop(box);
    Py_XDECREF(seeds);
    return snapshot;
}

/* ---- why ------------------------------------------------------------------------------------------------------------ */

const char rs__why_doc[] = "why(obj, limit=3, file=None)\n--\n\n"
                           "Photograph the heap and print why an object is alive: the shortest named paths "
                           "from roots to it, at most `limit`.\n\n"
                           "`obj` is a live object, or a handle, which is looked up in its own snapshot. "
                           "`file` is where to print; None:\n"
                           "sys.stdout. NotFoundError when the object is one of refscope's own.";

static PyObject *why_text(rs__box *box, rs_object_id id, size_t limit) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.limit = limit;
    options.columns = 0;
    rs_text text = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(box);
    rs_status status = rs_report_why(&text, box->graph, &id, 1, &options, &err);
    rs__box_leave(box, state);
    if (status == RS_OK) return rs__text_finish(&text);
    rs_text_release(&text);
    return rs__raise(&err);
}

/* Photograph the heap as it is without this call: its arguments are hidden, and the reference that the caller's evaluation
 * stack holds for it, which no photograph can find, is lent. Of an object that nobody else holds it stays the reason. */
static rs__box *take_without_call(PyObject *object, PyObject *arguments, PyObject *keywords) {
    PyObject *also[] = {arguments, keywords, NULL}; /* never the empty tuple: there is an object */
    return rs__take_without(also, Py_REFCNT(object) > 2 ? object : NULL);
}

/* The object in a fresh photograph, or a handle in its own. The box is the caller's to drop. */
static rs__box *box_to_ask(PyObject *object, PyObject *arguments, PyObject *keywords, rs_object_id *id) {
    rs__box *box = NULL;
    if (Py_IS_TYPE(object, &rs__object_type)) {
        *id = ((rs__handle *)object)->id;
        return rs__box_share(((rs__handle *)object)->box);
    }
    box = take_without_call(object, arguments, keywords);
    if (box) *id = rs__resolve_live(box, object);
    if (box && *id == RS_NO_OBJECT) {
        rs__box_drop(box);
        box = NULL;
    }
    return box;
}

PyObject *rs__why(PyObject *module, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"obj", "limit", "file", NULL};
    PyObject *object = NULL, *file = Py_None;
    Py_ssize_t limit = 3;
    if (!RS__PARSE(arguments, keywords, "O|nO:why", names, &object, &limit, &file)) return NULL;
    if (limit < 1) return PyErr_Format(PyExc_ValueError, "refscope: why: limit must be at least 1");
    if (file == Py_None) file = PySys_GetObject("stdout"); /* borrowed */
    if (!file || file == Py_None) Py_RETURN_NONE;
    rs_object_id id = RS_NO_OBJECT;
    rs__box *box = box_to_ask(object, arguments, keywords, &id);
    if (!box) return NULL;
    PyObject *text = why_text(box, id, (size_t)limit);
    bool written = text && rs__text_write(text, file);
    Py_XDECREF(text);
    rs__box_drop(box);
    if (!written) return NULL;
    Py_RETURN_NONE;
}
