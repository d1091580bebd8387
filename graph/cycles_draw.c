/* cycles_draw.c: one pattern's example as a reference graph.                           Manual: rs_cycles.h. Map: graph/README.md
 *
 * A knot is drawn as the report sees it: inner dicts are part of their owners. Siblings that look alike are folded, the
 * coarser the larger the picture would be; examples of patterns are never folded away. What is still too large to read is
 * not drawn: then the example is, and the shortest path from a root to it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cut.h"
#include "knot_fold.h"
#include "rs_memory.h"
#include "rs_paths.h"
#include "scenery.h"

enum {
    FOLDABLE = 20000, /* vertices of a knot that is drawn whole; a larger one is not tried */
    FINEST = 2,       /* steps around an object that tell it from others, at first */
    EXAMPLE = 24,     /* of a longer example the first few are drawn, */
    FEW = 8,          /*   and the others folded with their like */
};

/* A drawing that is taken in at a glance, and one that can be read. */
typedef struct limits {
    size_t vertices, edges;
} limits;
static const limits at_a_glance = {20, 40}, readable = {60, 120};

/* Those an example leads through that are not inner to another. */
static bool is_vertex(const rs_knots *k, rs_object_id object) {
    return k->object[k->vertex_of[object]] == object;
}

static size_t drawn_steps(const rs_pattern *pattern) {
    return pattern->example_steps > EXAMPLE ? FEW : pattern->example_steps;
}

/* ---- A whole knot --------------------------------------------------------------------------------------------------- */

/* All patterns whose example is in one knot have the same drawing. */
static rs_bits *examples_in(const rs_cycles *r, uint32_t knot) {
    rs_bits *wanted = rs__bits_new(r->knots.vertices);
    for (size_t i = 0; wanted && i < r->count; i++) {
        const rs_pattern *pattern = &r->found[i].shown;
        if (r->found[i].example_knot != knot) continue;
        for (size_t step = 0; step < drawn_steps(pattern); step++)
            if (is_vertex(&r->knots, pattern->example[step].object))
                rs__bit_set(wanted, r->knots.vertex_of[pattern->example[step].object]);
    }
    return wanted;
}

static bool is_within(const rs_draft *draft, limits most) {
    return draft->vertex_count <= most.vertices && draft->edge_count <= most.edges;
}

/* The draft stays empty when the knot is too large to be drawn. false: out of memory. */
static bool draft_whole(rs_draft *draft, const rs_cycles *r, uint32_t knot) {
    if (r->knots.first[knot + 1] - r->knots.first[knot] > FOLDABLE) return true;
    rs_bits *wanted = examples_in(r, knot);
    bool added = wanted != NULL;
    for (unsigned steps = FINEST + 1; added && steps-- > 0;) {
        rs__draft_release(draft);
        added = rs__draft_add_knot(draft, r->graph, &r->kinds, &(rs_knot_fold){knot, wanted, steps});
        if (is_within(draft, at_a_glance)) break;
    }
    if (added && !is_within(draft, readable)) rs__draft_release(draft);
    rs_release(wanted);
    return added;
}

/* ---- An example with what holds it ---------------------------------------------------------------------------------- */

typedef struct sketch {
    const rs_cycles *report;
    const rs_knots *k;
    rs_draft draft;
    rs_number_map vertex_of; /* by object */
    rs_number_map edge_of;   /* by reference: a path may end in a step of the example */
} sketch;

/* The vertex of an object, which is added when it is new; NULL: out of memory. */
static const uint32_t *vertex_for(sketch *s, rs_object_id object) {
    bool is_new = false;
    const uint32_t *vertex = rs__number_map_add(&s->vertex_of, object, (uint32_t)s->draft.vertex_count,
                                                &is_new);
    if (!vertex || !is_new) return vertex;
    return rs__draft_add_object(&s->draft, s->report->graph, object) ? vertex : NULL;
}

static bool add_edge(sketch *s, rs_edge edge) {
    bool is_new = false;
    if (!rs__number_map_add(&s->edge_of, edge.reference, 0, &is_new)) return false;
    return !is_new || rs__draft_add_edge(&s->draft, edge);
}

/* Every edge of the knot among the vertices so far; who has others bears the mark of it. */
static bool add_edges_among(sketch *s) {
    const rs_knots *k = s->k;
    for (uint32_t v = 0; v < s->draft.vertex_count; v++) {
        uint32_t vertex = k->vertex_of[s->draft.vertices[v].object];
        for (uint32_t e = k->row[vertex]; e < k->row[vertex + 1]; e++) {
            const uint32_t *to = rs__number_map_find(&s->vertex_of, k->object[k->to[e]]);
            if (!to) s->draft.vertices[v].marks |= RS_MARK_MORE;
            rs_edge edge = {v, to ? *to : 0, k->reference[e], rs__knots_way_inside(k, e), 1, 0};
            if (to && !add_edge(s, edge)) return false;
        }
    }
    return true;
}

static bool add_example(sketch *s, const rs_pattern *pattern) {
    for (size_t i = 0; i < drawn_steps(pattern); i++)
        if (is_vertex(s->k, pattern->example[i].object) && !vertex_for(s, pattern->example[i].object))
            return false;
    return add_edges_among(s);
}

/* A path is drawn from the last place on it that a person knows: a module or a frame. */
static size_t first_to_draw(const rs_snapshot *snapshot, const rs_path *path) {
    for (size_t i = path->length; i-- > 0;) {
        switch (rs_snapshot_type_of(snapshot, rs_snapshot_source(snapshot, path->references[i]))->kind) {
        case RS_KIND_MODULE:
        case RS_KIND_FRAME:
        case RS_KIND_FRAME_RECORD: return i;
        default: break;
        }
    }
    return 0;
}

/* Is the reference the first of two that read as one: ".__dict__" of an object's own dict? */
static bool is_way_inside(const rs_snapshot *snapshot, const rs_referrers *referrers,
                          rs_reference_id reference) {
    rs_object_id inner = rs_snapshot_columns(snapshot)->target[reference];
    return rs__leads_inside(snapshot, reference) &&
           rs__owner_of_inner(snapshot, referrers, inner) == reference;
}

static bool add_path(sketch *s, const rs_path *path, const rs_referrers *referrers) {
    const rs_snapshot *snapshot = s->k->snapshot;
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (size_t i = first_to_draw(snapshot, path); i < path->length; i++) {
        rs_edge edge = {.before = RS_NO_REFERENCE, .count = 1};
        rs_object_id source = rs_snapshot_source(snapshot, path->references[i]);
        if (i + 1 < path->length && is_way_inside(snapshot, referrers, path->references[i]))
            edge.before = path->references[i++];
        edge.reference = path->references[i];
        const uint32_t *from = vertex_for(s, source);
        if (from) edge.from = *from;
        const uint32_t *to = from ? vertex_for(s, c->target[edge.reference]) : NULL;
        if (!to) return false;
        edge.to = *to;
        if (!add_edge(s, edge)) return false;
    }
    return true;
}

static rs_status add_holders(sketch *s, rs_object_id object, rs_error *err) {
    const rs_referrers *referrers = NULL;
    rs_paths *paths = NULL;
    rs_status status = rs_graph_referrers(&referrers, s->report->graph, err);
    if (status == RS_OK) status = rs_paths_find(&paths, s->report->graph, object, 1, err);
    if (status != RS_OK) return status;
    rs_path path = rs_paths_at(paths, 0);
    bool added = rs_paths_count(paths) == 0 || add_path(s, &path, referrers);
    rs_paths_free(paths);
    return added ? RS_OK : rs_fail_memory(err, "drawing a cycle");
}

static rs_status draft_example(rs_draft *draft, const rs_cycles *r, const rs_pattern *pattern,
                               rs_error *err) {
    sketch s = {.report = r, .k = &r->knots};
    rs_status status = add_example(&s, pattern) ? RS_OK : rs_fail_memory(err, "drawing a cycle");
    if (status == RS_OK) status = add_holders(&s, pattern->example[0].object, err);
    rs__number_map_release(&s.vertex_of);
    rs__number_map_release(&s.edge_of);
    *draft = s.draft;
    return status;
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

/* Is the edge cut by this pattern, or by another whose example the drawing shows? */
static bool is_cut(const rs_cycles *r, const rs_found *found, bool whole, uint32_t edge) {
    for (size_t i = 0; whole && i < r->count; i++)
        if (r->found[i].knot != UINT32_MAX && r->found[i].example_knot == found->example_knot &&
            rs__is_cut(r, &r->found[i], edge))
            return true;
    return rs__is_cut(r, found, edge);
}

static void mark_cuts(rs_draft *draft, const rs_cycles *r, const rs_found *found, bool whole) {
    for (size_t i = 0; i < draft->edge_count; i++) {
        uint32_t edge = edge_of(&r->knots, draft->edges[i].reference);
        if (edge != UINT32_MAX && is_cut(r, found, whole, edge)) draft->edges[i].marks |= RS_MARK_CUT;
    }
}

rs_status rs_cycles_draw(struct rs_refgraph **out, const rs_cycles *r, size_t index, rs_error *err) {
    const rs_found *found = &r->found[index];
    if (found->knot == UINT32_MAX)
        return rs_fail(err, RS_NOT_FOUND, "%s: was collected before the photograph", found->shown.text);
    rs_draft draft = RS_DRAFT_INIT;
    rs_refgraph *part = NULL;
    rs_status status = draft_whole(&draft, r, found->example_knot) ? RS_OK
                                                                   : rs_fail_memory(err, "drawing a cycle");
    bool whole = draft.vertex_count > 0;
    if (status == RS_OK && !whole) status = draft_example(&draft, r, &found->shown, err);
    if (status == RS_OK) mark_cuts(&draft, r, found, whole);
    if (status == RS_OK) status = rs__draft_mark_liveness(&draft, r->graph, err);
    if (status == RS_OK) status = rs__refgraph_from_draft(&part, r->graph, &draft, err);
    if (status == RS_OK) status = rs__refgraph_mark_cycles(part, err);
    rs__draft_release(&draft);
    if (status == RS_OK)
        *out = part;
    else
        rs_refgraph_free(part);
    return status;
}
