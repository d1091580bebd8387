/* knot_fold.c: a knot as a drawing, siblings that look alike folded.              Manual: knot_fold.h. Map: graph/README.md
 *
 * Objects look alike when they are of one type and have the same kinds of neighbours: a colour says so. It begins as the
 * type, and for a container, whose type says little, also as what holds it by which label; each step takes in the set of labels and colours around the object, a set and not their number, because two
 * siblings that differ in how many items they hold are siblings still. An object whose colour few have is shown anyway, so
 * it is told from all others before the next step: those around different hubs are not taken for siblings.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "knot_fold.h"

#include <stdlib.h>
#include <string.h>

#include "rs_memory.h"

#define NO_VERTEX UINT32_MAX
enum { CONTAINERS_DEEP = 2 }; /* containers in each other that are told apart by who holds them */

/* Objects of one colour. */
typedef struct alike {
    uint32_t count;
    uint32_t wanted; /* of those */
    uint32_t open;   /* how many of the others may still be shown */
    uint32_t fold;   /* the vertex of the rest, or NO_VERTEX */
} alike;

typedef struct folding {
    rs_graph *graph;
    const rs_edge_kinds *kinds;
    const rs_knots *k;
    const rs_knot_fold *how;
    rs_draft *draft;
    uint32_t first, count; /* the knot's vertices */
    uint64_t *colour, *next;
    uint32_t *place; /* [count] vertex of the draft */
    alike *group;    /* [count] */
    uint32_t group_count;
    rs_number_map group_of; /* by colour */
    rs_number_map edge_of;  /* bundles by their ends and their label */
    uint64_t *around;       /* what is around the object at hand */
    size_t around_count, around_capacity;
    bool failed; /* out of memory */
} folding;

/* ---- Colours -------------------------------------------------------------------------------------------------------- */

static alike *group_at(folding *f, uint32_t v) {
    return &f->group[*rs__number_map_find(&f->group_of, f->colour[v])];
}

static bool find_groups(folding *f) {
    rs__number_map_clear(&f->group_of);
    f->group_count = 0;
    for (uint32_t v = 0; v < f->count; v++) {
        bool is_new = false;
        uint32_t *number = rs__number_map_add(&f->group_of, f->colour[v], f->group_count, &is_new);
        if (!number) return false;
        if (is_new) f->group[f->group_count++] = (alike){.fold = NO_VERTEX};
        f->group[*number].count++;
        f->group[*number].wanted += rs__bit(f->how->wanted, f->first + v);
    }
    return true;
}

static void tell_apart_the_few(folding *f) {
    for (uint32_t v = 0; v < f->count; v++)
        f->next[v] = group_at(f, v)->count <= RS__KNOT_SIBLINGS + 1 ? rs__mix(v, UINT64_MAX) : f->colour[v];
    memcpy(f->colour, f->next, f->count * sizeof *f->colour);
}

static void note_around(folding *f, uint32_t edge, uint32_t other, uint64_t direction) {
    uint64_t hash = rs__mix(rs__edge_label(f->kinds, edge)->hash + direction, f->colour[other - f->first]);
    if (!rs_reserve((void **)&f->around, &f->around_capacity, f->around_count + 1, sizeof *f->around))
        f->failed = true;
    else
        f->around[f->around_count++] = hash;
}

static int by_number(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint64_t colour_with_neighbours(folding *f, uint32_t v, bool holders_only) {
    const rs_knots *k = f->k;
    uint32_t vertex = f->first + v;
    f->around_count = 0;
    for (uint32_t e = k->row[vertex]; e < k->row[vertex + 1] && !holders_only; e++)
        note_around(f, e, k->to[e], 0);
    for (uint32_t i = k->back_row[vertex]; i < k->back_row[vertex + 1]; i++)
        note_around(f, k->back[i], k->from[k->back[i]], 1);
    if (f->around_count) qsort(f->around, f->around_count, sizeof *f->around, by_number);
    uint64_t colour = f->colour[v];
    for (size_t i = 0; i < f->around_count; i++)
        if (i == 0 || f->around[i] != f->around[i - 1]) colour = rs__mix(colour, f->around[i]);
    return colour;
}

static void step(folding *f, bool containers_only) {
    for (uint32_t v = 0; v < f->count && !f->failed; v++) {
        bool changes = !containers_only || rs__bit(f->kinds->containers, f->first + v);
        f->next[v] = changes ? colour_with_neighbours(f, v, containers_only) : f->colour[v];
    }
    memcpy(f->colour, f->next, f->count * sizeof *f->colour);
}

static bool find_colours(folding *f) {
    const uint32_t *type = rs_snapshot_columns(f->k->snapshot)->type;
    for (uint32_t v = 0; v < f->count; v++) f->colour[v] = type[f->k->object[f->first + v]];
    for (int i = 0; i < CONTAINERS_DEEP; i++) step(f, true);
    for (unsigned i = 0; i < f->how->steps; i++) {
        if (!find_groups(f)) return false;
        tell_apart_the_few(f);
        step(f, false);
    }
    return !f->failed && find_groups(f);
}

/* ---- Vertices ------------------------------------------------------------------------------------------------------- */

/* A vertex for one object would take the place of what it hides. */
static void set_open(alike *group) {
    uint32_t shown = group->wanted > RS__KNOT_SIBLINGS ? group->wanted : RS__KNOT_SIBLINGS;
    if (group->count <= shown + 1) shown = group->count;
    group->open = shown - group->wanted;
}

static bool is_shown(folding *f, uint32_t v) {
    if (rs__bit(f->how->wanted, f->first + v)) return true;
    alike *group = group_at(f, v);
    if (group->open == 0) return false;
    group->open--;
    return true;
}

static bool add_to_fold(folding *f, uint32_t v) {
    alike *group = group_at(f, v);
    rs_object_id object = f->k->object[f->first + v];
    const rs_columns *c = rs_snapshot_columns(f->k->snapshot);
    if (group->fold == NO_VERTEX) {
        rs_vertex fold = {.object = RS_NO_OBJECT,
                          .type = c->type[object],
                          .marks = f->k->garbage[f->how->knot] ? RS_MARK_GARBAGE : 0};
        group->fold = (uint32_t)f->draft->vertex_count;
        if (!rs__draft_add_vertex(f->draft, fold)) return false;
    }
    f->draft->vertices[group->fold].count++;
    f->draft->vertices[group->fold].bytes += rs_snapshot_size(f->k->snapshot, object);
    f->place[v] = group->fold;
    return true;
}

static bool add_vertices(folding *f) {
    for (uint32_t i = 0; i < f->group_count; i++) set_open(&f->group[i]);
    for (uint32_t v = 0; v < f->count; v++) {
        bool shown = is_shown(f, v);
        if (shown) f->place[v] = (uint32_t)f->draft->vertex_count;
        bool added = shown ? rs__draft_add_object(f->draft, f->graph, f->k->object[f->first + v])
                           : add_to_fold(f, v);
        if (!added) return false;
    }
    return true;
}

/* ---- Edges ---------------------------------------------------------------------------------------------------------- */

static bool is_fold(const folding *f, uint32_t vertex) {
    return f->draft->vertices[vertex].object == RS_NO_OBJECT;
}

/* At a fold, edges that read alike are one. */
static bool add_edge(folding *f, uint32_t e) {
    rs_edge edge = {.from = f->place[f->k->from[e] - f->first],
                    .to = f->place[f->k->to[e] - f->first],
                    .reference = f->k->reference[e],
                    .before = rs__knots_way_inside(f->k, e),
                    .count = 1};
    if (!is_fold(f, edge.from) && !is_fold(f, edge.to)) return rs__draft_add_edge(f->draft, edge);
    uint64_t key = rs__mix((uint64_t)edge.from << 32 | edge.to, rs__edge_label(f->kinds, e)->hash);
    bool is_new = false;
    uint32_t *bundle = rs__number_map_add(&f->edge_of, key, (uint32_t)f->draft->edge_count, &is_new);
    if (!bundle) return false;
    if (is_new) return rs__draft_add_edge(f->draft, edge);
    f->draft->edges[*bundle].count++;
    return true;
}

static bool add_edges(folding *f) {
    for (uint32_t e = f->k->row[f->first]; e < f->k->row[f->first + f->count]; e++)
        if (!add_edge(f, e)) return false;
    return true;
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

bool rs__draft_add_knot(rs_draft *draft, rs_graph *graph, const rs_edge_kinds *kinds,
                        const rs_knot_fold *how) {
    const rs_knots *k = kinds->knots;
    folding f = {.graph = graph, .kinds = kinds, .k = k, .how = how, .draft = draft};
    f.first = k->first[how->knot];
    f.count = k->first[how->knot + 1] - f.first;
    f.colour = rs_alloc_array(f.count, sizeof *f.colour);
    f.next = rs_alloc_array(f.count, sizeof *f.next);
    f.place = rs_alloc_array(f.count, sizeof *f.place);
    f.group = rs_alloc_array(f.count, sizeof *f.group);
    bool done = f.colour && f.next && f.place && f.group && find_colours(&f) && add_vertices(&f) &&
                add_edges(&f);
    rs_release(f.colour);
    rs_release(f.next);
    rs_release(f.place);
    rs_release(f.group);
    rs_release(f.around);
    rs__number_map_release(&f.group_of);
    rs__number_map_release(&f.edge_of);
    return done;
}
