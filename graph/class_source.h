/* class_source.h: where a class or a function was written.        The other half: class_source.c. Manual: rs_sources.h
 *                                                                                                  Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CLASS_SOURCE_H
#define CLASS_SOURCE_H

#include "rs_snapshot.h"

/* The code that a function, a method, a frame, a traceback or a generator runs, or RS_NO_OBJECT. */
rs_object_id rs__code_of(const rs_snapshot *snapshot, rs_object_id object);

/* The first place of the functions that a class holds and that were written in it. `name` is its qualified name. false: it
 * has none that the compiler read from a file. */
bool rs__class_place(rs_code_place *out, const rs_snapshot *snapshot, rs_object_id type, const char *name);

/* The file of a module, told by the functions and classes it defines. false: it defines none. */
bool rs__module_file(const char **out, const rs_snapshot *snapshot, rs_object_id module, const char *name);

#endif
