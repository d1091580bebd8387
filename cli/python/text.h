/* text.h: rs_text as Python strings.                                            The other half: text.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_TEXT_H
#define REFSCOPE_TEXT_H

#include <Python.h>

#include "rs_text.h"

/* A str of UTF-8 bytes that may hold lone surrogates; bytes that are no UTF-8 become U+FFFD. A new reference. */
PyObject *rs__unicode(const char *bytes, size_t count);

/* A str of what was written into *text; MemoryError when the text failed. A new reference. */
PyObject *rs__text_string(const rs_text *text);
/* A str of what was written into *text, which is released; MemoryError when the text failed. A new reference. */
PyObject *rs__text_finish(rs_text *text);

/* _printable(text): the str as rs_text_add_printable has it; a str that is so already is returned as it is. */
PyObject *rs__printable(PyObject *module, PyObject *string);

/* Write a str to a file object; what its encoding cannot express is written as \uNNNN. false: an exception is set. */
bool rs__text_write(PyObject *string, PyObject *file);

#endif
