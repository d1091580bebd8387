/* All patterns of cycles in one picture: the parts that rs_cycles_draw makes, put together.  Contract: cycle_drawing.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cycle_drawing.h"

#include "rs_memory.h"

typedef struct gathering {
    rs_refgraph **parts; /* the largest pattern's first */
    size_t count, capacity, vertices;
    size_t drawn; /* patterns whose example is in the parts */
} gathering;

/* Patterns that are found in one component have one drawing: the same objects in the same order, and folds of the same. */
static bool is_same(const rs_refgraph *a, const rs_refgraph *b) {
    size_t vertices = rs_refgraph_vertices(a);
    bool same = vertices == rs_refgraph_vertices(b);
    for (size_t v = 0; v < vertices && same; v++)
        same = rs_refgraph_vertex(a, v).object == rs_refgraph_vertex(b, v).object;
    return same;
}

static bool is_there(const gathering *all, const rs_refgraph *part) {
    for (size_t i = 0; i < all->count; i++)
        if (is_same(all->parts[i], part)) return true;
    return false;
}

/* A union takes objects once, but folds as often as they come. */
static bool has_folds(const rs_refgraph *part) {
    for (size_t v = 0; v < rs_refgraph_vertices(part); v++)
        if (rs_refgraph_vertex(part, v).object == RS_NO_OBJECT) return true;
    return false;
}

/* Takes the part over; *fits: it went in, or was there. */
static bool add_part(gathering *all, rs_refgraph *part, size_t most, bool *fits) {
    bool there = is_there(all, part), needed = !there || !has_folds(part);
    size_t vertices = there ? 0 : rs_refgraph_vertices(part);
    *fits = all->count == 0 || all->vertices + vertices <= most;
    bool added = *fits && needed &&
                 rs_reserve((void **)&all->parts, &all->capacity, all->count + 1, sizeof(rs_refgraph *));
    if (added) {
        all->parts[all->count++] = part;
        all->vertices += vertices;
    } else {
        rs_refgraph_free(part);
    }
    all->drawn += added || (*fits && !needed);
    return added || !*fits || !needed;
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
    gathering all = {NULL, 0, 0, 0, 0};
    rs_cycles_options which = RS_CYCLES_OPTIONS_INIT;
    rs_cycles *cycles = NULL;
    which.scope = scope;
    rs_status st = rs_cycles_find(&cycles, graph, &which, err);
    if (st == RS_OK) st = gather(&all, cycles, vertices, err);
    if (st == RS_OK) st = rs_refgraph_union(out, graph, all.parts, all.count, err);
    if (st == RS_OK) *drawn = (rs__drawn){rs_cycles_count(cycles), all.drawn};
    release(&all);
    rs_cycles_free(cycles);
    return st;
}
