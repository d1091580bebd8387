/* tree.c: the front door of referrer and referent trees.                            Manual: rs_tree.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tree.h"

#include "rs_memory.h"

static void release(rs__tree *tree) {
    rs_release(tree->nodes);
    rs_release(tree->rests);
    rs_release(tree->children);
    rs_release(tree->type_count);
    rs_release(tree->type_taken);
    rs_release(tree->types);
    rs__number_map_release(&tree->opened);
    rs__number_map_release(&tree->owners);
}

void rs__tree_add_rest(rs_text *text, const rs__tree *tree, const rs__node *node) {
    const uint32_t types_told = 3;
    uint64_t untold = 0;
    for (uint32_t i = 0; i < node->rest_count; i++) {
        rs__rest rest = tree->rests[node->first_rest + i];
        if (i >= types_told) {
            untold += rest.count;
            continue;
        }
        if (i > 0) rs_text_add(text, ", ");
        rs_text_add_count(text, rest.count);
        rs_text_addf(text, " more %s", rs_snapshot_type(tree->snapshot, rest.type)->bare);
    }
    if (untold == 0) return;
    rs_text_add(text, ", ");
    rs_text_add_count(text, untold);
    rs_text_add(text, " of other types");
}

static rs_status write_trees(rs_text *text, rs__tree *tree, const rs_object_id *objects, size_t count,
                             rs_error *err) {
    size_t shown = count > tree->options.roots ? tree->options.roots : count;
    rs_status status = rs__tree_build(tree, objects, shown, err);
    if (status != RS_OK) return status;
    if (tree->options.style == RS_TREE_CLASSIC)
        rs__tree_write_classic(text, tree);
    else
        rs__tree_write_box(text, tree);
    if (shown < count) {
        rs_text_add(text, tree->options.ascii ? "... " : "… ");
        rs_text_add_count(text, count - shown);
        rs_text_add(text, " more\n");
    }
    return RS_OK;
}

rs_status rs_tree_render(rs_text *text, rs_graph *graph, const rs_object_id *objects, size_t count,
                         const rs_tree_options *options, rs_error *err) {
    static const rs_tree_options defaults = RS_TREE_OPTIONS_INIT;
    rs__tree tree = {
        .graph = graph, .snapshot = rs_graph_snapshot(graph), .options = options ? *options : defaults};
    tree.columns = rs_snapshot_columns(tree.snapshot);
    if (tree.options.direction == RS_BOTH_WAYS) tree.options.direction = RS_TOWARDS_REFERRERS;
    rs_status status = rs_graph_referrers(&tree.referrers, graph, err);
    if (status == RS_OK) status = rs_graph_liveness(&tree.liveness, graph, err);
    if (status == RS_OK) status = write_trees(text, &tree, objects, count, err);
    if (status == RS_OK) status = rs_text_status(text, err);
    release(&tree);
    return status;
}
