/* uncollectable.h: what is out of reach and stays.               The other half: uncollectable.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef UNCOLLECTABLE_H
#define UNCOLLECTABLE_H

#include "bits.h"

typedef struct rs_uncollectable {
    rs_object_id *object;    /* [count] ascending */
    rs_reference_id *unseen; /* [count] the reference that keeps it, which the collector does not see */
    size_t count;
} rs_uncollectable;

/* Of the `garbage` objects that are not `alive`, those that no collection frees. *out is yours to release, also on failure.
 * false: out of memory. */
bool rs__uncollectable_find(rs_uncollectable *out, const rs_snapshot *snapshot, const rs_bits *alive,
                            size_t garbage);
void rs__uncollectable_release(rs_uncollectable *found);

#endif
