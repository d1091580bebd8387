/* graph.c: a snapshot together with what its references mean.              Manual: rs_graph.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_graph.h"

#include "address_index.h"
#include "rs_components.h"
#include "rs_dominated.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "rs_referrers.h"

#define FINDS_BEFORE_INDEX 16 /* an index costs about as much as this many readings of the column */

struct rs_graph {
    const rs_snapshot *snapshot; /* borrowed */
    rs_referrers *referrers;     /* each NULL until first asked for */
    rs_liveness *liveness;
    rs_components *components;
    rs_dominators *dominators;
    rs_dominated *dominated;
    rs_address_index addresses;
    unsigned finds; /* look-ups so far; no more are counted once there is an index, or no memory for one */
    const char *program; /* borrowed, or NULL */
};

rs_status rs_graph_new(rs_graph **out, const rs_snapshot *snapshot, rs_error *err) {
    rs_graph *graph = rs_alloc_cleared(1, sizeof *graph);
    if (!graph) return rs_fail_memory(err, "a graph");
    graph->snapshot = snapshot;
    *out = graph;
    return RS_OK;
}

void rs_graph_free(rs_graph *graph) {
    if (!graph) return;
    rs_referrers_free(graph->referrers);
    rs_liveness_free(graph->liveness);
    rs_components_free(graph->components);
    rs_dominators_free(graph->dominators);
    rs_dominated_free(graph->dominated);
    rs__address_index_release(&graph->addresses);
    rs_release(graph);
}

void rs_graph_set_program(rs_graph *graph, const char *program) {
    graph->program = program;
}

const char *rs_graph_program(const rs_graph *graph) {
    const char *target = rs_snapshot_origin(graph->snapshot)->target;
    return graph->program || target[0] == '\0' ? graph->program : target;
}

const rs_snapshot *rs_graph_snapshot(const rs_graph *graph) {
    return graph->snapshot;
}

rs_status rs_graph_referrers(const rs_referrers **out, rs_graph *graph, rs_error *err) {
    rs_status st = graph->referrers ? RS_OK : rs_referrers_new(&graph->referrers, graph->snapshot, err);
    if (st == RS_OK) *out = graph->referrers;
    return st;
}

rs_status rs_graph_liveness(const rs_liveness **out, rs_graph *graph, rs_error *err) {
    rs_status st = graph->liveness ? RS_OK : rs_liveness_new(&graph->liveness, graph->snapshot, err);
    if (st == RS_OK) *out = graph->liveness;
    return st;
}

rs_status rs_graph_components(const rs_components **out, rs_graph *graph, rs_error *err) {
    rs_status st = graph->components ? RS_OK : rs_components_new(&graph->components, graph->snapshot, err);
    if (st == RS_OK) *out = graph->components;
    return st;
}

rs_status rs_graph_dominators(const rs_dominators **out, rs_graph *graph, rs_error *err) {
    rs_status st = graph->dominators ? RS_OK : rs_dominators_new(&graph->dominators, graph, err);
    if (st == RS_OK) *out = graph->dominators;
    return st;
}

rs_status rs_graph_dominated(const rs_dominated **out, rs_graph *graph, rs_error *err) {
    rs_status st = graph->dominated ? RS_OK : rs_dominated_new(&graph->dominated, graph, err);
    if (st == RS_OK) *out = graph->dominated;
    return st;
}

rs_object_id rs_graph_find(rs_graph *graph, uint64_t address) {
    const rs_columns *c = rs_snapshot_columns(graph->snapshot);
    if (graph->addresses.slot) return rs__address_index_find(&graph->addresses, c, address);
    if (graph->finds <= FINDS_BEFORE_INDEX && graph->finds++ == FINDS_BEFORE_INDEX) {
        graph->addresses = rs__address_index_new(c);
        if (graph->addresses.slot) return rs__address_index_find(&graph->addresses, c, address);
    }
    return rs_snapshot_find(graph->snapshot, address);
}
