/* asizeof.h: the functions behind refscope.asizeof, muppy, summary and tracker.                        Map: README.md
 *
 * The .py files keep classes, options and layout of text; whatever looks at objects is here. All follow Python's calling
 * convention, return a new reference or NULL with an exception set, and are private to the package.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ASIZEOF_H
#define REFSCOPE_ASIZEOF_H

#include <Python.h>
#include <stdint.h>

/* Size objects: see its doc string. asizeof.c, asizeof_tree.c. */
PyObject *rs__asize(PyObject *module, PyObject *arguments, PyObject *keywords);
extern const char rs__asize_doc[];

/* (object) -> bytes of the object itself: asizeof_single.c. */
PyObject *rs__flat_size_of(PyObject *module, PyObject *object);
/* (object) -> [(name or None, object)] of what it holds, or None when it holds nothing by its type. */
PyObject *rs__references_of(PyObject *module, PyObject *object);
/* (objects) -> bytes of all; (objects) -> [bytes of each]. */
PyObject *rs__sizes_total(PyObject *module, PyObject *objects);
PyObject *rs__sizes_each(PyObject *module, PyObject *objects);

/* Bytes of each object of a list or tuple, in its order; the caller's, from rs_memory.h, or NULL and an exception is set. */
uint64_t *rs__bytes_of_each(PyObject *sequence);

#endif
