/* cycles_draw.c: one pattern's example as a reference graph.                           Manual: rs_cycles.h. Map: graph/README.md
 *
 * A small knot is drawn whole, as the report sees it: inner dicts are part of their owners. Of a large one the example
 * cycle is drawn with what is next to it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cut.h"
#include "refgraph_draft.h"
#include "rs_memory.h"

/* The most vertices of a knot that is drawn whole, and of the drawing of a cycle. */
enum { WHOLE = 60, MOST = 100 };

/* ---- A small knot --------------------------------------------------------------------------------------------------- */

static rs_status draw_whole(rs_refgraph **out, const rs_cycles *r, uint32_t knot, rs_error *err) {
    const rs_knots *k = &r->knots;
    uint32_t first = k->first[knot], end = k->first[knot + 1];
    rs_draft draft = RS_DRAFT_INIT;
    bool added = true;
    for (uint32_t v = first; v < end && added; v++)
        added = rs__draft_add_object(&draft, r->graph, k->object[v]);
    for (uint32_t e = k->row[first]; e < k->row[end] && added; e++)
        added = rs__draft_add_edge(&draft, (rs_edge){.from = k->from[e] - first,
                                                     .to = k->to[e] - first,
                                                     .reference = k->reference[e],
                                                     .before = rs__knots_way_inside(k, e),
                                                     .count = 1});
    rs_status status = added ? rs__draft_mark_liveness(&draft, r->graph, err)
                             : rs_fail_memory(err, "drawing a cycle");
    if (status == RS_OK) status = rs__refgraph_from_draft(out, r->graph, &draft, err);
    rs__draft_release(&draft);
    return status;
}

/* ---- A cycle of a large one ----------------------------------------------------------------------------------------- */

static rs_status draw_cycle(rs_refgraph **out, const rs_cycles *r, const rs_pattern *pattern, rs_error *err) {
    rs_object_id objects[WHOLE / 2];
    size_t count = 0;
    for (size_t i = 0; i < pattern->example_steps && count < WHOLE / 2; i++) {
        rs_object_id object = pattern->example[i].object;
        if (r->knots.object[r->knots.vertex_of[object]] == object)
            objects[count++] = object; /* else it is inner to one */
    }
    rs_neighbourhood_options options = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    options.direction = RS_BOTH_WAYS;
    options.depth = 1;
    options.siblings = 2;
    options.vertices = MOST;
    return rs_refgraph_neighbourhood(out, r->graph, objects, count, &options, err);
}

/* ---- Marks ---------------------------------------------------------------------------------------------------------- */

/* The edge of a knot that is this reference, or UINT32_MAX. */
static uint32_t edge_of(const rs_knots *k, rs_reference_id reference) {
    rs_object_id source = rs_snapshot_source(k->snapshot, reference);
    if (k->knot_of[source] == 0) return UINT32_MAX;
    uint32_t vertex = k->vertex_of[source];
    for (uint32_t e = k->row[vertex]; e < k->row[vertex + 1]; e++)
        if (k->reference[e] == reference) return e;
    return UINT32_MAX;
}

static void mark_cuts(rs_refgraph *part, const rs_cycles *r, const rs_found *found) {
    for (size_t i = 0; i < rs_refgraph_edges(part); i++) {
        uint32_t edge = edge_of(&r->knots, rs_refgraph_edge(part, i).reference);
        if (edge != UINT32_MAX && rs__is_cut(r, found, edge)) rs_refgraph_mark_edge(part, i, RS_MARK_CUT);
    }
}

rs_status rs_cycles_draw(struct rs_refgraph **out, const rs_cycles *r, size_t index, rs_error *err) {
    const rs_found *found = &r->found[index];
    uint32_t knot = found->example_knot;
    rs_refgraph *part = NULL;
    bool small = r->knots.first[knot + 1] - r->knots.first[knot] <= WHOLE;
    rs_status status = small ? draw_whole(&part, r, knot, err) : draw_cycle(&part, r, &found->shown, err);
    if (status == RS_OK && small) status = rs__refgraph_mark_cycles(part, err);
    if (status != RS_OK) {
        rs_refgraph_free(part);
        return status;
    }
    mark_cuts(part, r, found);
    *out = part;
    return RS_OK;
}
