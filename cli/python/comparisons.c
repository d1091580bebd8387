/* comparisons.c: Snapshot.diff and Snapshot.growth.                        The other half: comparisons.h. Map: README.md
 *
 * Snapshots are immutable: the passes run without the GIL and without the locks of their boxes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "comparisons.h"

#include "box.h"
#include "errors.h"
#include "rows.h"
#include "rs_comparison.h"
#include "rs_memory.h"
#include "types.h"

const char rs__diff_doc[] =
    "diff(older)\n--\n\n"
    "What became of the objects of each type since an older Snapshot: a list of DiffRow\n"
    "(type, objects, bytes, added, gone), those that grew by most bytes first.\n"
    "ArgumentError when `older` is no Snapshot.";
const char rs__growth_doc[] =
    "growth(*earlier)\n--\n\n"
    "What grew since earlier Snapshots, the oldest first, by what retains it: a list of GrowthRow\n"
    "(path, type, objects, bytes), those that grew by most bytes first. Of two and more earlier ones only\n"
    "what grew each time. Objects that were there before and only hang elsewhere are no growth.\n"
    "ArgumentError when one is no Snapshot or none is given.";

static const rs_snapshot *snapshot_of(PyObject *object, const char *method) {
    rs_error err;
    if (PyObject_TypeCheck(object, &rs__snapshot_type)) return rs__snapshot_box(object)->snapshot;
    rs_fail(&err, RS_BAD_ARGUMENT, "%s: a Snapshot is wanted, not %.200s", method, Py_TYPE(object)->tp_name);
    rs__raise(&err);
    return NULL;
}

/* ---- By type -------------------------------------------------------------------------------------------------------- */

static PyObject *list_of_types(const rs_diff *diff) {
    const rs_diff_row *rows = NULL;
    size_t count = rs_diff_rows(diff, &rows);
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        PyObject *row = rs__diff_row_make(&rows[i], rs_diff_about_it(diff)->matched);
        if (!row) Py_CLEAR(list);
        if (row) PyList_SET_ITEM(list, (Py_ssize_t)i, row);
    }
    return list;
}

PyObject *rs__snapshot_diff(PyObject *self, PyObject *older) {
    const rs_snapshot *before = snapshot_of(older, "diff"), *after = rs__snapshot_box(self)->snapshot;
    rs_diff *diff = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_status st;
    if (!before) return NULL;
    Py_BEGIN_ALLOW_THREADS st = rs_diff_new(&diff, before, after, &err);
    Py_END_ALLOW_THREADS if (st != RS_OK) return rs__raise(&err);
    PyObject *list = list_of_types(diff);
    rs_diff_free(diff);
    return list;
}

/* ---- By what retains it --------------------------------------------------------------------------------------------- */

static rs_status work_out(rs_comparison *comparison, const rs_snapshot **snapshots, size_t count,
                          rs_error *err) {
    const rs_growth_row *rows = NULL;
    size_t found = 0;
    rs_status st = rs_compare(comparison, snapshots, count, err);
    return st == RS_OK ? rs_growth_rows(&rows, &found, comparison->growth, err) : st;
}

static PyObject *list_of_growth(rs_growth *growth) {
    const rs_growth_row *rows = NULL;
    size_t count = 0;
    rs_growth_rows(&rows, &count, growth, NULL); /* worked out before: it cannot fail */
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        PyObject *row = rs__growth_row_make(&rows[i]);
        if (!row) Py_CLEAR(list);
        if (row) PyList_SET_ITEM(list, (Py_ssize_t)i, row);
    }
    return list;
}

static PyObject *growth_of(const rs_snapshot **snapshots, size_t count) {
    rs_comparison comparison = RS_COMPARISON_INIT;
    rs_error err = RS_ERROR_INIT;
    rs_status st;
    Py_BEGIN_ALLOW_THREADS st = work_out(&comparison, snapshots, count, &err);
    Py_END_ALLOW_THREADS PyObject *list = st == RS_OK ? list_of_growth(comparison.growth) : rs__raise(&err);
    rs_comparison_release(&comparison);
    return list;
}

PyObject *rs__snapshot_growth(PyObject *self, PyObject *earlier) {
    size_t count = (size_t)PyTuple_GET_SIZE(earlier);
    rs_error err = RS_ERROR_INIT;
    PyObject *list = NULL;
    if (count == 0) {
        rs_fail(&err, RS_BAD_ARGUMENT, "growth: an earlier Snapshot is missing");
        return rs__raise(&err);
    }
    const rs_snapshot **snapshots = rs_alloc_array(count + 1, sizeof *snapshots);
    if (!snapshots) return PyErr_NoMemory();
    bool all = true;
    for (size_t i = 0; i < count && all; i++)
        all = (snapshots[i] = snapshot_of(PyTuple_GET_ITEM(earlier, (Py_ssize_t)i), "growth")) != NULL;
    snapshots[count] = rs__snapshot_box(self)->snapshot;
    if (all) list = growth_of(snapshots, count + 1);
    rs_release(snapshots);
    return list;
}
