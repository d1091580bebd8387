/* muppy_out_of_sight.c: objects that only C holds and that a collection would hide.   Declared in muppy.h. Map: README.md
 *
 * The collector stops looking after a tuple or dict of plain data the first time it meets it. One that is held from C alone,
 * the keyword names of a built-in function for instance, is then on no list and reached from nowhere: it lives, but cannot be
 * seen. So that what is counted does not depend on when a collection happened, it is not counted before either, nor is what only
 * garbage and such objects lead to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "muppy.h"
#include "rs_memory.h"

/* While it is worked out: what is certainly gone, and what is if nothing that lives leads to it. */
enum { LIVES, GONE, DOUBTFUL };

typedef struct hiding {
    const rs__box *box;
    const rs_columns *columns;
    unsigned char *dead;
    rs_object_id *waiting; /* whose references are still to be followed */
    size_t count, room;
    bool failed;
} hiding;

static void put_off(hiding *all, rs_object_id o) {
    if (rs_reserve((void **)&all->waiting, &all->room, all->count + 1, sizeof *all->waiting))
        all->waiting[all->count++] = o;
    else
        all->failed = true;
}

/* ---- Seen by way of references only --------------------------------------------------------------------------------- */

static bool is_plain(PyObject *object) {
    return !PyObject_IS_GC(object) || (PyTuple_CheckExact(object) && !PyObject_GC_IsTracked(object));
}

static bool is_plain_or_pair(PyObject *object) {
    if (is_plain(object)) return true;
    if (!PyTuple_CheckExact(object)) return false;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); i++) {
        PyObject *item = PyTuple_GET_ITEM(object, i);
        if (!item || !is_plain(item)) return false;
    }
    return true;
}

/* A tuple or dict that the collector will stop looking after when it comes by. */
static bool is_soon_left_alone(const hiding *all, rs_object_id o) {
    const rs_columns *columns = all->columns;
    PyObject *object = rs__live(all->box, o);
    if (!PyTuple_CheckExact(object) && !PyDict_CheckExact(object)) return false;
    for (uint32_t r = columns->row[o]; r < columns->row[o + 1]; r++)
        if (!is_plain_or_pair(rs__live(all->box, columns->target[r]))) return false;
    return true;
}

/* Types that are no objects of the heap are known to the interpreter. */
static bool is_on_no_list(const hiding *all, rs_object_id o) {
    if (o < all->columns->records) return false;
    PyObject *object = rs__live(all->box, o);
    if (PyType_Check(object)) return false;
    return !PyObject_IS_GC(object) || !PyObject_GC_IsTracked(object) || is_soon_left_alone(all, o);
}

/* ---- What is doubtful, and what is not after all -------------------------------------------------------------------- */

static bool nothing_leads_to(const rs_liveness *liveness, const hiding *all, rs_object_id o) {
    const rs_type *type = rs_snapshot_type(all->box->snapshot, all->columns->type[o]);
    return (type->kind == RS_KIND_TUPLE || type->kind == RS_KIND_DICT) && type->exact &&
           rs_liveness_outside(liveness, o) == all->columns->refcount[o] &&
           rs_liveness_root(liveness, o) == RS_ROOT_OUTSIDE;
}

/* Change the state of all that the waiting objects lead to, however far, from `before` to `after`. */
static void spread(hiding *all, unsigned char before, unsigned char after) {
    const rs_columns *columns = all->columns;
    while (all->count > 0 && !all->failed) {
        rs_object_id o = all->waiting[--all->count];
        for (uint32_t r = columns->row[o]; r < columns->row[o + 1]; r++) {
            rs_object_id to = columns->target[r];
            if (all->dead[to] != before || (after == DOUBTFUL && !is_on_no_list(all, to))) continue;
            all->dead[to] = after;
            put_off(all, to);
        }
    }
}

static void doubt(hiding *all, const rs_liveness *liveness) {
    for (rs_object_id o = all->columns->records; o < all->columns->objects && !all->failed; o++) {
        if (all->dead[o] == LIVES && nothing_leads_to(liveness, all, o) && is_on_no_list(all, o))
            all->dead[o] = DOUBTFUL;
        else if (all->dead[o] != GONE)
            continue;
        put_off(all, o);
        spread(all, LIVES, DOUBTFUL);
    }
}

static void clear_up(hiding *all) {
    const rs_columns *columns = all->columns;
    for (rs_object_id o = 0; o < columns->objects && !all->failed; o++) {
        if (all->dead[o] != LIVES) continue;
        for (uint32_t r = columns->row[o]; r < columns->row[o + 1]; r++) {
            if (all->dead[columns->target[r]] != DOUBTFUL) continue;
            all->dead[columns->target[r]] = LIVES;
            put_off(all, columns->target[r]);
        }
        spread(all, DOUBTFUL, LIVES);
    }
    for (rs_object_id o = 0; o < columns->objects; o++) all->dead[o] = all->dead[o] != LIVES;
}

bool rs__hide_out_of_sight(const rs__box *box, const rs_liveness *liveness, unsigned char *dead) {
    hiding all = {.box = box, .columns = rs_snapshot_columns(box->snapshot), .dead = dead};
    doubt(&all, liveness);
    clear_up(&all);
    rs_release(all.waiting);
    return !all.failed;
}
