/* door.h: who is let in to the server.                                             Implementation: door.c. Map: README.md
 *
 * A thread accepts connections and reads along, without taking a byte away, until the head of the first request is whole.
 * Whoever has the token is then let in; everybody else gets one and the same answer here and never meets the server. A head
 * has a few seconds in all, however it drips; the number of those who wait is bounded, and whoever came first and has not
 * shown the token makes room for the next. So nobody without the token can keep out who has it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_WEB_DOOR_H
#define REFSCOPE_WEB_DOOR_H

#include <stdbool.h>
#include <sys/socket.h>

#include "rs_status.h"

typedef struct rs__door rs__door;

typedef struct rs__door_options {
    int listening;     /* borrowed, non-blocking from here on */
    const char *token; /* borrowed */
    /* Takes a connection over, to close it some time; called in the door's thread. */
    void (*admit)(void *context, int connection, const struct sockaddr *from, socklen_t size);
    void *context;
} rs__door_options;

/* A closed door. RS_IO, RS_NO_MEMORY. */
rs_status rs__door_new(rs__door **out, const rs__door_options *options, rs_error *err);
/* Starts its thread, which has this one's mask of signals. RS_IO. */
rs_status rs__door_open(rs__door *door, rs_error *err);
/* A connection that was let in is there, or has gone: from any thread. So many at most are inside at once. */
void rs__door_entered(rs__door *door);
void rs__door_left(rs__door *door);
/* Nobody is let in any more, and who waits is sent away. The door stays, for rs__door_left, until it is freed. */
void rs__door_close(rs__door *door);
void rs__door_free(rs__door *door); /* NULL is fine; a closed one */
/* In a forked child, where its thread is not: closes its descriptors. */
void rs__door_forget(rs__door *door);

#endif
