/* freed.c: what a cut frees.                                                                 Manual: cut.h. Map: graph/README.md
 *
 * A cut that leaves no cycle in a knot frees all that the knot keeps. One that leaves some frees the objects of the knot
 * that no cycle left reaches any more. Knots of one shape fare alike, so the question whether anything is left is asked
 * once a shape.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cut.h"
#include "rs_memory.h"

#define GONE UINT32_MAX

/* More edges than this are not looked at in all; what is not looked at counts as nothing freed. */
#define MOST_EDGES UINT64_C(30000000)

typedef struct undoing {
    rs_cycles *cycles;
    const rs_found *found; /* whose cut is made */
    uint64_t *bytes;       /* [vertices] of all knots: own and inner objects' */
    rs_cut_knot cut;       /* the knot at hand without it */
    bool *held;            /* [vertices] of the knot at hand: reached by a cycle that is left */
    uint32_t *queue;
    size_t held_capacity, queue_capacity;
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

/* ---- One knot ------------------------------------------------------------------------------------------------------- */

static bool is_gone(const void *context, uint32_t edge) {
    const undoing *u = context;
    return rs__is_cut(u->cycles, u->found, edge);
}

/* Put the vertices that an edge of a cycle leads from into the queue; how many there are. */
static uint32_t find_cycles(undoing *u, uint32_t vertices) {
    const rs_cut_knot *cut = &u->cut;
    uint32_t count = 0;
    for (uint32_t v = 0; v < vertices; v++) {
        u->held[v] = false;
        for (uint32_t e = cut->row[v]; e < cut->row[v + 1] && !u->held[v]; e++)
            u->held[v] = rs__still_on_cycle(cut, v, e);
        if (u->held[v]) u->queue[count++] = v;
    }
    return count;
}

/* The bytes of what the queue does not reach. */
static uint64_t bytes_not_held(undoing *u, uint32_t first, uint32_t vertices, uint32_t count) {
    uint64_t bytes = 0;
    for (uint32_t head = 0; head < count; head++)
        for (uint32_t e = u->cut.row[u->queue[head]]; e < u->cut.row[u->queue[head] + 1]; e++) {
            uint32_t to = u->cut.to[e];
            if (to == GONE || u->held[to]) continue;
            u->held[to] = true;
            u->queue[count++] = to;
        }
    for (uint32_t v = 0; v < vertices; v++)
        if (!u->held[v]) bytes += u->bytes[first + v];
    return bytes;
}

/* What the pattern's cut frees of one knot. *whole says that no cycle is left. */
static bool freed_of_knot(undoing *u, uint32_t knot, uint64_t kept, bool *whole, uint64_t *freed) {
    const rs_knots *k = &u->cycles->knots;
    uint32_t first = k->first[knot], vertices = k->first[knot + 1] - first;
    u->edges_seen += k->row[first + vertices] - k->row[first];
    if (!rs_reserve((void **)&u->held, &u->held_capacity, vertices, sizeof *u->held) ||
        !rs_reserve((void **)&u->queue, &u->queue_capacity, vertices, sizeof *u->queue) ||
        !rs__cut_knot(&u->cut, k, knot, is_gone, u))
        return false;
    uint32_t count = find_cycles(u, vertices);
    *whole = count == 0;
    *freed = *whole ? kept : bytes_not_held(u, first, vertices, count);
    return true;
}

/* ---- All of them ---------------------------------------------------------------------------------------------------- */

/* whole[] is by place in pattern_of. */
static bool freed_of_all(undoing *u, const uint64_t *kept, bool *whole) {
    rs_cycles *r = u->cycles;
    for (uint32_t knot = 0; knot < r->knots.count; knot++) {
        const rs_shape *shape = &r->shape[r->shape_of[knot]];
        for (size_t i = shape->first; i < shape->first + shape->count && r->knots.garbage[knot]; i++) {
            rs_found *found = &r->found[r->pattern_of[i]];
            uint64_t freed = whole[i] ? kept[knot] : 0;
            bool ask = !whole[i] && u->edges_seen < MOST_EDGES;
            u->found = found;
            if (ask && !freed_of_knot(u, knot, kept[knot], &whole[i], &freed)) return false;
            found->cut->frees_bytes += freed;
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
    rs_release(u.held);
    rs_release(u.queue);
    rs__cut_knot_release(&u.cut);
    return done;
}
