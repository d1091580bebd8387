/* cycle_drawing.h: all patterns of cycles in one picture.         Implementation: cycle_drawing.c. Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_CYCLE_DRAWING_H
#define REFSCOPE_CYCLE_DRAWING_H

#include "rs_cycles.h"
#include "rs_refgraph.h"

typedef struct rs__drawn {
    size_t patterns; /* how many there are in scope */
    size_t drawn;    /* of those, the largest */
} rs__drawn;

/* The example of each pattern in scope side by side, the largest first, as many as go into `vertices`; cut edges are
 * marked. On success *out is yours; it borrows the graph. */
rs_status rs__draw_cycles(rs_refgraph **out, rs__drawn *drawn, rs_graph *graph, rs_scope scope,
                          size_t vertices, rs_error *err);

#endif
