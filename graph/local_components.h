/* local_components.h: strongly connected components of a small graph in rows.        The other half: local_components.c
 * Those of a whole heap: pearce.h.                                                                 Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LOCAL_COMPONENTS_H
#define LOCAL_COMPONENTS_H

#include <stdbool.h>
#include <stdint.h>

/* Vertex v leads to to[row[v]] .. to[row[v + 1] - 1]; an edge to UINT32_MAX is none. component[v] receives a number from 0
 * on; components are numbered by their first vertex. false: out of memory. */
bool rs__local_components(uint32_t vertices, const uint32_t *row, const uint32_t *to, uint32_t *component,
                          uint32_t *count);

#endif
