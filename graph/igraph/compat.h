/* compat.h: igraph, 0.10 and 1.0 alike.                                                    Map: graph/igraph/README.md
 *
 * Everything that differs between the two is here, so that no other file asks for the version.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IGRAPH_COMPAT_H
#define IGRAPH_COMPAT_H

#include <igraph.h>

#if IGRAPH_VERSION_MAJOR >= 1

typedef igraph_int_t rs_int;

static inline igraph_error_t rs__igraph_setup(void) {
    return igraph_setup();
}

/* For every vertex the edge by which a breadth-first search from `from` came to it; -1: not reached, or `from` itself. */
static inline igraph_error_t rs__igraph_search(const igraph_t *graph, rs_int from,
                                               igraph_vector_int_t *inbound) {
    return igraph_get_shortest_paths(graph, NULL, NULL, NULL, from, igraph_vss_all(), IGRAPH_OUT, NULL,
                                     inbound);
}

#else

typedef igraph_integer_t rs_int;

static inline igraph_error_t rs__igraph_setup(void) {
    return IGRAPH_SUCCESS;
}

static inline igraph_error_t rs__igraph_search(const igraph_t *graph, rs_int from,
                                               igraph_vector_int_t *inbound) {
    return igraph_get_shortest_paths(graph, NULL, NULL, from, igraph_vss_all(), IGRAPH_OUT, NULL, inbound);
}

#endif

#endif
