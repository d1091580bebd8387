/* dominator_oracle.h: igraph's dominator tree of a whole heap, and whether ours is the same.    Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DOMINATOR_ORACLE_H
#define DOMINATOR_ORACLE_H

#include <stdlib.h>

#include "checks.h"
#include "igraph_oracle.h"
#include "rs_dominators.h"
#include "rs_liveness.h"
#include "scenery.h"

/* The heap with one vertex more that leads to all roots, live ones and each member of a source among garbage. */
typedef struct dominator_oracle {
    const rs_columns *columns;
    const rs_liveness *liveness;
    igraph_vector_int_t edges, component;
    bool *led_to; /* by number of the component: some other garbage leads there */
    bool *part;   /* [objects] a namespace of an object on the same component */
    const rs_snapshot *snapshot;
} dominator_oracle;

static inline void oracle_add_edge(dominator_oracle *o, uint32_t from, uint32_t to) {
    igraph_vector_int_push_back(&o->edges, from);
    igraph_vector_int_push_back(&o->edges, to);
}

static inline bool oracle_counts(const dominator_oracle *o, uint32_t from, uint32_t to) {
    return !rs_liveness_is_garbage(o->liveness, from) || rs_liveness_is_garbage(o->liveness, to);
}

static inline void oracle_add_references(dominator_oracle *o) {
    const rs_columns *c = o->columns;
    for (uint32_t from = 0; from < c->objects; from++) {
        for (uint32_t r = c->row[from]; r < c->row[from + 1]; r++) {
            uint32_t to = c->target[r];
            if (!oracle_counts(o, from, to)) continue;
            oracle_add_edge(o, from, to);
            if (VECTOR(o->component)[from] != VECTOR(o->component)[to])
                o->led_to[VECTOR(o->component)[to]] = true;
            else if (rs__leads_inside(o->snapshot, r))
                o->part[to] = true;
        }
    }
}

static inline void oracle_add_roots(dominator_oracle *o) {
    for (uint32_t object = 0; object < o->columns->objects; object++) {
        bool is_root = rs_liveness_is_garbage(o->liveness, object)
                           ? !o->led_to[VECTOR(o->component)[object]] && !o->part[object]
                           : rs_liveness_root(o->liveness, object) != RS_ROOT_NONE;
        if (is_root) oracle_add_edge(o, o->columns->objects, object);
    }
}

static inline void oracle_dominators(igraph_vector_int_t *dominators, rs_graph *graph) {
    igraph_t whole, with_root;
    igraph_integer_t components = 0;
    dominator_oracle o = {.snapshot = rs_graph_snapshot(graph)};
    o.columns = rs_snapshot_columns(o.snapshot);
    check_ok("liveness", rs_graph_liveness(&o.liveness, graph, NULL), NULL);
    igraph_vector_int_init(&o.edges, 0);
    igraph_vector_int_init(&o.component, 0);
    oracle_graph(&whole, o.columns);
    igraph_connected_components(&whole, &o.component, NULL, &components, IGRAPH_STRONG);
    o.led_to = calloc((size_t)components + 1, sizeof *o.led_to);
    o.part = calloc((size_t)o.columns->objects + 1, sizeof *o.part);
    oracle_add_references(&o);
    oracle_add_roots(&o);
    igraph_create(&with_root, &o.edges, (igraph_integer_t)o.columns->objects + 1, IGRAPH_DIRECTED);
    igraph_dominator_tree(&with_root, o.columns->objects, dominators, NULL, NULL, IGRAPH_OUT);
    free(o.led_to);
    free(o.part);
    igraph_destroy(&with_root);
    igraph_destroy(&whole);
    igraph_vector_int_destroy(&o.component);
    igraph_vector_int_destroy(&o.edges);
}

static inline void check_dominators(const char *label, rs_graph *graph) {
    const rs_columns *c = rs_snapshot_columns(rs_graph_snapshot(graph));
    const rs_dominators *ours = NULL;
    check_ok(label, rs_graph_dominators(&ours, graph, NULL), NULL);
    igraph_vector_int_t theirs;
    igraph_vector_int_init(&theirs, 0);
    oracle_dominators(&theirs, graph);
    for (uint32_t o = 0; o < c->objects; o++) {
        igraph_integer_t want = VECTOR(theirs)[o];
        check(label, want >= 0);
        if (!check_number(label, rs_dominators_of(ours, o),
                          want == c->objects ? RS_NO_OBJECT : (uint32_t)want))
            break;
    }
    igraph_vector_int_destroy(&theirs);
}

#endif
