/* cut_knot.c: what is left of a knot without some of its edges.                              Manual: cut.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cut.h"
#include "local_components.h"
#include "rs_memory.h"

bool rs__cut_knot(rs_cut_knot *cut, const rs_knots *k, uint32_t knot, rs_is_gone *is_gone,
                  const void *context) {
    uint32_t first = k->first[knot], vertices = k->first[knot + 1] - first, begin = k->row[first];
    uint32_t edges = k->row[first + vertices] - begin;
    if (!rs_reserve((void **)&cut->row, &cut->row_capacity, (size_t)vertices + 1, sizeof *cut->row) ||
        !rs_reserve((void **)&cut->to, &cut->to_capacity, edges, sizeof *cut->to) ||
        !rs_reserve((void **)&cut->component, &cut->component_capacity, vertices, sizeof *cut->component))
        return false;
    for (uint32_t v = 0; v <= vertices; v++) cut->row[v] = k->row[first + v] - begin;
    for (uint32_t e = 0; e < edges; e++)
        cut->to[e] = is_gone(context, begin + e) ? UINT32_MAX : k->to[begin + e] - first;
    return rs__local_components(vertices, cut->row, cut->to, cut->component, &cut->components);
}

void rs__cut_knot_release(rs_cut_knot *cut) {
    rs_release(cut->row);
    rs_release(cut->to);
    rs_release(cut->component);
}
