/* cells.h: the numbers in a report's columns.                           The other half: cells.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CELLS_H
#define CELLS_H

#include <stdint.h>

#include "rs_text.h"

/* What `cell` holds, at the right of so many columns, and the cell is empty again. */
void rs__add_right(rs_text *line, rs_text *cell, size_t columns);
/* "12.3%", rounded half up; nothing when `whole` is 0. */
void rs__add_share(rs_text *cell, uint64_t part, uint64_t whole);
/* A bar of at most `columns` columns, in eighths, that much of which is full; never empty when `part` is not 0. */
void rs__add_bar(rs_text *line, uint64_t part, uint64_t whole, size_t columns);

#endif
