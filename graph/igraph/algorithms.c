/* algorithms.c: components and shortest cycles of a reference graph, by igraph.
 * Manual: ../rs_refgraph.h. The other half: feedback.c.                                    Map: graph/igraph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "room.h"
#include "rs_memory.h"

/* ---- Components ----------------------------------------------------------------------------------------------------- */

/* igraph numbers components as its search finds them; here they are numbered by their first vertex. */
static void number_by_first(const igraph_vector_int_t *membership, uint32_t *new_number, uint32_t *part_of,
                            uint32_t *parts) {
    rs_int count = igraph_vector_int_size(membership);
    uint32_t next = 0;
    for (rs_int v = 0; v < count; v++) new_number[VECTOR(*membership)[v]] = UINT32_MAX;
    for (rs_int v = 0; v < count; v++) {
        uint32_t *number = &new_number[VECTOR(*membership)[v]];
        if (*number == UINT32_MAX) *number = next++;
        part_of[v] = *number;
    }
    *parts = next;
}

static rs_status connected(const rs_refgraph *part, igraph_connectedness_t mode, uint32_t *part_of,
                           uint32_t *parts, rs_error *err) {
    igraph_vector_int_t membership;
    uint32_t *new_number = rs_alloc_array(rs_refgraph_vertices(part), sizeof *new_number);
    if (!new_number) return rs_fail_memory(err, "components");
    rs__room_enter();
    igraph_error_t code = igraph_vector_int_init(&membership, 0);
    if (code == IGRAPH_SUCCESS) {
        code = igraph_connected_components(&part->igraph, &membership, NULL, NULL, mode);
        if (code == IGRAPH_SUCCESS) number_by_first(&membership, new_number, part_of, parts);
        igraph_vector_int_destroy(&membership);
    }
    rs__room_leave();
    rs_release(new_number);
    return rs__room_status(code, "components", err);
}

rs_status rs_refgraph_split(const rs_refgraph *part, uint32_t *part_of, uint32_t *parts, rs_error *err) {
    return connected(part, IGRAPH_WEAK, part_of, parts, err);
}

rs_status rs_refgraph_components(const rs_refgraph *part, uint32_t *component_of, uint32_t *components,
                                 rs_error *err) {
    return connected(part, IGRAPH_STRONG, component_of, components, err);
}

/* ---- Shortest cycle ------------------------------------------------------------------------------------------------- */

/* How many edges lead back from `at` to where the search began; -1 when the search did not come there. */
static rs_int way_back(const igraph_t *graph, const igraph_vector_int_t *inbound, rs_int at, rs_int start) {
    rs_int length = 0;
    for (; at != start; length++) {
        rs_int edge = VECTOR(*inbound)[at];
        if (edge < 0) return -1;
        at = IGRAPH_FROM(graph, edge);
    }
    return length;
}

/* The edge into `vertex` that closes the shortest cycle, the first of them; -1: none. *length counts it in. */
static rs_int closing_edge(const igraph_t *graph, const igraph_vector_int_t *inbound, rs_int vertex,
                           rs_int *length) {
    rs_int best = -1;
    for (rs_int edge = 0; edge < igraph_ecount(graph); edge++) {
        if (IGRAPH_TO(graph, edge) != vertex) continue;
        rs_int back = way_back(graph, inbound, IGRAPH_FROM(graph, edge), vertex);
        if (back < 0 || (best >= 0 && back + 1 >= *length)) continue;
        best = edge;
        *length = back + 1;
    }
    return best;
}

/* The edges from `vertex` to the end of `closing`, which comes last. */
static size_t *collect_cycle(const igraph_t *graph, const igraph_vector_int_t *inbound, rs_int closing,
                             rs_int length) {
    size_t *edges = rs_alloc_array((size_t)length, sizeof *edges);
    rs_int edge = closing;
    for (rs_int i = length; edges && i-- > 0;) {
        edges[i] = (size_t)edge;
        if (i > 0) edge = VECTOR(*inbound)[IGRAPH_FROM(graph, edge)];
    }
    return edges;
}

static rs_status cycle_found_by(const igraph_t *graph, const igraph_vector_int_t *inbound, rs_int vertex,
                                size_t **edges, size_t *count, rs_error *err) {
    rs_int length = 0, closing = closing_edge(graph, inbound, vertex, &length);
    size_t *cycle = closing < 0 ? rs_alloc_array(0, sizeof *cycle)
                                : collect_cycle(graph, inbound, closing, length);
    if (!cycle) return rs_fail_memory(err, "shortest cycle");
    *edges = cycle;
    *count = (size_t)length;
    return RS_OK;
}

rs_status rs_refgraph_shortest_cycle(const rs_refgraph *part, size_t vertex, size_t **edges, size_t *count,
                                     rs_error *err) {
    igraph_vector_int_t inbound;
    rs_status status = RS_OK;
    rs__room_enter();
    igraph_error_t code = igraph_vector_int_init(&inbound, 0);
    if (code == IGRAPH_SUCCESS) {
        code = rs__igraph_search(&part->igraph, (rs_int)vertex, &inbound);
        if (code == IGRAPH_SUCCESS)
            status = cycle_found_by(&part->igraph, &inbound, (rs_int)vertex, edges, count, err);
        igraph_vector_int_destroy(&inbound);
    }
    rs__room_leave();
    return code == IGRAPH_SUCCESS ? status : rs__room_status(code, "shortest cycle", err);
}
