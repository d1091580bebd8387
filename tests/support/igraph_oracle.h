/* igraph_oracle.h: the same questions asked of igraph, for the tests of the kernels.           Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IGRAPH_ORACLE_H
#define IGRAPH_ORACLE_H

#include <igraph.h>

#include "rs_snapshot.h"

/* The whole heap as an igraph graph; igraph_destroy it. */
static inline void oracle_graph(igraph_t *graph, const rs_columns *c) {
    igraph_vector_int_t edges;
    igraph_vector_int_init(&edges, 2 * (igraph_integer_t)c->references);
    for (uint32_t o = 0; o < c->objects; o++) {
        for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++) {
            VECTOR(edges)[2 * r] = o;
            VECTOR(edges)[2 * r + 1] = c->target[r];
        }
    }
    igraph_create(graph, &edges, c->objects, IGRAPH_DIRECTED);
    igraph_vector_int_destroy(&edges);
}

#endif
