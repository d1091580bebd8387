/* summary.h: the functions behind refscope.summary and refscope.tracker.       Implementation: summary_rows.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_SUMMARY_H
#define REFSCOPE_SUMMARY_H

#include <Python.h>

/* (objects, custom) -> [[type, objects, bytes]] in order of appearance; custom: {type: function(object) -> str}. */
PyObject *rs__summarize(PyObject *module, PyObject *arguments);
/* (ignored, ours) -> the same rows of all live objects, without making a list of them. */
PyObject *rs__summarize_all(PyObject *module, PyObject *arguments);

#endif
