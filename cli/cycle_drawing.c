/* All patterns of cycles in one picture: the parts that rs_cycles_draw makes, put together.     Contract: cycle_drawing.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cycle_drawing.h"

#include <stdlib.h>

#include "rs_memory.h"

typedef struct gathering {
    rs_object_id *objects;
    size_t count, capacity;
    rs_reference_id *cuts; /* references marked in the parts */
    size_t cut_count, cut_capacity;
    size_t parts;
} gathering;

static int compare_ids(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool add_object(gathering *all, rs_object_id object) {
    if (object == RS_NO_OBJECT) return true;
    if (!rs_reserve((void **)&all->objects, &all->capacity, all->count + 1, sizeof *all->objects)) return false;
    all->objects[all->count++] = object;
    return true;
}

static bool add_cut(gathering *all, rs_reference_id reference) {
    if (!rs_reserve((void **)&all->cuts, &all->cut_capacity, all->cut_count + 1, sizeof *all->cuts)) return false;
    all->cuts[all->cut_count++] = reference;
    return true;
}

/* The objects of a part, those included that an edge of it passes over: a namespace's dict. */
static bool add_part(gathering *all, const rs_refgraph *part) {
    const rs_snapshot *snapshot = rs_graph_snapshot(rs_refgraph_graph(part));
    for (size_t v = 0; v < rs_refgraph_vertices(part); v++)
        if (!add_object(all, rs_refgraph_vertex(part, v).object)) return false;
    for (size_t e = 0; e < rs_refgraph_edges(part); e++) {
        rs_edge edge = rs_refgraph_edge(part, e);
        if (edge.before != RS_NO_REFERENCE && !add_object(all, rs_snapshot_columns(snapshot)->target[edge.before])) return false;
        if ((edge.marks & RS_MARK_CUT) && !add_cut(all, edge.reference)) return false;
    }
    return true;
}

static rs_status gather(gathering *all, const rs_cycles *cycles, size_t vertices, rs_error *err) {
    for (size_t i = 0; i < rs_cycles_count(cycles); i++) {
        rs_refgraph *part = NULL;
        rs_status st = rs_cycles_draw(&part, cycles, i, err);
        if (st != RS_OK) return st;
        bool fits = all->count == 0 || all->count + rs_refgraph_vertices(part) <= vertices;
        bool added = !fits || add_part(all, part);
        rs_refgraph_free(part);
        if (!added) return rs_fail_memory(err, "the picture of the cycles");
        if (!fits) break;
        all->parts++;
    }
    return RS_OK;
}

static void mark_cuts(rs_refgraph *whole, const gathering *all) {
    for (size_t e = 0; e < rs_refgraph_edges(whole); e++) {
        rs_reference_id reference = rs_refgraph_edge(whole, e).reference;
        for (size_t i = 0; i < all->cut_count; i++) {
            if (all->cuts[i] == reference) rs_refgraph_mark_edge(whole, e, RS_MARK_CUT);
        }
    }
}

static size_t without_repeats(rs_object_id *objects, size_t count) {
    size_t kept = 0;
    if (count > 1) qsort(objects, count, sizeof *objects, compare_ids);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || objects[kept - 1] != objects[i]) objects[kept++] = objects[i];
    }
    return kept;
}

rs_status rs__draw_cycles(rs_refgraph **out, rs__drawn *drawn, rs_graph *graph, rs_scope scope, size_t vertices,
                          rs_error *err) {
    gathering all = {NULL, 0, 0, NULL, 0, 0, 0};
    rs_cycles_options which = RS_CYCLES_OPTIONS_INIT;
    rs_cycles *cycles = NULL;
    rs_refgraph *whole = NULL;
    which.scope = scope;
    rs_status st = rs_cycles_find(&cycles, graph, &which, err);
    if (st == RS_OK) st = gather(&all, cycles, vertices, err);
    if (st == RS_OK) {
        all.count = without_repeats(all.objects, all.count);
        st = rs_refgraph_of_objects(&whole, graph, all.objects, all.count, err);
    }
    if (st == RS_OK) {
        mark_cuts(whole, &all);
        *drawn = (rs__drawn){rs_cycles_count(cycles), all.parts};
        *out = whole;
    }
    rs_cycles_free(cycles);
    rs_release(all.objects);
    rs_release(all.cuts);
    return st;
}
