/* pearce.h: strongly connected components of a whole heap.           The other half: pearce.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PEARCE_H
#define PEARCE_H

#include "bits.h"
#include "rs_snapshot.h"

/* What becomes of each object. Cyclic components have labels from RS__LAST_CYCLIC downwards, in no particular order. */
#define RS__ACYCLIC     UINT32_MAX
#define RS__LAST_CYCLIC (UINT32_MAX - 1)

typedef struct rs_labels {
    uint32_t *label;  /* [objects] a cyclic component's label; RS__ACYCLIC or, for what was left out, 0 */
    uint32_t cyclic;  /* how many labels of cyclic components were given */
    uint32_t members; /* objects that bear one */
} rs_labels;

static inline bool rs__label_is_cyclic(const rs_labels *labels, uint32_t object) {
    uint32_t label = labels->label[object];
    return label != RS__ACYCLIC && label > RS__LAST_CYCLIC - labels->cyclic;
}

#define RS__GIANT_WORTH 100000 /* holders from which on a giant component is looked for first (giant.h) */

/* labels->label is the caller's, from rs_memory.h. `giant_worth` is RS__GIANT_WORTH but in tests. false: out of memory,
 * *out is untouched. */
bool rs__pearce(rs_labels *out, const rs_columns *columns, uint32_t giant_worth);

#endif
