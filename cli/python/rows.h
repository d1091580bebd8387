/* rows.h: refscope.SummaryRow, Cut, DiffRow and GrowthRow, the package's named tuples.  The other half: rows.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ROWS_H
#define REFSCOPE_ROWS_H

#include <Python.h>
#include <stdbool.h>

#include "rs_comparison.h"
#include "rs_cycles.h"
#include "rs_summary.h"

/* Makes the types and adds them to the module. false: an exception is set. */
bool rs__rows_add(PyObject *module);

PyObject *rs__summary_row_make(const rs_summary_row *row); /* (type, objects, bytes) */
PyObject *rs__cut_make(const rs_cut *cut);                 /* (edge, why, frees_bytes) */

/* (type, objects, bytes, added, gone); the last two None unless the photographs are `matched` */
PyObject *rs__diff_row_make(const rs_diff_row *row, bool matched);
PyObject *rs__growth_row_make(const rs_growth_row *row); /* (path, type, objects, bytes) */

/* The types, borrowed; how many are made. */
#define RS__ROW_TYPES 4
size_t rs__rows_list(PyTypeObject *types[RS__ROW_TYPES]);

#endif
