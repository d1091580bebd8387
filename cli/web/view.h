/* view.h: the photograph that the pages show.                                       Implementation: view.c. Map: README.md
 *
 * One thread at a time looks at it, between enter and leave: a graph computes its passes when they are first asked for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_WEB_VIEW_H
#define REFSCOPE_WEB_VIEW_H

#include <pthread.h>

#include "rs_cycles.h"
#include "rs_graph.h"
#include "rs_web.h"

typedef struct rs__view {
    pthread_mutex_t lock;
    rs__web_source source;       /* with copies of its own of the strings */
    rs_snapshot *taken;          /* ours, when the source takes photographs */
    const rs_snapshot *snapshot; /* NULL until one is taken */
    rs_graph *graph;
    rs_cycles *cycles[2]; /* by RS_SCOPE_GARBAGE and RS_SCOPE_LIVE; NULL until they are asked for */
    unsigned number;      /* how many were taken */
    double seconds;       /* that it took */
    char when[32];        /* "14:05:12" */
} rs__view;

rs_status rs__view_init(rs__view *view, const rs__web_source *source, rs_error *err);
void rs__view_release(rs__view *view);

/* On success the lock is held and there is a photograph; the first call takes it. */
rs_status rs__view_enter(rs__view *view, rs_error *err);
void rs__view_leave(rs__view *view);
/* Between enter and leave: another photograph in place of this one, which stays when that fails. */
rs_status rs__view_refresh(rs__view *view, rs_error *err);
/* Between enter and leave; *out is borrowed from the view. */
rs_status rs__view_cycles(const rs_cycles **out, rs__view *view, rs_scope scope, rs_error *err);

#endif
