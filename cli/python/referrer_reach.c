/* referrer_reach.c: who holds an object, and who holds that.                    The other half: referrer_reach.h. Map: README.md
 *
 * By counting (rs_holders.h), and, where counts leave something open, on a photograph of the whole heap. Both find the same.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "referrer_reach.h"

#include "errors.h"
#include "rs_holders.h"
#include "rs_memory.h"
#include "rs_referrers.h"
#include "take.h"
#include "types.h"

/* One more, and its number. The caller's reference to `live` is taken over. */
static bool add(rs__reach_of *reach, PyObject *live, const char *frame) {
    void *all = reach->all;
    char *name = frame ? rs_copy_string(frame) : NULL;
    bool done = (!frame || name) && rs_reserve(&all, &reach->room, reach->count + 1, sizeof *reach->all);
    if (!done) {
        Py_XDECREF(live);
        rs_release(name);
        return false;
    }
    reach->all = all;
    reach->all[reach->count++] = (rs__reached){live, name, 0, 0};
    return true;
}

static bool add_holder(rs__reach_of *reach, uint32_t number) {
    void *holders = reach->holders;
    if (!rs_reserve(&holders, &reach->holder_room, reach->holder_count + 1, sizeof *reach->holders))
        return false;
    reach->holders = holders;
    reach->holders[reach->holder_count++] = number;
    return true;
}

void rs__reach_release(rs__reach_of *reach) {
    for (size_t i = 0; i < reach->count; i++) {
        Py_XDECREF(reach->all[i].live);
        rs_release(reach->all[i].frame);
    }
    rs_release(reach->all);
    rs_release(reach->holders);
    *reach = (rs__reach_of){NULL, 0, 0, NULL, 0, 0};
}

/* ---- By counting ---------------------------------------------------------------------------------------------------- */

static bool copy(rs__reach_of *out, const rs_holders *found) {
    for (size_t i = 0; i < rs_holders_count(found); i++) {
        const char *frame = rs_holders_frame(found, i);
        PyObject *object = (PyObject *)(uintptr_t)rs_holders_address(found, i);
        if (!add(out, frame ? NULL : rs__new_reference(object), frame)) return false;
    }
    for (size_t i = 0; i < out->count; i++) {
        const uint32_t *holders;
        out->all[i].first = out->holder_count;
        out->all[i].count = rs_holders_of(found, i, &holders);
        for (size_t h = 0; h < out->all[i].count; h++)
            if (!add_holder(out, holders[h])) return false;
    }
    return true;
}

static rs_status count_holders(rs__reach_of *out, PyObject *object, size_t depth, PyObject *const *also,
                               rs_error *err) {
    rs_holders *found = NULL;
    uint64_t *hidden = NULL;
    rs_holders_options options = {(uintptr_t)object, depth, NULL, 0};
    rs_status status = rs__list_hidden(&hidden, &options.hidden_count, also, err);
    options.hidden = hidden;
    if (status == RS_OK) status = rs_holders_find(&found, &options, err);
    if (status == RS_OK && !copy(out, found)) status = rs_fail_memory(err, "tree");
    rs_holders_free(found);
    rs_release(hidden);
    return status;
}

/* ---- On a photograph ------------------------------------------------------------------------------------------------ */

typedef struct photograph {
    rs__box *box;
    const rs_columns *columns;
    const rs_referrers *referrers;
    uint32_t *number;  /* [objects] in `all`, + 1 */
    rs_object_id *ids; /* [out->count] */
    size_t id_room;
    rs__reach_of *out;
} photograph;

/* Of what is no Python object only frames are shown. */
static bool is_shown(const photograph *on, rs_object_id id) {
    if (id >= on->columns->records) return true;
    return rs_snapshot_type_of(on->box->snapshot, id)->kind == RS_KIND_FRAME_RECORD;
}

static bool number(photograph *on, rs_object_id id) {
    const char *name = id < on->columns->records ? rs_snapshot_object_name(on->box->snapshot, id) : NULL;
    bool record = id < on->columns->records;
    void *ids = on->ids;
    if (on->number[id]) return true;
    if (!rs_reserve(&ids, &on->id_room, on->out->count + 1, sizeof *on->ids)) return false;
    on->ids = ids;
    on->ids[on->out->count] = id;
    if (!add(on->out, record ? NULL : rs__new_reference(rs__live(on->box, id)),
             record ? name ? name : "?" : NULL))
        return false;
    on->number[id] = (uint32_t)on->out->count;
    return true;
}

static bool list_holders(photograph *on, size_t of) {
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(on->referrers, on->ids[of], &held);
    rs_object_id before = RS_NO_OBJECT;
    on->out->all[of].first = on->out->holder_count;
    for (size_t i = 0; i < count; i++) {
        rs_object_id holder = rs_snapshot_source(on->box->snapshot, held[i]);
        if (holder == before || !is_shown(on, holder)) continue; /* one holder is one child */
        if (!number(on, holder) || !add_holder(on->out, on->number[holder] - 1)) return false;
        on->out->all[of].count++;
        before = holder;
    }
    return true;
}

/* Breadth first, so that each object is met at its smallest depth: the cost is that of the part of the heap in reach. */
static bool list_levels(photograph *on, rs_object_id root, size_t depth) {
    size_t done = 0;
    if (!number(on, root)) return false;
    for (size_t level = 0; level < depth && done < on->out->count; level++)
        for (size_t end = on->out->count; done < end; done++)
            if (!on->out->all[done].frame && !list_holders(on, done)) return false;
    return true;
}

static rs_status look(photograph *on, PyObject *object, size_t depth, rs_error *err) {
    on->columns = rs_snapshot_columns(on->box->snapshot);
    on->number = rs_alloc_cleared(on->columns->objects + (size_t)1, sizeof *on->number);
    if (!on->number) return rs_fail_memory(err, "tree");
    rs_status status = rs_graph_referrers(&on->referrers, on->box->graph, err);
    if (status != RS_OK) return status;
    rs_object_id id = rs_graph_find(on->box->graph, (uintptr_t)object);
    if (id == RS_NO_OBJECT || list_levels(on, id, depth)) return RS_OK;
    return rs_fail_memory(err, "tree");
}

static bool look_on_photograph(rs__reach_of *out, PyObject *object, size_t depth, PyObject *const *also) {
    photograph on = {.box = rs__take(RS_VALUES_NONE, NULL, also), .out = out};
    rs_error err = RS_ERROR_INIT;
    if (!on.box) return false;
    rs_status status = look(&on, object, depth, &err);
    if (status != RS_OK) rs__raise(&err);
    rs_release(on.number);
    rs_release(on.ids);
    rs__box_drop(on.box);
    return status == RS_OK;
}

bool rs__reach_find(rs__reach_of *out, PyObject *object, size_t depth, PyObject *const *also) {
    rs_error err = RS_ERROR_INIT;
    *out = (rs__reach_of){NULL, 0, 0, NULL, 0, 0};
    rs_status status = count_holders(out, object, depth, also, &err);
    if (status == RS_UNSUPPORTED) return look_on_photograph(out, object, depth, also);
    if (status != RS_OK) rs__raise(&err);
    return status == RS_OK;
}
