/* cut.c: which reference of a pattern to cut.                    Manual: cut.h. Weights and words: cut_advice.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cut.h"

#include <string.h>

#include "cut_advice.h"
#include "cut_hints.h"
#include "refgraph_draft.h"
#include "rs_memory.h"

/* A word of more steps is cut at its cheapest one without asking igraph: on a single cycle that is the answer. */
enum { STEPS_FOR_IGRAPH = 200 };

/* ---- The graph of a word -------------------------------------------------------------------------------------------- */

static int compare_text(const rs_word_step *a, const rs_word_step *b) {
    int order = strcmp(a->name.name, b->name.name);
    return order ? order : strcmp(a->edge, b->edge);
}

/* Of two attributes that nothing tells apart by name, the one that leads from many to few is more likely the way back. */
static bool leads_to_fewer(const rs_cycles *r, const rs_word_step *step, const rs_word_step *next) {
    return rs__objects_named(r, step->name.name) > rs__objects_named(r, next->name.name);
}

enum { PLAIN_WEIGHT = 50, WAY_BACK = 5 };

/* Weights, made different by the order of texts, so that the choice among equals is the same in every run. */
static void weigh(const rs_cycles *r, const rs_word_step *steps, size_t count, double *weight) {
    for (size_t i = 0; i < count; i++) {
        double before = 0;
        weight[i] = rs__cut_advice(r->knots.snapshot, steps, count, i).weight;
        if (weight[i] >= PLAIN_WEIGHT && leads_to_fewer(r, &steps[i], &steps[(i + 1) % count]))
            weight[i] -= WAY_BACK;
        for (size_t j = 0; j < count; j++) {
            int order = compare_text(&steps[j], &steps[i]);
            before += order < 0 || (order == 0 && j < i);
        }
        weight[i] += before / (double)(count + 1);
    }
}

static rs_status graph_of_word(rs_refgraph **out, rs_graph *graph, size_t count, rs_error *err) {
    rs_draft draft = RS_DRAFT_INIT;
    bool added = true;
    for (size_t i = 0; i < count && added; i++)
        added = rs__draft_add_vertex(&draft, (rs_vertex){.object = RS_NO_OBJECT, .count = 1}) &&
                rs__draft_add_edge(&draft, (rs_edge){(uint32_t)i, (uint32_t)((i + 1) % count),
                                                     RS_NO_REFERENCE, RS_NO_REFERENCE, 1, 0});
    rs_status status = added ? rs__refgraph_from_draft(out, graph, &draft, err)
                             : rs_fail_memory(err, "cycle report");
    rs__draft_release(&draft);
    return status;
}

static rs_status ask_igraph(rs_graph *graph, const double *weight, size_t count, size_t *step,
                            rs_error *err) {
    rs_refgraph *word = NULL;
    size_t *edges = NULL, cut = 0;
    rs_status status = graph_of_word(&word, graph, count, err);
    if (status == RS_OK) status = rs_refgraph_feedback_edges(word, weight, &edges, &cut, err);
    if (status == RS_OK) {
        if (cut == 1)
            *step = edges[0];
        else
            status = rs_fail(err, RS_INTERNAL, "cycle report: %zu references to cut in one cycle", cut);
    }
    rs_release(edges);
    rs_refgraph_free(word);
    return status;
}

static size_t cheapest(const double *weight, size_t count) {
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (weight[i] < weight[best]) best = i;
    return best;
}

static rs_status step_to_cut(const rs_cycles *r, const rs_found *found, size_t *step, rs_error *err) {
    size_t count = found->shown.steps;
    double *weight = rs_alloc_array(count, sizeof *weight);
    if (!weight) return rs_fail_memory(err, "cycle report");
    rs_status status = RS_OK;
    weigh(r, found->steps, count, weight);
    *step = cheapest(weight, count);
    if (count <= STEPS_FOR_IGRAPH) status = ask_igraph(r->graph, weight, count, step, err);
    rs_release(weight);
    return status;
}

/* ---- Cuts ----------------------------------------------------------------------------------------------------------- */

static rs_status set_cut(rs_cycles *r, rs_found *found, size_t step, rs_error *err) {
    rs_text edge = RS_TEXT_INIT, why = RS_TEXT_INIT;
    size_t count = found->shown.steps;
    rs__text_add_step(&edge, &found->steps[step], true);
    rs__text_add_advice(&why, rs__cut_advice(r->knots.snapshot, found->steps, count, step).why, found->steps,
                        count, step);
    rs__text_add_hints(&why, r, found);
    rs_cut *cut = rs__arena_take(&r->arena, sizeof *cut);
    char *edge_copy = rs__printable_copy(&r->arena, rs_text_string(&edge));
    char *why_copy = rs__printable_copy(&r->arena, rs_text_string(&why));
    bool done = cut && edge_copy && why_copy && !edge.failed && !why.failed;
    rs_text_release(&edge);
    rs_text_release(&why);
    if (!done) return rs_fail_memory(err, "cycle report");
    *cut = (rs_cut){edge_copy, why_copy, 0};
    found->cut = cut;
    found->shown.cuts = cut;
    found->shown.cut_count = 1;
    found->cut_holder = found->steps[step].holder;
    found->cut_label = found->steps[step].label;
    return RS_OK;
}

rs_status rs__cut_choose(rs_cycles *r, rs_found *found, rs_error *err) {
    size_t step = 0;
    rs_status status = step_to_cut(r, found, &step, err);
    return status == RS_OK ? set_cut(r, found, step, err) : status;
}

bool rs__is_cut(const rs_cycles *r, const rs_found *found, uint32_t edge) {
    if (rs__edge_label(&r->kinds, edge)->text != found->cut_label) return false; /* each text is there once */
    const char *holder = rs__vertex_name(&r->kinds.names, r->knots.from[edge]).name;
    return holder == found->cut_holder || strcmp(holder, found->cut_holder) == 0;
}
