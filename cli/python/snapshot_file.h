/* snapshot_file.h: photographs and files: Snapshot.save(), refscope.open().  The other half: snapshot_file.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_SNAPSHOT_FILE_H
#define REFSCOPE_SNAPSHOT_FILE_H

#include <Python.h>

#include "box.h"

PyObject *rs__open(PyObject *module, PyObject *arguments, PyObject *keywords);
PyObject *rs__snapshot_save(PyObject *snapshot, PyObject *arguments, PyObject *keywords);
PyObject *rs__snapshot_origin(PyObject *snapshot, void *unused); /* Snapshot.origin: a dict */
extern const char rs__open_doc[], rs__save_doc[];

/* Whether live objects may be looked up in the photograph: it is of this process. false: ArgumentError is set. */
bool rs__is_of_this_process(const rs__box *box, const char *what);

#endif
