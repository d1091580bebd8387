/* found_garbage.c: garbage as live objects, for GarbageGraph.                Declared in pympler_shapes.h. Map: README.md
 *
 * The collector is not called: what it would find is worked out on a photograph (rs_liveness.h), so no finalizer runs and
 * nothing enters gc.garbage. From the photograph until every object is held, no Python object is made, since that could
 * start the collector.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "errors.h"
#include "pympler_shapes.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "take.h"
#include "types.h"

typedef struct held {
    PyObject **objects; /* a reference to each; NULL: dropped again */
    size_t count, room;
} held;

static void held_release(held *list) {
    for (size_t i = 0; i < list->count; i++) Py_XDECREF(list->objects[i]);
    rs_release(list->objects);
}

static rs_status hold(held *list, PyObject *object, rs_error *err) {
    if (!rs_reserve((void **)&list->objects, &list->room, list->count + 1, sizeof *list->objects))
        return rs_fail_memory(err, "garbage");
    list->objects[list->count] = rs__new_reference_if_alive(object);
    list->count += list->objects[list->count] != NULL;
    return RS_OK;
}

static rs_status hold_garbage(held *list, rs__box *box, rs_error *err) {
    const rs_columns *columns = rs_snapshot_columns(box->snapshot);
    const rs_liveness *liveness = NULL;
    rs_status status = rs_graph_liveness(&liveness, box->graph, err);
    for (rs_object_id o = columns->records; status == RS_OK && o < columns->objects; o++)
        if ((columns->flags[o] & RS_OBJECT_TRACKED) && rs_liveness_is_garbage(liveness, o) &&
            !rs_liveness_is_uncollectable(liveness, o))
            status = hold(list, rs__live(box, o), err);
    return status;
}

/* What is in the lists: garbage found before, which only we hold and which is therefore in no photograph. */
static rs_status hold_listed(held *list, PyObject *lists, rs_error *err) {
    rs_status status = RS_OK;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(lists); i++) {
        PyObject *one = PyList_GET_ITEM(lists, i);
        for (Py_ssize_t j = 0; status == RS_OK && PyList_Check(one) && j < PyList_GET_SIZE(one); j++)
            status = hold(list, PyList_GET_ITEM(one, j), err);
    }
    return status;
}

static int compare_places(const void *left, const void *right) {
    PyObject *const *a = *(PyObject *const *const *)left, *const *b = *(PyObject *const *const *)right;
    if (*a != *b) return (uintptr_t)*a < (uintptr_t)*b ? -1 : 1;
    return (a > b) - (a < b);
}

/* NULL in the place of every object that an earlier place has. */
static rs_status drop_repeats(held *list, rs_error *err) {
    PyObject ***places = rs_alloc_array(list->count, sizeof *places);
    if (!places) return rs_fail_memory(err, "garbage");
    for (size_t i = 0; i < list->count; i++) places[i] = &list->objects[i];
    if (list->count > 1) qsort(places, list->count, sizeof *places, compare_places);
    for (size_t i = list->count;
         i-- > 1;) /* from the end, so that the first of equals is still there to compare with */
        if (*places[i] == *places[i - 1]) Py_CLEAR(*places[i]);
    rs_release(places);
    return RS_OK;
}

/* A list of what is held, each object once, in the order of the places. */
static PyObject *as_list(const held *list) {
    PyObject *objects = PyList_New(0);
    for (size_t i = 0; objects && i < list->count; i++)
        if (list->objects[i] && PyList_Append(objects, list->objects[i]) < 0) Py_CLEAR(objects);
    return objects;
}

PyObject *rs__garbage_found(PyObject *module, PyObject *lists) {
    held list = {NULL, 0, 0};
    rs_error err = RS_ERROR_INIT;
    if (!PyList_CheckExact(lists))
        return PyErr_Format(PyExc_TypeError, "refscope: _garbage: must be a list of lists");
    rs__box *box = rs__take(RS_VALUES_NONE, NULL, NULL);
    if (!box) return NULL;
    rs_status status = hold_listed(&list, lists, &err);
    if (status == RS_OK) status = hold_garbage(&list, box, &err);
    rs__box_drop(box);
    if (status == RS_OK) status = drop_repeats(&list, &err);
    PyObject *objects = status == RS_OK ? as_list(&list) : rs__raise(&err);
    held_release(&list);
    return objects;
}
