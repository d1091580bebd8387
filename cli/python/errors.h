/* errors.h: rs_error as Python exceptions.                                    The other half: errors.c. Map: README.md
 *
 *     RS_NO_MEMORY      MemoryError
 *     RS_NOT_FOUND      refscope.NotFoundError(RefscopeError, KeyError)
 *     RS_BAD_ARGUMENT   refscope.ArgumentError(RefscopeError, ValueError)
 *     RS_IO             refscope.FileError(RefscopeError, OSError)
 *     all others        refscope.RefscopeError
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ERRORS_H
#define REFSCOPE_ERRORS_H

#include <Python.h>
#include <stdbool.h>

#include "rs_status.h"

/* Makes the exceptions and adds them to the module. false: a Python exception is set. */
bool rs__errors_add(PyObject *module);

/* Sets the exception that *err asks for. Returns NULL, so that `return rs__raise(&err);` is the whole idiom. */
PyObject *rs__raise(const rs_error *err);

/* The exceptions themselves, borrowed; how many, up to `room`. */
size_t rs__errors_list(PyObject **exceptions, size_t room);

#endif
