/* deep_size.c: how large an object is with all it refers to.            Manual: rs_deep_size.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_deep_size.h"

#include "bits.h"
#include "rs_memory.h"
#include "scenery.h"

typedef struct walk {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    rs_bits *reached;
    rs_object_id *waiting; /* a stack: reached, and not yet gone into */
    size_t waiting_count, capacity;
    rs_deep_size size;
} walk;

static bool reach(walk *w, rs_object_id object) {
    const rs_columns *c = w->columns;
    if (rs__bit(w->reached, object)) return true;
    rs__bit_set(w->reached, object);
    if (object >= c->records) {
        w->size.bytes += rs_snapshot_size(w->snapshot, object);
        w->size.objects++;
    }
    if (c->row[object] == c->row[object + 1]) return true;
    void *waiting = w->waiting;
    bool fits = rs_reserve(&waiting, &w->capacity, w->waiting_count + 1, sizeof *w->waiting);
    w->waiting = waiting;
    if (fits) w->waiting[w->waiting_count++] = object;
    return fits;
}

static bool run(walk *w) {
    while (w->waiting_count > 0) {
        rs_object_id object = w->waiting[--w->waiting_count];
        for (uint32_t r = w->columns->row[object]; r < w->columns->row[object + 1]; r++) {
            rs_object_id held = w->columns->target[r];
            if (rs__is_crossroads(w->snapshot, held) || rs__is_scenery(w->snapshot, r)) continue;
            if (!reach(w, held)) return false;
        }
    }
    return true;
}

rs_status rs_deep_size_of(rs_deep_size *size, const rs_snapshot *snapshot, const rs_object_id *objects,
                          size_t count, rs_error *err) {
    walk w = {.snapshot = snapshot, .columns = rs_snapshot_columns(snapshot)};
    w.reached = rs__bits_new(w.columns->objects);
    bool done = w.reached != NULL;
    for (size_t i = 0; done && i < count; i++)
        done = objects[i] >= w.columns->objects || reach(&w, objects[i]);
    done = done && run(&w);
    rs_release(w.reached);
    rs_release(w.waiting);
    if (!done) return rs_fail_memory(err, "adding up what objects refer to");
    *size = w.size;
    return RS_OK;
}
