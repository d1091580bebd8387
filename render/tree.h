/* tree.h: a referrer or referent tree before it is text. What people call: rs_tree.h.            Map: render/README.md
 *
 * tree.c has the front door, tree_build.c grows the tree level by level, tree_children.c chooses which neighbours of an
 * object become children, tree_fold.c says what a person would not see as a step of its own, tree_box.c and
 * tree_classic.c write it. The layout follows the nodes, never the text that was written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TREE_H
#define TREE_H

#include "number_map.h"
#include "rs_liveness.h"
#include "rs_referrers.h"
#include "rs_tree.h"

#define RS__NO_NODE   UINT32_MAX
#define RS__CHAIN_MAX 4

/* What becomes of an object's own children. */
typedef enum rs__node_state {
    RS__NODE_OPEN,     /* its children stand below it, if it has any */
    RS__NODE_END,      /* a module or a record: where a person stops asking */
    RS__NODE_DEEPER,   /* it has some, but the depth is used up */
    RS__NODE_REPEATED, /* its children stand at another node of the same object */
} rs__node_state;

typedef struct rs__node {
    rs_object_id object;
    uint32_t parent; /* RS__NO_NODE for a root */
    uint32_t depth;
    uint32_t first_child, child_count;    /* children stand together */
    uint32_t first_rest, rest_count;      /* in rs__tree.rests: what was left out below it, by type */
    uint32_t same;                        /* RS__NODE_REPEATED: the node that has the children */
    rs_reference_id chain[RS__CHAIN_MAX]; /* the references between it and its parent, the holder's first */
    uint8_t chain_length;
    uint8_t state;       /* rs__node_state */
    uint32_t references; /* how many such references its object has */
} rs__node;

typedef struct rs__rest {
    uint32_t type, count;
} rs__rest;

/* A neighbour that may become a child. */
typedef struct rs__child {
    rs_object_id object;
    uint32_t references;
    uint32_t order; /* place among the neighbours */
    rs_reference_id chain[RS__CHAIN_MAX];
    uint8_t chain_length;
    uint8_t rank; /* lower is told first */
    bool second;  /* over its type's share: chosen only when there is room */
} rs__child;

typedef struct rs__tree {
    rs_graph *graph;
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_referrers *referrers; /* NULL when the direction does not need them */
    const rs_liveness *liveness;
    rs_tree_options options;

    rs__node *nodes;
    size_t node_count, node_capacity;
    rs__rest *rests;
    size_t rest_count, rest_capacity;

    rs_number_map opened; /* object -> the node that has its children */
    rs_number_map owners; /* large namespace dicts -> reference of their owner */
    rs__child *children;  /* of the object at hand */
    size_t child_count, child_capacity;
    uint32_t *type_count, *type_taken; /* [types] of the neighbours at hand; all 0 in between */
    uint32_t *types;                   /* those that are not 0 */
    size_t types_count, types_capacity;
} rs__tree;

rs_status rs__tree_build(rs__tree *tree, const rs_object_id *objects, size_t count, rs_error *err);

/* Fill tree->children with what is to be shown of the neighbours of `object` and append the rest to tree->rests.
 * RS_NO_MEMORY. */
rs_status rs__tree_choose(rs__tree *tree, rs_object_id object, rs_error *err);

/* The holder that stands for the source of `reference`: an instance for its __dict__, a module for its namespace, a
 * function for its closure's cell. chain receives the references from it to the reference's target, at most
 * RS__CHAIN_MAX of them. */
rs_object_id rs__tree_holder(rs__tree *tree, rs_reference_id reference, rs_reference_id *chain,
                             uint8_t *length);
/* Does the reference lead into something that belongs to its source like a part of it: its __dict__, its closure? */
bool rs__tree_is_part(const rs__tree *tree, rs_reference_id reference, rs_object_id source);
/* Is the reference one that all objects of its kind have, and that explains nothing? */
bool rs__tree_is_scenery(const rs__tree *tree, rs_reference_id reference, rs_object_id source);
/* Is the object where a person stops asking: a module, a record, a running frame? */
bool rs__tree_is_end(const rs__tree *tree, rs_object_id object);
bool rs__tree_is_running_frame(const rs__tree *tree, rs_object_id object);
/* Has it neighbours at all in the direction of the tree? */
bool rs__tree_has_neighbours(const rs__tree *tree, rs_object_id object);
rs_kind rs__tree_kind(const rs__tree *tree, rs_object_id object);

/* "… 412 more Node, 3 more dict" without the mark in front. */
void rs__tree_add_rest(rs_text *text, const rs__tree *tree, const rs__node *node);

/* Out of memory is remembered by the text. */
void rs__tree_write_box(rs_text *text, const rs__tree *tree);
void rs__tree_write_classic(rs_text *text, const rs__tree *tree);

#endif
