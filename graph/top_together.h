/* top_together.h: what nothing retains and is told together: by package, module, as garbage, as held from outside.
 * The other half: top_together.c.                                                                    Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TOP_TOGETHER_H
#define TOP_TOGETHER_H

#include "top_content.h"

#define RS_NO_SET UINT32_MAX

typedef struct rs_top_set {
    rs_top_kind kind;
    const char *name; /* [name_length] borrowed from the snapshot; NULL where the kind says it */
    size_t name_length;
    size_t objects; /* without records */
    uint64_t retained;
    const rs_object_id *members; /* [count] ascending, records among them */
    size_t count;
} rs_top_set;

typedef struct rs_top_together {
    rs_top_set *sets; /* [count] */
    size_t count;
    size_t modules;        /* packages and modules that have members, in no set of these */
    rs_object_id *members; /* of all sets */
} rs_top_together;
#define RS_TOP_TOGETHER_INIT                                                                                 \
    { NULL, 0, 0, NULL }

/* Every object that nothing retains and which retains less than `alone`; garbage and what is held from outside whatever it
 * retains. Where one makes up nearly all of the others it is no set, and that one is told as what it is. Sets retain at least `least`. On success release `out`. RS_NO_MEMORY. */
rs_status rs__top_together_find(rs_top_together *out, rs_graph *graph, const rs_top_view *view,
                                uint64_t alone, uint64_t least, rs_error *err);
void rs__top_together_release(rs_top_together *together);

#endif
