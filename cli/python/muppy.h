/* muppy.h: the functions behind refscope.muppy.                                 Implementation: muppy_*.c. Map: README.md
 *
 * All follow Python's calling convention, return a new reference or NULL with an exception set, and are private to the
 * package. They tell objects apart by address and call nothing of theirs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_MUPPY_H
#define REFSCOPE_MUPPY_H

#include <Python.h>

#include "rs_liveness.h"
#include "take.h"

/* (frames, ignored, ours) -> a list of all live objects, garbage and what is refscope's own left out, and what only the
 * lists `ignored` and `ours` and their members hold; frames too where that is true: muppy_objects.c. */
PyObject *rs__muppy_objects(PyObject *module, PyObject *arguments);
/* (objects) -> the list of them, each once, in order: muppy_sets.c. */
PyObject *rs__muppy_once(PyObject *module, PyObject *objects);
/* (objects, others) -> the list of objects that are not among the others. */
PyObject *rs__muppy_without(PyObject *module, PyObject *arguments);
/* (object, level) -> the list of what it refers to, directly or in `level` steps. */
PyObject *rs__muppy_referents(PyObject *module, PyObject *arguments);
/* (objects, type or None, more than, less than) -> the list of those: by type and by bytes, -1: any: muppy_filter.c. */
PyObject *rs__muppy_filter(PyObject *module, PyObject *arguments);

/* (objects) -> the list of them by bytes, the smallest first, of equal ones the earlier. */
PyObject *rs__muppy_sort(PyObject *module, PyObject *objects);

/* Photograph the whole heap without refscope's own, without `arguments` and what the lists `ignored` and `ours` hold, and
 * find out what is garbage: *dead is a byte an object, yours from rs_memory.h. NULL: an exception is set. */
rs__box *rs__take_living(PyObject *arguments, PyObject *ignored, PyObject *ours, unsigned char **dead);
/* What of a photograph just taken would be gone after a collection: *dead as above. muppy_dead.c. */
bool rs__find_dead(const rs__box *box, unsigned char **dead);
/* Marks as dead what only C holds and a collection would hide: muppy_out_of_sight.c. false: out of memory. */
bool rs__hide_out_of_sight(const rs__box *box, const rs_liveness *liveness, unsigned char *dead);

#endif
