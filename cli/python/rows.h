/* rows.h: refscope.SummaryRow and refscope.Cut, the package's named tuples.          The other half: rows.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ROWS_H
#define REFSCOPE_ROWS_H

#include <Python.h>
#include <stdbool.h>

#include "rs_cycles.h"
#include "rs_summary.h"

/* Makes both types and adds them to the module. false: an exception is set. */
bool rs__rows_add(PyObject *module);

PyObject *rs__summary_row_make(const rs_summary_row *row); /* (type, objects, bytes) */
PyObject *rs__cut_make(const rs_cut *cut);                 /* (edge, why, frees_bytes) */

/* The two types, borrowed; how many are made. */
size_t rs__rows_list(PyTypeObject *types[2]);

#endif
