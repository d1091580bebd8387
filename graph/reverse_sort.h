/* reverse_sort.h: all references, sorted by what they refer to. The other half: reverse_sort.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REVERSE_SORT_H
#define REVERSE_SORT_H

#include "bits.h"
#include "rs_snapshot.h"

/* What is wanted, and how the work is cut up. The result is the same for any threads and shift. */
typedef struct rs_reverse_plan {
    unsigned threads; /* 1 .. RS__THREADS_MAX */
    unsigned
        shift; /* 2^shift objects are sorted at a time, at most 2^16; their counters should fit the cache */
    const rs_bits *only; /* only references to these objects; NULL: to all */
    bool sources;        /* not the references themselves but the objects that hold them */
} rs_reverse_plan;

/* Of all references, cut up as this machine likes it. */
rs_reverse_plan rs__reverse_plan(const rs_columns *columns);

typedef struct rs_reverse {
    uint32_t *row; /* [objects + 1] references to o are reference[row[o]] .. reference[row[o + 1] - 1] */
    uint32_t *reference; /* [row[objects]] ascending within an object; with plan.sources their holders */
} rs_reverse;

/* Both arrays are the caller's, from rs_memory.h. false: out of memory, *out is untouched. */
bool rs__reverse_sort(rs_reverse *out, const rs_columns *columns, rs_reverse_plan plan);

#endif
