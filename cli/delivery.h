/* delivery.h: where the report goes, and the program's own output meanwhile.  Implementation: delivery.c. Map: cli/README.md
 *
 * The report goes to standard output or to the file of -o. In the first case the program must not write there: its
 * descriptor 1 becomes standard error while it runs, and the real one is put by.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_DELIVERY_H
#define REFSCOPE_DELIVERY_H

#include <stdbool.h>
#include <sys/types.h>

#include "rs_text.h"

typedef struct rs__delivery {
    const char *path; /* of -o, or NULL */
    char folder
        [4096];   /* where the command was started: what a path is relative to, wherever the program goes */
    int output;   /* what standard output was, or -1 */
    pid_t outer;  /* who has it still as its descriptor 1 */
    bool alone;   /* no program runs: standard output is the report's all the while */
    dev_t device; /* what it is, should the program close our descriptor */
    ino_t inode;
} rs__delivery;

/* Before the program starts. `outer` is the supervising process. RS_IO: standard output is closed. */
rs_status rs__delivery_open(rs__delivery *delivery, const char *path, pid_t outer, rs_error *err);

/* The same where no program runs. */
void rs__delivery_open_alone(rs__delivery *delivery, const char *path);

/* Send a report: whole, at once; to `path`, or when that is NULL to standard output. RS_IO. */
rs_status rs__delivery_send(const rs__delivery *delivery, const char *path, const rs_text *report,
                            rs_error *err);

/* Have a file made by `make`, in the folder where the command was started. Its status. */
typedef rs_status (*rs__maker)(const char *path, void *context, rs_error *err);
rs_status rs__delivery_make(const rs__delivery *delivery, const char *path, rs__maker make, void *context,
                            rs_error *err);

/* Add the name of one of several files that are asked for by one: the third of leak.png is leak-3.png. */
void rs__add_numbered_path(rs_text *text, const char *path, size_t number);

/* What a line may hold: the terminal's width, or COLUMNS; 0 (no limit) where the report is not read on a terminal. */
unsigned rs__delivery_columns(const rs__delivery *delivery);
/* Is the report read on a terminal that shows colours, and does NO_COLOR not say otherwise? */
bool rs__delivery_colour(const rs__delivery *delivery);

#endif
