/* dominated.c: the tree of dominators read downwards.                   Manual: rs_dominated.h. Map: graph/README.md
 *
 * Every object refers to its dominator by one reference, which has the object's own number; sorted by what they refer to,
 * these are the tree. One object more stands for none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_dominated.h"

#include "big_array.h"
#include "reverse_sort.h"

struct rs_dominated {
    rs_reverse reverse;
    uint32_t objects;
};

static bool sort(rs_dominated *d, const rs_dominators *dominators) {
    uint32_t *row = rs__big_array((size_t)d->objects + 2, sizeof *row);
    uint32_t *above = rs__big_array(d->objects, sizeof *above);
    bool done = row && above;
    if (done) {
        for (uint32_t o = 0; o < d->objects; o++) {
            rs_object_id dominator = rs_dominators_of(dominators, o);
            row[o] = o;
            above[o] = dominator == RS_NO_OBJECT ? d->objects : dominator;
        }
        row[d->objects] = row[d->objects + 1] = d->objects;
        rs_columns upwards = {
            .objects = d->objects + 1, .references = d->objects, .row = row, .target = above};
        done = rs__reverse_sort(&d->reverse, &upwards, rs__reverse_plan(&upwards));
    }
    rs_release(row);
    rs_release(above);
    return done;
}

rs_status rs_dominated_new(rs_dominated **out, rs_graph *graph, rs_error *err) {
    const rs_dominators *dominators = NULL;
    rs_status st = rs_graph_dominators(&dominators, graph, err);
    if (st != RS_OK) return st;
    rs_dominated *d = rs_alloc_cleared(1, sizeof *d);
    if (d) d->objects = rs_snapshot_columns(rs_graph_snapshot(graph))->objects;
    if (!d || !sort(d, dominators)) {
        rs_dominated_free(d);
        return rs_fail_memory(err, "sorting objects by what retains them");
    }
    *out = d;
    return RS_OK;
}

void rs_dominated_free(rs_dominated *d) {
    if (!d) return;
    rs_release(d->reverse.row);
    rs_release(d->reverse.reference);
    rs_release(d);
}

size_t rs_dominated_by(const rs_dominated *d, rs_object_id object, const rs_object_id **objects) {
    if (object == RS_NO_OBJECT) object = d->objects;
    if (object > d->objects) {
        *objects = NULL;
        return 0;
    }
    *objects = d->reverse.reference + d->reverse.row[object];
    return d->reverse.row[object + 1] - d->reverse.row[object];
}
