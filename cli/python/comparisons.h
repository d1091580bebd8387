/* comparisons.h: what a Snapshot is asked beside an older one.              The other half: comparisons.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_COMPARISONS_H
#define REFSCOPE_COMPARISONS_H

#include <Python.h>

/* Methods of Snapshot. */
PyObject *rs__snapshot_diff(PyObject *self, PyObject *older); /* a list of DiffRow */
PyObject *rs__snapshot_growth(PyObject *self,
                              PyObject *earlier); /* a tuple of snapshots; a list of GrowthRow */
extern const char rs__diff_doc[], rs__growth_doc[];

#endif
