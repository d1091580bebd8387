/* rs_web.h: a photograph, and the process it is of, as pages for a browser.    Implementation: server.c. Map: README.md
 *
 * The server listens on this machine only, and only to who knows its address: a random token is the first part of every
 * path. It answers GET, shows, and changes nothing; the one thing that can be asked of the program is a new photograph.
 *
 *     rs__web_source source = {.title = "app.py", .snapshot = heap};
 *     rs__web *web = NULL;
 *     st = rs__web_start(&web, &source, "localhost", 0, &err);   // 0: a free port
 *     puts(rs__web_address(web));
 *     rs__web_stop(web);                                         // waits for answers that are on their way
 *
 * Answers are made in threads of the server's own, in which all signals are blocked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_WEB_H
#define RS_WEB_H

#include <stdbool.h>

#include "rs_snapshot.h"

typedef struct rs__web rs__web;
typedef struct rs__page rs__page; /* page.h */

/* Where the pages come from. The functions are called from the server's threads; those that need the GIL take it. */
typedef struct rs__web_source {
    const char *title; /* what is looked at: "app.py"; copied */
    const char *where; /* of `snapshot`: "at the end"; copied; NULL: nothing */
    const rs_snapshot
        *snapshot; /* the one photograph there is, which must outlive the server; or NULL, and then */
    rs_status (*take)(rs_snapshot **out, void *context,
                      rs_error *err); /* takes one, which is then the server's */
    /* Adds what only the running program knows of a topic: "process", "traceback" of a thread, "tracker", "class" of a
     * name. RS_NOT_FOUND with a sentence when there is nothing of that name. NULL: no program is running. */
    rs_status (*live)(rs__page *page, const char *topic, const char *argument, void *context, rs_error *err);
    void *context;
} rs__web_source;

/* `host` must be a name of this machine's loopback: RS_BAD_ARGUMENT otherwise. RS_IO: the port is in use. RS_NO_MEMORY. */
rs_status rs__web_start(rs__web **out, const rs__web_source *source, const char *host, unsigned port,
                        rs_error *err);
const char *rs__web_address(const rs__web *web); /* "http://127.0.0.1:8090/<token>/"; borrowed */
unsigned rs__web_port(const rs__web *web);
/* Must not be called with the GIL held when `take` or `live` need it. NULL is fine. */
void rs__web_stop(rs__web *web);
/* In a forked child, which has none of the server's threads: closes the socket, so that the port is the parent's alone. */
void rs__web_forget(rs__web *web);

#endif
