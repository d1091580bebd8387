/* scratch.h: where tests put files for a while: below TMPDIR, which `./dev test` finds empty again.     Map: tests/README.md
 *
 *     char path[SCRATCH_ROOM];
 *     int file = mkstemp(scratch_template(path, "forge"));      // or mkdtemp
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdio.h>
#include <stdlib.h>

#define SCRATCH_ROOM 200

/* "/tmp/refscope-forge-XXXXXX" in `path`, of SCRATCH_ROOM bytes; returns it. A TMPDIR that is too long ends the test program. */
static inline char *scratch_template(char *path, const char *name) {
    const char *folder = getenv("TMPDIR");
    int length = snprintf(path, SCRATCH_ROOM, "%s/refscope-%s-XXXXXX", folder && folder[0] ? folder : "/tmp",
                          name);
    if (length >= SCRATCH_ROOM) abort();
    return path;
}

#endif
