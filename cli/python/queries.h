/* queries.h: the questions a Snapshot passes on.                                 The other half: queries.c. Map: README.md
 *
 * All return a new reference, or NULL with an exception set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_QUERIES_H
#define REFSCOPE_QUERIES_H

#include <Python.h>

#include "box.h"
#include "rs_refgraph.h"

PyObject *rs__instances_of(rs__box *box, PyTypeObject *type,
                           bool derived); /* a live type; none: an empty sequence */
PyObject *rs__instances_named(rs__box *box, PyObject *name,
                              bool derived); /* a str; none: an empty sequence */
/* What a collection would free, or what it would not though no root reaches it. */
PyObject *rs__garbage_objects(rs__box *box, bool stays);
PyObject *rs__cycles_found(rs__box *box, rs_scope scope); /* a list of Pattern */
PyObject *rs__graph_around(rs__box *box, PyObject *objects, const rs_neighbourhood_options *options);
/* The example of each pattern of cycles, of garbage, or where there is none, of the live heap: at most `limit` objects. */
PyObject *rs__graph_of_cycles(rs__box *box, uint32_t limit);

#endif
