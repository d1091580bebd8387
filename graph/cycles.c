/* cycles.c: the cycle report.                                                          Manual: rs_cycles.h. Map: graph/README.md
 *
 * Its parts, in the order they work: own_references.c says what is CPython's; knots.c finds the components without that;
 * edge_labels.c and edge_kinds.c name their edges, vertex_names.c their vertices; cycle_search.c finds the shortest cycle
 * through each kind; cycle_words.c writes it as a person would; patterns.c gathers what reads alike; cut.c, cut_advice.c,
 * class_facts.c and cut_hints.c choose what to cut and say why, and cut_knot.c sees what is left then; kept_bytes.c and
 * freed.c say what that is worth; held.c says who holds it; collected.c adds what collections took before;
 * cycles_draw.c draws one, folded by knot_fold.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_cycles.h"

#include <stdlib.h>
#include <string.h>

#include "collected.h"
#include "cut.h"
#include "held.h"
#include "kept_bytes.h"
#include "rs_memory.h"

static int by_bytes_then_text(const void *a, const void *b) {
    const rs_pattern *l = &((const rs_found *)a)->shown, *r = &((const rs_found *)b)->shown;
    if (l->bytes != r->bytes) return l->bytes > r->bytes ? -1 : 1;
    int order = strcmp(l->text, r->text);
    if (order == 0) order = strcmp(l->fingerprint, r->fingerprint);
    if (order == 0) order = (int)l->scope - (int)r->scope;
    return order ? order : (r->uncollectable != NULL) - (l->uncollectable != NULL);
}

static rs_status find_patterns(rs_cycles *r, rs_error *err) {
    uint64_t *kept = NULL;
    rs_status status = rs__kept_bytes(&kept, &r->knots, r->graph, err);
    if (status == RS_OK && !rs__edge_kinds_find(&r->kinds, &r->knots))
        status = rs_fail_memory(err, "cycle report");
    if (status == RS_OK) status = rs__patterns_find(r, kept, err);
    if (status == RS_OK && !rs__freed_bytes(r, kept)) status = rs_fail_memory(err, "cycle report");
    rs_release(kept);
    return status;
}

/* Nobody looked at what collections took before a photograph that is in a file. */
static void note_missed(rs_cycles *r, const rs_cycles_options *options) {
    const rs_origin *origin = rs_snapshot_origin(rs_graph_snapshot(r->graph));
    if (origin->collected > 0 && options->scope != RS_SCOPE_LIVE) r->collected.missed += origin->collections;
}

rs_status rs_cycles_find(rs_cycles **out, rs_graph *graph, const rs_cycles_options *options, rs_error *err) {
    static const rs_cycles_options usual = RS_CYCLES_OPTIONS_INIT;
    rs_cycles *r = rs_alloc_cleared(1, sizeof *r);
    if (!r) return rs_fail_memory(err, "cycle report");
    if (!options) options = &usual;
    r->graph = graph;
    r->words = (rs_words)RS_WORDS_INIT(&r->kinds);
    rs_status status = rs__knots_find(&r->knots, graph, options, err);
    if (status == RS_OK) status = find_patterns(r, err);
    if (status == RS_OK) status = rs__held_find(r, err);
    if (status == RS_OK && options->collected && options->scope != RS_SCOPE_LIVE)
        status = rs__tell_collected(r, options->collected, err);
    if (status != RS_OK) {
        rs_cycles_free(r);
        return status;
    }
    note_missed(r, options);
    if (r->count) qsort(r->found, r->count, sizeof *r->found, by_bytes_then_text);
    *out = r;
    return RS_OK;
}

void rs_cycles_free(rs_cycles *r) {
    if (!r) return;
    rs__words_release(&r->words);
    rs__edge_kinds_release(&r->kinds);
    rs__knots_release(&r->knots);
    rs__arena_release(&r->arena);
    rs__number_map_release(&r->objects_of);
    rs_release(r->found);
    rs_release(r->shape_of);
    rs_release(r->shape);
    rs_release(r->pattern_of);
    rs_release(r);
}

size_t rs_cycles_count(const rs_cycles *r) {
    return r->count;
}

const rs_pattern *rs_cycles_pattern(const rs_cycles *r, size_t index) {
    return &r->found[index].shown;
}

/* The graph knows its liveness since the report was made, so asking again cannot fail. */
rs_cycles_totals rs_cycles_sums(const rs_cycles *r) {
    const rs_liveness *liveness = NULL;
    rs_cycles_totals totals = {.components = r->knots.count + r->collected.components,
                               .cyclic_objects = r->knots.members + r->collected.cyclic_objects,
                               .collected = r->collected,
                               .set_aside = r->knots.set_aside,
                               .left_out = r->left_out,
                               .uncut = r->uncut};
    if (rs_graph_liveness(&liveness, r->graph, NULL) != RS_OK) return totals;
    totals.garbage_objects = rs_liveness_garbage_objects(liveness);
    totals.garbage_bytes = rs_liveness_garbage_bytes(liveness);
    totals.uncollectable_objects = rs_liveness_uncollectable_objects(liveness);
    totals.uncollectable_bytes = rs_liveness_uncollectable_bytes(liveness);
    return totals;
}
