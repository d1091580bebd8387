/* rs_near.h: the objects within a few steps of a selection, as a set.           Implementation: near.c. Map: graph/README.md
 *
 * What a person looks at is folded and bundled (rs_refgraph_neighbourhood); this is for who wants the objects themselves:
 * an export of a part of the heap.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_NEAR_H
#define RS_NEAR_H

#include "rs_refgraph.h"
#include "rs_selection.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_near_options {
    rs_direction direction;
    uint32_t depth; /* steps from the selection */
    size_t limit;   /* most objects, the nearest first; 0: all */
    bool
        skip_types; /* as in rs_neighbourhood_options: references to types and namespaces that all share are no steps */
} rs_near_options;
#define RS_NEAR_OPTIONS_INIT                                                                                 \
    { RS_BOTH_WAYS, 3, 0, true }

/* Fill *near, which is the caller's to release, with the selection and what is near it; *left_out (may be NULL) receives
 * how many objects the limit left out among those that were met. On failure *near is untouched. RS_NO_MEMORY. */
RS_API rs_status rs_select_near(rs_selection *near, size_t *left_out, rs_graph *graph,
                                const rs_selection *from, const rs_near_options *options, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
