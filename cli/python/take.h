/* take.h: take a photograph for the package, without its own objects.               The other half: take.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_TAKE_H
#define REFSCOPE_TAKE_H

#include <Python.h>

#include "box.h"
#include "rs_capture.h"

/* Photograph the process. `seeds` (a list or tuple, or NULL: the whole heap) is where to start; `also` (NULL-terminated, or
 * NULL) are further objects that are ours. The GIL is held throughout and no Python object is made, so whatever is in the
 * photograph is still there when the call returns. NULL, and an exception is set. */
rs__box *rs__take_asked(rs_values values, PyObject *seeds, PyObject *const *also);
/* The same for our own work: with RS_VALUES_NONE the keys of namespaces are not kept either. */
rs__box *rs__take(rs_values values, PyObject *seeds, PyObject *const *also);
/* The same of the whole heap with short values, without one reference to `lent` (or NULL: to nothing): the caller holds it
 * for the question only. Its count in the heap is left alone. */
rs__box *rs__take_without(PyObject *const *also, PyObject *lent);

/* The addresses of what is refscope's own, and of `also`: from rs_memory.h. */
rs_status rs__list_hidden(uint64_t **out, size_t *count, PyObject *const *also, rs_error *err);

/* The object at an address of a photograph just taken, while the GIL has been held ever since; borrowed. */
PyObject *rs__live(const rs__box *box, rs_object_id id);

#endif
