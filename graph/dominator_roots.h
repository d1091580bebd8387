/* dominator_roots.h: where dominance begins.                         The other half: dominator_roots.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DOMINATOR_ROOTS_H
#define DOMINATOR_ROOTS_H

#include "bits.h"
#include "rs_graph.h"

typedef struct rs_dominator_roots {
    rs_bits *live;    /* the roots of rs_liveness.h */
    rs_bits *garbage; /* what no garbage leads to, except what it leads to itself */
} rs_dominator_roots;

/* Every object is reached from one of them. Release them in any case. */
rs_status rs__dominator_roots_find(rs_dominator_roots *out, rs_graph *graph, rs_error *err);
void rs__dominator_roots_release(rs_dominator_roots *roots);

#endif
