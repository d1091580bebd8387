/* room.c: the door of igraph's room: one thread at a time, errors as values.     Manual: room.h. Map: graph/igraph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "room.h"

#include <pthread.h>

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static bool is_set_up;

static void close_door(void) {
    pthread_mutex_lock(&door);
}

/* A fork waits until nobody is inside: the child has no thread that would come out. */
__attribute__((constructor)) static void fork_when_empty(void) {
    pthread_atfork(close_door, rs__room_leave, rs__room_leave);
}

void rs__room_enter(void) {
    pthread_mutex_lock(&door);
    igraph_set_error_handler(
        igraph_error_handler_ignore); /* frees what the failing call had in hand, and returns */
    igraph_set_warning_handler(igraph_warning_handler_ignore);
    if (is_set_up) return;
    rs__igraph_setup();
    igraph_set_attribute_table(&igraph_cattribute_table);
    is_set_up = true;
}

void rs__room_leave(void) {
    pthread_mutex_unlock(&door);
}

rs_status rs__room_status(igraph_error_t code, const char *what, rs_error *err) {
    if (code == IGRAPH_SUCCESS) return RS_OK;
    if (code == IGRAPH_ENOMEM) return rs_fail_memory(err, what);
    return rs_fail(err, RS_INTERNAL, "%s: igraph: %s", what, igraph_strerror(code));
}
