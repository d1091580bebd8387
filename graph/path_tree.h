/* path_tree.h: the lightest way from the roots to every object at once, for who asks about many.
 * The other half: path_forward.c, whose pass it is.                                                Map: graph/README.md
 *
 * One pass over the heap answers for all objects that hold any. Ways from the interpreter's records come before those from
 * what is held by somebody not seen, as in rs_paths.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PATH_TREE_H
#define PATH_TREE_H

#include "rs_paths.h"

typedef struct rs_path_tree {
    const rs_snapshot *snapshot;
    const rs_liveness *liveness;
    rs_reference_id
        *via; /* [objects] the reference an object is come to by; RS_NO_REFERENCE: a root, or not reached */
    uint32_t *distance; /* [objects] UINT32_MAX: no way leads there, or it holds nothing */
} rs_path_tree;

/* On success *out is yours to release; it borrows the graph. RS_NO_MEMORY. */
rs_status rs__path_tree_find(rs_path_tree *out, rs_graph *graph, rs_error *err);
/* How many references lead to an object that is reached. */
size_t rs__path_tree_depth(const rs_path_tree *tree, rs_object_id object);
/* Its path; `references` has room for its depth and becomes the path's. */
rs_path rs__path_tree_path(const rs_path_tree *tree, rs_object_id object, rs_reference_id *references);
void rs__path_tree_release(rs_path_tree *tree);

#endif
