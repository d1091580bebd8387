/* top_content.h: what is directly below an object in the tree of dominators.      Implementation: top_content.c. Map: README.md
 *
 * Where one of these is part of the object, as a namespace is, what is below that comes instead of it.
 *
 *     rs_top_content content = rs__top_content_of(&view, object);
 *     for (rs_object_id below; (below = rs__top_content_next(&content)) != RS_NO_OBJECT;) ...
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TOP_CONTENT_H
#define TOP_CONTENT_H

#include "rs_dominated.h"
#include "rs_referrers.h"
#include "top_groups.h"

/* What a heap is looked at through; all borrowed. */
typedef struct rs_top_view {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_referrers *referrers;
    const rs_dominators *dominators;
    const rs_dominated *tree;
    rs_transparent transparent;
} rs_top_view;

typedef struct rs_top_content {
    const rs_top_view *view;
    rs_object_id object, part; /* part: the one gone into, or RS_NO_OBJECT */
    size_t at, at_part;
} rs_top_content;

rs_top_content rs__top_content_of(const rs_top_view *view, rs_object_id object);
rs_object_id rs__top_content_next(rs_top_content *content); /* RS_NO_OBJECT behind the last */

/* The one that retains most, or RS_NO_OBJECT. */
rs_object_id rs__top_largest_below(const rs_top_view *view, rs_object_id object);

/* Is `below`, which `object` retains, an item or a member of it, a key, or a value under one? */
bool rs__top_is_item(const rs_top_view *view, rs_object_id object, rs_object_id below);

/* What nothing retains but the interpreter and its table of modules, which a person does not count. */
typedef void rs_top_visit(void *context, rs_object_id object);
void rs__top_visit_unretained(const rs_top_view *view, rs_top_visit *visit, void *context);

#endif
