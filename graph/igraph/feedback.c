/* feedback.c: a cheapest set of edges whose removal leaves no cycle, by igraph. Manual: ../rs_refgraph.h
 *                                                                                          Map: graph/igraph/README.md
 * Small graphs are solved exactly: igraph hands an integer program to GLPK. Where igraph was built without it, and for
 * larger graphs, the heuristic of Eades, Lin and Smyth (1993) answers. Its sets can hold edges that are not needed, so
 * the set is then made minimal: the dearest edges are put back first, each that closes no cycle.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "room.h"
#include "rs_memory.h"

/* More searches over more edges than this are not made: the set of a large graph may then be larger than it must. */
#define MOST_STEPS ((double)1e9)

/* ---- Is an edge of the set needed? ---------------------------------------------------------------------------------- */

/* The graph without the set, as rows of edges by their source. */
typedef struct kept_graph {
    size_t vertices, edges;
    size_t *row, *edge; /* row[v] .. row[v + 1] - 1: places in edge[] */
    uint32_t *from, *to;
    bool *removed;          /* [edges] is in the set */
    uint32_t *seen, *queue; /* [vertices] the last search that came there */
    uint32_t searches;
} kept_graph;

static void kept_release(kept_graph *r) {
    rs_release(r->row);
    rs_release(r->edge);
    rs_release(r->from);
    rs_release(r->to);
    rs_release(r->removed);
    rs_release(r->seen);
    rs_release(r->queue);
}

static void fill_rows(kept_graph *r, const igraph_t *graph) {
    for (size_t e = 0; e < r->edges; e++) {
        r->from[e] = (uint32_t)IGRAPH_FROM(graph, (rs_int)e);
        r->to[e] = (uint32_t)IGRAPH_TO(graph, (rs_int)e);
        r->row[r->from[e] + 1]++;
    }
    for (size_t v = 0; v < r->vertices; v++) r->row[v + 1] += r->row[v];
    for (size_t e = r->edges; e-- > 0;) r->edge[--r->row[r->from[e] + 1]] = e;
    for (size_t v = 0; v < r->vertices; v++) r->row[v] = r->row[v + 1];
    r->row[r->vertices] = r->edges;
}

/* false: out of memory; *r is to be released in either case. */
static bool kept_init(kept_graph *r, const igraph_t *graph, const igraph_vector_int_t *set) {
    *r = (kept_graph){.vertices = (size_t)igraph_vcount(graph), .edges = (size_t)igraph_ecount(graph)};
    r->row = rs_alloc_cleared(r->vertices + 1, sizeof *r->row);
    r->edge = rs_alloc_array(r->edges, sizeof *r->edge);
    r->from = rs_alloc_array(r->edges, sizeof *r->from);
    r->to = rs_alloc_array(r->edges, sizeof *r->to);
    r->removed = rs_alloc_cleared(r->edges, sizeof *r->removed);
    r->seen = rs_alloc_cleared(r->vertices, sizeof *r->seen);
    r->queue = rs_alloc_array(r->vertices, sizeof *r->queue);
    if (!r->row || !r->edge || !r->from || !r->to || !r->removed || !r->seen || !r->queue) return false;
    fill_rows(r, graph);
    for (rs_int i = 0; i < igraph_vector_int_size(set); i++) r->removed[VECTOR(*set)[i]] = true;
    return true;
}

/* Is there a way from `from` to `to` over edges that are not in the set? */
static bool reaches(kept_graph *r, uint32_t from, uint32_t to) {
    size_t head = 0, tail = 0;
    r->seen[from] = ++r->searches;
    r->queue[tail++] = from;
    while (head < tail) {
        uint32_t at = r->queue[head++];
        if (at == to) return true;
        for (size_t i = r->row[at]; i < r->row[at + 1]; i++) {
            uint32_t next = r->to[r->edge[i]];
            if (r->removed[r->edge[i]] || r->seen[next] == r->searches) continue;
            r->seen[next] = r->searches;
            r->queue[tail++] = next;
        }
    }
    return false;
}

/* ---- A minimal set -------------------------------------------------------------------------------------------------- */

typedef struct candidate {
    size_t edge;
    double weight;
} candidate;

static int dearest_first(const void *a, const void *b) {
    const candidate *left = a, *right = b;
    if (left->weight != right->weight) return left->weight < right->weight ? 1 : -1;
    return left->edge < right->edge ? 1 : left->edge > right->edge ? -1 : 0;
}

/* Put back what is not needed, the dearest first. What is still marked as removed then is minimal. */
static void put_back(kept_graph *r, const candidate *candidates, size_t count) {
    if ((double)count * (double)(r->edges + r->vertices) > MOST_STEPS) return;
    for (size_t i = 0; i < count; i++) {
        size_t edge = candidates[i].edge;
        if (!reaches(r, r->to[edge], r->from[edge])) r->removed[edge] = false;
    }
}

static size_t *edges_removed(const kept_graph *r, size_t *count) {
    size_t n = 0;
    for (size_t e = 0; e < r->edges; e++) n += r->removed[e];
    size_t *edges = rs_alloc_array(n, sizeof *edges);
    if (!edges) return NULL;
    *count = 0;
    for (size_t e = 0; e < r->edges; e++)
        if (r->removed[e]) edges[(*count)++] = e;
    return edges;
}

static rs_status minimal_set(const rs_refgraph *part, const double *weight, const igraph_vector_int_t *set,
                             size_t **edges, size_t *count, rs_error *err) {
    size_t size = (size_t)igraph_vector_int_size(set);
    kept_graph r;
    rs_status status = RS_NO_MEMORY;
    size_t *result = NULL;
    candidate *candidates = rs_alloc_array(size, sizeof *candidates);
    if (!kept_init(&r, &part->igraph, set) || !candidates) goto done;
    for (size_t i = 0; i < size; i++) {
        size_t edge = (size_t)VECTOR(*set)[i];
        candidates[i] = (candidate){edge, weight[edge]};
    }
    qsort(candidates, size, sizeof *candidates, dearest_first);
    put_back(&r, candidates, size);
    result = edges_removed(&r, count);
    if (!result) goto done;
    *edges = result;
    status = RS_OK;
done:
    kept_release(&r);
    rs_release(candidates);
    return status == RS_OK ? RS_OK : rs_fail_memory(err, "feedback arc set");
}

/* ---- igraph's answer ------------------------------------------------------------------------------------------------ */

static igraph_error_t solve(const igraph_t *graph, const igraph_vector_t *weights, igraph_vector_int_t *set) {
    igraph_error_t code = IGRAPH_UNIMPLEMENTED;
    if (igraph_vcount(graph) <= RS_FEEDBACK_EXACT)
        code = igraph_feedback_arc_set(graph, set, weights, IGRAPH_FAS_EXACT_IP);
    if (code == IGRAPH_SUCCESS || code == IGRAPH_ENOMEM) return code;
    return igraph_feedback_arc_set(graph, set, weights, IGRAPH_FAS_APPROX_EADES);
}

static igraph_error_t feedback_set(const rs_refgraph *part, const double *weight, igraph_vector_int_t *set) {
    igraph_vector_t weights;
    rs_int count = igraph_ecount(&part->igraph);
    igraph_error_t code = igraph_vector_init(&weights, count);
    if (code != IGRAPH_SUCCESS) return code;
    for (rs_int e = 0; e < count; e++) VECTOR(weights)[e] = weight[e];
    code = solve(&part->igraph, &weights, set);
    igraph_vector_destroy(&weights);
    return code;
}

rs_status rs_refgraph_feedback_edges(const rs_refgraph *part, const double *weight, size_t **edges,
                                     size_t *count, rs_error *err) {
    igraph_vector_int_t set;
    rs_status status = RS_OK;
    rs__room_enter();
    igraph_error_t code = igraph_vector_int_init(&set, 0);
    if (code == IGRAPH_SUCCESS) {
        code = feedback_set(part, weight, &set);
        if (code == IGRAPH_SUCCESS) status = minimal_set(part, weight, &set, edges, count, err);
        igraph_vector_int_destroy(&set);
    }
    rs__room_leave();
    return code == IGRAPH_SUCCESS ? status : rs__room_status(code, "feedback arc set", err);
}
