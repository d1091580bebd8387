/* jump_tree.h: a tree that grows downwards and answers questions about ancestors in logarithmic time.
 *                                                                                                 Map: graph/README.md
 * E. W. Myers, "An applicative random-access stack" (1983): beside its parent every node knows one ancestor further up,
 * chosen so that any ancestor is reached in a number of steps that is logarithmic in the depth. A node is added once and
 * never changed, so the tree may be asked while it grows.
 *
 * Nodes are numbers; 0 is the top, and a parent's number is smaller than its children's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef JUMP_TREE_H
#define JUMP_TREE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct rs_jump_node {
    uint32_t parent, jump, depth;
} rs_jump_node;

static inline void rs__jump_tree_top(rs_jump_node *tree) {
    tree[0] = (rs_jump_node){0, 0, 0};
}

/* Two jumps of one length in a row become one over both. */
static inline void rs__jump_tree_add(rs_jump_node *tree, uint32_t node, uint32_t parent) {
    assert(parent < node);
    const rs_jump_node *above = &tree[parent], *far = &tree[above->jump];
    bool doubled = above->depth - far->depth == far->depth - tree[far->jump].depth;
    tree[node] = (rs_jump_node){parent, doubled ? far->jump : parent, above->depth + 1};
}

/* The node itself or its nearest ancestor whose number is at most `limit`. */
static inline uint32_t rs__jump_tree_at_most(const rs_jump_node *tree, uint32_t node, uint32_t limit) {
    while (node > limit) node = tree[node].jump > limit ? tree[node].jump : tree[node].parent;
    return node;
}

static inline uint32_t rs__jump_tree_at_depth(const rs_jump_node *tree, uint32_t node, uint32_t depth) {
    while (tree[node].depth > depth)
        node = tree[tree[node].jump].depth >= depth ? tree[node].jump : tree[node].parent;
    return node;
}

/* The nearest common ancestor. Nodes of one depth jump equally far, so both may be led up together. */
static inline uint32_t rs__jump_tree_meet(const rs_jump_node *tree, uint32_t a, uint32_t b) {
    if (a == b) return a;
    if (tree[a].depth > tree[b].depth) a = rs__jump_tree_at_depth(tree, a, tree[b].depth);
    if (tree[b].depth > tree[a].depth) b = rs__jump_tree_at_depth(tree, b, tree[a].depth);
    while (a != b) {
        bool apart = tree[a].jump != tree[b].jump;
        a = apart ? tree[a].jump : tree[a].parent;
        b = apart ? tree[b].jump : tree[b].parent;
    }
    return a;
}

#endif
