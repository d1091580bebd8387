/* knots.c: the cyclic components in scope without CPython's own references.                 Manual: knots.h. Map: graph/README.md
 *
 * First the members of the components and the references between them that are not set aside; then their strongly
 * connected components, the knots; then each knot's vertices and edges, with inner dicts and tuples given to their owners.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "knots.h"

#include "big_array.h"
#include "local_components.h"
#include "own_references.h"
#include "scenery.h"

#define NONE UINT32_MAX

/* The members of the components in scope and what they refer to among themselves. */
typedef struct members {
    rs_object_id *object; /* [count] component by component, ascending */
    uint32_t *component;  /* [count] */
    bool *garbage;        /* [count] */
    uint32_t count;
    uint32_t *place;            /* [snapshot's objects] 1 + place in object[]; 0: none */
    uint32_t *row;              /* [count + 1] */
    uint32_t *to;               /* [row[count]] */
    rs_reference_id *reference; /* [row[count]] */
    uint32_t *knot;             /* [count] a number of rs__local_components, then the knot or NONE */
    uint32_t knots;
    uint32_t *owner; /* [count] the member it is inner to, or NONE */
} members;

static void members_release(members *m) {
    rs_release(m->object);
    rs_release(m->component);
    rs_release(m->garbage);
    rs_release(m->place);
    rs_release(m->row);
    rs_release(m->to);
    rs_release(m->reference);
    rs_release(m->knot);
    rs_release(m->owner);
}

/* ---- The members ---------------------------------------------------------------------------------------------------- */

static bool in_scope(rs_scope scope, bool garbage) {
    return scope == RS_SCOPE_ALL || garbage == (scope == RS_SCOPE_GARBAGE);
}

static uint32_t collect(members *m, const rs_components *components, const rs_liveness *liveness,
                        rs_scope scope) {
    uint32_t count = 0;
    for (size_t c = 0; c < rs_components_count(components); c++) {
        const rs_object_id *ids = NULL;
        size_t size = rs_components_members(components, c, &ids);
        bool garbage = rs_liveness_is_garbage(liveness,
                                              ids[0]); /* the members of a component live or die together */
        if (!in_scope(scope, garbage)) continue;
        for (size_t i = 0; m->object && i < size; i++) {
            m->object[count + i] = ids[i];
            m->component[count + i] = (uint32_t)c;
            m->garbage[count + i] = garbage;
            m->place[ids[i]] = count + (uint32_t)i + 1;
        }
        count += (uint32_t)size;
    }
    return count;
}

static bool find_members(members *m, const rs_columns *c, const rs_components *components,
                         const rs_liveness *liveness, rs_scope scope) {
    m->count = collect(m, components, liveness, scope);
    m->object = rs__big_array(m->count, sizeof *m->object);
    m->component = rs__big_array(m->count, sizeof *m->component);
    m->garbage = rs__big_array(m->count, sizeof *m->garbage);
    m->place = rs__big_array_cleared(c->objects, sizeof *m->place);
    m->row = rs__big_array_cleared((size_t)m->count + 1, sizeof *m->row);
    m->knot = rs__big_array(m->count, sizeof *m->knot);
    m->owner = rs__big_array(m->count, sizeof *m->owner);
    if (!m->object || !m->component || !m->garbage || !m->place || !m->row || !m->knot || !m->owner)
        return false;
    collect(m, components, liveness, scope);
    return true;
}

/* ---- Their references ----------------------------------------------------------------------------------------------- */

/* From 3.11 on a frame also holds its function. What that closes over the frame holds itself, so a function that leads on
 * by its closure alone adds no cycle; that of a generator stored on its own function does. */
static bool is_function_of_frame(const members *m, const rs_snapshot *snapshot, uint32_t i, rs_reference_id r,
                                 uint32_t function) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_kind kind = rs_snapshot_type_of(snapshot, m->object[i])->kind;
    if (kind != RS_KIND_GENERATOR && kind != RS_KIND_FRAME) return false;
    if (!rs__is_attribute(snapshot, r, "__func__")) return false;
    for (uint32_t on = c->row[m->object[function]]; on < c->row[m->object[function] + 1]; on++) {
        uint32_t place = m->place[c->target[on]];
        if (place != 0 && m->component[place - 1] == m->component[i] &&
            !rs__is_attribute(snapshot, on, "__closure__"))
            return false;
    }
    return true;
}

/* The member that reference `r` of member `i` leads to when it is to be looked at, or NONE. */
static uint32_t target_of(const members *m, rs_own_references *own, uint32_t i, rs_reference_id r,
                          bool classes) {
    uint32_t place = m->place[rs_snapshot_columns(own->snapshot)->target[r]];
    if (place == 0 || m->component[place - 1] != m->component[i]) return NONE;
    if (!classes && (rs__is_own_reference(own, m->object[i], r, m->garbage[i]) ||
                     is_function_of_frame(m, own->snapshot, i, r, place - 1)))
        return NONE;
    return place - 1;
}

static uint32_t fill_rows(members *m, rs_own_references *own, const rs_columns *c, bool classes) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < m->count; i++) {
        m->row[i] = count;
        for (rs_reference_id r = c->row[m->object[i]]; r < c->row[m->object[i] + 1]; r++) {
            uint32_t to = target_of(m, own, i, r, classes);
            if (to == NONE) continue;
            if (m->to) {
                m->to[count] = to;
                m->reference[count] = r;
            }
            count++;
        }
    }
    m->row[m->count] = count;
    return count;
}

static bool find_references(members *m, const rs_snapshot *snapshot, bool classes) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_own_references own = RS_OWN_REFERENCES_INIT(snapshot);
    for (uint32_t i = 0; i < m->count && !classes; i++) rs__own_references_meet(&own, m->object[i]);
    uint32_t count = fill_rows(m, &own, c, classes);
    m->to = rs__big_array(count, sizeof *m->to);
    m->reference = rs__big_array(count, sizeof *m->reference);
    if (m->to && m->reference) fill_rows(m, &own, c, classes);
    bool done = m->to && m->reference && !own.failed;
    rs__own_references_release(&own);
    return done;
}

/* ---- The knots of them ---------------------------------------------------------------------------------------------- */

static bool refers_to_itself(const members *m, uint32_t i) {
    for (uint32_t e = m->row[i]; e < m->row[i + 1]; e++)
        if (m->to[e] == i) return true;
    return false;
}

/* Numbers of components become numbers of knots, in the same order; what is on no cycle is in none. */
static void keep_cyclic(members *m, uint32_t *size, uint32_t components) {
    for (uint32_t i = 0; i < m->count; i++)
        size[m->knot[i]] += size[m->knot[i]] == 0 && refers_to_itself(m, i) ? 2 : 1;
    uint32_t next = 0;
    for (uint32_t k = 0; k < components; k++) size[k] = size[k] > 1 ? next++ : NONE;
    for (uint32_t i = 0; i < m->count; i++) m->knot[i] = size[m->knot[i]];
    m->knots = next;
}

static bool find_knots(members *m) {
    uint32_t components = 0;
    if (!rs__local_components(m->count, m->row, m->to, m->knot, &components)) return false;
    uint32_t *size = rs__big_array_cleared(components, sizeof *size);
    if (!size) return false;
    keep_cyclic(m, size, components);
    rs_release(size);
    return true;
}

/* ---- Inner dicts and tuples ----------------------------------------------------------------------------------------- */

static bool same_knot(const members *m, uint32_t a, uint32_t b) {
    return m->knot[a] != NONE && m->knot[a] == m->knot[b];
}

/* A member is inner when one reference of its knot leads to it, and that one leads inside. While they are being counted,
 * owner[] is the only one that refers to it so far, NONE for nobody, the member itself for several or another kind. */
static void find_owners(members *m, const rs_snapshot *snapshot) {
    for (uint32_t i = 0; i < m->count; i++) m->owner[i] = NONE;
    for (uint32_t i = 0; i < m->count; i++)
        for (uint32_t e = m->row[i]; e < m->row[i + 1]; e++) {
            uint32_t to = m->to[e];
            if (!same_knot(m, i, to)) continue;
            bool only = m->owner[to] == NONE && rs__leads_inside(snapshot, m->reference[e]);
            m->owner[to] = only ? i : to;
        }
    for (uint32_t i = 0; i < m->count; i++)
        if (m->owner[i] == i) m->owner[i] = NONE;
}

/* ---- Vertices and edges --------------------------------------------------------------------------------------------- */

static bool allocate_knots(rs_knots *k, const members *m, uint32_t objects) {
    k->count = m->knots;
    for (uint32_t i = 0; i < m->count; i++) {
        if (m->knot[i] == NONE) continue;
        k->members++;
        k->vertices += m->owner[i] == NONE;
        for (uint32_t e = m->row[i]; e < m->row[i + 1]; e++)
            k->edges += same_knot(m, i, m->to[e]) && m->owner[m->to[e]] == NONE;
    }
    k->first = rs__big_array_cleared((size_t)k->count + 2, sizeof *k->first);
    k->component = rs__big_array(k->count, sizeof *k->component);
    k->objects = rs__big_array_cleared(k->count, sizeof *k->objects);
    k->garbage = rs__big_array(k->count, sizeof *k->garbage);
    k->stays = rs__big_array_cleared(k->count, sizeof *k->stays);
    k->object = rs__big_array(k->vertices, sizeof *k->object);
    k->row = rs__big_array((size_t)k->vertices + 1, sizeof *k->row);
    k->from = rs__big_array(k->edges, sizeof *k->from);
    k->to = rs__big_array(k->edges, sizeof *k->to);
    k->reference = rs__big_array(k->edges, sizeof *k->reference);
    k->back_row = rs__big_array_cleared((size_t)k->vertices + 2, sizeof *k->back_row);
    k->back = rs__big_array(k->edges, sizeof *k->back);
    k->knot_of = rs__big_array_cleared(objects, sizeof *k->knot_of);
    k->vertex_of = rs__big_array(objects, sizeof *k->vertex_of);
    return k->first && k->component && k->objects && k->garbage && k->stays && k->object && k->row &&
           k->from && k->to && k->reference && k->back_row && k->back && k->knot_of && k->vertex_of;
}

/* first[k + 1] is where the next vertex of k goes until it is where k ends. */
static void number_vertices(rs_knots *k, const members *m) {
    for (uint32_t i = 0; i < m->count; i++)
        if (m->knot[i] != NONE && m->owner[i] == NONE) k->first[m->knot[i] + 2]++;
    for (uint32_t n = 0; n < k->count; n++) k->first[n + 2] += k->first[n + 1];
    for (uint32_t i = 0; i < m->count; i++) {
        uint32_t knot = m->knot[i];
        if (knot == NONE) continue;
        k->component[knot] = m->component[i];
        k->garbage[knot] = m->garbage[i];
        k->objects[knot]++;
        k->knot_of[m->object[i]] = knot + 1;
        if (m->owner[i] != NONE) continue;
        uint32_t vertex = k->first[knot + 1]++;
        k->object[vertex] = m->object[i];
        k->vertex_of[m->object[i]] = vertex;
    }
    for (uint32_t i = 0; i < m->count; i++)
        if (m->knot[i] != NONE && m->owner[i] != NONE)
            k->vertex_of[m->object[i]] = k->vertex_of[m->object[m->owner[i]]];
}

/* The edges of member `i`, those of what is inner to it in the place where it refers to it. An owner is never inner. */
static uint32_t add_edges(rs_knots *k, const members *m, uint32_t i, uint32_t vertex, uint32_t next) {
    for (uint32_t e = m->row[i]; e < m->row[i + 1]; e++) {
        uint32_t to = m->to[e];
        if (!same_knot(m, i, to)) continue;
        if (m->owner[to] != NONE) {
            next = add_edges(k, m, to, vertex, next);
            continue;
        }
        k->from[next] = vertex;
        k->to[next] = k->vertex_of[m->object[to]];
        k->reference[next++] = m->reference[e];
    }
    return next;
}

/* The members of a component are freed together, or none of them is. */
static void find_what_stays(rs_knots *k, const rs_liveness *liveness) {
    for (uint32_t n = 0; n < k->count && rs_liveness_uncollectable_objects(liveness) > 0; n++)
        k->stays[n] = rs_liveness_is_uncollectable(liveness, k->object[k->first[n]]);
}

static void fill_edges(rs_knots *k, const members *m) {
    uint32_t next = 0;
    for (uint32_t v = 0; v < k->vertices; v++) {
        k->row[v] = next;
        next = add_edges(k, m, m->place[k->object[v]] - 1, v, next);
    }
    k->row[k->vertices] = next;
    for (uint32_t e = 0; e < k->edges; e++) k->back_row[k->to[e] + 2]++;
    for (uint32_t v = 0; v < k->vertices; v++) k->back_row[v + 2] += k->back_row[v + 1];
    for (uint32_t e = 0; e < k->edges; e++) k->back[k->back_row[k->to[e] + 1]++] = e;
}

/* Components that are in scope and have no knot. */
static size_t count_set_aside(const members *m) {
    size_t count = 0;
    for (uint32_t i = 0, has = 0; i < m->count; i++) {
        has |= m->knot[i] != NONE;
        if (i + 1 < m->count && m->component[i + 1] == m->component[i]) continue;
        count += !has;
        has = 0;
    }
    return count;
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

rs_status rs__knots_find(rs_knots *out, rs_graph *graph, const rs_cycles_options *options, rs_error *err) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    const rs_columns *c = rs_snapshot_columns(snapshot);
    const rs_components *components = NULL;
    const rs_liveness *liveness = NULL;
    rs_knots k = {.snapshot = snapshot};
    members m = {0};
    rs_status status = rs_graph_components(&components, graph, err);
    if (status == RS_OK) status = rs_graph_liveness(&liveness, graph, err);
    if (status != RS_OK) return status;
    if (!find_members(&m, c, components, liveness, options->scope) ||
        !find_references(&m, snapshot, options->classes) || !find_knots(&m)) {
        status = rs_fail_memory(err, "cycle report");
        goto done;
    }
    find_owners(&m, snapshot);
    if (!allocate_knots(&k, &m, c->objects)) {
        status = rs_fail_memory(err, "cycle report");
        goto done;
    }
    number_vertices(&k, &m);
    find_what_stays(&k, liveness);
    fill_edges(&k, &m);
    k.set_aside = count_set_aside(&m);
done:
    members_release(&m);
    if (status == RS_OK)
        *out = k;
    else
        rs__knots_release(&k);
    return status;
}

void rs__knots_release(rs_knots *k) {
    rs_release(k->first);
    rs_release(k->component);
    rs_release(k->objects);
    rs_release(k->garbage);
    rs_release(k->stays);
    rs_release(k->object);
    rs_release(k->row);
    rs_release(k->from);
    rs_release(k->to);
    rs_release(k->reference);
    rs_release(k->back_row);
    rs_release(k->back);
    rs_release(k->knot_of);
    rs_release(k->vertex_of);
    *k = (rs_knots){0};
}

rs_reference_id rs__knots_way_inside(const rs_knots *k, uint32_t edge) {
    const rs_columns *c = rs_snapshot_columns(k->snapshot);
    rs_object_id owner = k->object[k->from[edge]];
    if (k->reference[edge] >= c->row[owner] && k->reference[edge] < c->row[owner + 1]) return RS_NO_REFERENCE;
    rs_object_id inner = rs_snapshot_source(k->snapshot, k->reference[edge]);
    for (rs_reference_id r = c->row[owner]; r < c->row[owner + 1]; r++)
        if (c->target[r] == inner && rs__leads_inside(k->snapshot, r)) return r;
    return RS_NO_REFERENCE;
}
