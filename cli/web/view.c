/* view.c: the photograph that the pages show.                                            Manual: view.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "view.h"

#include <time.h>

#include "rs_memory.h"

rs_status rs__view_init(rs__view *view, const rs__web_source *source, rs_error *err) {
    *view = (rs__view){.source = *source, .snapshot = source->snapshot};
    char *title = rs_copy_string(source->title ? source->title : "");
    char *where = rs_copy_string(source->where ? source->where : "");
    view->source.title = title;
    view->source.where = where;
    rs_status st = title && where ? RS_OK : rs_fail_memory(err, "web");
    if (st == RS_OK && view->snapshot != NULL) st = rs_graph_new(&view->graph, view->snapshot, err);
    if (st != RS_OK) {
        rs_release(title);
        rs_release(where);
        return st;
    }
    pthread_mutex_init(&view->lock, NULL); /* cannot fail with default attributes */
    return RS_OK;
}

static void drop_photograph(rs__view *view) {
    for (size_t i = 0; i < 2; i++) rs_cycles_free(view->cycles[i]);
    rs_graph_free(view->graph);
    rs_snapshot_free(view->taken);
    view->cycles[0] = view->cycles[1] = NULL;
    view->graph = NULL;
    view->taken = NULL;
}

void rs__view_release(rs__view *view) {
    drop_photograph(view);
    rs_release((char *)view->source.title);
    rs_release((char *)view->source.where);
    pthread_mutex_destroy(&view->lock);
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void note_time(rs__view *view, double started) {
    time_t now = time(NULL);
    struct tm parts;
    view->seconds = seconds_now() - started;
    if (localtime_r(&now, &parts) == NULL || strftime(view->when, sizeof view->when, "%H:%M:%S", &parts) == 0)
        view->when[0] = '\0';
}

rs_status rs__view_refresh(rs__view *view, rs_error *err) {
    rs_snapshot *taken = NULL;
    rs_graph *graph = NULL;
    if (view->source.take == NULL)
        return rs_fail(err, RS_UNSUPPORTED, "the program has ended: there is nothing to photograph any more");
    double started = seconds_now();
    rs_status st = view->source.take(&taken, view->source.context, err);
    if (st == RS_OK) st = rs_graph_new(&graph, taken, err);
    if (st != RS_OK) {
        rs_snapshot_free(taken);
        return st;
    }
    drop_photograph(view);
    view->taken = taken;
    view->snapshot = taken;
    view->graph = graph;
    view->number++;
    note_time(view, started);
    return RS_OK;
}

rs_status rs__view_enter(rs__view *view, rs_error *err) {
    pthread_mutex_lock(&view->lock);
    rs_status st = view->snapshot == NULL ? rs__view_refresh(view, err) : RS_OK;
    if (st != RS_OK) pthread_mutex_unlock(&view->lock);
    return st;
}

void rs__view_leave(rs__view *view) {
    pthread_mutex_unlock(&view->lock);
}

rs_status rs__view_cycles(const rs_cycles **out, rs__view *view, rs_scope scope, rs_error *err) {
    rs_cycles_options options = RS_CYCLES_OPTIONS_INIT;
    rs_cycles **kept = &view->cycles[scope == RS_SCOPE_LIVE];
    options.scope = scope;
    rs_status st = *kept == NULL ? rs_cycles_find(kept, view->graph, &options, err) : RS_OK;
    if (st == RS_OK) *out = *kept;
    return st;
}
