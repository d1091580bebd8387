/* progress.h: a line on a terminal while something takes long.         Implementation: progress.c. Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_PROGRESS_H
#define REFSCOPE_PROGRESS_H

/* When standard error is a terminal and `what` lasts longer than half a second: "refscope: what… 3 s" stands there until
 * the end. One at a time; `what` must live as long. */
void rs__progress_begin(const char *what);
void rs__progress_end(void);

#endif
