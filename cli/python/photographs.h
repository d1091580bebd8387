/* photographs.h: what the command and the package tell each other.  Implementation: program.c; rs__own_objects: the package
 *
 * A program under the command may call refscope.capture(): those photographs are then the ones that are reported. And the
 * command leaves refscope's own objects out of its photograph, which only the package can name. All need the GIL.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_PHOTOGRAPHS_H
#define REFSCOPE_PHOTOGRAPHS_H

#include <Python.h>

#include "rs_snapshot.h"

/* Is a command waiting for photographs? False when the package is used by itself. */
bool rs__photographs_wanted(void);

/* What a photograph may keep of values that is to keep `asked`: the stricter of that and the command's --values. */
rs_values rs__photograph_values(rs_values asked);

/* refscope.capture() took `snapshot`, which belongs to `owner`: a new reference to `owner` keeps both until the report is
 * written. `where` is copied: "refscope.capture() at app.py:12". Does nothing when no command waits. RS_NO_MEMORY. */
rs_status rs__photograph_taken(const rs_snapshot *snapshot, PyObject *owner, const char *where,
                               rs_error *err);

/* The addresses of refscope's own live objects (modules, their namespaces, types, snapshots), as rs_capture_options.hidden
 * takes them; *addresses is the caller's, from rs_memory.h. program.c refers to it weakly: without the package there is
 * nothing to hide. RS_NO_MEMORY. */
rs_status rs__own_objects(uint64_t **addresses, size_t *count, rs_error *err) __attribute__((weak));

#endif
