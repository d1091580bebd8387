/* command_line.h: `python -m refscope`, the command inside an interpreter.   The other half: command_line.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_COMMAND_LINE_H
#define REFSCOPE_COMMAND_LINE_H

#include <Python.h>

PyObject *rs__command_line(PyObject *module,
                           PyObject *words); /* a list of str, as sys.argv: an int, the exit status */

#endif
