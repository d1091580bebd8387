/* whole_file.h: a file that appears whole or not at all.                Implementation: whole_file.c. Map: referents/README.md
 *
 * What is written has no name until it is complete and synced; then it takes the place of what stood under the path in one
 * step, so that whoever reads sees the old file or the new one. What is no regular file (a terminal, a pipe, /dev/null)
 * cannot be replaced and is written straight.
 *
 *     rs__whole_file file;
 *     rs_status st = rs__whole_file_begin(&file, "leak.dot", &err);
 *     if (st == RS_OK) st = rs__whole_file_write(&file, bytes, count, &err);      // as often as there is more
 *     st = rs__whole_file_end(&file, st, &err);                                 // in place, or nothing changed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "rs_status.h"

typedef struct rs__whole_file {
    const char *path; /* as the caller named it; borrowed */
    char *target;     /* the path with symbolic links followed: the file that is replaced */
    char *temporary;  /* the new file until it is whole, in the same folder */
    size_t folder;    /* bytes of `temporary` that are the folder */
    int descriptor;   /* -1: none is open */
    bool exists, straight, nameless;
    bool secret; /* nobody but its owner may read it */
    struct stat old;
} rs__whole_file;

/* Can a file of that name be made? Asked before long work. RS_IO with the path and the system's reason. */
rs_status rs__whole_file_check(const char *path, rs_error *err);

/* All RS_IO, RS_NO_MEMORY. Whatever they return, rs__whole_file_end has to follow; it returns `so_far` unless that is RS_OK
 * and the file could not be put in place, and gives up the new file when `so_far` is a failure. */
rs_status rs__whole_file_begin(rs__whole_file *file, const char *path, rs_error *err);
/* For what holds the contents of a heap: its mode is 0600 at most, whatever the mask leaves and whatever it replaces. */
rs_status rs__whole_file_begin_secret(rs__whole_file *file, const char *path, rs_error *err);
rs_status rs__whole_file_write(rs__whole_file *file, const void *bytes, size_t count, rs_error *err);
rs_status rs__whole_file_end(rs__whole_file *file, rs_status so_far, rs_error *err);

/* Every byte to an open descriptor, or the errno. */
int rs__send_all(int descriptor, const void *bytes, size_t count);

#endif
