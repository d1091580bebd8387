/* refgraph_union.c: several reference graphs as one.                      Manual: rs_refgraph.h. Map: graph/README.md
 *
 * An object that is in several parts is one vertex; a reference between such is one edge. Folds stand for different
 * objects in each part and stay apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "number_map.h"
#include "refgraph_draft.h"
#include "rs_memory.h"

typedef struct rs_joining {
    rs_draft draft;
    rs_number_map vertex_of; /* object -> vertex of the draft */
    rs_number_map edge_of;   /* reference and the one before it -> edge of the draft */
    uint32_t *place;         /* vertex of the part at hand -> vertex of the draft */
} rs_joining;

static bool add_vertex(rs_joining *joining, rs_vertex vertex, uint32_t *place) {
    bool is_new = true;
    *place = (uint32_t)joining->draft.vertex_count;
    if (vertex.object != RS_NO_OBJECT) {
        const uint32_t *known = rs__number_map_add(&joining->vertex_of, vertex.object, *place, &is_new);
        if (!known) return false;
        *place = *known;
    }
    if (is_new) return rs__draft_add_vertex(&joining->draft, vertex);
    joining->draft.vertices[*place].marks |= vertex.marks;
    return true;
}

static bool add_edge(rs_joining *joining, rs_edge edge) {
    rs_draft *draft = &joining->draft;
    uint64_t key = (uint64_t)edge.reference << 32 | edge.before;
    uint32_t number = (uint32_t)draft->edge_count;
    bool is_new = true;
    edge.from = joining->place[edge.from];
    edge.to = joining->place[edge.to];
    if (draft->vertices[edge.from].object != RS_NO_OBJECT &&
        draft->vertices[edge.to].object != RS_NO_OBJECT) {
        const uint32_t *known = rs__number_map_add(&joining->edge_of, key, number, &is_new);
        if (!known) return false;
        number = *known;
    }
    if (is_new) return rs__draft_add_edge(draft, edge);
    draft->edges[number].marks |= edge.marks;
    return true;
}

static bool add_part(rs_joining *joining, const rs_refgraph *part) {
    size_t vertices = rs_refgraph_vertices(part);
    uint32_t *place = rs_resize_array(joining->place, vertices + 1, sizeof *place);
    if (!place) return false;
    joining->place = place;
    for (size_t v = 0; v < vertices; v++)
        if (!add_vertex(joining, rs_refgraph_vertex(part, v), &place[v])) return false;
    for (size_t e = 0; e < rs_refgraph_edges(part); e++)
        if (!add_edge(joining, rs_refgraph_edge(part, e))) return false;
    joining->draft.left_out += rs_refgraph_left_out(part);
    return true;
}

rs_status rs_refgraph_union(rs_refgraph **out, rs_graph *graph, rs_refgraph *const *parts, size_t count,
                            rs_error *err) {
    rs_joining joining = {RS_DRAFT_INIT, RS_NUMBER_MAP_INIT, RS_NUMBER_MAP_INIT, NULL};
    bool added = true;
    for (size_t i = 0; i < count && added; i++) added = add_part(&joining, parts[i]);
    rs_status status = added ? RS_OK : rs_fail_memory(err, "reference graph");
    if (status == RS_OK) status = rs__refgraph_from_draft(out, graph, &joining.draft, err);
    rs__number_map_release(&joining.vertex_of);
    rs__number_map_release(&joining.edge_of);
    rs_release(joining.place);
    rs__draft_release(&joining.draft);
    return status;
}
