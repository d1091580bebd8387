/* neighbourhood.c: the part of a heap around a selection, small enough to be drawn.
 * Manual: rs_refgraph.h. What counts as next to an object: neighbours.c.                           Map: graph/README.md
 *
 * A search in breadth from the selection, of which as many of one type are shown as siblings are; the rest is one fold, and
 * what leads to it is bundled. Each object's neighbours are read twice: first they are counted by type, then
 * the first few of each type become vertices and the rest of the type becomes one fold. When no vertex more may be added,
 * what would have become one is counted as left out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bits.h"
#include "neighbours.h"
#include "refgraph_draft.h"
#include "rs_memory.h"

#define NO_VERTEX UINT32_MAX

/* The neighbours of one object and one type. */
typedef struct group {
    uint32_t present; /* how many are in the graph already */
    uint32_t objects; /* how many are not */
    uint32_t shown;   /* how many became vertices */
    uint32_t quota;   /* how many may */
    uint32_t fold;    /* the vertex of the rest, or NO_VERTEX */
    uint32_t bundle;  /* the edge to it */
} group;

typedef struct search {
    rs_graph *graph;
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    rs_neighbourhood_options options;
    rs_surroundings around;
    rs_draft draft;
    rs_number_map vertex_of; /* by object */
    rs_number_map edge_of;   /* by reference, so that none is drawn twice */
    rs_bits *folded;         /* objects asked about that are in a fold, */
    rs_number_map fold_of;   /*   which is that of their type, */
    rs_number_map bundle_of; /*   and its edges, by the vertices at their ends */
    uint32_t *depth;         /* [draft's vertices] steps from the selection */
    size_t depth_capacity;
    rs_bits *counted;       /* neighbours of the vertex at hand that were counted and not yet placed */
    rs_bits *refused;       /* objects already counted as left out */
    rs_number_map group_of; /* by type, at the vertex at hand */
    group *groups;
    size_t group_count, group_capacity;
    uint32_t at;            /* the vertex at hand */
    rs_direction direction; /* the way it is being left */
    bool failed;            /* out of memory */
} search;

/* ---- Vertices and edges --------------------------------------------------------------------------------------------- */

static bool is_full(const search *s) {
    return s->draft.vertex_count >= s->options.vertices;
}

static bool note_depth(search *s, uint32_t depth) {
    if (!rs_reserve((void **)&s->depth, &s->depth_capacity, s->draft.vertex_count, sizeof *s->depth))
        return false;
    s->depth[s->draft.vertex_count - 1] = depth;
    return true;
}

static bool add_object(search *s, rs_object_id object, uint32_t depth) {
    return rs__number_map_add(&s->vertex_of, object, (uint32_t)s->draft.vertex_count, NULL) &&
           rs__draft_add_object(&s->draft, s->graph, object) && note_depth(s, depth);
}

/* A vertex for several objects of one type, none of them yet. */
static bool add_fold(search *s, uint32_t type, unsigned marks) {
    rs_vertex fold = {.object = RS_NO_OBJECT, .type = type, .count = 0, .bytes = 0, .marks = marks};
    return rs__draft_add_vertex(&s->draft, fold) && note_depth(s, UINT32_MAX);
}

static void add_to_fold(search *s, uint32_t fold, rs_object_id object) {
    s->draft.vertices[fold].count++;
    s->draft.vertices[fold].bytes += rs_snapshot_size(s->snapshot, object);
}

/* The edge between the vertex at hand and `other`, whichever way they are being read. */
static rs_edge edge_to(const search *s, uint32_t other, rs_neighbour neighbour) {
    bool up = s->direction == RS_TOWARDS_REFERRERS;
    return (rs_edge){.from = up ? other : s->at,
                     .to = up ? s->at : other,
                     .reference = neighbour.reference,
                     .before = neighbour.before,
                     .count = 1};
}

static void add_edge(search *s, uint32_t other, rs_neighbour neighbour) {
    bool is_new = false;
    if (!rs__number_map_add(&s->edge_of, neighbour.reference, 0, &is_new))
        s->failed = true;
    else if (is_new && !rs__draft_add_edge(&s->draft, edge_to(s, other, neighbour)))
        s->failed = true;
}

/* The same, where the vertex at hand or `other` is a fold of the selection. */
static void add_to_bundle(search *s, uint32_t other, rs_neighbour neighbour) {
    rs_edge edge = edge_to(s, other, neighbour);
    bool is_new = false, is_first = false;
    uint64_t ends = (uint64_t)edge.from << 32 | edge.to;
    s->failed = !rs__number_map_add(&s->edge_of, neighbour.reference, 0, &is_new);
    if (s->failed || !is_new) return;
    uint32_t *bundle = rs__number_map_add(&s->bundle_of, ends, (uint32_t)s->draft.edge_count, &is_first);
    if (!bundle || (is_first && !rs__draft_add_edge(&s->draft, edge)))
        s->failed = true;
    else if (!is_first)
        s->draft.edges[*bundle].count++;
}

/* The fold that an object of the selection is in. */
static uint32_t fold_of_asked(const search *s, rs_object_id object) {
    return *rs__number_map_find(&s->fold_of, s->columns->type[object]);
}

/* ---- Counting by type ----------------------------------------------------------------------------------------------- */

static group *group_for(search *s, rs_object_id object) {
    uint32_t *index = rs__number_map_add(&s->group_of, s->columns->type[object], (uint32_t)s->group_count,
                                         NULL);
    if (!index) return NULL;
    if (*index < s->group_count) return &s->groups[*index];
    if (!rs_reserve((void **)&s->groups, &s->group_capacity, s->group_count + 1, sizeof *s->groups))
        return NULL;
    s->groups[s->group_count] = (group){.fold = NO_VERTEX};
    return &s->groups[s->group_count++];
}

static bool count_neighbour(void *context, rs_neighbour neighbour) {
    search *s = context;
    if (rs__bit(s->counted, neighbour.object) || rs__bit(s->folded, neighbour.object)) return true;
    group *g = group_for(s, neighbour.object);
    if (!g) {
        s->failed = true;
        return false;
    }
    rs__bit_set(s->counted, neighbour.object);
    if (rs__number_map_find(&s->vertex_of, neighbour.object))
        g->present++;
    else
        g->objects++;
    return true;
}

/* A fold of one would take the place of what it hides. */
static void set_quotas(search *s) {
    for (size_t i = 0; i < s->group_count; i++) {
        group *g = &s->groups[i];
        uint32_t room = g->present < s->options.siblings ? s->options.siblings - g->present : 0;
        g->quota = g->objects <= room + 1 ? g->objects : room;
    }
}

/* ---- Placing -------------------------------------------------------------------------------------------------------- */

static void leave_out(search *s, rs_object_id object) {
    if (!rs__bit(s->refused, object)) s->draft.left_out++;
    rs__bit_set(s->refused, object);
    s->draft.vertices[s->at].marks |= RS_MARK_MORE;
}

static void show(search *s, group *g, rs_neighbour neighbour) {
    uint32_t vertex = (uint32_t)s->draft.vertex_count;
    g->shown++;
    if (!add_object(s, neighbour.object, s->depth[s->at] + 1))
        s->failed = true;
    else
        add_edge(s, vertex, neighbour);
}

static void begin_fold(search *s, group *g, rs_neighbour neighbour) {
    g->fold = (uint32_t)s->draft.vertex_count;
    g->bundle = (uint32_t)s->draft.edge_count;
    rs_edge bundle = edge_to(s, g->fold, neighbour);
    bundle.count = 0;
    s->failed = !add_fold(s, s->columns->type[neighbour.object], 0) || !rs__draft_add_edge(&s->draft, bundle);
}

/* An object that is in no vertex, at its first mention (`first`) or a later one. */
static void place(search *s, rs_neighbour neighbour, bool first) {
    group *g = group_for(s, neighbour.object); /* there since it was counted */
    if (!g) return;
    if (first && g->shown < g->quota && !is_full(s)) {
        show(s, g, neighbour);
        return;
    }
    if (g->fold == NO_VERTEX && g->shown >= g->quota && !is_full(s)) begin_fold(s, g, neighbour);
    if (s->failed) return;
    if (g->fold == NO_VERTEX || g->shown < g->quota) {
        leave_out(s, neighbour.object);
        return;
    }
    if (first) add_to_fold(s, g->fold, neighbour.object);
    s->draft.edges[g->bundle].count++;
}

static bool place_neighbour(void *context, rs_neighbour neighbour) {
    search *s = context;
    const uint32_t *vertex = rs__number_map_find(&s->vertex_of, neighbour.object);
    bool first = rs__bit(s->counted, neighbour.object);
    if (first) rs__bit_clear(s->counted, neighbour.object);
    if (vertex)
        add_edge(s, *vertex, neighbour);
    else if (rs__bit(s->folded, neighbour.object))
        add_to_bundle(s, fold_of_asked(s, neighbour.object), neighbour);
    else
        place(s, neighbour, first);
    return !s->failed;
}

/* ---- The search ----------------------------------------------------------------------------------------------------- */

static void expand_towards(search *s, uint32_t vertex, rs_direction direction) {
    rs_object_id object = s->draft.vertices[vertex].object;
    s->at = vertex;
    s->direction = direction;
    s->group_count = 0;
    rs__number_map_clear(&s->group_of);
    rs__each_neighbour(&s->around, object, direction, count_neighbour, s);
    set_quotas(s);
    if (!s->failed) rs__each_neighbour(&s->around, object, direction, place_neighbour, s);
}

/* Close the edges between a vertex at the rim and the others, and see whether there is more behind it. */
static bool look_beyond(void *context, rs_neighbour neighbour) {
    search *s = context;
    const uint32_t *vertex = rs__number_map_find(&s->vertex_of, neighbour.object);
    if (vertex)
        add_edge(s, *vertex, neighbour);
    else if (rs__bit(s->folded, neighbour.object))
        add_to_bundle(s, fold_of_asked(s, neighbour.object), neighbour);
    else
        s->draft.vertices[s->at].marks |= RS_MARK_MORE;
    return !s->failed;
}

static void look_towards(search *s, uint32_t vertex, rs_direction direction) {
    s->at = vertex;
    s->direction = direction;
    rs__each_neighbour(&s->around, s->draft.vertices[vertex].object, direction, look_beyond, s);
}

/* The same from one object of a fold. */
static bool look_beyond_fold(void *context, rs_neighbour neighbour) {
    search *s = context;
    const uint32_t *vertex = rs__number_map_find(&s->vertex_of, neighbour.object);
    bool folded = !vertex && rs__bit(s->folded, neighbour.object);
    if (vertex || folded)
        add_to_bundle(s, vertex ? *vertex : fold_of_asked(s, neighbour.object), neighbour);
    else
        s->draft.vertices[s->at].marks |= RS_MARK_MORE;
    return !s->failed;
}

static void look_from_fold(search *s, rs_object_id object, rs_direction direction) {
    s->at = fold_of_asked(s, object);
    s->direction = direction;
    rs__each_neighbour(&s->around, object, direction, look_beyond_fold, s);
}

static bool is_passed_through(const search *s, uint32_t vertex) {
    const rs_vertex *v = &s->draft.vertices[vertex];
    if ((v->marks & RS_MARK_ASKED) || !s->options.skip_types) return true;
    return !rs__is_crossroads(s->snapshot, v->object);
}

static void visit_vertex(search *s, uint32_t vertex) {
    if (s->draft.vertices[vertex].object == RS_NO_OBJECT || !is_passed_through(s, vertex)) return;
    void (*step)(search *, uint32_t, rs_direction) = s->depth[vertex] < s->options.depth ? expand_towards
                                                                                         : look_towards;
    if (s->options.direction != RS_TOWARDS_REFERENTS) step(s, vertex, RS_TOWARDS_REFERRERS);
    if (s->options.direction != RS_TOWARDS_REFERRERS && !s->failed) step(s, vertex, RS_TOWARDS_REFERENTS);
}

/* ---- The selection -------------------------------------------------------------------------------------------------- */

static void count_asked(search *s, const rs_object_id *objects, size_t count) {
    for (size_t i = 0; i < count && !s->failed; i++)
        s->failed = !count_neighbour(s, (rs_neighbour){objects[i], RS_NO_REFERENCE, RS_NO_REFERENCE});
    set_quotas(s);
    for (size_t i = 0; i < s->group_count; i++)
        if (s->groups[i].quota == 0) s->groups[i].quota = 1;
}

static void fold_asked(search *s, group *g, rs_object_id object) {
    if (g->fold == NO_VERTEX && !is_full(s)) {
        uint32_t type = s->columns->type[object];
        g->fold = (uint32_t)s->draft.vertex_count;
        s->failed = !rs__number_map_add(&s->fold_of, type, g->fold, NULL) ||
                    !add_fold(s, type, RS_MARK_ASKED);
        if (s->failed) return;
    }
    if (g->fold == NO_VERTEX) {
        s->draft.left_out++;
        return;
    }
    add_to_fold(s, g->fold, object);
    rs__bit_set(s->folded, object);
}

/* The selection takes at most a third of the vertices, so that there is room for what holds it. */
static void place_asked(search *s, rs_object_id object, uint32_t most) {
    if (!rs__bit(s->counted, object)) return;
    rs__bit_clear(s->counted, object);
    group *g = group_for(s, object); /* there since it was counted */
    if (g->shown == g->quota || s->draft.vertex_count >= most) {
        fold_asked(s, g, object);
        return;
    }
    g->shown++;
    s->failed = !add_object(s, object, 0);
    if (!s->failed) s->draft.vertices[s->draft.vertex_count - 1].marks |= RS_MARK_ASKED;
}

static void place_selection(search *s, const rs_object_id *objects, size_t count) {
    uint32_t third = s->options.vertices / 3 ? s->options.vertices / 3 : 1;
    uint32_t most = count <= third + 1 ? third + 1 : third;
    count_asked(s, objects, count);
    for (size_t i = 0; i < count && !s->failed; i++) place_asked(s, objects[i], most);
}

/* What is in a fold of the selection is not searched from, but its edges to what is there are closed. */
static void close_folds(search *s, const rs_object_id *objects, size_t count) {
    for (size_t i = 0; i < count && !s->failed; i++) {
        if (!rs__bit(s->folded, objects[i])) continue;
        if (s->options.direction != RS_TOWARDS_REFERENTS) look_from_fold(s, objects[i], RS_TOWARDS_REFERRERS);
        if (s->options.direction != RS_TOWARDS_REFERRERS && !s->failed)
            look_from_fold(s, objects[i], RS_TOWARDS_REFERENTS);
    }
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

static rs_status search_init(search *s, rs_graph *graph, const rs_neighbourhood_options *options,
                             rs_error *err) {
    static const rs_neighbourhood_options usual = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    *s = (search){
        .graph = graph, .snapshot = rs_graph_snapshot(graph), .options = options ? *options : usual};
    s->columns = rs_snapshot_columns(s->snapshot);
    if (s->options.vertices == 0) s->options.vertices = 1;
    s->around.snapshot = s->snapshot;
    s->around.skip_types = s->options.skip_types;
    s->around.whole = &s->vertex_of;
    rs_status status = rs_graph_referrers(&s->around.referrers, graph, err);
    if (status != RS_OK) return status;
    s->counted = rs__bits_new(s->columns->objects);
    s->refused = rs__bits_new(s->columns->objects);
    s->folded = rs__bits_new(s->columns->objects);
    return s->counted && s->refused && s->folded ? RS_OK : rs_fail_memory(err, "neighbourhood");
}

static void search_release(search *s) {
    rs__surroundings_release(&s->around);
    rs__draft_release(&s->draft);
    rs__number_map_release(&s->vertex_of);
    rs__number_map_release(&s->edge_of);
    rs__number_map_release(&s->group_of);
    rs__number_map_release(&s->fold_of);
    rs__number_map_release(&s->bundle_of);
    rs_release(s->depth);
    rs_release(s->groups);
    rs_release(s->counted);
    rs_release(s->refused);
    rs_release(s->folded);
}

rs_status rs_refgraph_neighbourhood(rs_refgraph **out, rs_graph *graph, const rs_object_id *objects,
                                    size_t count, const rs_neighbourhood_options *options, rs_error *err) {
    search s;
    rs_refgraph *part = NULL;
    rs_status status = search_init(&s, graph, options, err);
    if (status != RS_OK) goto done;
    place_selection(&s, objects, count);
    for (uint32_t v = 0; v < s.draft.vertex_count && !s.failed; v++) visit_vertex(&s, v);
    close_folds(&s, objects, count);
    if (s.failed || s.around.failed) {
        status = rs_fail_memory(err, "neighbourhood");
        goto done;
    }
    status = rs__draft_mark_liveness(&s.draft, graph, err);
    if (status == RS_OK) status = rs__refgraph_from_draft(&part, graph, &s.draft, err);
    if (status == RS_OK) status = rs__refgraph_mark_cycles(part, err);
done:
    search_release(&s);
    if (status == RS_OK)
        *out = part;
    else
        rs_refgraph_free(part);
    return status;
}
