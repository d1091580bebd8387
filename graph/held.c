/* held.c: where the examples of patterns are held from outside, when they are alive.    Manual: rs_cycles.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "held.h"

#include "path_tree.h"

/* The step whose object is nearest to a root; what is alive is reached. */
static size_t nearest_step(const rs_path_tree *tree, const rs_pattern *pattern) {
    size_t nearest = 0;
    for (size_t i = 1; i < pattern->example_steps; i++)
        if (tree->distance[pattern->example[i].object] < tree->distance[pattern->example[nearest].object])
            nearest = i;
    return nearest;
}

static bool set_held(rs_cycles *r, const rs_path_tree *tree, rs_pattern *pattern) {
    size_t step = nearest_step(tree, pattern);
    rs_object_id object = pattern->example[step].object;
    size_t depth = rs__path_tree_depth(tree, object);
    rs_reference_id *references = rs__arena_take(&r->arena, (depth ? depth : 1) * sizeof *references);
    if (!references) return false;
    pattern->held = rs__path_tree_path(tree, object, references);
    pattern->held_step = step;
    return true;
}

rs_status rs__held_find(rs_cycles *r, rs_error *err) {
    rs_path_tree tree = {0};
    bool alive = false, done = true;
    for (size_t i = 0; i < r->count; i++) alive |= r->found[i].shown.scope == RS_SCOPE_LIVE;
    if (!alive) return RS_OK;
    rs_status status = rs__path_tree_find(&tree, r->graph, err);
    if (status != RS_OK) return status;
    for (size_t i = 0; i < r->count && done; i++)
        if (r->found[i].shown.scope == RS_SCOPE_LIVE) done = set_held(r, &tree, &r->found[i].shown);
    rs__path_tree_release(&tree);
    return done ? RS_OK : rs_fail_memory(err, "cycle report");
}
