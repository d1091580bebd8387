/* All patterns of cycles in one picture: the parts that rs_cycles_draw makes, put together.  Contract: cycle_drawing.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cycle_drawing.h"

#include "rs_memory.h"

typedef struct gathering {
    rs_refgraph **parts; /* one a pattern, the largest first */
    size_t count, capacity, vertices;
} gathering;

/* Takes the part over; *fits: it went in. */
static bool add_part(gathering *all, rs_refgraph *part, size_t most, bool *fits) {
    size_t vertices = rs_refgraph_vertices(part);
    *fits = all->count == 0 || all->vertices + vertices <= most;
    bool added = *fits &&
                 rs_reserve((void **)&all->parts, &all->capacity, all->count + 1, sizeof(rs_refgraph *));
    if (added) {
        all->parts[all->count++] = part;
        all->vertices += vertices;
    } else {
        rs_refgraph_free(part);
    }
    return added || !*fits;
}

static rs_status gather(gathering *all, const rs_cycles *cycles, size_t vertices, rs_error *err) {
    bool fits = true;
    for (size_t i = 0; i < rs_cycles_count(cycles) && fits; i++) {
        rs_refgraph *part = NULL;
        rs_status st = rs_cycles_draw(&part, cycles, i, err);
        if (st != RS_OK) return st;
        if (!add_part(all, part, vertices, &fits)) return rs_fail_memory(err, "the picture of the cycles");
    }
    return RS_OK;
}

static void release(gathering *all) {
    for (size_t i = 0; i < all->count; i++) rs_refgraph_free(all->parts[i]);
    rs_release(all->parts);
}

rs_status rs__draw_cycles(rs_refgraph **out, rs__drawn *drawn, rs_graph *graph, rs_scope scope,
                          size_t vertices, rs_error *err) {
    gathering all = {NULL, 0, 0, 0};
    rs_cycles_options which = RS_CYCLES_OPTIONS_INIT;
    rs_cycles *cycles = NULL;
    which.scope = scope;
    rs_status st = rs_cycles_find(&cycles, graph, &which, err);
    if (st == RS_OK) st = gather(&all, cycles, vertices, err);
    if (st == RS_OK) st = rs_refgraph_union(out, graph, all.parts, all.count, err);
    if (st == RS_OK) *drawn = (rs__drawn){rs_cycles_count(cycles), all.count};
    release(&all);
    rs_cycles_free(cycles);
    return st;
}
