/* snapshot_file.c: photographs and files: Snapshot.save(), refscope.open().  The other half: snapshot_file.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "snapshot_file.h"

#include "arguments.h"
#include "choice.h"
#include "errors.h"
#include "rs_snapshot_file.h"
#include "text.h"
#include "types.h"

const char rs__open_doc[] =
    "open(path)\n--\n\n"
    "Read a photograph that Snapshot.save() or `refscope run -o` wrote: a Snapshot.\n\n"
    "It may be of another program, machine or Python. Its addresses mean nothing to this process: at() "
    "takes\n"
    "addresses and handles, no live objects. ArgumentError when there is no such file or\n"
    "it is damaged or no snapshot, RefscopeError when a later version wrote it, MemoryError.";

const char rs__save_doc[] =
    "save(path, values=\"names\")\n--\n\n"
    "Write the photograph to a file, .rsnap by custom, whole or not at all, that only its owner may read "
    "(mode\n"
    "0600). `values` is what leaves this process:\n"
    "\"names\" of attributes, namespaces' keys, functions and types but no values; \"short\" previews as "
    "well, as\n"
    "far as the photograph has them; or \"none\". FileError, ArgumentError for another word, MemoryError.";

/* ---- Reading ---------------------------------------------------------------------------------------------------------- */

static rs_status open_box(rs__box **box, const char *path, rs_error *err) {
    rs_snapshot *snapshot = NULL;
    rs_status status = rs_snapshot_open(&snapshot, path, err);
    if (status != RS_OK) return status;
    status = rs__box_new(box, snapshot, err);
    if (status != RS_OK) rs_snapshot_free(snapshot);
    return status;
}

PyObject *rs__open(PyObject *module, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"path", NULL};
    PyObject *path = NULL;
    rs__box *box = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_status status;
    if (!RS__PARSE(arguments, keywords, "O&:open", names, PyUnicode_FSConverter, &path)) return NULL;
    Py_BEGIN_ALLOW_THREADS status = open_box(&box, PyBytes_AS_STRING(path), &err);
    Py_END_ALLOW_THREADS Py_DECREF(path);
    if (status != RS_OK) return rs__raise(&err);
    PyObject *made = rs__snapshot_make(box);
    rs__box_drop(box);
    return made;
}

bool rs__is_of_this_process(const rs__box *box, const char *what) {
    rs_error err = RS_ERROR_INIT;
    if (!rs_snapshot_origin(box->snapshot)->opened) return true;
    rs_fail(&err, RS_BAD_ARGUMENT,
            "%s: this snapshot was read from a file, and no object of this process is in it: give an address "
            "or a "
            "handle of the snapshot, or the name of a type",
            what);
    rs__raise(&err);
    return false;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------------- */

PyObject *rs__snapshot_save(PyObject *snapshot, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"path", "values", NULL};
    static const char *const policies[] = {
        [RS_VALUES_SHORT] = "short", [RS_VALUES_NAMES] = "names", [RS_VALUES_NONE] = "none", NULL};
    rs_save_options options = RS_SAVE_OPTIONS_INIT;
    PyObject *path = NULL;
    const char *values = "names";
    rs_error err = RS_ERROR_INIT;
    rs_status status;
    if (!RS__PARSE(arguments, keywords, "O&|s:save", names, PyUnicode_FSConverter, &path, &values))
        return NULL;
    int policy = rs__choice("save: values", values, policies);
    if (policy < 0) {
        Py_DECREF(path);
        return NULL;
    }
    options.values = (rs_values)policy;
    const rs__box *box = rs__snapshot_box(snapshot);
    Py_BEGIN_ALLOW_THREADS status = rs_snapshot_save(box->snapshot, PyBytes_AS_STRING(path), &options, &err);
    Py_END_ALLOW_THREADS Py_DECREF(path);
    if (status != RS_OK) return rs__raise(&err);
    Py_RETURN_NONE;
}

/* ---- Where it comes from ---------------------------------------------------------------------------------------------- */

static PyObject *text_or_none(const char *text) {
    return text[0] ? rs__unicode(text, strlen(text)) : rs__new_reference(Py_None);
}

static PyObject *seconds_or_none(double nanoseconds) {
    return nanoseconds != 0 ? PyFloat_FromDouble(nanoseconds / 1e9) : rs__new_reference(Py_None);
}

PyObject *rs__snapshot_origin(PyObject *snapshot, void *unused) {
    const rs_origin *origin = rs_snapshot_origin(rs__snapshot_box(snapshot)->snapshot);
    return Py_BuildValue("{s:N, s:N, s:N, s:N, s:N, s:N}", "taken", seconds_or_none((double)origin->taken),
                         "seconds", seconds_or_none((double)origin->nanoseconds), "platform",
                         text_or_none(origin->platform), "target", text_or_none(origin->target), "where",
                         text_or_none(origin->where), "opened", PyBool_FromLong(origin->opened));
}
