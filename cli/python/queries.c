/* queries.c: the questions a Snapshot passes on.                                 The other half: queries.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "queries.h"

#include "cycle_drawing.h"
#include "errors.h"
#include "resolve.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "rs_selection.h"
#include "types.h"

typedef struct ids {
    rs_object_id *at;
    size_t count, room;
} ids;

static bool ids_add(ids *list, rs_object_id id) {
    if (!rs_reserve((void **)&list->at, &list->room, list->count + 1, sizeof *list->at)) return false;
    list->at[list->count++] = id;
    return true;
}

/* The sequence of what was collected, or the exception for its failure. Takes the list. */
static PyObject *ids_finish(rs__box *box, ids *list, rs_status status, const rs_error *err) {
    if (status == RS_OK && (list->at || list->count == 0))
        return rs__objects_make(box, list->at, 0, list->count);
    rs_release(list->at);
    return rs__raise(err);
}

/* ---- Instances ------------------------------------------------------------------------------------------------------ */

static PyObject *selected(rs__box *box, rs_selection *selection, rs_status status, rs_error *err) {
    PyObject *objects = status == RS_OK ? rs__objects_make(box, selection->objects, 0, selection->count)
                                        : NULL;
    if (status == RS_NOT_FOUND || status == RS_NO_INSTANCES) objects = rs__objects_make(box, NULL, 0, 0);
    if (status == RS_OK || objects) return objects;
    return rs__raise(err);
}

PyObject *rs__instances_of(rs__box *box, PyTypeObject *type, bool derived) {
    rs_selection selection = RS_SELECTION_INIT;
    rs_error err = RS_ERROR_INIT;
    rs_status status = RS_NOT_FOUND;
    PyThreadState *state = rs__box_enter(box);
    rs_object_id object = rs_graph_find(box->graph, (uintptr_t)type);
    if (object != RS_NO_OBJECT) status = rs_select_instances(&selection, box->graph, object, derived, &err);
    rs__box_leave(box, state);
    return selected(box, &selection, status, &err);
}

PyObject *rs__instances_named(rs__box *box, PyObject *name, bool derived) {
    const char *text = PyUnicode_AsUTF8(name);
    if (!text) return NULL;
    rs_selection selection = RS_SELECTION_INIT;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(box);
    rs_status status = derived ? rs_select_type_and_derived(&selection, box->graph, text, &err)
                               : rs_select_type(&selection, box->graph, text, &err);
    rs__box_leave(box, state);
    return selected(box, &selection, status, &err);
}

/* ---- Garbage -------------------------------------------------------------------------------------------------------- */

PyObject *rs__garbage_objects(rs__box *box, bool stays) {
    const rs_columns *columns = rs_snapshot_columns(box->snapshot);
    const rs_liveness *liveness = NULL;
    ids list = {NULL, 0, 0};
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(box);
    rs_status status = rs_graph_liveness(&liveness, box->graph, &err);
    for (rs_object_id o = columns->records; status == RS_OK && o < columns->objects; o++)
        if (rs_liveness_is_garbage(liveness, o) && rs_liveness_is_uncollectable(liveness, o) == stays &&
            !ids_add(&list, o))
            status = rs_fail_memory(&err, "garbage");
    rs__box_leave(box, state);
    return ids_finish(box, &list, status, &err);
}

PyObject *rs__cycles_found(rs__box *box, rs_scope scope) {
    rs_cycles_options options = RS_CYCLES_OPTIONS_INIT;
    options.scope = scope;
    rs_cycles *cycles = NULL;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(box);
    rs_status status = rs_cycles_find(&cycles, box->graph, &options, &err);
    rs__box_leave(box, state);
    return status == RS_OK ? rs__patterns_make(box, cycles) : rs__raise(&err);
}

/* ---- Graphs --------------------------------------------------------------------------------------------------------- */

PyObject *rs__graph_around(rs__box *box, PyObject *objects, const rs_neighbourhood_options *options) {
    rs_object_id *selected = NULL;
    size_t count = 0;
    if (!rs__resolve_many(box, objects, &selected, &count)) return NULL;
    rs_refgraph *part = NULL;
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(box);
    rs_status status = rs_refgraph_neighbourhood(&part, box->graph, selected, count, options, &err);
    rs__box_leave(box, state);
    rs_release(selected);
    return status == RS_OK ? rs__graph_make(box, part) : rs__raise(&err);
}

PyObject *rs__graph_of_cycles(rs__box *box, uint32_t limit) {
    rs_refgraph *part = NULL;
    rs__drawn drawn = {0, 0};
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(box);
    rs_status status = rs__draw_cycles(&part, &drawn, box->graph, RS_SCOPE_GARBAGE, limit, &err);
    if (status == RS_OK && drawn.patterns == 0) {
        rs_refgraph_free(part);
        status = rs__draw_cycles(&part, &drawn, box->graph, RS_SCOPE_LIVE, limit, &err);
    }
    rs__box_leave(box, state);
    return status == RS_OK ? rs__graph_make(box, part) : rs__raise(&err);
}
