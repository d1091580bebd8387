/* freed.c: what a cut frees.                                                                 Manual: cut.h. Map: graph/README.md
 *
 * A cut that leaves no cycle in a knot frees all that the knot keeps. One that leaves some frees the objects of the knot
 * that no cycle left reaches any more. Knots of one shape fare alike, so the question whether anything is left is asked
 * once a shape.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cut.h"
#include "local_components.h"
#include "rs_memory.h"

#define NONE UINT32_MAX

/* More edges than this are not looked at for knots that a cut undoes in part; they then count as nothing freed. */
#define MOST_EDGES UINT64_C(200000000)

typedef struct undoing {
    rs_cycles *cycles;
    uint64_t *bytes;      /* [vertices] of all knots: own and inner objects' */
    /* The knot at hand without the edges that are cut. */
    uint32_t *row, *to, *component, *queue;
    size_t row_capacity, to_capacity, component_capacity, queue_capacity;
    uint32_t components;
    uint64_t edges_seen;
} undoing;

static bool add_bytes(undoing *u) {
    const rs_knots *k = &u->cycles->knots;
    uint32_t objects = rs_snapshot_columns(k->snapshot)->objects;
    u->bytes = rs_alloc_cleared(k->vertices, sizeof *u->bytes);
    if (!u->bytes) return false;
    for (rs_object_id o = 0; o < objects; o++)
        if (k->knot_of[o]) u->bytes[k->vertex_of[o]] += rs_snapshot_size(k->snapshot, o);
    return true;
}

/* ---- A knot without its cut ----------------------------------------------------------------------------------------- */

static bool reserve(undoing *u, uint32_t vertices, uint32_t edges) {
    return rs_reserve((void **)&u->row, &u->row_capacity, (size_t)vertices + 1, sizeof *u->row) &&
           rs_reserve((void **)&u->to, &u->to_capacity, edges, sizeof *u->to) &&
           rs_reserve((void **)&u->component, &u->component_capacity, vertices, sizeof *u->component) &&
           rs_reserve((void **)&u->queue, &u->queue_capacity, vertices, sizeof *u->queue);
}

static bool cut_knot(undoing *u, const rs_found *found, uint32_t knot) {
    const rs_knots *k = &u->cycles->knots;
    uint32_t first = k->first[knot], vertices = k->first[knot + 1] - first, begin = k->row[first];
    uint32_t edges = k->row[first + vertices] - begin;
    u->edges_seen += edges;
    if (!reserve(u, vertices, edges)) return false;
    for (uint32_t v = 0; v <= vertices; v++) u->row[v] = k->row[first + v] - begin;
    for (uint32_t e = 0; e < edges; e++) u->to[e] = rs__is_cut(u->cycles, found, begin + e) ? NONE : k->to[begin + e] - first;
    return rs__local_components(vertices, u->row, u->to, u->component, &u->components);
}

static bool refers_to_itself(const undoing *u, uint32_t v) {
    for (uint32_t e = u->row[v]; e < u->row[v + 1]; e++)
        if (u->to[e] == v) return true;
    return false;
}

/* Put what is still on a cycle into the queue and return how many; queue[] is used for sizes first. */
static uint32_t still_cyclic(undoing *u, uint32_t vertices) {
    uint32_t *size = u->queue, count = 0;
    for (uint32_t c = 0; c < u->components; c++) size[c] = 0;
    for (uint32_t v = 0; v < vertices; v++) size[u->component[v]]++;
    for (uint32_t v = 0; v < vertices; v++) /* from here on 1 says on a cycle, 0 not */
        u->component[v] = size[u->component[v]] > 1 || refers_to_itself(u, v);
    for (uint32_t v = 0; v < vertices; v++)
        if (u->component[v]) u->queue[count++] = v;
    return count;
}

/* What the queue does not reach is freed. component[v] says whether v is held. */
static uint64_t bytes_not_held(undoing *u, uint32_t knot, uint32_t count) {
    uint32_t first = u->cycles->knots.first[knot], vertices = u->cycles->knots.first[knot + 1] - first;
    for (uint32_t head = 0; head < count; head++)
        for (uint32_t e = u->row[u->queue[head]]; e < u->row[u->queue[head] + 1]; e++) {
            if (u->to[e] == NONE || u->component[u->to[e]]) continue;
            u->component[u->to[e]] = 1;
            u->queue[count++] = u->to[e];
        }
    uint64_t bytes = 0;
    for (uint32_t v = 0; v < vertices; v++)
        if (!u->component[v]) bytes += u->bytes[first + v];
    return bytes;
}

/* ---- All of them ---------------------------------------------------------------------------------------------------- */

/* What the pattern's cut frees of one knot. *whole says that nothing is left of it. */
static bool freed_of_knot(undoing *u, const rs_found *found, uint32_t knot, uint64_t kept, bool *whole, uint64_t *freed) {
    uint32_t vertices = u->cycles->knots.first[knot + 1] - u->cycles->knots.first[knot];
    if (!cut_knot(u, found, knot)) return false;
    uint32_t count = still_cyclic(u, vertices);
    *whole = count == 0;
    *freed = *whole ? kept : bytes_not_held(u, knot, count);
    return true;
}

/* whole[] and asked[] are of the places in pattern_of. */
static bool freed_of_all(undoing *u, const uint64_t *kept, bool *whole) {
    rs_cycles *r = u->cycles;
    for (uint32_t knot = 0; knot < r->knots.count; knot++) {
        const rs_shape *shape = &r->shape[r->shape_of[knot]];
        for (size_t i = shape->first; i < shape->first + shape->count && r->knots.garbage[knot]; i++) {
            rs_found *found = &r->found[r->pattern_of[i]];
            uint64_t freed = kept[knot];
            bool ask = shape->knot == knot || (!whole[i] && u->edges_seen < MOST_EDGES);
            if (ask && !freed_of_knot(u, found, knot, kept[knot], &whole[i], &freed)) return false;
            if (!ask && !whole[i]) freed = 0;
            ((rs_cut *)found->shown.cuts)->frees_bytes += freed;
        }
    }
    return true;
}

bool rs__freed_bytes(rs_cycles *r, const uint64_t *kept) {
    undoing u = {.cycles = r};
    bool *whole = rs_alloc_cleared(r->pattern_of_count, sizeof *whole);
    bool done = whole && add_bytes(&u) && freed_of_all(&u, kept, whole);
    rs_release(whole);
    rs_release(u.bytes);
    rs_release(u.row);
    rs_release(u.to);
    rs_release(u.component);
    rs_release(u.queue);
    return done;
}
