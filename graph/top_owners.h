/* top_owners.h: to which module each object belongs, and what belongs to none. The other half: top_owners.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TOP_OWNERS_H
#define TOP_OWNERS_H

#include "rs_top.h"

/* Owners behind the modules: number modules + one of these. */
enum {
    RS_TOP_INTERPRETER_OWNER,
    RS_TOP_FRAMES_OWNER,
    RS_TOP_GARBAGE_OWNER,
    RS_TOP_OUTSIDE_OWNER,
    RS_TOP_OWNERS_BESIDE
};

typedef struct rs_top_owners {
    size_t modules; /* ordered by name, so those of a package stand together */
    const char *
        *names;   /* [modules + RS_TOP_OWNERS_BESIDE] the names themselves are borrowed from the snapshot */
    uint32_t *of; /* [objects] number of the owner */
} rs_top_owners;
#define RS_TOP_OWNERS_INIT                                                                                   \
    { 0, NULL, NULL }

/* On success release `out`. RS_NO_MEMORY. O(references). */
rs_status rs__top_owners_find(rs_top_owners *out, rs_graph *graph, rs_error *err);
void rs__top_owners_release(rs_top_owners *owners);

#endif
