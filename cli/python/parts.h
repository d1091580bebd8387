/* parts.h: what a ReferenceGraph is made of, as Python sees it: _MetaObject and _Edge.
 * Implementation: meta_object_type.c, edge_type.c.                                                     Map: README.md
 *
 * Both hold numbers and str only, so they can be on no cycle and stay out of the collector's lists.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_PARTS_H
#define REFSCOPE_PARTS_H

#include "types.h"

#define RS__NO_GROUP (-1)

typedef struct rs__meta_object {
    PyObject_HEAD unsigned long long size;
    unsigned long long id;
    PyObject *type;   /* str, or NULL: not set */
    PyObject *str;    /* str, or NULL: not set */
    Py_ssize_t group; /* RS__NO_GROUP: not set */
    bool cycle;
} rs__meta_object;

typedef struct rs__edge {
    PyObject_HEAD unsigned long long src, dst;
    PyObject *label;  /* str */
    Py_ssize_t group; /* RS__NO_GROUP: None */
} rs__edge;

PyObject *rs__meta_object_make(void);
PyObject *rs__edge_make(unsigned long long src, unsigned long long dst,
                        PyObject *label); /* takes a reference to label */

#endif
