/* embedded.h: an interpreter inside a test, and what its heap says when it is asked itself.   Implementation: embedded.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <Python.h>

#include "rs_capture.h"

void interpreter_start(void); /* once; with the library of the Python built for */
void interpreter_end(void);
/* Run source text in __main__. A failure ends the test program with Python's own message. */
void run_python(const char *source);
/* A name of __main__, borrowed. */
PyObject *python_name(const char *name);
uint64_t address_of_name(const char *name);

/* Capture or end the program. */
rs_snapshot *capture_with(const rs_capture_options *options);
rs_snapshot *capture_all(void);

/* The reference of `source` to `target`, as a person writes it: "" when there is none; several are joined by "|", in
 * order. The text is the caller's to free(). */
char *names_between(const rs_snapshot *snapshot, uint64_t source, uint64_t target);

/* Some hundred kinds of objects, standard modules included, held in __main__. */
extern const char many_kinds[];

#endif
