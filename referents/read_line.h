/* read_line.h: the source line of an instruction, read from a code object's table.                      Code: read_line.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef READ_LINE_H
#define READ_LINE_H

#include <stdint.h>

#include "image.h"
#include "layout.h"

/* The line of the instruction at `offset` bytes from the first of the code object at `code`; a negative offset is the
 * function's own line. 0: the instruction has no line, or the table is not readable. */
uint32_t rs__read_line(const rs_image *image, const rs_layout *layout, uint64_t code, int64_t offset);

#endif
