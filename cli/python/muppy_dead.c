/* muppy_dead.c: which objects of a photograph will be gone after a collection.  Declared in muppy.h. Map: README.md
 *
 * Garbage, by arithmetic; and what goes along though it is no garbage itself: a class that is collected takes itself out of
 * the subclasses of its bases, and the weak reference and the number that stood there for it are gone as well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>

#include "errors.h"
#include "muppy.h"
#include "rs_graph.h"
#include "rs_memory.h"

typedef struct dying {
    const rs__box *box;
    const rs_columns *columns;
    unsigned char *dead;
    uintptr_t *classes; /* addresses of the garbage that is a class, ascending */
    size_t count, room;
} dying;

static bool is_class(const dying *all, rs_object_id o) {
    return rs_snapshot_type(all->box->snapshot, all->columns->type[o])->kind == RS_KIND_TYPE;
}

static int compare(const void *left, const void *right) {
    uintptr_t a = *(const uintptr_t *)left, b = *(const uintptr_t *)right;
    return (a > b) - (a < b);
}

/* Fills `dead` and `classes`. */
static bool find_garbage(dying *all, const rs_liveness *liveness) {
    for (rs_object_id o = all->columns->records; o < all->columns->objects; o++) {
        all->dead[o] = rs_liveness_is_garbage(liveness, o) && !rs_liveness_is_uncollectable(liveness, o);
        if (!all->dead[o] || !is_class(all, o)) continue;
        if (!rs_reserve((void **)&all->classes, &all->room, all->count + 1, sizeof *all->classes))
            return false;
        all->classes[all->count++] = (uintptr_t)all->columns->address[o];
    }
    if (all->count > 0) qsort(all->classes, all->count, sizeof *all->classes, compare);
    return true;
}

static bool refers_to_dying_class(const dying *all, rs_object_id weak) {
    PyObject *reference = rs__live(all->box, weak);
    if (!PyWeakref_CheckRefExact(reference)) return false;
    uintptr_t class = (uintptr_t)((PyWeakReference *)reference)->wr_object;
    return bsearch(&class, all->classes, all->count, sizeof class, compare) != NULL;
}

/* `table`: {number: weak reference to a subclass} of a class that lives. */
static void take_out_of(dying *all, rs_object_id table) {
    for (uint32_t r = all->columns->row[table] + 1; r < all->columns->row[table + 1]; r++) {
        rs_object_id number = all->columns->target[r - 1], weak = all->columns->target[r];
        bool is_entry = RS_NAME_KIND(all->columns->name[r]) == RS_NAME_KEY &&
                        RS_NAME_KIND(all->columns->name[r - 1]) == RS_NAME_DICT_KEY;
        if (!is_entry || !refers_to_dying_class(all, weak)) continue;
        all->dead[weak] = 1;
        all->dead[number] |= Py_REFCNT(rs__live(all->box, number)) == 1;
    }
}

static bool is_subclasses(const dying *all, uint32_t reference) {
    uint32_t name = all->columns->name[reference];
    return RS_NAME_KIND(name) == RS_NAME_ATTRIBUTE && (name & RS_NAME_EXTRA) &&
           strcmp(rs_snapshot_string(all->box->snapshot, RS_NAME_ARGUMENT(name)), "__subclasses__") == 0;
}

static void take_out_of_subclasses(dying *all) {
    for (rs_object_id o = all->columns->records; o < all->columns->objects; o++) {
        if (all->dead[o] || !is_class(all, o)) continue;
        for (uint32_t r = all->columns->row[o]; r < all->columns->row[o + 1]; r++)
            if (is_subclasses(all, r)) take_out_of(all, all->columns->target[r]);
    }
}

bool rs__find_dead(const rs__box *box, unsigned char **dead) {
    const rs_liveness *liveness = NULL;
    rs_error err = RS_ERROR_INIT;
    dying all = {.box = box, .columns = rs_snapshot_columns(box->snapshot)};
    all.dead = rs_alloc_cleared(all.columns->objects + 1u, 1);
    rs_status status = all.dead ? rs_graph_liveness(&liveness, box->graph, &err)
                                : rs_fail_memory(&err, "objects");
    if (status == RS_OK && !find_garbage(&all, liveness)) status = rs_fail_memory(&err, "objects");
    if (status == RS_OK && all.count > 0) take_out_of_subclasses(&all);
    if (status == RS_OK && !rs__hide_out_of_sight(box, liveness, all.dead))
        status = rs_fail_memory(&err, "objects");
    rs_release(all.classes);
    if (status != RS_OK) {
        rs_release(all.dead);
        rs__raise(&err);
        return false;
    }
    *dead = all.dead;
    return true;
}
