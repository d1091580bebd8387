/* object_graph.c: the reference graph of a set of objects.                             Manual: rs_refgraph.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "number_map.h"
#include "refgraph_draft.h"

/* Every object once, in the order given. */
static bool add_objects(rs_draft *draft, rs_number_map *vertex_of, const rs_graph *graph,
                        const rs_object_id *objects, size_t count) {
    for (size_t i = 0; i < count; i++) {
        bool is_new = false;
        if (!rs__number_map_add(vertex_of, objects[i], (uint32_t)draft->vertex_count, &is_new)) return false;
        if (is_new && !rs__draft_add_object(draft, graph, objects[i])) return false;
    }
    return true;
}

static bool add_references(rs_draft *draft, const rs_number_map *vertex_of, const rs_columns *c) {
    for (uint32_t v = 0; v < draft->vertex_count; v++) {
        rs_object_id object = draft->vertices[v].object;
        for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++) {
            const uint32_t *to = rs__number_map_find(vertex_of, c->target[r]);
            if (to && !rs__draft_add_edge(draft, (rs_edge){v, *to, r, RS_NO_REFERENCE, 1, 0})) return false;
        }
    }
    return true;
}

rs_status rs_refgraph_of_objects(rs_refgraph **out, rs_graph *graph, const rs_object_id *objects,
                                 size_t count, rs_error *err) {
    rs_draft draft = RS_DRAFT_INIT;
    rs_number_map vertex_of = RS_NUMBER_MAP_INIT;
    rs_refgraph *part = NULL;
    rs_status status = RS_NO_MEMORY;
    if (!add_objects(&draft, &vertex_of, graph, objects, count) ||
        !add_references(&draft, &vertex_of, rs_snapshot_columns(rs_graph_snapshot(graph)))) {
        rs_fail_memory(err, "reference graph");
        goto done;
    }
    status = rs__draft_mark_liveness(&draft, graph, err);
    if (status == RS_OK) status = rs__refgraph_from_draft(&part, graph, &draft, err);
    if (status == RS_OK) status = rs__refgraph_mark_cycles(part, err);
done:
    rs__number_map_release(&vertex_of);
    rs__draft_release(&draft);
    if (status == RS_OK)
        *out = part;
    else
        rs_refgraph_free(part);
    return status;
}
