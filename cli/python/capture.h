/* capture.h: refscope.capture() and refscope.why().                              The other half: capture.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_CAPTURE_H
#define REFSCOPE_CAPTURE_H

#include <Python.h>

PyObject *rs__capture(PyObject *module, PyObject *arguments, PyObject *keywords);
PyObject *rs__why(PyObject *module, PyObject *arguments, PyObject *keywords);
extern const char rs__capture_doc[], rs__why_doc[];

#endif
