/* rs_tree.h: referrer and referent trees as text.                          Implementation: tree.c. Map: render/README.md
 *
 * The root is the object asked about; each child holds its parent (or is held by it). An object met before is shown once
 * more without its children and marked. Iterative: no depth limit but the one asked for.
 *
 *     box                                        classic (the look of Pympler's refbrowser)
 *     Session at 0x7f12…  56 B                   root-+-dict-+-module(app)
 *     └─ ['a3'] dict of 3                             |      +-...
 *        └─ .sessions module app
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_TREE_H
#define RS_TREE_H

#include "rs_refgraph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_tree_style { RS_TREE_BOX, RS_TREE_CLASSIC } rs_tree_style;

typedef struct rs_tree_options {
    rs_direction direction; /* RS_TOWARDS_REFERRERS or RS_TOWARDS_REFERENTS */
    uint32_t depth;         /* levels below the root */
    uint32_t width;         /* children of one object that are shown; then "… 412 more Node, 3 more dict" */
    rs_tree_style style;
    uint32_t columns; /* of a line; longer lines are cut with "…"; 0: never cut */
    bool colour;
    bool ascii;     /* box style with |, `- and + */
    bool scenery;   /* show references to and from types, refscope's default is to leave them out */
    uint32_t roots; /* most selected objects that get a tree; then "… 9,990 more" */
} rs_tree_options;
#define RS_TREE_OPTIONS_INIT                                                                                 \
    { RS_TOWARDS_REFERRERS, 5, 10, RS_TREE_BOX, 80, false, false, false, 10 }

/* Add the trees of the objects given. NULL options: the initialiser's. RS_NO_MEMORY. */
RS_API rs_status rs_tree_render(rs_text *text, rs_graph *graph, const rs_object_id *objects, size_t count,
                                const rs_tree_options *options, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
