/* types.h: the package's types, and how one makes an instance of each.          One .c file a type. Map: README.md
 *
 * All are static types without a place in the collector's lists: an instance holds a box (box.h) and numbers. Every make
 * function adds a holder to the box and returns a new reference, or NULL with an exception set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_TYPES_H
#define REFSCOPE_TYPES_H

#include <Python.h>

#include "box.h"
#include "rs_paths.h"
#include "rs_refgraph.h"

static inline PyObject *rs__new_reference(PyObject *object) { /* Py_NewRef, which 3.9 has not */
    Py_INCREF(object);
    return object;
}

/* The same of an object that a photograph has; NULL when it has died, and must be given to nobody: to hold what waits in a
 * list of free objects, and let go of it, puts it there a second time. */
static inline PyObject *rs__new_reference_if_alive(PyObject *object) {
    return Py_REFCNT(object) == 0 ? NULL : rs__new_reference(object);
}

typedef struct rs__handle { /* refscope.Object */
    PyObject_HEAD rs__box *box;
    rs_object_id id;
} rs__handle;

extern PyTypeObject rs__snapshot_type;  /* snapshot_type.c */
extern PyTypeObject rs__object_type;    /* object_type.c */
extern PyTypeObject rs__reference_type; /* reference_type.c */
extern PyTypeObject rs__objects_type;   /* sequence_types.c */
extern PyTypeObject rs__references_type;
extern PyTypeObject rs__sequence_iterator_type; /* sequence_iterator.c */
extern PyTypeObject rs__path_type;              /* path_type.c */
extern PyTypeObject rs__pattern_type;           /* pattern_type.c */
extern PyTypeObject rs__graph_type;             /* graph_type.c */
extern PyTypeObject rs__edge_type;              /* edge_type.c */
extern PyTypeObject rs__meta_object_type;       /* meta_object_type.c */
extern PyTypeObject rs__frame_type;             /* frame_type.c */
extern PyTypeObject rs__web_server_type;        /* web_type.c */
extern PyTypeObject rs__watch_type;             /* watch_type.c */

PyObject *rs__snapshot_make(rs__box *box);
rs__box *rs__snapshot_box(PyObject *snapshot); /* borrowed */
PyObject *rs__object_make(rs__box *box, rs_object_id id);
PyObject *rs__reference_make(rs__box *box, rs_reference_id id);

/* Sequences make their items when asked for. `ids` (an array from rs_memory.h) then belongs to the sequence, also when the
 * call fails; NULL: the numbers first .. first + count - 1. */
PyObject *rs__objects_make(rs__box *box, uint32_t *ids, uint32_t first, size_t count);
PyObject *rs__references_make(rs__box *box, uint32_t *ids, uint32_t first, size_t count);
PyObject *rs__sequence_iterate(PyObject *sequence);

PyObject *rs__path_make(rs__box *box, const rs_path *path);
PyObject *rs__patterns_make(rs__box *box,
                            rs_cycles *cycles);         /* a list; `cycles` belongs to it, also on failure */
const char *rs__pattern_fingerprint(PyObject *pattern); /* borrowed from it */
PyObject *rs__graph_make(rs__box *box, rs_refgraph *part); /* `part` belongs to it, also on failure */
PyObject *rs__frame_make(const char *name);                /* "function (file.py:12)" */

/* "module.Qualified.Name" of a class, built-ins without their module, read from it; a new str (type_text.c). */
PyObject *rs__type_name(PyTypeObject *type);

/* Are all types ready? Called once by the module; false: an exception is set. */
bool rs__types_ready(void);
/* Every type of the package that is written in C, borrowed, up to `room`; how many. */
size_t rs__types_list(PyTypeObject **types, size_t room);

#endif
