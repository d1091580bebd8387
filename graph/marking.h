/* marking.h: what given objects reach.                              The other half: marking.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MARKING_H
#define MARKING_H

#include "bits.h"

/* A pass over a heap in progress: mark the sources, run, mark more, run again. */
typedef struct rs_marking {
    const rs_columns *columns;
    rs_bits *reached;
    rs_bits *holders;    /* marked leaves need no visit */
    uint32_t *queue;     /* [holders] marked, in order of marking */
    uint32_t head, tail; /* queue[head .. tail - 1] have not been visited yet */
} rs_marking;

/* false: out of memory; release what is there all the same. */
bool rs__marking_init(rs_marking *marking, const rs_columns *columns);
void rs__marking_run(rs_marking *marking); /* visit until nothing is left */
void rs__marking_release(rs_marking *marking);

static inline void rs__marking_mark(rs_marking *marking, uint32_t object) {
    rs_bits bit = (rs_bits)1 << (object % 64), *word = &marking->reached[object / 64];
    if (*word & bit) return;
    *word |= bit;
    if (rs__bit(marking->holders, object)) marking->queue[marking->tail++] = object;
}

#endif
