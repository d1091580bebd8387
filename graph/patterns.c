/* patterns.c: the patterns of knots.                                                  Manual: patterns.h. Map: graph/README.md
 *
 * Knots of one shape, the same number of vertices and edges and the same colours, are searched once: a million pairs cost
 * a million look-ups.
 *
 * A knot's patterns are the shortest cycles through its kinds of edges. When all their cuts together still leave a cycle,
 * one of what is left becomes a pattern too, until nothing is left: whoever makes every cut has no cycle any more.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "patterns.h"

#include <string.h>

#include "cut.h"
#include "cycle_search.h"
#include "rs_memory.h"

typedef struct gathering {
    rs_cycles *cycles;
    rs_number_map by_word;  /* from the hash of a word, and what becomes of it, to its pattern */
    rs_number_map by_shape; /* from the hash of a knot's shape to the shape */
    rs_text text;
    rs_cycle_search search;
    rs_bits *gone; /* [edges] that a cut removes, or that are on no cycle without those */
    rs_cut_knot rest;
    uint32_t knot;      /* being searched */
    size_t shape_first; /* where its patterns begin in pattern_of */
    rs_status status;   /* why it failed, when not for want of memory */
    rs_error *err;
} gathering;

/* A knot of e edges is cut again at most so often: ROUNDS, and as often as this many edges allow. */
enum { ROUNDS = 1000 };
#define EDGES_OF_ROUNDS UINT64_C(10000000)

/* ---- One pattern ---------------------------------------------------------------------------------------------------- */

/* The references of a cycle, one step each, from the edge at place `begin` on. */
static size_t unfold(const rs_knots *k, const uint32_t *edges, size_t length, size_t begin, rs_step *steps,
                     size_t most) {
    const rs_columns *c = rs_snapshot_columns(k->snapshot);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        uint32_t e = edges[(begin + i) % length];
        rs_reference_id way = rs__knots_way_inside(k, e);
        rs_object_id holder = k->object[k->from[e]];
        if (way != RS_NO_REFERENCE) {
            if (count < most) steps[count] = (rs_step){holder, way};
            count++;
            holder = c->target[way];
        }
        if (count < most) steps[count] = (rs_step){holder, k->reference[e]};
        count++;
    }
    return count;
}

static bool set_example(rs_cycles *r, rs_found *found, uint32_t knot, const uint32_t *edges, size_t length) {
    rs_step first[RS_EXAMPLE_STEPS];
    size_t all = unfold(&r->knots, edges, length, found->steps[0].at, first, RS_EXAMPLE_STEPS);
    size_t count = all < RS_EXAMPLE_STEPS ? all : RS_EXAMPLE_STEPS;
    rs_step *example = rs__arena_take(&r->arena, count * sizeof *example);
    if (!example) return false;
    memcpy(example, first, count * sizeof *example);
    found->shown.example = example;
    found->shown.example_steps = count;
    found->shown.photograph = r->knots.snapshot;
    found->shown.example_left_out = all - count;
    found->shown.component = r->knots.component[knot];
    found->example_knot = knot;
    return true;
}

/* Words for people, though names in them are anybody's. */
static const char *copy_text(rs_cycles *r, const rs_text *text) {
    return text->failed ? NULL : rs__printable_copy(&r->arena, rs_text_string(text));
}

static bool set_words(gathering *g, rs_found *found, uint64_t hash) {
    rs_cycles *r = g->cycles;
    const rs_words *w = &r->words;
    rs_word_step *steps = rs__arena_take(&r->arena, w->count * sizeof *steps);
    const char **types = rs__arena_take(&r->arena, w->count * sizeof *types);
    const char **edges = rs__arena_take(&r->arena, w->count * sizeof *edges);
    char *fingerprint = rs__arena_take(&r->arena, 17);
    rs_text_clear(&g->text);
    rs__text_add_word(&g->text, w->step, w->count, false);
    const char *text = copy_text(r, &g->text);
    if (!steps || !types || !edges || !fingerprint || !text) return false;
    memcpy(steps, w->step, w->count * sizeof *steps);
    for (size_t i = 0; i < w->count; i++) {
        types[i] = steps[i].name.name;
        edges[i] = steps[i].edge;
    }
    for (int i = 0; i < 16; i++) fingerprint[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    fingerprint[16] = '\0';
    found->steps = steps;
    found->shown.fingerprint = fingerprint;
    found->shown.text = text;
    found->shown.types = types;
    found->shown.edges = edges;
    found->shown.steps = w->count;
    return true;
}

/* Alike ones that live, that a collection frees, and that none does are patterns of their own. */
static uint64_t fate_of(const rs_knots *k, uint32_t knot) {
    return (uint64_t)k->garbage[knot] + k->stays[knot];
}

static bool set_fate(gathering *g, rs_found *found) {
    rs_cycles *r = g->cycles;
    const rs_liveness *liveness = NULL;
    found->shown.scope = r->knots.garbage[g->knot] ? RS_SCOPE_GARBAGE : RS_SCOPE_LIVE;
    if (!r->knots.stays[g->knot]) return true;
    g->status = rs_graph_liveness(&liveness, r->graph, g->err);
    if (g->status != RS_OK) return false;
    rs_text_clear(&g->text);
    rs_liveness_add_unseen(&g->text, liveness, r->knots.object[r->knots.first[g->knot]]);
    found->shown.uncollectable = copy_text(r, &g->text);
    return found->shown.uncollectable != NULL;
}

static bool add_pattern(gathering *g, uint64_t hash, const uint32_t *edges, size_t length) {
    rs_cycles *r = g->cycles;
    if (!rs_reserve((void **)&r->found, &r->capacity, r->count + 1, sizeof *r->found)) return false;
    rs_found found = {.knot = UINT32_MAX};
    if (!set_fate(g, &found) || !set_words(g, &found, hash) ||
        !set_example(r, &found, g->knot, edges, length))
        return false;
    g->status = rs__cut_choose(r, &found, g->err);
    if (g->status != RS_OK) return false;
    r->found[r->count++] = found;
    return true;
}

/* ---- The cycles of one knot ----------------------------------------------------------------------------------------- */

static bool add_to_shape(gathering *g, uint32_t pattern) {
    rs_cycles *r = g->cycles;
    if (r->found[pattern].knot == g->knot) return true;
    r->found[pattern].knot = g->knot;
    if (!rs_reserve((void **)&r->pattern_of, &r->pattern_of_capacity, r->pattern_of_count + 1,
                    sizeof *r->pattern_of))
        return false;
    r->pattern_of[r->pattern_of_count++] = pattern;
    return true;
}

/* A small component makes the better example. */
static bool improve_example(rs_cycles *r, uint32_t pattern, uint32_t knot, const uint32_t *edges,
                            size_t length) {
    rs_found *found = &r->found[pattern];
    if (r->knots.objects[knot] >= r->knots.objects[found->example_knot]) return true;
    rs_word_step *steps = rs__arena_take(&r->arena, r->words.count * sizeof *steps);
    if (!steps) return false;
    memcpy(steps, r->words.step, r->words.count * sizeof *steps);
    found->steps = steps;
    return set_example(r, found, knot, edges, length);
}

static bool visit_cycle(void *context, const uint32_t *edges, size_t length) {
    gathering *g = context;
    rs_cycles *r = g->cycles;
    if (!rs__word_of_cycle(&r->words, edges, length)) return false;
    rs_text_clear(&g->text);
    rs__text_add_word(&g->text, r->words.step, r->words.count, true);
    if (g->text.failed) return false;
    uint64_t hash = rs__text_hash(rs_text_string(&g->text), g->text.length);
    bool is_new = false;
    uint32_t *known = rs__number_map_add(&g->by_word, rs__mix(hash, fate_of(&r->knots, g->knot)),
                                         (uint32_t)r->count, &is_new);
    if (!known) return false;
    uint32_t pattern = *known;
    bool done = is_new ? add_pattern(g, hash, edges, length)
                       : improve_example(r, pattern, g->knot, edges, length);
    return done && add_to_shape(g, pattern);
}

/* ---- Until nothing is left ------------------------------------------------------------------------------------------ */

static bool is_gone(const void *context, uint32_t edge) {
    return rs__bit(((const gathering *)context)->gone, edge);
}

/* Take away what the cuts of patterns `from` on remove, and then what is on no cycle any more. *left tells whether there
 * is any that is. */
static bool take_away(gathering *g, size_t from, bool *left) {
    rs_cycles *r = g->cycles;
    const rs_knots *k = &r->knots;
    uint32_t first = k->first[g->knot], end = k->first[g->knot + 1], begin = k->row[first];
    for (size_t i = from; i < r->pattern_of_count; i++)
        for (uint32_t e = begin; e < k->row[end]; e++)
            if (!rs__bit(g->gone, e) && rs__is_cut(r, &r->found[r->pattern_of[i]], e))
                rs__bit_set(g->gone, e);
    if (!rs__cut_knot(&g->rest, k, g->knot, is_gone, g)) return false;
    *left = false;
    for (uint32_t v = first; v < end; v++)
        for (uint32_t e = k->row[v]; e < k->row[v + 1]; e++) {
            if (rs__still_on_cycle(&g->rest, v - first, e - begin))
                *left = true;
            else
                rs__bit_set(g->gone, e);
        }
    return true;
}

static bool cut_until_nothing_is_left(gathering *g) {
    rs_cycles *r = g->cycles;
    uint32_t edges = r->knots.row[r->knots.first[g->knot + 1]] - r->knots.row[r->knots.first[g->knot]];
    size_t from = g->shape_first;
    for (uint64_t round = 0; round < ROUNDS && (round < 2 || round * edges < EDGES_OF_ROUNDS); round++) {
        size_t so_far = r->pattern_of_count;
        bool left = false;
        if (!take_away(g, from, &left)) return false;
        if (!left) return true;
        if (!rs__cycle_search_one(&g->search, g->knot, visit_cycle, g)) return false;
        if (r->pattern_of_count == so_far) break;
        from = so_far;
    }
    r->uncut++;
    return true;
}

/* ---- All knots ------------------------------------------------------------------------------------------------------ */

static uint64_t shape_hash(const rs_cycles *r, uint32_t knot) {
    const rs_knots *k = &r->knots;
    uint32_t first = k->first[knot], end = k->first[knot + 1];
    uint64_t sum = 0;
    for (uint32_t v = first; v < end; v++) sum += r->kinds.colour[v];
    return rs__mix(rs__mix(sum, end - first), rs__mix(k->row[end] - k->row[first], fate_of(k, knot)));
}

static bool search_shape(gathering *g) {
    rs_cycles *r = g->cycles;
    if (!rs_reserve((void **)&r->shape, &r->shape_capacity, r->shape_count + 1, sizeof *r->shape))
        return false;
    g->shape_first = r->pattern_of_count;
    if (!rs__cycle_search_knot(&g->search, g->knot, visit_cycle, g) || !cut_until_nothing_is_left(g))
        return false;
    r->shape[r->shape_count++] = (rs_shape){g->knot, g->shape_first, r->pattern_of_count - g->shape_first};
    return true;
}

static void add_up(rs_cycles *r, uint32_t knot, uint64_t kept) {
    const rs_shape *shape = &r->shape[r->shape_of[knot]];
    for (size_t i = 0; i < shape->count; i++) {
        rs_pattern *pattern = &r->found[r->pattern_of[shape->first + i]].shown;
        pattern->count++;
        pattern->objects += r->knots.objects[knot];
        pattern->bytes += kept;
    }
}

static bool count_names(rs_cycles *r) {
    for (uint32_t v = 0; v < r->knots.vertices; v++) {
        const char *name = rs__vertex_name(&r->kinds.names, v).name;
        uint32_t *count = rs__number_map_add(&r->objects_of, rs__text_hash(name, strlen(name)), 0, NULL);
        if (!count) return false;
        ++*count;
    }
    return true;
}

uint32_t rs__objects_named(const rs_cycles *r, const char *name) {
    const uint32_t *count = rs__number_map_find(&r->objects_of, rs__text_hash(name, strlen(name)));
    return count ? *count : 0;
}

static bool gather(gathering *g, const uint64_t *kept) {
    rs_cycles *r = g->cycles;
    for (g->knot = 0; g->knot < r->knots.count; g->knot++) {
        bool is_new = false;
        uint32_t *shape = rs__number_map_add(&g->by_shape, shape_hash(r, g->knot), (uint32_t)r->shape_count,
                                             &is_new);
        if (!shape) return false;
        r->shape_of[g->knot] = *shape;
        if (is_new && !search_shape(g)) return false;
        add_up(r, g->knot, kept[g->knot]);
    }
    return true;
}

rs_status rs__patterns_find(rs_cycles *r, const uint64_t *kept, rs_error *err) {
    gathering g = {.cycles = r, .err = err};
    r->shape_of = rs_alloc_array(r->knots.count, sizeof *r->shape_of);
    g.gone = rs__bits_new(r->knots.edges);
    bool done = rs__cycle_search_init(&g.search, &r->kinds, g.gone) && r->shape_of && g.gone &&
                count_names(r) && gather(&g, kept);
    r->left_out = g.search.left_out;
    rs__cycle_search_release(&g.search);
    rs__number_map_release(&g.by_word);
    rs__number_map_release(&g.by_shape);
    rs__cut_knot_release(&g.rest);
    rs_text_release(&g.text);
    rs_release(g.gone);
    if (done) return RS_OK;
    return g.status != RS_OK ? g.status : rs_fail_memory(err, "cycle report");
}
