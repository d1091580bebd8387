/* found_garbage.c: garbage as live objects, for GarbageGraph.                Declared in pympler_shapes.h. Map: README.md
 *
 * The collector is not called: what it would find is worked out on a photograph (rs_liveness.h), so no finalizer runs and
 * nothing enters gc.garbage. From the photograph until every object is held, no Python object is made, since that could
 * start the collector.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "errors.h"
#include "pympler_shapes.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "take.h"
#include "types.h"

typedef struct held {
    PyObject **objects; /* a reference to each */
    size_t count, room;
} held;

static void held_release(held *list) {
    for (size_t i = 0; i < list->count; i++) Py_DECREF(list->objects[i]);
    rs_release(list->objects);
}

static rs_status hold_garbage(held *list, rs__box *box, rs_error *err) {
    const rs_columns *columns = rs_snapshot_columns(box->snapshot);
    const rs_liveness *liveness = NULL;
    rs_status status = rs_graph_liveness(&liveness, box->graph, err);
    for (rs_object_id o = columns->records; status == RS_OK && o < columns->objects; o++) {
        if (!(columns->flags[o] & RS_OBJECT_TRACKED) || !rs_liveness_is_garbage(liveness, o)) continue;
        if (!rs_reserve((void **)&list->objects, &list->room, list->count + 1, sizeof *list->objects))
            return rs_fail_memory(err, "garbage");
        list->objects[list->count++] = rs__new_reference(rs__live(box, o));
    }
    return status;
}

PyObject *rs__garbage_found(PyObject *module, PyObject *unused) {
    held list = {NULL, 0, 0};
    rs_error err = RS_ERROR_INIT;
    rs__box *box = rs__take(RS_VALUES_NONE, NULL, NULL);
    if (!box) return NULL;
    rs_status status = hold_garbage(&list, box, &err);
    rs__box_drop(box);
    PyObject *objects = status == RS_OK ? PyList_New((Py_ssize_t)list.count) : rs__raise(&err);
    for (size_t i = 0; objects && i < list.count; i++)
        PyList_SET_ITEM(objects, (Py_ssize_t)i, rs__new_reference(list.objects[i]));
    held_release(&list);
    return objects;
}
