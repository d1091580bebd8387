/* refgraph_draft.c: a reference graph while it is being put together.            Manual: refgraph_draft.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "refgraph_draft.h"

#include "rs_liveness.h"
#include "rs_memory.h"

bool rs__draft_add_vertex(rs_draft *draft, rs_vertex vertex) {
    if (!rs_reserve((void **)&draft->vertices, &draft->vertex_capacity, draft->vertex_count + 1,
                    sizeof vertex))
        return false;
    draft->vertices[draft->vertex_count++] = vertex;
    return true;
}

bool rs__draft_add_edge(rs_draft *draft, rs_edge edge) {
    if (!rs_reserve((void **)&draft->edges, &draft->edge_capacity, draft->edge_count + 1, sizeof edge))
        return false;
    draft->edges[draft->edge_count++] = edge;
    return true;
}

bool rs__draft_add_object(rs_draft *draft, const rs_graph *graph, rs_object_id object) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    rs_vertex vertex = {.object = object,
                        .type = rs_snapshot_columns(snapshot)->type[object],
                        .count = 1,
                        .bytes = rs_snapshot_size(snapshot, object)};
    return rs__draft_add_vertex(draft, vertex);
}

void rs__draft_release(rs_draft *draft) {
    rs_release(draft->vertices);
    rs_release(draft->edges);
    *draft = (rs_draft)RS_DRAFT_INIT;
}

static unsigned marks_of(const rs_liveness *liveness, rs_object_id object) {
    unsigned marks = 0;
    if (rs_liveness_root(liveness, object) != RS_ROOT_NONE) marks |= RS_MARK_ROOT;
    if (rs_liveness_is_garbage(liveness, object)) marks |= RS_MARK_GARBAGE;
    return marks;
}

rs_status rs__draft_mark_liveness(rs_draft *draft, rs_graph *graph, rs_error *err) {
    const rs_liveness *liveness = NULL;
    rs_status status = rs_graph_liveness(&liveness, graph, err);
    if (status != RS_OK) return status;
    for (size_t v = 0; v < draft->vertex_count; v++) {
        rs_vertex *vertex = &draft->vertices[v];
        if (vertex->object != RS_NO_OBJECT) vertex->marks |= marks_of(liveness, vertex->object);
    }
    return RS_OK;
}

rs_status rs__refgraph_mark_cycles(rs_refgraph *part, rs_error *err) {
    size_t count = rs_refgraph_vertices(part);
    uint32_t components = 0;
    uint32_t *component_of = rs_alloc_array(count, sizeof *component_of);
    if (!component_of) return rs_fail_memory(err, "reference graph");
    rs_status status = rs_refgraph_components(part, component_of, &components, err);
    for (size_t e = 0; status == RS_OK && e < rs_refgraph_edges(part); e++) {
        rs_edge edge = rs_refgraph_edge(part, e);
        if (component_of[edge.from] != component_of[edge.to]) continue;
        rs_refgraph_mark_edge(part, e, RS_MARK_CYCLE);
        rs_refgraph_mark_vertex(part, edge.from, RS_MARK_CYCLE);
        rs_refgraph_mark_vertex(part, edge.to, RS_MARK_CYCLE);
    }
    rs_release(component_of);
    return status;
}
