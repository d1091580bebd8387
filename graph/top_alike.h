/* top_alike.h: items of one type below one row, told as one.                  The other half: top_alike.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TOP_ALIKE_H
#define TOP_ALIKE_H

#include "top_together.h"

/* What is directly below one row and large enough for a row. */
typedef struct rs_top_children {
    rs_object_id *objects; /* [count] from rs_memory.h: release it */
    size_t count, capacity;
} rs_top_children;
bool rs__top_children_add(rs_top_children *children, rs_object_id object); /* false: out of memory */

/* Sets of those that are alike. The numbers of sets stay, their members move. */
typedef struct rs_top_alike {
    struct rs_top_alike_set {
        size_t begin, count; /* of members */
        uint64_t retained;
    } * sets;
    size_t count, capacity;
    rs_object_id *members;
    size_t member_count, member_capacity;
} rs_top_alike;
void rs__top_alike_release(rs_top_alike *alike);

/* Move to new sets those of `children` of which there are several of one type; below `object` only its items and values, below
 * RS_NO_OBJECT any. The others stay. false: out of memory. */
bool rs__top_alike_take(rs_top_alike *alike, rs_top_children *children, const rs_top_view *view,
                        rs_object_id object);

#endif
