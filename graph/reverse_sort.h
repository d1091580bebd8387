/* reverse_sort.h: all references, sorted by what they refer to.            The other half: reverse_sort.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REVERSE_SORT_H
#define REVERSE_SORT_H

#include "rs_snapshot.h"

/* How the work is cut up. The result is the same for any plan. */
typedef struct rs_reverse_plan {
    unsigned threads; /* 1 .. RS__THREADS_MAX */
    unsigned shift;   /* 2^shift objects are sorted at a time, at most 2^16; their counters should fit the cache */
} rs_reverse_plan;

rs_reverse_plan rs__reverse_plan(const rs_columns *columns);

typedef struct rs_reverse {
    uint32_t *row;       /* [objects + 1] references to o are reference[row[o]] .. reference[row[o + 1] - 1] */
    uint32_t *reference; /* [references] ascending within an object */
} rs_reverse;

/* Both arrays are the caller's, from rs_memory.h. false: out of memory, *out is untouched. */
bool rs__reverse_sort(rs_reverse *out, const rs_columns *columns, rs_reverse_plan plan);

#endif
