/* file_read.h: a photograph from a file's bytes, for rs_snapshot_open, the tests and the fuzzer.      Implementation: file_read.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_READ_H
#define FILE_READ_H

#include "file_section.h"
#include "rs_snapshot_file.h"

/* As rs_snapshot_open, or rs_snapshot_open_objects, without a path in the sentence. */
rs_status rs__snapshot_read(rs_snapshot **out, const rs__file_source *source, bool objects_only,
                            rs_error *err);

#endif
