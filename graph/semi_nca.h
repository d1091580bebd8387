/* semi_nca.h: immediate dominators among the objects that hold something.          The other half: semi_nca.c, depth_order.c
 *                                                                                                 Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SEMI_NCA_H
#define SEMI_NCA_H

#include "dominator_roots.h"
#include "jump_tree.h"

/* A search in depth from the roots gives every holder a number from 1 on, in the order of arrival. 0 is above all roots. */
typedef struct rs_depth_order {
    uint32_t live;    /* numbers 1 .. live are alive, */
    uint32_t count;   /* live + 1 .. count are garbage */
    uint32_t *number; /* [objects] 0: it holds nothing, or no root reaches it */
    uint32_t *object; /* [holders + 1] by number */
    uint32_t
        *parent; /* [holders + 1] from which it was reached first; 0 for a root that was not reached before */
    uint32_t *
        least; /* [holders + 1] the least number that refers to it and from which it is further down the search;
                       * 0 for roots */
} rs_depth_order;

/* false: out of memory; release what is there all the same. */
bool rs__depth_order(rs_depth_order *out, const rs_columns *columns, const rs_bits *holders,
                     uint32_t holder_count, const rs_dominator_roots *roots);
void rs__depth_order_release(rs_depth_order *order);

/* References from garbage to what is alive do not count: they hold nothing. */
static inline bool rs__depth_order_counts(const rs_depth_order *order, uint32_t from, uint32_t to) {
    return from <= order->live || to > order->live;
}

/* The dominator tree of the numbers; from rs_memory.h, NULL when out of memory. Uses up order->least and order->parent. */
rs_jump_node *rs__semi_nca(rs_depth_order *order, const rs_columns *columns, const rs_bits *holders);

#endif
