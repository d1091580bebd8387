/* asizeof_take.h: a photograph of what given objects hold.                              Implementation: asizeof_take.c
 *                                                                                                      Map: README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ASIZEOF_TAKE_H
#define REFSCOPE_ASIZEOF_TAKE_H

#include <Python.h>

#include "rs_reach.h"
#include "rs_snapshot.h"

#define RS__ALL_KINDS UINT64_MAX

/* What the `count` objects reach without following objects of `closed_kinds`, bits 1 << rs_kind, that are not given
 * themselves. The GIL is held and no Python object is made. Yours to free; NULL, and an exception is set. */
rs_snapshot *rs__take_reached(PyObject *const *objects, size_t count, uint64_t closed_kinds);
/* The objects and nothing of what they hold. */
rs_snapshot *rs__take_flat(PyObject *const *objects, size_t count);

/* What answers questions without a photograph (rs_reach.h), kept from one to the next. Give it back behind the answer. NULL:
 * an exception is set. */
rs_reach *rs__reach_borrow(void);
void rs__reach_give_back(rs_reach *reach);

/* The numbers of given objects, in their order. */
typedef struct rs__given {
    const rs_snapshot *snapshot;
    rs_object_id next;
} rs__given;
/* The number of the next given object; *again: it was given before. */
rs_object_id rs__given_next(rs__given *given, PyObject *object, bool *again);

#endif
