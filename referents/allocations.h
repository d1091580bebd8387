/* allocations.h: where some objects of a snapshot were allocated.              The other half: allocations.c
 * Who finds it out: cpython/allocation_sites.c.                                                Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include "rs_snapshot.h"

typedef struct rs_allocations {
    struct rs_allocation {
        rs_object_id object;
        char *site; /* "app.py:12" */
    } * of;         /* ascending objects */
    size_t count, capacity;
} rs_allocations;
#define RS_ALLOCATIONS_INIT                                                                                  \
    { NULL, 0, 0 }

/* Objects are added in ascending order; `site` is copied. false: out of memory. */
bool rs__allocations_add(rs_allocations *allocations, rs_object_id object, const char *site);
const char *rs__allocations_find(const rs_allocations *allocations,
                                 rs_object_id object); /* borrowed, or NULL */
void rs__allocations_release(rs_allocations *allocations);

/* *allocations moves into the snapshot, in place of what it had. Before any other thread reads it. */
void rs__snapshot_keep_allocations(rs_snapshot *snapshot, rs_allocations *allocations);

#endif
