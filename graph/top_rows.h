/* top_rows.h: how the rows of rs_top.h are found and ordered.             The other half: top_rows.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TOP_ROWS_H
#define TOP_ROWS_H

#include "top_together.h"

typedef struct rs_top_known {
    rs_object_id object;
    uint32_t set;   /* number of objects told together, or RS_NO_SET */
    uint32_t above; /* number of a row */
    uint64_t retained;
} rs_top_known;

/* A queue that hands out what retains most. */
typedef struct rs_top_queue {
    rs_top_known *items; /* [count] a binary heap, from rs_memory.h: release it */
    size_t count, capacity;
} rs_top_queue;

bool rs__top_queue_put(rs_top_queue *queue, rs_top_known item); /* false: out of memory */
rs_top_known rs__top_queue_take(rs_top_queue *queue);           /* there must be one */

/* Put each row behind the one it is below; the order of those below one stays. false: out of memory. */
bool rs__top_rows_order(rs_top_row *rows, size_t count);

#endif
