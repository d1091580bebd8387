/* referrer_reach.h: who holds an object, who holds that, and so on, as live objects.   Implementation: referrer_reach.c
 *                                                                                                      Map: README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_REFERRER_REACH_H
#define REFSCOPE_REFERRER_REACH_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct rs__reached {
    PyObject *live;      /* held; NULL: a running frame of which there is no object */
    char *frame;         /* then its name, "work (app.py:12)"; else NULL */
    size_t first, count; /* of its holders */
} rs__reached;

typedef struct rs__reach_of {
    rs__reached *all; /* [count] the object asked about is the first */
    size_t count, room;
    uint32_t *holders; /* numbers in `all`; those of one object stand together, each once */
    size_t holder_count, holder_room;
} rs__reach_of;

/* Everything within `depth` steps of `object`, without refscope's own and without what `also` (NULL-terminated) names. Nothing
 * of Python runs before it is held. *out is yours to release, also on failure; empty when the object itself is not shown.
 * false: an exception is set. */
bool rs__reach_find(rs__reach_of *out, PyObject *object, size_t depth, PyObject *const *also);
void rs__reach_release(rs__reach_of *reach);

#endif
