/* giant.h: the largest strongly connected component of a heap, if it has a giant one. The other half: giant.c.
 *                                                                                                 Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GIANT_H
#define GIANT_H

#include "bits.h"

typedef struct rs_giant {
    rs_bits *
        members; /* the caller's, from rs_memory.h; NULL: none was found, which does not mean that there is none */
    uint32_t count;
} rs_giant;

/* `holders` as from rs__bits_of_holders, of which there are `count`. false: out of memory. */
bool rs__giant_find(rs_giant *out, const rs_columns *columns, const rs_bits *holders, uint32_t count);

#endif
