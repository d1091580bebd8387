/* box.c: a snapshot and its graph, shared by everything Python holds of them.    The other half: box.h. Map: README.md
 *
 * No thread waits for a box with the GIL in its hand: that is why the two locks cannot block each other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "box.h"

#include "rs_memory.h"

rs_status rs__box_new(rs__box **out, rs_snapshot *snapshot, rs_error *err) {
    rs__box *box = rs_alloc_cleared(1, sizeof *box);
    if (!box) return rs_fail_memory(err, "snapshot");
    rs_status status = rs_graph_new(&box->graph, snapshot, err);
    if (status != RS_OK) {
        rs_release(box);
        return status;
    }
    box->holders = 1;
    box->snapshot = snapshot;
    pthread_mutex_init(&box->lock, NULL); /* cannot fail with default attributes */
    *out = box;
    return RS_OK;
}

rs__box *rs__box_share(rs__box *box) {
    box->holders++;
    return box;
}

void rs__box_drop(rs__box *box) {
    if (!box || --box->holders > 0) return;
    rs_graph_free(box->graph);
    rs_snapshot_free(box->snapshot);
    pthread_mutex_destroy(&box->lock);
    rs_release(box);
}

PyThreadState *rs__box_enter(rs__box *box) {
    PyThreadState *state = PyEval_SaveThread();
    pthread_mutex_lock(&box->lock);
    return state;
}

void rs__box_leave(rs__box *box, PyThreadState *state) {
    pthread_mutex_unlock(&box->lock);
    PyEval_RestoreThread(state);
}

void rs__box_hold(rs__box *box) {
    if (pthread_mutex_trylock(&box->lock) == 0) return;
    PyThreadState *state = PyEval_SaveThread();
    pthread_mutex_lock(&box->lock);
    PyEval_RestoreThread(state);
}

void rs__box_let_go(rs__box *box) {
    pthread_mutex_unlock(&box->lock);
}
