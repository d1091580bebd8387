/* neighbours.h: what is next to an object, as a person sees it: scenery left out, inner dicts seen through.
 * The other half: neighbours.c. What is made of it: neighbourhood.c.                               Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef NEIGHBOURS_H
#define NEIGHBOURS_H

#include "number_map.h"
#include "rs_refgraph.h"
#include "scenery.h"

typedef struct rs_neighbour {
    rs_object_id object;       /* the one at the other end */
    rs_reference_id reference; /* the one between, or the last of the two */
    rs_reference_id before;    /* what leads into the namespace that is seen through, or RS_NO_REFERENCE */
} rs_neighbour;

typedef struct rs_surroundings {
    const rs_snapshot *snapshot;
    const rs_referrers *referrers;
    bool skip_types;
    const rs_number_map *whole; /* objects that are never seen through: those asked about */
    rs_number_map owners; /* of dicts and tuples: what rs__owner_of_inner said, so that it is asked once */
    bool failed;          /* out of memory: the answers are not complete */
} rs_surroundings;

/* Is told each neighbour; returns false to hear no more. */
typedef bool rs_neighbour_visit(void *context, rs_neighbour neighbour);

/* Those that hold `object`, those it holds; a neighbour comes once for each reference. `direction` is one of two. */
void rs__each_neighbour(rs_surroundings *around, rs_object_id object, rs_direction direction,
                        rs_neighbour_visit *visit, void *context);
void rs__surroundings_release(rs_surroundings *around);

#endif
