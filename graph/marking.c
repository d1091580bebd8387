/* marking.c: what given objects reach.                                      Manual: marking.h. Map: graph/README.md
 *
 * Breadth first, because a queue tells long before which rows will be read: they are fetched ahead in two steps, where
 * the row begins and then its first references.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "marking.h"

#include "big_array.h"

#define ROW_AHEAD     32
#define TARGETS_AHEAD 16

bool rs__marking_init(rs_marking *marking, const rs_columns *columns) {
    uint32_t holders = 0;
    *marking = (rs_marking){.columns = columns};
    marking->reached = rs__bits_new(columns->objects);
    marking->holders = rs__bits_of_holders(columns, &holders);
    marking->queue = rs__big_array(holders, sizeof *marking->queue);
    return marking->reached && marking->holders && marking->queue;
}

void rs__marking_run(rs_marking *marking) {
    const rs_columns *c = marking->columns;
    while (marking->head < marking->tail) {
        uint32_t at = marking->head++, object = marking->queue[at];
        if (marking->tail - at > ROW_AHEAD) __builtin_prefetch(&c->row[marking->queue[at + ROW_AHEAD]]);
        if (marking->tail - at > TARGETS_AHEAD)
            __builtin_prefetch(&c->target[c->row[marking->queue[at + TARGETS_AHEAD]]]);
        for (uint32_t r = c->row[object], end = c->row[object + 1]; r < end; r++)
            rs__marking_mark(marking, c->target[r]);
    }
}

void rs__marking_release(rs_marking *marking) {
    rs_release(marking->reached);
    rs_release(marking->holders);
    rs_release(marking->queue);
    *marking = (rs_marking){0};
}
