/* kept_bytes.h: what knots keep in memory.                                     The other half: kept_bytes.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef KEPT_BYTES_H
#define KEPT_BYTES_H

#include "knots.h"

/* *kept becomes an array [knots->count] from rs_memory.h: the bytes of each knot's own objects and, for garbage, of what
 * is reached from it without passing another cycle and from no other knot so. RS_NO_MEMORY. */
rs_status rs__kept_bytes(uint64_t **kept, const rs_knots *knots, rs_graph *graph, rs_error *err);

#endif
