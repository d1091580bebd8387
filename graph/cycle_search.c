/* cycle_search.c: the shortest cycles of a knot.                                Manual: cycle_search.h. Map: graph/README.md
 *
 * One search for one edge (from -> to): in breadth against the edges, from `from` until `to` is reached; then along the
 * edges from `to`, one step nearer each time. Several ways may be as short: all vertices that are reached by the word
 * that reads least so far go on together, so the word does not depend on the order of vertices or edges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cycle_search.h"

#include <stdlib.h>

#include "rs_memory.h"

#define FAR UINT32_MAX

/* How much is tried: every edge of a kind where the searches together stay below the first number of steps, else a
 * sample of edges whose surroundings differ. */
enum { STEPS_TO_TRY_ALL = 4000000, SAMPLE = 8 };
/* A knot of e edges may cost so many steps plus so many for each edge; what is not searched then is said. */
enum { STEPS_AT_LEAST = 4000000, STEPS_PER_EDGE = 16 };

/* ---- One search ----------------------------------------------------------------------------------------------------- */

static void spend(rs_cycle_search *s, uint32_t steps) {
    s->steps -= steps < s->steps ? steps : s->steps;
}

/* How far `to` is from `from`, at most `most`, or FAR. Afterwards distance[] is right for all that are nearer. */
static uint32_t distance_between(rs_cycle_search *s, uint32_t to, uint32_t from, uint32_t most) {
    const rs_knots *k = s->kinds->knots;
    uint32_t head = 0, tail = 0;
    s->seen[from] = ++s->searches;
    s->distance[from] = 0;
    s->queue[tail++] = from;
    while (head < tail && s->seen[to] != s->searches) {
        uint32_t at = s->queue[head++];
        if (s->distance[at] == most) break;
        spend(s, k->back_row[at + 1] - k->back_row[at]);
        for (uint32_t i = k->back_row[at]; i < k->back_row[at + 1]; i++) {
            uint32_t holder = k->from[k->back[i]];
            if (s->seen[holder] == s->searches || rs__bit(s->gone, k->back[i])) continue;
            s->seen[holder] = s->searches;
            s->distance[holder] = s->distance[at] + 1;
            s->queue[tail++] = holder;
        }
    }
    return s->seen[to] == s->searches ? s->distance[to] : FAR;
}

static uint32_t rank_of(const rs_cycle_search *s, uint32_t edge) {
    return s->kinds->kind[s->kinds->of[edge]].rank;
}

static bool leads_to(const rs_cycle_search *s, uint32_t edge, uint32_t distance) {
    uint32_t to = s->kinds->knots->to[edge];
    return s->seen[to] == s->searches && s->distance[to] == distance && !rs__bit(s->gone, edge);
}

/* The least rank of an edge by which one of the vertices comes to `distance`. */
static uint32_t least_rank(rs_cycle_search *s, const uint32_t *vertices, uint32_t count, uint32_t distance) {
    const rs_knots *k = s->kinds->knots;
    uint32_t least = UINT32_MAX;
    for (uint32_t i = 0; i < count; i++) {
        spend(s, k->row[vertices[i] + 1] - k->row[vertices[i]]);
        for (uint32_t e = k->row[vertices[i]]; e < k->row[vertices[i] + 1]; e++)
            if (leads_to(s, e, distance) && rank_of(s, e) < least) least = rank_of(s, e);
    }
    return least;
}

/* Where the vertices come by edges of that rank; each vertex remembers the edge it was reached by. */
static uint32_t follow(rs_cycle_search *s, const uint32_t *vertices, uint32_t count, uint32_t distance,
                       uint32_t *next) {
    const rs_knots *k = s->kinds->knots;
    uint32_t rank = least_rank(s, vertices, count, distance), reached = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t e = k->row[vertices[i]]; e < k->row[vertices[i] + 1]; e++) {
            if (!leads_to(s, e, distance) || rank_of(s, e) != rank || s->chosen[k->to[e]] == s->searches)
                continue;
            s->chosen[k->to[e]] = s->searches;
            s->arrived[k->to[e]] = e;
            next[reached++] = k->to[e];
        }
    return reached;
}

/* The cycle through `edge` that reads least, when distance_between has just been asked; its length is known to fit. */
static void take_way(rs_cycle_search *s, uint32_t edge, uint32_t distance) {
    const rs_knots *k = s->kinds->knots;
    uint32_t *now = s->frontier, *next = s->frontier + k->vertices, count = 1;
    now[0] = k->to[edge];
    for (uint32_t d = distance; d-- > 0;) {
        count = follow(s, now, count, d, next);
        uint32_t *other = now;
        now = next;
        next = other;
    }
    s->trial[0] = edge;
    s->trial_length = (size_t)distance + 1;
    uint32_t at = k->from[edge];
    for (uint32_t i = distance; i > 0; i--) {
        s->trial[i] = s->arrived[at];
        at = k->from[s->trial[i]];
    }
}

/* ---- The best of a kind --------------------------------------------------------------------------------------------- */

static bool reads_before(const rs_cycle_search *s) {
    if (s->trial_length != s->best_length) return s->trial_length < s->best_length;
    for (size_t i = 0; i < s->best_length; i++) {
        uint32_t a = rank_of(s, s->trial[i]), b = rank_of(s, s->best[i]);
        if (a != b) return a < b;
    }
    return false;
}

static bool try_edge(rs_cycle_search *s, uint32_t edge) {
    const rs_knots *k = s->kinds->knots;
    uint32_t most = s->best_length ? (uint32_t)s->best_length - 1 : FAR - 1;
    uint32_t distance = distance_between(s, k->to[edge], k->from[edge], most);
    if (distance == FAR) return true;
    if (!rs_reserve((void **)&s->trial, &s->trial_capacity, (size_t)distance + 1, sizeof *s->trial))
        return false;
    if (!rs_reserve((void **)&s->best, &s->best_capacity, (size_t)distance + 1, sizeof *s->best))
        return false;
    take_way(s, edge, distance);
    if (s->best_length && !reads_before(s)) return true;
    for (size_t i = 0; i < s->trial_length; i++) s->best[i] = s->trial[i];
    s->best_length = s->trial_length;
    return true;
}

typedef struct sample {
    uint64_t colour;
    uint32_t edge;
} sample;

/* Keep the SAMPLE edges of the least colours, one for each colour. */
static uint32_t add_to_sample(sample *kept, uint32_t count, sample one) {
    uint32_t at = count;
    for (uint32_t i = 0; i < count; i++)
        if (kept[i].colour == one.colour) return count;
    while (at > 0 && kept[at - 1].colour > one.colour) at--;
    if (at == SAMPLE) return count;
    if (count < SAMPLE) count++;
    for (uint32_t i = count - 1; i > at; i--) kept[i] = kept[i - 1];
    kept[at] = one;
    return count;
}

static uint32_t sample_edges(const rs_cycle_search *s, const uint32_t *edges, uint32_t count, sample *kept) {
    const rs_knots *k = s->kinds->knots;
    uint32_t taken = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t colour = rs__mix(s->kinds->colour[k->from[edges[i]]], s->kinds->colour[k->to[edges[i]]]);
        taken = add_to_sample(kept, taken, (sample){colour, edges[i]});
    }
    return taken;
}

/* The best cycle through the edges of one kind, or best_length 0 when the steps ran out before one was found. */
static bool search_kind(rs_cycle_search *s, const uint32_t *edges, uint32_t count, uint32_t knot_edges) {
    sample kept[SAMPLE];
    bool all = (uint64_t)count * knot_edges <= STEPS_TO_TRY_ALL;
    uint32_t tries = all ? count : sample_edges(s, edges, count, kept);
    s->best_length = 0;
    for (uint32_t i = 0; i < tries && s->steps > 0; i++)
        if (!try_edge(s, all ? edges[i] : kept[i].edge)) return false;
    return true;
}

/* ---- The kinds of a knot -------------------------------------------------------------------------------------------- */

static int by_rank(const void *a, const void *b) {
    uint64_t l = *(const uint64_t *)a, r = *(const uint64_t *)b;
    return l < r ? -1 : l > r;
}

/* here[] becomes the kinds of the knot, each with its rank in front of it; their edges are counted in begin[]. */
static bool collect_kinds(rs_cycle_search *s, uint32_t first, uint32_t end) {
    s->here_count = 0;
    for (uint32_t e = first; e < end; e++) {
        uint32_t kind = s->kinds->of[e];
        if (rs__bit(s->gone, e)) continue;
        if (s->stamp[kind] == s->knots) {
            s->begin[s->local[kind] + 2]++;
            continue;
        }
        if (!rs_reserve((void **)&s->here, &s->here_capacity, s->here_count + 1, sizeof *s->here) ||
            !rs_reserve((void **)&s->begin, &s->begin_capacity, (size_t)s->here_count + 3, sizeof *s->begin))
            return false;
        s->stamp[kind] = s->knots;
        s->local[kind] = s->here_count;
        s->begin[s->here_count + 2] = 1;
        s->here[s->here_count++] = (uint64_t)s->kinds->kind[kind].rank << 32 | kind;
    }
    return true;
}

/* begin[i + 1] is where the next edge of kind i goes until it is where kind i ends. */
static bool fill_buckets(rs_cycle_search *s, uint32_t first, uint32_t end) {
    if (!rs_reserve((void **)&s->bucket, &s->bucket_capacity, end - first, sizeof *s->bucket)) return false;
    s->begin[0] = s->begin[1] = 0;
    for (uint32_t i = 0; i < s->here_count; i++) s->begin[i + 2] += s->begin[i + 1];
    for (uint32_t e = first; e < end; e++)
        if (!rs__bit(s->gone, e)) s->bucket[s->begin[s->local[s->kinds->of[e]] + 1]++] = e;
    return true;
}

static void cover(rs_cycle_search *s) {
    for (size_t i = 0; i < s->best_length; i++) s->covered[s->kinds->of[s->best[i]]] = s->knots;
}

static bool search_kinds(rs_cycle_search *s, uint32_t edges, bool one, rs_cycle_visit *visit, void *context) {
    qsort(s->here, s->here_count, sizeof *s->here,
          by_rank); /* so that the steps run out at the same kind in every run */
    for (uint32_t i = 0; i < s->here_count; i++) {
        uint32_t local = s->local[(uint32_t)s->here[i]];
        if (!search_kind(s, s->bucket + s->begin[local], s->begin[local + 1] - s->begin[local], edges))
            return false;
        if (s->best_length == 0) continue;
        cover(s);
        if (!visit(context, s->best, s->best_length)) return false;
        if (one) return true;
    }
    for (uint32_t i = 0; i < s->here_count && !one; i++)
        s->left_out += s->covered[(uint32_t)s->here[i]] != s->knots;
    return true;
}

static bool search(rs_cycle_search *s, uint32_t knot, bool one, rs_cycle_visit *visit, void *context) {
    const rs_knots *k = s->kinds->knots;
    uint32_t first = k->row[k->first[knot]], end = k->row[k->first[knot + 1]];
    s->knots++;
    s->steps = STEPS_AT_LEAST + (uint64_t)STEPS_PER_EDGE * (end - first);
    if (!collect_kinds(s, first, end) || (s->here_count && !fill_buckets(s, first, end))) return false;
    return s->here_count == 0 || search_kinds(s, end - first, one, visit, context);
}

bool rs__cycle_search_knot(rs_cycle_search *s, uint32_t knot, rs_cycle_visit *visit, void *context) {
    return search(s, knot, false, visit, context);
}

bool rs__cycle_search_one(rs_cycle_search *s, uint32_t knot, rs_cycle_visit *visit, void *context) {
    return search(s, knot, true, visit, context);
}

/* ---- The workspace -------------------------------------------------------------------------------------------------- */

bool rs__cycle_search_init(rs_cycle_search *s, const rs_edge_kinds *kinds, const rs_bits *gone) {
    uint32_t vertices = kinds->knots->vertices;
    *s = (rs_cycle_search){.kinds = kinds, .gone = gone};
    s->seen = rs_alloc_cleared(vertices, sizeof *s->seen);
    s->distance = rs_alloc_array(vertices, sizeof *s->distance);
    s->chosen = rs_alloc_cleared(vertices, sizeof *s->chosen);
    s->arrived = rs_alloc_array(vertices, sizeof *s->arrived);
    s->queue = rs_alloc_array(vertices, sizeof *s->queue);
    s->frontier = rs_alloc_array(vertices, 2 * sizeof *s->frontier);
    s->local = rs_alloc_array(kinds->count, sizeof *s->local);
    s->stamp = rs_alloc_cleared(kinds->count, sizeof *s->stamp);
    s->covered = rs_alloc_cleared(kinds->count, sizeof *s->covered);
    return s->seen && s->distance && s->chosen && s->arrived && s->queue && s->frontier && s->local &&
           s->stamp && s->covered;
}

void rs__cycle_search_release(rs_cycle_search *s) {
    rs_release(s->seen);
    rs_release(s->distance);
    rs_release(s->chosen);
    rs_release(s->arrived);
    rs_release(s->queue);
    rs_release(s->frontier);
    rs_release(s->local);
    rs_release(s->stamp);
    rs_release(s->covered);
    rs_release(s->here);
    rs_release(s->begin);
    rs_release(s->bucket);
    rs_release(s->best);
    rs_release(s->trial);
}
