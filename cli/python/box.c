/* box.c: a snapshot and its graph, shared by everything Python holds of them.    The other half: box.h. Map: README.md
 *
 * No thread waits for a box with the GIL in its hand, and none for the GIL with a box in its hand: that is why the two
 * locks cannot block each other.
 *
 * A fork takes all locks first, in the order in which everybody takes them: the list's, the boxes', and then the one that
 * guards igraph. So the child, which has no thread but one, finds no lock taken and no graph half worked out. Who is in a box
 * needs no GIL to come out, so that the fork has only to wait; nobody is in two.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "box.h"

#include "rs_memory.h"

/* ---- All boxes, for a fork ------------------------------------------------------------------------------------------- */

static pthread_mutex_t listing = PTHREAD_MUTEX_INITIALIZER;
static rs__box *newest;

static void lock_all(void) {
    pthread_mutex_lock(&listing);
    for (rs__box *box = newest; box != NULL; box = box->older) pthread_mutex_lock(&box->lock);
}

static void unlock_all(void) {
    for (rs__box *box = newest; box != NULL; box = box->older) pthread_mutex_unlock(&box->lock);
    pthread_mutex_unlock(&listing);
}

/* What is registered last is called first: igraph's lock was registered when the library was loaded. */
static void fork_between_uses(void) {
    pthread_atfork(lock_all, unlock_all, unlock_all);
}

static void guard_forks(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fork_between_uses);
}

static void list_box(rs__box *box) {
    pthread_mutex_lock(&listing);
    box->older = newest;
    if (newest != NULL) newest->newer = box;
    newest = box;
    pthread_mutex_unlock(&listing);
}

static void unlist_box(rs__box *box) {
    pthread_mutex_lock(&listing);
    if (box->newer != NULL)
        box->newer->older = box->older;
    else
        newest = box->older;
    if (box->older != NULL) box->older->newer = box->newer;
    pthread_mutex_unlock(&listing);
}

/* ---- One box -------------------------------------------------------------------------------------------------------- */

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
    guard_forks();
    list_box(box);
    *out = box;
    return RS_OK;
}

rs__box *rs__box_share(rs__box *box) {
    box->holders++;
    return box;
}

void rs__box_drop(rs__box *box) {
    if (!box || --box->holders > 0) return;
    unlist_box(box);
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
    while (pthread_mutex_trylock(&box->lock) != 0) {
        PyThreadState *state = PyEval_SaveThread();
        pthread_mutex_lock(&box->lock);
        pthread_mutex_unlock(&box->lock);
        PyEval_RestoreThread(state);
    }
}

void rs__box_let_go(rs__box *box) {
    pthread_mutex_unlock(&box->lock);
}
