/* type_graph.c: the heap's largest types and who holds whom.                Manual: rs_type_graph.h. Map: graph/README.md
 *
 * Two passes over the columns: one ranks the types, one counts references between those that are shown, in a square of
 * types by types.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_type_graph.h"

#include <stdlib.h>

#include "refgraph_draft.h"
#include "rs_memory.h"

typedef struct bundle {
    uint64_t count;
    rs_reference_id first;
} bundle;

typedef struct survey {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    rs_vertex *ranked; /* [types] every type, largest first */
    uint32_t *place;   /* [types] where a type stands in `ranked`, or UINT32_MAX when it is not shown */
    bundle *between;   /* [shown * shown] by holder, then held */
    uint32_t types, shown;
} survey;

static int larger_first(const void *left, const void *right) {
    const rs_vertex *a = left, *b = right;
    if (a->bytes != b->bytes) return a->bytes < b->bytes ? 1 : -1;
    return a->type < b->type ? -1 : 1;
}

static bool is_shown_type(const survey *plan, uint32_t type) {
    rs_kind kind = rs_snapshot_type(plan->snapshot, type)->kind;
    return kind != RS_KIND_TYPE && kind != RS_KIND_MODULE;
}

static uint32_t rank_types(survey *plan, uint32_t limit) {
    for (uint32_t t = 0; t < plan->types; t++)
        plan->ranked[t] = (rs_vertex){.object = RS_NO_OBJECT, .type = t, .marks = RS_MARK_ALL};
    for (rs_object_id o = plan->columns->records; o < plan->columns->objects; o++) {
        rs_vertex *vertex = &plan->ranked[plan->columns->type[o]];
        vertex->count++;
        vertex->bytes += rs_snapshot_size(plan->snapshot, o);
    }
    qsort(plan->ranked, plan->types, sizeof *plan->ranked, larger_first);
    uint32_t shown = 0;
    for (uint32_t i = 0; i < plan->types; i++) {
        uint32_t type = plan->ranked[i].type;
        bool fits = shown < limit && plan->ranked[i].count > 0 && is_shown_type(plan, type);
        plan->place[type] = fits ? shown : UINT32_MAX;
        if (fits) plan->ranked[shown++] = plan->ranked[i];
    }
    return shown;
}

static void count_references(survey *plan) {
    const rs_columns *c = plan->columns;
    for (rs_object_id o = c->records; o < c->objects; o++) {
        uint32_t holder = plan->place[c->type[o]];
        if (holder == UINT32_MAX) continue;
        for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++) {
            uint32_t held = plan->place[c->type[c->target[r]]];
            if (held == UINT32_MAX || c->target[r] < c->records) continue;
            bundle *both = &plan->between[(size_t)holder * plan->shown + held];
            if (both->count++ == 0) both->first = r;
        }
    }
}

/* The strongest bundle into `held` that is not taken yet; taking it clears it. */
static bool take_strongest(survey *plan, uint32_t held, rs_edge *edge) {
    uint32_t best = UINT32_MAX;
    for (uint32_t holder = 0; holder < plan->shown; holder++) {
        uint64_t count = plan->between[(size_t)holder * plan->shown + held].count;
        if (count > 0 &&
            (best == UINT32_MAX || count > plan->between[(size_t)best * plan->shown + held].count))
            best = holder;
    }
    if (best == UINT32_MAX) return false;
    bundle *taken = &plan->between[(size_t)best * plan->shown + held];
    *edge = (rs_edge){.from = best,
                      .to = held,
                      .reference = taken->first,
                      .before = RS_NO_REFERENCE,
                      .count = taken->count > UINT32_MAX ? UINT32_MAX : (uint32_t)taken->count};
    taken->count = 0;
    return true;
}

static bool fill_draft(rs_draft *draft, survey *plan, uint32_t holders) {
    uint64_t seen = 0;
    for (uint32_t v = 0; v < plan->shown; v++) {
        seen += plan->ranked[v].count;
        if (!rs__draft_add_vertex(draft, plan->ranked[v])) return false;
    }
    draft->left_out = rs_snapshot_object_count(plan->snapshot) - seen;
    for (uint32_t v = 0; v < plan->shown; v++) {
        rs_edge edge;
        for (uint32_t i = 0; i < holders && take_strongest(plan, v, &edge); i++)
            if (!rs__draft_add_edge(draft, edge)) return false;
    }
    return true;
}

rs_status rs_refgraph_of_types(rs_refgraph **out, rs_graph *graph, const rs_type_graph_options *options,
                               rs_error *err) {
    static const rs_type_graph_options usual = RS_TYPE_GRAPH_OPTIONS_INIT;
    if (!options) options = &usual;
    rs_status status = RS_OK;
    rs_draft draft = RS_DRAFT_INIT;
    survey plan = {.snapshot = rs_graph_snapshot(graph)};
    plan.columns = rs_snapshot_columns(plan.snapshot);
    plan.types = (uint32_t)rs_snapshot_type_count(plan.snapshot);
    plan.ranked = rs_alloc_array(plan.types, sizeof *plan.ranked);
    plan.place = rs_alloc_array(plan.types, sizeof *plan.place);
    if (!plan.ranked || !plan.place) goto no_memory;
    plan.shown = rank_types(&plan, options->types);
    plan.between = rs_alloc_cleared((size_t)plan.shown * plan.shown, sizeof *plan.between);
    if (!plan.between) goto no_memory;
    count_references(&plan);
    if (!fill_draft(&draft, &plan, options->holders)) goto no_memory;
    status = rs__refgraph_from_draft(out, graph, &draft, err);
    goto done;
no_memory:
    status = rs_fail_memory(err, "graph of types");
done:
    rs__draft_release(&draft);
    rs_release(plan.between);
    rs_release(plan.place);
    rs_release(plan.ranked);
    return status;
}
