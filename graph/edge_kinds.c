/* edge_kinds.c: kinds of edges, signatures and colours of vertices.               Manual: edge_kinds.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "edge_kinds.h"

#include <stdlib.h>
#include <string.h>

#include "big_array.h"

/* Containers inside containers are told apart by what holds the outermost, so many deep. */
enum { SIGNATURE_ROUNDS = 3 };
/* How far from a vertex its colour looks. */
enum { COLOUR_ROUNDS = 4 };

/* ---- Containers ----------------------------------------------------------------------------------------------------- */

static bool is_container(const rs_type *type) {
    switch (type->kind) {
    case RS_KIND_LIST:
    case RS_KIND_TUPLE:
    case RS_KIND_DICT:
    case RS_KIND_SET:
    case RS_KIND_FROZENSET: return type->exact || strncmp(type->name, "collections.", 12) == 0;
    case RS_KIND_CELL: return true;
    default: return strcmp(type->name, "collections.deque") == 0 || rs__is_hamt(type);
    }
}

/* ---- Signatures ----------------------------------------------------------------------------------------------------- */

static uint64_t hash_of_name(const rs_edge_kinds *kinds, uint32_t vertex) {
    const char *name = rs__vertex_name(&kinds->names, vertex).name;
    return rs__text_hash(name, strlen(name));
}

static void sign_by_name(const rs_edge_kinds *kinds, uint64_t *signature) {
    for (uint32_t v = 0; v < kinds->knots->vertices; v++) {
        signature[v] = hash_of_name(kinds, v);
        if (is_container(rs__vertex_type(kinds->knots, v))) rs__bit_set(kinds->containers, v);
    }
}

/* Of several holders the one with the least hash counts: it does not matter how many there are. */
static void sign_by_holder(const rs_edge_kinds *kinds, const uint64_t *signature, uint64_t *next) {
    const rs_knots *k = kinds->knots;
    for (uint32_t v = 0; v < k->vertices; v++) {
        next[v] = signature[v];
        if (!rs__bit(kinds->containers, v)) continue;
        uint64_t least = UINT64_MAX;
        for (uint32_t i = k->back_row[v]; i < k->back_row[v + 1]; i++) {
            uint32_t e = k->back[i];
            uint64_t held = rs__mix(signature[k->from[e]], rs__edge_label(kinds, e)->hash);
            if (held < least) least = held;
        }
        next[v] = rs__mix(hash_of_name(kinds, v), least);
    }
}

/* ---- Kinds ---------------------------------------------------------------------------------------------------------- */

static bool find_kinds(rs_edge_kinds *kinds, const uint64_t *signature) {
    const rs_knots *k = kinds->knots;
    rs_number_map by_hash = RS_NUMBER_MAP_INIT;
    bool done = true;
    for (uint32_t e = 0; e < k->edges && done; e++) {
        uint64_t hash = rs__mix(rs__mix(signature[k->from[e]], rs__edge_label(kinds, e)->hash),
                                signature[k->to[e]]);
        bool is_new = false;
        uint32_t *number = rs__number_map_add(&by_hash, hash, kinds->count, &is_new);
        done = number && (!is_new || rs_reserve((void **)&kinds->kind, &kinds->capacity, kinds->count + 1,
                                                sizeof *kinds->kind));
        if (!done) break;
        kinds->of[e] = *number;
        if (is_new) kinds->kind[kinds->count++] = (rs_edge_kind){hash, e, 0};
    }
    rs__number_map_release(&by_hash);
    return done;
}

typedef struct ranked {
    const char *from, *label, *to;
    uint64_t hash;
    uint32_t kind;
} ranked;

static int by_text(const void *a, const void *b) {
    const ranked *l = a, *r = b;
    int order = strcmp(l->from, r->from);
    if (order == 0) order = strcmp(l->label, r->label);
    if (order == 0) order = strcmp(l->to, r->to);
    return order ? order : l->hash < r->hash ? -1 : l->hash > r->hash;
}

static bool rank_kinds(rs_edge_kinds *kinds) {
    const rs_knots *k = kinds->knots;
    ranked *order = rs__big_array(kinds->count, sizeof *order);
    if (!order) return false;
    for (uint32_t i = 0; i < kinds->count; i++) {
        uint32_t e = kinds->kind[i].edge;
        order[i] = (ranked){rs__vertex_name(&kinds->names, k->from[e]).name, rs__edge_label(kinds, e)->text,
                            rs__vertex_name(&kinds->names, k->to[e]).name, kinds->kind[i].hash, i};
    }
    if (kinds->count) qsort(order, kinds->count, sizeof *order, by_text);
    for (uint32_t i = 0; i < kinds->count; i++) kinds->kind[order[i].kind].rank = i;
    rs_release(order);
    return true;
}

/* ---- Colours -------------------------------------------------------------------------------------------------------- */

/* Sums of hashes do not depend on the order in which an object holds its references. */
static void colour_once(const rs_edge_kinds *kinds, const uint64_t *colour, uint64_t *next) {
    const rs_knots *k = kinds->knots;
    for (uint32_t v = 0; v < k->vertices; v++) {
        uint64_t out = 0, in = 0;
        for (uint32_t e = k->row[v]; e < k->row[v + 1]; e++)
            out += rs__mix(rs__edge_label(kinds, e)->hash, colour[k->to[e]]);
        for (uint32_t i = k->back_row[v]; i < k->back_row[v + 1]; i++)
            in += rs__mix(rs__edge_label(kinds, k->back[i])->hash, colour[k->from[k->back[i]]]);
        next[v] = rs__mix(rs__mix(colour[v], out), in);
    }
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

static void swap(uint64_t **a, uint64_t **b) {
    uint64_t *other = *a;
    *a = *b;
    *b = other;
}

static bool find_all(rs_edge_kinds *kinds, uint64_t **signature, uint64_t **next) {
    sign_by_name(kinds, *signature);
    for (int i = 0; i < SIGNATURE_ROUNDS; i++) {
        sign_by_holder(kinds, *signature, *next);
        swap(signature, next);
    }
    if (!find_kinds(kinds, *signature) || !rank_kinds(kinds)) return false;
    for (int i = 0; i < COLOUR_ROUNDS; i++) {
        colour_once(kinds, *signature, *next);
        swap(signature, next);
    }
    swap(signature, &kinds->colour);
    return true;
}

bool rs__edge_kinds_find(rs_edge_kinds *kinds, const rs_knots *knots) {
    *kinds = (rs_edge_kinds){.knots = knots};
    uint64_t *signature = rs__big_array(knots->vertices, sizeof *signature);
    uint64_t *next = rs__big_array(knots->vertices, sizeof *next);
    kinds->of = rs__big_array(knots->edges, sizeof *kinds->of);
    kinds->containers = rs__bits_new(knots->vertices);
    bool done = signature && next && kinds->of && kinds->containers &&
                rs__edge_labels_find(&kinds->labels, knots) && rs__vertex_names_find(&kinds->names, knots) &&
                find_all(kinds, &signature, &next);
    rs_release(signature);
    rs_release(next);
    return done;
}

void rs__edge_kinds_release(rs_edge_kinds *kinds) {
    rs__edge_labels_release(&kinds->labels);
    rs__vertex_names_release(&kinds->names);
    rs_release(kinds->containers);
    rs_release(kinds->kind);
    rs_release(kinds->of);
    rs_release(kinds->colour);
    *kinds = (rs_edge_kinds){0};
}
