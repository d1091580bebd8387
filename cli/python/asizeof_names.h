/* asizeof_names.h: objects and references as asizeof writes them.                     Implementation: asizeof_names.c
 *                                                                                                      Map: README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ASIZEOF_NAMES_H
#define REFSCOPE_ASIZEOF_NAMES_H

#include <Python.h>

#include "rs_snapshot.h"

/* What repr() would say, as looks.h writes it, its middle replaced by "...." when it is longer than `clip`; 0: all of it. Runs
 * no code of the program. A str. */
PyObject *rs__clipped_repr(PyObject *object, Py_ssize_t clip);
/* The name an object bears (a class, a function, a module, ...), or else its repr. A str. */
PyObject *rs__name_or_repr(PyObject *object, Py_ssize_t clip);
/* The name of a reference: "attribute", "[K] key", "[V] key: value"; NULL without an exception: it has none. */
PyObject *rs__reference_title(const rs_snapshot *snapshot, rs_reference_id reference);

/* "[V] name: value" of an attribute, as a __dict__ would have it. */
PyObject *rs__attribute_title(const rs_snapshot *snapshot, rs_reference_id reference);

/* _asize_repr(object, clip): the first of these, for the package's own files. */
PyObject *rs__asize_repr(PyObject *module, PyObject *arguments);

#endif
