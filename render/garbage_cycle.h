/* garbage_cycle.h: the cycle that keeps an unreachable object.        The other half: garbage_cycle.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GARBAGE_CYCLE_H
#define GARBAGE_CYCLE_H

#include "rs_graph.h"

/* A way from a garbage object back to the cycle that holds it. */
typedef struct rs__garbage_cycle {
    rs_reference_id
        *holding; /* from the cycle to the object, in order; none when the object is on the cycle */
    size_t holding_count;
    rs_reference_id
        *cycle; /* the references of a shortest cycle, from and back to the object where `holding` begins;
                               * none when nothing holds the object */
    size_t cycle_count;
} rs__garbage_cycle;

/* Breadth first through garbage referrers to the nearest object on a cycle, then around it. RS_NO_MEMORY. */
rs_status rs__garbage_cycle_find(rs__garbage_cycle *found, rs_graph *graph, rs_object_id object,
                                 rs_error *err);
void rs__garbage_cycle_release(rs__garbage_cycle *found);

#endif
