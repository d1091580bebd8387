/* box.h: a snapshot and its graph, shared by everything Python holds of them.    The other half: box.c. Map: README.md
 *
 * A Snapshot, a handle, a reference: each holds the box, counted, and none holds another Python object. So nothing of ours
 * is seen by the collector, and a handle keeps neither its object nor its Snapshot alive, only the photograph.
 * The count is guarded by the GIL. The graph, which computes its passes when first asked, is guarded by the lock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_BOX_H
#define REFSCOPE_BOX_H

#include <Python.h>
#include <pthread.h>

#include "rs_cycles.h"
#include "rs_graph.h"

typedef struct rs__box {
    size_t holders;
    rs_snapshot *snapshot;
    rs_graph *graph;
    pthread_mutex_t lock;
    struct rs__box *older, *newer; /* in the list of all, which a fork goes through */
} rs__box;

/* On success *out is yours, with one holder, and owns `snapshot`. RS_NO_MEMORY, and then `snapshot` stays the caller's. */
rs_status rs__box_new(rs__box **out, rs_snapshot *snapshot, rs_error *err);
rs__box *rs__box_share(rs__box *box); /* one more holder; returns `box` */
void rs__box_drop(rs__box *box);      /* one holder less; the last one frees; NULL is fine */

/* Around calls that take rs_graph *. Between the two the GIL is not held, so nothing of Python may be touched, and
 * no process forked, which waits for all boxes. */
PyThreadState *rs__box_enter(rs__box *box);
void rs__box_leave(rs__box *box, PyThreadState *state);

/* The same for calls that are short: the GIL stays held unless another thread is in the box. */
void rs__box_hold(rs__box *box);
void rs__box_let_go(rs__box *box);

#endif
