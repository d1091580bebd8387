/* arguments.h: reading the arguments of a call, with names that are constant.                          Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ARGUMENTS_H
#define REFSCOPE_ARGUMENTS_H

#include <Python.h>

/* PyArg_ParseTupleAndKeywords, which never writes into `names`, declares them writable before 3.13. */
#define RS__PARSE(arguments, keywords, format, names, ...)                                                   \
    PyArg_ParseTupleAndKeywords(arguments, keywords, format, (char **)(uintptr_t)(names), __VA_ARGS__)

#endif
