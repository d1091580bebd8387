/* collected.c: the patterns of cycles that collections took.                          Manual: rs_collected.h. Map: graph/README.md
 *
 * A pattern that is new is kept first, with an example and the places of its source, as copies; then everything is added up,
 * which cannot fail. Where classes were written is in a photograph of the whole heap only: where the collection at hand goes
 * through young objects alone, one is taken for the sake of a new pattern.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "collected.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "number_map.h"
#include "patterns.h"
#include "rs_memory.h"

#define NOWHERE UINT32_MAX

typedef struct kept {
    rs_pattern shown; /* its words in the arena */
    rs_cut cut;       /* shown.cuts, of which there is one or none */
    rs_snapshot *photograph;
} kept;

struct rs_collected {
    kept *at;
    size_t count, capacity;
    rs_number_map place; /* in at[], by fingerprint */
    rs_arena arena;
    rs_collected_totals totals;
};

typedef struct adding {
    rs_collected *into;
    const rs_cycles *cycles; /* what the collection is about to take, and more */
    rs_graph *graph;
    rs_collected_show show;
    void *context;
    rs_snapshot *whole; /* taken for the places in the source */
    rs_graph *whole_graph;
    rs_sources *sources;
    rs_error *err;
} adding;

rs_status rs_collected_new(rs_collected **out, rs_error *err) {
    *out = rs_alloc_cleared(1, sizeof **out);
    return *out ? RS_OK : rs_fail_memory(err, "what collections take");
}

static uint64_t key_of(const rs_pattern *pattern) {
    return strtoull(pattern->fingerprint, NULL, 16);
}

static void forget_behind(rs_collected *c, size_t count) {
    while (c->count > count) {
        kept *one = &c->at[--c->count];
        *rs__number_map_find(&c->place, key_of(&one->shown)) = NOWHERE;
        rs_snapshot_free(one->photograph);
    }
}

void rs_collected_free(rs_collected *c) {
    if (!c) return;
    forget_behind(c, 0);
    rs_release(c->at);
    rs__number_map_release(&c->place);
    rs__arena_release(&c->arena);
    rs_release(c);
}

/* ---- Copies ------------------------------------------------------------------------------------------------------------- */

static const char *copy(rs_collected *c, const char *words, bool *done) {
    const char *made = words ? rs__arena_copy(&c->arena, words, strlen(words)) : NULL;
    *done &= made != NULL || words == NULL;
    return made;
}

static const char *const *copy_list(rs_collected *c, const char *const *words, size_t count, bool *done) {
    const char **made = rs__arena_take(&c->arena, (count + 1) * sizeof *made);
    *done &= made != NULL;
    for (size_t i = 0; made && i < count; i++) made[i] = copy(c, words[i], done);
    return made;
}

/* Everything but counts, example and places. */
static bool copy_words(rs_collected *c, kept *one, const rs_pattern *pattern) {
    bool done = true;
    one->shown = (rs_pattern){.fingerprint = copy(c, pattern->fingerprint, &done),
                              .text = copy(c, pattern->text, &done),
                              .types = copy_list(c, pattern->types, pattern->steps, &done),
                              .edges = copy_list(c, pattern->edges, pattern->steps, &done),
                              .steps = pattern->steps,
                              .scope = RS_SCOPE_GARBAGE,
                              .cut_count = pattern->cut_count > 0};
    if (pattern->cut_count == 0) return done;
    one->cut.edge = copy(c, pattern->cuts[0].edge, &done);
    one->cut.why = copy(c, pattern->cuts[0].why, &done);
    return done;
}

static bool copy_places(rs_collected *c, kept *one, const rs_places *places) {
    bool done = true;
    rs_place *made = rs__arena_take(&c->arena, (places->count + 1) * sizeof *made);
    for (size_t i = 0; made && i < places->count; i++)
        made[i] = (rs_place){copy(c, places->at[i].file, &done), places->at[i].line,
                             copy(c, places->at[i].what, &done)};
    one->shown.places = made;
    one->shown.place_count = places->count;
    return made && done;
}

/* ---- The example, and where it was written ---------------------------------------------------------------------------------- */

static rs_status open_sources(adding *a) {
    rs_graph *graph = a->graph;
    rs_status status = RS_OK;
    if (a->sources) return RS_OK;
    if (!rs_snapshot_coverage(rs_graph_snapshot(graph))->whole_heap) {
        status = a->show(&a->whole, NULL, 0, a->context, a->err);
        if (status == RS_OK) status = rs_graph_new(&a->whole_graph, a->whole, a->err);
        graph = a->whole_graph;
    }
    return status == RS_OK ? rs_sources_new(&a->sources, graph, a->err) : status;
}

static rs_status find_places(adding *a, kept *one, const rs_pattern *pattern) {
    rs_step steps[RS_EXAMPLE_STEPS];
    rs_places places = RS_PLACES_INIT;
    rs_pattern moved = *pattern;
    bool all = true;
    rs_status status = open_sources(a);
    if (status == RS_OK && a->whole) {
        moved.example = steps;
        status = rs__steps_in(steps, &all, a->whole, pattern, a->err);
        if (!all) moved.example_steps = 0;
    }
    if (status == RS_OK) status = rs_sources_of_pattern(&places, a->sources, &moved, a->err);
    if (status == RS_OK && !copy_places(a->into, one, &places))
        status = rs_fail_memory(a->err, "what collections take");
    rs_places_release(&places);
    return status;
}

/* What cannot be found again in the small photograph is told without an example. */
static rs_status keep_example(adding *a, kept *one, const rs_pattern *pattern) {
    if (pattern->example_steps == 0 || a->into->count >= RS_COLLECTED_EXAMPLES) return RS_OK;
    uint64_t *addresses = rs__addresses_of_example(pattern);
    rs_step *steps = rs__arena_take(&a->into->arena, pattern->example_steps * sizeof *steps);
    rs_status status = addresses && steps
                           ? a->show(&one->photograph, addresses, pattern->example_steps, a->context, a->err)
                           : rs_fail_memory(a->err, "what collections take");
    bool all = false;
    rs_release(addresses);
    if (status == RS_OK) status = rs__steps_in(steps, &all, one->photograph, pattern, a->err);
    if (status != RS_OK || !all) return status;
    one->shown.photograph = one->photograph;
    one->shown.example = steps;
    one->shown.example_steps = pattern->example_steps;
    one->shown.example_left_out = pattern->example_left_out;
    return RS_OK;
}

/* ---- Adding ----------------------------------------------------------------------------------------------------------------- */

static kept *find(const rs_collected *c, const rs_pattern *pattern) {
    const uint32_t *place = rs__number_map_find(&c->place, key_of(pattern));
    return place && *place != NOWHERE ? &c->at[*place] : NULL;
}

static rs_status keep(adding *a, const rs_pattern *pattern) {
    rs_collected *c = a->into;
    if (!rs_reserve((void **)&c->at, &c->capacity, c->count + 1, sizeof *c->at))
        return rs_fail_memory(a->err, "what collections take");
    kept *one = &c->at[c->count];
    *one = (kept){.photograph = NULL};
    uint32_t *place = rs__number_map_add(&c->place, key_of(pattern), NOWHERE, NULL);
    if (!place || !copy_words(c, one, pattern)) return rs_fail_memory(a->err, "what collections take");
    rs_status status = find_places(a, one, pattern);
    if (status == RS_OK) status = keep_example(a, one, pattern);
    if (status != RS_OK) {
        rs_snapshot_free(one->photograph);
        return status;
    }
    *place = (uint32_t)c->count++;
    return RS_OK;
}

static bool is_taken(const rs_pattern *pattern) {
    return pattern->scope == RS_SCOPE_GARBAGE && pattern->uncollectable == NULL;
}

static rs_status keep_new_ones(adding *a) {
    rs_status status = RS_OK;
    for (size_t i = 0; i < rs_cycles_count(a->cycles) && status == RS_OK; i++) {
        const rs_pattern *pattern = rs_cycles_pattern(a->cycles, i);
        if (is_taken(pattern) && !find(a->into, pattern)) status = keep(a, pattern);
    }
    return status;
}

static void add_counts(rs_pattern *sum, rs_cut *cut, const rs_pattern *pattern) {
    sum->count += pattern->count;
    sum->collected += pattern->count;
    sum->objects += pattern->objects;
    sum->bytes += pattern->bytes;
    if (sum->cut_count > 0 && pattern->cut_count > 0) cut->frees_bytes += pattern->cuts[0].frees_bytes;
}

static void add_totals(rs_collected_totals *totals, const rs_cycles *cycles) {
    const rs_knots *k = &cycles->knots;
    rs_cycles_totals sums = rs_cycles_sums(cycles);
    totals->objects += sums.garbage_objects - sums.uncollectable_objects;
    totals->bytes += sums.garbage_bytes - sums.uncollectable_bytes;
    for (uint32_t i = 0; i < k->count; i++) {
        if (!k->garbage[i] || k->stays[i]) continue;
        totals->components++;
        totals->cyclic_objects += k->objects[i];
    }
}

static void add_up(rs_collected *c, const rs_cycles *cycles) {
    for (size_t i = 0; i < rs_cycles_count(cycles); i++) {
        const rs_pattern *pattern = rs_cycles_pattern(cycles, i);
        kept *one = is_taken(pattern) ? find(c, pattern) : NULL;
        if (one) add_counts(&one->shown, &one->cut, pattern);
    }
    add_totals(&c->totals, cycles);
    c->totals.collections++;
}

rs_status rs_collected_add(rs_collected *c, rs_graph *graph, rs_collected_show show, void *context,
                           rs_error *err) {
    adding a = {.into = c, .graph = graph, .show = show, .context = context, .err = err};
    rs_cycles *cycles = NULL;
    size_t before = c->count;
    rs_status status = rs_cycles_find(&cycles, graph, NULL, err);
    a.cycles = cycles;
    if (status == RS_OK) status = keep_new_ones(&a);
    if (status == RS_OK)
        add_up(c, cycles);
    else
        c->totals.missed++;
    if (status != RS_OK) forget_behind(c, before);
    rs_sources_free(a.sources);
    rs_graph_free(a.whole_graph);
    rs_snapshot_free(a.whole);
    rs_cycles_free(cycles);
    return status;
}

void rs_collected_miss(rs_collected *c, size_t collections) {
    c->totals.missed += collections;
}

/* ---- What was gathered --------------------------------------------------------------------------------------------------------- */

rs_collected_totals rs_collected_sums(const rs_collected *c) {
    return c->totals;
}

size_t rs_collected_count(const rs_collected *c) {
    return c->count;
}

/* at[] moves when it grows, and the cut with it. */
const rs_pattern *rs_collected_pattern(const rs_collected *c, size_t index) {
    kept *one = &c->at[index];
    one->shown.cuts = one->shown.cut_count > 0 ? &one->cut : NULL;
    return &one->shown;
}

/* ---- In a report ----------------------------------------------------------------------------------------------------------------- */

static bool is_same(const rs_pattern *a, const rs_pattern *b) {
    return is_taken(a) && strcmp(a->fingerprint, b->fingerprint) == 0;
}

static rs_found *find_told(rs_cycles *r, size_t count, const rs_pattern *pattern) {
    for (size_t i = 0; i < count; i++)
        if (is_same(&r->found[i].shown, pattern)) return &r->found[i];
    return NULL;
}

/* Borrows the words. */
static bool tell_new(rs_cycles *r, const rs_pattern *pattern) {
    rs_cut *cut = rs__arena_take(&r->arena, sizeof *cut);
    if (!cut || !rs_reserve((void **)&r->found, &r->capacity, r->count + 1, sizeof *r->found)) return false;
    rs_found *found = &r->found[r->count++];
    *found = (rs_found){.shown = *pattern, .cut = cut, .knot = UINT32_MAX, .example_knot = UINT32_MAX};
    if (pattern->cut_count == 0) return true;
    *cut = pattern->cuts[0];
    found->shown.cuts = cut;
    return true;
}

rs_status rs__tell_collected(rs_cycles *r, const rs_collected *c, rs_error *err) {
    size_t own = r->count;
    for (size_t i = 0; i < c->count; i++) {
        const rs_pattern *pattern = rs_collected_pattern(c, i);
        rs_found *found = find_told(r, own, pattern);
        if (found)
            add_counts(&found->shown, found->cut, pattern);
        else if (!tell_new(r, pattern))
            return rs_fail_memory(err, "cycle report");
    }
    r->collected = c->totals;
    return RS_OK;
}
