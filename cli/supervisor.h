/* supervisor.h: the process around the process in which the program runs.  Implementation: supervisor.c. Map: cli/README.md
 *
 * A program can end its process (os._exit), be killed or crash. So it runs in a forked one, and this one waits, forwards
 * signals, and tells what became of it.
 *
 *     rs__side side;
 *     st = rs__supervise(&side, host, "app.py", &err);    // returns twice
 *     if (side.inside) { run; rs__tell(RS_STAGE_DONE); report; rs__tell_status(0); tear down; }
 *     else the inner process has ended: side.status is the exit status of the command
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_SUPERVISOR_H
#define REFSCOPE_SUPERVISOR_H

#include "rs_program.h"

typedef struct rs__side {
    bool inside;
    int status; /* outside: the exit status to end with */
} rs__side;

/* Inside always RS_OK. Outside: RS_OK when the inner process told its status; otherwise side->status is set all the same
 * and *err says what became of the program. When the report was interrupted by a signal, this process ends by the same. */
rs_status rs__supervise(rs__side *side, const rs_host *host, const char *target, rs_error *err);

/* Inside: how far it is. */
void rs__tell(rs_stage stage);
/* Inside: the report is out, and this is the exit status of the command. What follows is the program's own teardown. */
void rs__tell_status(int status);

#endif
