/* files.h: photographs from snapshot files, as if a program had just been photographed.  Implementation: files.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_FILES_H
#define REFSCOPE_FILES_H

#include "command.h"

/* Open every file that is named, in order; of a command that reads headers only, none. *result is yours to release by
 * rs__files_close, also on failure. */
rs_status rs__files_open(rs_program_result *result, const rs__settings *settings, rs_error *err);
void rs__files_close(rs_program_result *result);

#endif
