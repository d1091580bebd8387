/* resolve.h: which objects of a snapshot a caller means.                        The other half: resolve.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_RESOLVE_H
#define REFSCOPE_RESOLVE_H

#include <Python.h>

#include "box.h"

/* The object meant by a handle of this snapshot, by an address (exactly an int) or by a live object, in that order. A live
 * object must have the type it had: its address may have been another's. RS_NO_OBJECT, and NotFoundError is set. */
rs_object_id rs__resolve(rs__box *box, PyObject *argument);

/* A live object itself, whatever it is. */
rs_object_id rs__resolve_live(rs__box *box, PyObject *object);

/* One of the above, or a list, tuple or sequence of handles of them. *ids is the caller's, from rs_memory.h. false: an
 * exception is set. */
bool rs__resolve_many(rs__box *box, PyObject *argument, rs_object_id **ids, size_t *count);

#endif
