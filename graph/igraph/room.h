/* room.h: what every file of this room shares: how to enter it, how errors leave it, what a reference graph is.
 * The other half: room.c.                                                                  Map: graph/igraph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ROOM_H
#define ROOM_H

#include "compat.h"
#include "refgraph_draft.h"

/* Vertices have the numeric attributes object, type, count, bytes, marks; edges reference, before, count, marks. Numbers of
 * objects and bytes up to 2^53 are exact in a double. igraph finds an attribute by comparing names, each time: what is asked
 * of one vertex or edge after the other is told from the two arrays, which say the same, and a mark is set in both. */
struct rs_refgraph {
    igraph_t igraph;
    rs_vertex *vertices; /* [vertices of igraph] */
    rs_edge *edges;      /* [edges of igraph] */
    rs_graph *graph;
    size_t left_out;
};

/* Every call of igraph that can fail or allocate stands between these two. The igraph of Debian 12 is built without
 * thread-local storage: its stack of things to be freed is one for the whole process, so only one thread at a time may
 * be inside. Entering also installs handlers that return, because igraph's own abort the process; they are not taken
 * back, since another thread could be inside by then. */
void rs__room_enter(void);
void rs__room_leave(void);

/* RS_OK, RS_NO_MEMORY, or RS_INTERNAL with igraph's words for the code. `what` says what was being done. */
rs_status rs__room_status(igraph_error_t code, const char *what, rs_error *err);

#endif
