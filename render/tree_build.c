/* tree_build.c: grow the trees, level by level, so that an object's children stand at its shallowest place.
 *                                                                              Manual: tree.h. Map: render/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "rs_memory.h"
#include "tree.h"

static bool append_node(rs__tree *tree, const rs__child *child, uint32_t parent) {
    void *nodes = tree->nodes;
    bool room = tree->node_count < RS__NO_NODE &&
                rs_reserve(&nodes, &tree->node_capacity, tree->node_count + 1, sizeof *tree->nodes);
    if (!room) return false;
    tree->nodes = nodes;
    rs__node *node = &tree->nodes[tree->node_count++];
    *node = (rs__node){.object = child->object,
                       .parent = parent,
                       .references = child->references,
                       .chain_length = child->chain_length,
                       .same = RS__NO_NODE};
    memcpy(node->chain, child->chain, sizeof node->chain);
    node->depth = parent == RS__NO_NODE ? 0 : tree->nodes[parent].depth + 1;
    return true;
}

static bool is_opened_elsewhere(const rs__tree *tree, rs__node *node) {
    const uint32_t *opened = rs__number_map_find(&tree->opened, node->object);
    if (opened != NULL) node->same = *opened;
    return opened != NULL;
}

/* What becomes of the node: it is opened unless it is an end, too deep, or was opened elsewhere. */
static rs_status decide(rs__tree *tree, uint32_t at, rs_error *err) {
    rs__node *node = &tree->nodes[at];
    bool is_root = node->parent == RS__NO_NODE;
    node->state = RS__NODE_OPEN;
    if (!is_root && rs__tree_is_end(tree, node->object))
        node->state = RS__NODE_END;
    else if (is_opened_elsewhere(tree, node))
        node->state = RS__NODE_REPEATED;
    else if (!rs__tree_has_neighbours(tree, node->object))
        node->state = RS__NODE_OPEN;
    else if (node->depth >= tree->options.depth)
        node->state = RS__NODE_DEEPER;
    else if (rs__number_map_add(&tree->opened, node->object, at, NULL) == NULL)
        return rs_fail_memory(err, "the tree");
    return RS_OK;
}

static rs_status open_node(rs__tree *tree, uint32_t at, rs_error *err) {
    uint32_t first_rest = (uint32_t)tree->rest_count;
    rs_status status = rs__tree_choose(tree, tree->nodes[at].object, err);
    if (status != RS_OK) return status;
    uint32_t first_child = (uint32_t)tree->node_count;
    for (size_t i = 0; i < tree->child_count; i++)
        if (!append_node(tree, &tree->children[i], at)) return rs_fail_memory(err, "the tree");
    rs__node *node = &tree->nodes[at];
    node->first_child = first_child;
    node->child_count = (uint32_t)tree->child_count;
    node->first_rest = first_rest;
    node->rest_count = (uint32_t)(tree->rest_count - first_rest);
    return RS_OK;
}

/* The nodes are their own queue: those behind `at` wait. */
static rs_status grow(rs__tree *tree, uint32_t at, rs_error *err) {
    for (; at < tree->node_count; at++) {
        rs_status status = decide(tree, at, err);
        bool open = status == RS_OK && tree->nodes[at].state == RS__NODE_OPEN;
        if (open && tree->nodes[at].depth < tree->options.depth) status = open_node(tree, at, err);
        if (status != RS_OK) return status;
    }
    return RS_OK;
}

rs_status rs__tree_build(rs__tree *tree, const rs_object_id *objects, size_t count, rs_error *err) {
    size_t types = rs_snapshot_type_count(tree->snapshot);
    tree->type_count = rs_alloc_cleared(types, sizeof *tree->type_count);
    tree->type_taken = rs_alloc_cleared(types, sizeof *tree->type_taken);
    if (tree->type_count == NULL || tree->type_taken == NULL) return rs_fail_memory(err, "the tree");
    for (size_t i = 0; i < count; i++) {
        rs__child root = {.object = objects[i]};
        if (!append_node(tree, &root, RS__NO_NODE)) return rs_fail_memory(err, "the tree");
        rs_status status = grow(tree, (uint32_t)tree->node_count - 1, err);
        if (status != RS_OK) return status;
    }
    return RS_OK;
}
