/* rs_output.h: where a report goes.                                      Implementation: output.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_OUTPUT_H
#define RS_OUTPUT_H

#include "rs_text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Write `text` to `path`, whole or not at all: a temporary file beside it, synced, then renamed. An existing device or
 * pipe is written straight. RS_IO with the path and the system's reason. */
RS_API rs_status rs_output_write(const char *path, const rs_text *text, rs_error *err);

/* Write `text` to an open descriptor, every byte. RS_IO. */
RS_API rs_status rs_output_send(int descriptor, const rs_text *text, rs_error *err);

/* Can a file of that name be made? Asked before long work, so that a wrong -o fails at once. RS_IO. */
RS_API rs_status rs_output_check(const char *path, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
