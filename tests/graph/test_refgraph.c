/* test_refgraph.c: reference graphs as igraph graphs: what they hold and what igraph says of them.
 * What is tested: graph/igraph/, graph/object_graph.c, graph/refgraph_draft.c.                     Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <pthread.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "igraph/room.h"
#include "rs_memory.h"
#include "rs_refgraph.h"

/* ---- Help ----------------------------------------------------------------------------------------------------------- */

typedef struct scene {
    heap *h;
    rs_graph *graph;
    rs_refgraph *part;
} scene;

static scene scene_of(heap *h) {
    rs_error err = RS_ERROR_INIT;
    scene s = {.h = h};
    check_ok("graph", rs_graph_new(&s.graph, h->snapshot, &err), &err);
    return s;
}

/* The whole heap, or the objects of those labels, ended by NULL. */
static scene part_of(const char *notation, const char *const *labels) {
    rs_error err = RS_ERROR_INIT;
    scene s = scene_of(heap_of(notation));
    rs_object_id objects[64];
    size_t count = 0;
    if (labels)
        for (; *labels; labels++) objects[count++] = heap_id(s.h, *labels);
    else
        for (; count < s.h->count; count++) objects[count] = (rs_object_id)count;
    check_ok("part", rs_refgraph_of_objects(&s.part, s.graph, objects, count, &err), &err);
    return s;
}

static void scene_free(scene *s) {
    rs_refgraph_free(s->part);
    rs_graph_free(s->graph);
    heap_free(s->h);
}

static void add_marks(rs_text *text, unsigned marks) {
    static const struct {
        unsigned mark;
        const char *letter;
    } letters[] = {{RS_MARK_ASKED, "?"}, {RS_MARK_ROOT, "^"},  {RS_MARK_GARBAGE, "~"},
                   {RS_MARK_CUT, "!"},   {RS_MARK_CYCLE, "o"}, {RS_MARK_MORE, "+"}};
    for (size_t i = 0; i < RS_COUNT(letters); i++)
        if (marks & letters[i].mark) rs_text_add(text, letters[i].letter);
}

/* "a^ b~o | a.b>b b.a>a!": vertices with their marks, then edges with theirs. */
static void describe(rs_text *text, const scene *s) {
    for (size_t v = 0; v < rs_refgraph_vertices(s->part); v++) {
        rs_vertex vertex = rs_refgraph_vertex(s->part, v);
        rs_text_addf(text, "%s%s", v ? " " : "", heap_label(s->h, vertex.object));
        add_marks(text, vertex.marks);
    }
    rs_text_add(text, " |");
    for (size_t e = 0; e < rs_refgraph_edges(s->part); e++) {
        rs_edge edge = rs_refgraph_edge(s->part, e);
        rs_text_addf(text, " %s", heap_label(s->h, rs_refgraph_vertex(s->part, edge.from).object));
        rs_text_add_edge_name(text, s->part, e);
        rs_text_addf(text, ">%s", heap_label(s->h, rs_refgraph_vertex(s->part, edge.to).object));
        add_marks(text, edge.marks);
    }
}

/* ---- What a part holds ---------------------------------------------------------------------------------------------- */

static void test_refgraph__holds_the_objects_and_the_references_among_them(void) {
    static const struct {
        const char *label, *heap, *ask[8], *want;
    } cases[] = {
        {"a chain", "root->a->b", {"root", "a", "b"}, "root^ a b | root.a>a a.b>b"},
        {"an order of one's own", "root->a->b", {"b", "a"}, "b a | a.b>b"},
        {"each once", "root->a", {"a", "a", "root", "a"}, "a root^ | root.a>a"},
        {"a pair", "a->b b->a", {"a", "b"}, "a~o b~o | a.b>bo b.a>ao"},
        {"a live pair with a tail",
         "root->a->b b->a b->c",
         {"root", "a", "b", "c"},
         "root^ ao bo c | root.a>a a.b>bo b.a>ao b.c>c"},
        {"a self reference", "root->a a-.me->a", {"a"}, "ao | a.me>ao"},
        {"two references between two", "root->a a-.x->b a-.y->b", {"a", "b"}, "a b | a.x>b a.y>b"},
        {"nothing", "root->a", {NULL}, " |"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = part_of(cases[i].heap, cases[i].ask);
        rs_text text = RS_TEXT_INIT;
        describe(&text, &s);
        check_and_release(cases[i].label, &text, cases[i].want);
        scene_free(&s);
    }
}

static void test_refgraph__a_vertex_tells_type_and_size(void) {
    scene s = part_of("root->a:list->b:app.Big{size=5000000000}", NULL);
    rs_vertex list = rs_refgraph_vertex(s.part, heap_id(s.h, "a")),
              big = rs_refgraph_vertex(s.part, heap_id(s.h, "b"));
    check_text("type", rs_snapshot_type(s.h->snapshot, list.type)->name, "list");
    check_text("type", rs_snapshot_type(s.h->snapshot, big.type)->name, "app.Big");
    check_number("bytes", list.bytes, 16);
    check_number("bytes beyond 4 GB", big.bytes, 5000000000);
    check_number("count", big.count, 1);
    check_number("left out", rs_refgraph_left_out(s.part), 0);
    check("graph", rs_refgraph_graph(s.part) == s.graph);
    scene_free(&s);
}

static void test_refgraph__marks_are_added_to_those_there_are(void) {
    scene s = part_of("a->b b->a", NULL);
    rs_refgraph_mark_edge(s.part, 1, RS_MARK_CUT);
    rs_refgraph_mark_vertex(s.part, 0, RS_MARK_ASKED);
    rs_refgraph_mark_vertex(s.part, 0, RS_MARK_MORE);
    rs_text text = RS_TEXT_INIT;
    describe(&text, &s);
    check_and_release("marks", &text, "a?~o+ b~o | a.b>bo b.a>a!o");
    scene_free(&s);
}

/* Whoever asks igraph, by name, hears what rs_refgraph_vertex and rs_refgraph_edge tell. */
static void check_attributes(const scene *s) {
    const igraph_t *graph = &s->part->igraph;
    check_number("vertices", rs_refgraph_vertices(s->part), (uint64_t)igraph_vcount(graph));
    check_number("edges", rs_refgraph_edges(s->part), (uint64_t)igraph_ecount(graph));
    for (size_t v = 0; v < rs_refgraph_vertices(s->part); v++) {
        rs_vertex told = rs_refgraph_vertex(s->part, v);
        check_number("object", VAN(graph, "object", (rs_int)v), told.object);
        check_number("type", VAN(graph, "type", (rs_int)v), told.type);
        check_number("count", VAN(graph, "count", (rs_int)v), told.count);
        check_number("bytes", VAN(graph, "bytes", (rs_int)v), told.bytes);
        check_number("marks", VAN(graph, "marks", (rs_int)v), told.marks);
    }
    for (size_t e = 0; e < rs_refgraph_edges(s->part); e++) {
        rs_edge told = rs_refgraph_edge(s->part, e);
        check_number("from", (uint64_t)IGRAPH_FROM(graph, (rs_int)e), told.from);
        check_number("to", (uint64_t)IGRAPH_TO(graph, (rs_int)e), told.to);
        check_number("reference", EAN(graph, "reference", (rs_int)e), told.reference);
        check_number("before", EAN(graph, "before", (rs_int)e), told.before);
        check_number("references", EAN(graph, "count", (rs_int)e), told.count);
        check_number("marks of an edge", EAN(graph, "marks", (rs_int)e), told.marks);
    }
}

static void test_refgraph__the_attributes_of_igraph_say_the_same(void) {
    scene s = part_of("a->b b->a b->c a->c", NULL);
    check_attributes(&s);
    rs_refgraph_mark_edge(s.part, 3, RS_MARK_CUT);
    rs_refgraph_mark_vertex(s.part, 2, RS_MARK_ASKED);
    check_number("marked", EAN(&s.part->igraph, "marks", 3) >= RS_MARK_CUT, true);
    check_attributes(&s);
    scene_free(&s);
}

static void test_refgraph__an_edge_through_a_namespace_has_one_name(void) {
    scene s = scene_of(heap_of("root->m:module-.__dict__->d:dict-['cache']->x"));
    rs_draft draft = RS_DRAFT_INIT;
    rs_error err = RS_ERROR_INIT;
    check("added", rs__draft_add_object(&draft, s.graph, heap_id(s.h, "m")) &&
                       rs__draft_add_object(&draft, s.graph, heap_id(s.h, "x")));
    rs_edge edge = {0, 1, heap_reference(s.h, "d", "x", NULL), heap_reference(s.h, "m", "d", NULL), 1, 0};
    check("added", rs__draft_add_edge(&draft, edge));
    check_ok("made", rs__refgraph_from_draft(&s.part, s.graph, &draft, &err), &err);
    rs_text text = RS_TEXT_INIT;
    describe(&text, &s);
    check_and_release("name", &text, "m x | m.cache>x");
    rs__draft_release(&draft);
    scene_free(&s);
}

/* ---- Graph theory --------------------------------------------------------------------------------------------------- */

static void add_numbers(rs_text *text, const uint32_t *numbers, size_t count) {
    for (size_t i = 0; i < count; i++) rs_text_addf(text, "%s%u", i ? " " : "", numbers[i]);
}

static void test_refgraph__parts_are_numbered_by_their_first_vertex(void) {
    static const struct {
        const char *label, *heap, *weak, *strong;
    } cases[] = {
        {"two parts", "a b c->a d->b", "0 1 0 1", "0 1 2 3"},
        {"a cycle and its tail", "a->b b->a b->c d", "0 0 0 1", "0 0 1 2"},
        {"one of each", "a", "0", "0"},
        {"two cycles, one above", "a->b b->c c->a c->d d->e e->d", "0 0 0 0 0", "0 0 0 1 1"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = part_of(cases[i].heap, NULL);
        rs_text weak = RS_TEXT_INIT, strong = RS_TEXT_INIT;
        rs_error err = RS_ERROR_INIT;
        uint32_t number[8], parts = 0;
        check_ok(cases[i].label, rs_refgraph_split(s.part, number, &parts, &err), &err);
        add_numbers(&weak, number, s.h->count);
        check_ok(cases[i].label, rs_refgraph_components(s.part, number, &parts, &err), &err);
        add_numbers(&strong, number, s.h->count);
        check_and_release(cases[i].label, &weak, cases[i].weak);
        check_and_release(cases[i].label, &strong, cases[i].strong);
        scene_free(&s);
    }
}

static void test_refgraph__shortest_cycle_through_a_vertex(void) {
    static const struct {
        const char *label, *heap, *vertex, *want;
    } cases[] = {
        {"none", "a->b", "a", ""},
        {"itself", "a-.me->a a->b b->a", "a", "0"},
        {"the shorter of two", "a->b b->c c->a b->a", "a", "0 2"},
        {"in order from the vertex", "a->b b->c c->a", "b", "1 2 0"},
        {"not its own", "a->b b->c c->b", "a", ""},
        {"doubled references", "a-.x->b a-.y->b b->a", "b", "2 0"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = part_of(cases[i].heap, NULL);
        rs_text text = RS_TEXT_INIT;
        rs_error err = RS_ERROR_INIT;
        size_t *edges = NULL, count = 99;
        check_ok(cases[i].label,
                 rs_refgraph_shortest_cycle(s.part, heap_id(s.h, cases[i].vertex), &edges, &count, &err),
                 &err);
        for (size_t e = 0; e < count; e++) rs_text_addf(&text, "%s%zu", e ? " " : "", edges[e]);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_release(edges);
        scene_free(&s);
    }
}

/* A graph at random, small enough to try everything. */
static scene random_part(uint64_t seed, uint32_t vertices, uint32_t edges) {
    rs_error err = RS_ERROR_INIT;
    heap_random_options options = {.seed = seed, .objects = vertices, .references = edges};
    scene s = scene_of(heap_random(&options));
    rs_object_id *all = rs_alloc_array(vertices, sizeof *all);
    for (uint32_t i = 0; i < vertices; i++) all[i] = i;
    check_ok("part", rs_refgraph_of_objects(&s.part, s.graph, all, vertices, &err), &err);
    rs_release(all);
    return s;
}

/* Is the graph without the edges in `removed` (one bit each) free of cycles? By taking away what nothing leads to. */
static bool is_acyclic(const rs_refgraph *part, const bool *removed) {
    size_t vertices = rs_refgraph_vertices(part), edges = rs_refgraph_edges(part), gone = 0;
    bool dead[256] = {false};
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t v = 0; v < vertices; v++) {
            bool held = dead[v];
            for (size_t e = 0; e < edges && !held; e++) {
                rs_edge edge = rs_refgraph_edge(part, e);
                held = !removed[e] && edge.to == v && !dead[edge.from];
            }
            if (held) continue;
            dead[v] = changed = true;
            gone++;
        }
    }
    return gone == vertices;
}

static double least_weight(const rs_refgraph *part, const double *weight) {
    size_t edges = rs_refgraph_edges(part);
    double least = 1e30;
    for (unsigned set = 0; set < 1u << edges; set++) {
        bool removed[32];
        double sum = 0;
        for (size_t e = 0; e < edges; e++) {
            removed[e] = set >> e & 1;
            sum += removed[e] ? weight[e] : 0;
        }
        if (sum < least && is_acyclic(part, removed)) least = sum;
    }
    return least;
}

static void test_refgraph__feedback_edges_are_a_cheapest_set(void) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint64_t random = seed;
        scene s = random_part(seed, 2 + (uint32_t)(random_next(&random) % 6),
                              1 + (uint32_t)(random_next(&random) % 10));
        rs_error err = RS_ERROR_INIT;
        double weight[32], sum = 0;
        bool removed[32] = {false};
        size_t *edges = NULL, count = 0;
        for (size_t e = 0; e < rs_refgraph_edges(s.part); e++)
            weight[e] = 1 + (double)(random_next(&random) % 9);
        check_ok("set", rs_refgraph_feedback_edges(s.part, weight, &edges, &count, &err), &err);
        for (size_t i = 0; i < count; i++) {
            removed[edges[i]] = true;
            sum += weight[edges[i]];
            check("ascending", i == 0 || edges[i - 1] < edges[i]);
        }
        check("acyclic", is_acyclic(s.part, removed));
        check_number("weight", sum, least_weight(s.part, weight));
        rs_release(edges);
        scene_free(&s);
    }
}

static void test_refgraph__feedback_edges_of_a_large_graph_are_all_needed(void) {
    for (uint64_t seed = 1; seed <= 10; seed++) {
        scene s = random_part(seed, 60, 150);
        rs_error err = RS_ERROR_INIT;
        double weight[150];
        bool removed[150] = {false};
        size_t *edges = NULL, count = 0;
        for (size_t e = 0; e < 150; e++) weight[e] = 1 + (double)(e % 7);
        check("not solved exactly", rs_refgraph_vertices(s.part) > RS_FEEDBACK_EXACT);
        check_ok("set", rs_refgraph_feedback_edges(s.part, weight, &edges, &count, &err), &err);
        check("some", count > 0);
        for (size_t i = 0; i < count; i++) removed[edges[i]] = true;
        check("acyclic", is_acyclic(s.part, removed));
        for (size_t i = 0; i < count; i++) {
            removed[edges[i]] = false;
            check("needed", !is_acyclic(s.part, removed));
            removed[edges[i]] = true;
        }
        rs_release(edges);
        scene_free(&s);
    }
}

static bool reaches(const rs_refgraph *part, size_t from, size_t to) {
    bool seen[64] = {false};
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t e = 0; e < rs_refgraph_edges(part); e++) {
            rs_edge edge = rs_refgraph_edge(part, e);
            if ((edge.from != from && !seen[edge.from]) || seen[edge.to]) continue;
            seen[edge.to] = changed = true;
        }
    }
    return seen[to];
}

static void test_refgraph__components_are_those_of_mutual_reach(void) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        scene s = random_part(seed, 20, 30);
        rs_error err = RS_ERROR_INIT;
        uint32_t component[20], count = 0;
        check_ok("components", rs_refgraph_components(s.part, component, &count, &err), &err);
        for (size_t a = 0; a < 20; a++)
            for (size_t b = 0; b < 20; b++)
                check("same component", a == b || (component[a] == component[b]) ==
                                                      (reaches(s.part, a, b) && reaches(s.part, b, a)));
        scene_free(&s);
    }
}

/* ---- Trouble -------------------------------------------------------------------------------------------------------- */

static void test_refgraph__igraph_refusing_is_an_error_and_no_abort(void) {
    scene s = part_of("a->b", NULL);
    rs_error err = RS_ERROR_INIT;
    size_t *edges = NULL, count = 0;
    check_number("status", rs_refgraph_shortest_cycle(s.part, 99, &edges, &count, &err), RS_INTERNAL);
    check("igraph's words", strncmp(err.message, "shortest cycle: igraph: ", 24) == 0);
    check("untouched", edges == NULL && count == 0);
    check_number("no memory", rs__room_status(IGRAPH_ENOMEM, "x", &err), RS_NO_MEMORY);
    check_number("well", rs__room_status(IGRAPH_SUCCESS, "x", NULL), RS_OK);
    scene_free(&s);
}

static rs_status all_of_it(void *context, rs_error *err) {
    const scene *s = context;
    rs_refgraph *part = NULL;
    rs_object_id all[] = {0, 1, 2, 3};
    double weight[16] = {1, 1, 1, 1, 1, 1};
    uint32_t number[4], parts;
    size_t *edges = NULL, count = 0;
    rs_status status = rs_refgraph_of_objects(&part, s->graph, all, 4, err);
    if (status == RS_OK) status = rs_refgraph_components(part, number, &parts, err);
    if (status == RS_OK) status = rs_refgraph_feedback_edges(part, weight, &edges, &count, err);
    rs_release(edges);
    edges = NULL;
    if (status == RS_OK) status = rs_refgraph_shortest_cycle(part, 0, &edges, &count, err);
    rs_release(edges);
    rs_refgraph_free(part);
    return status;
}

static rs_status all_with_a_new_graph(void *context, rs_error *err) {
    scene s = {.h = ((scene *)context)->h};
    rs_status status = rs_graph_new(&s.graph, s.h->snapshot, err);
    if (status == RS_OK) status = all_of_it(&s, err);
    rs_graph_free(s.graph);
    return status;
}

static void test_refgraph__out_of_memory_anywhere_is_a_status(void) {
    scene s = scene_of(heap_of("a->b b->c c->a a->d d->a"));
    check("some allocations", for_each_allocation_failure("refgraph", all_with_a_new_graph, &s) > 10);
    scene_free(&s);
}

/* Without feedback sets: GLPK never frees what it sets up for a thread, and a leak checker would say so. */
static rs_status components_and_cycle(const scene *s, rs_error *err) {
    rs_refgraph *part = NULL;
    rs_object_id all[] = {0, 1, 2, 3};
    uint32_t number[4], parts;
    size_t *edges = NULL, count = 0;
    rs_graph *graph = NULL;
    rs_status status = rs_graph_new(&graph, s->h->snapshot, err);
    if (status == RS_OK) status = rs_refgraph_of_objects(&part, graph, all, 4, err);
    if (status == RS_OK) status = rs_refgraph_components(part, number, &parts, err);
    if (status == RS_OK) status = rs_refgraph_shortest_cycle(part, 0, &edges, &count, err);
    rs_release(edges);
    rs_refgraph_free(part);
    rs_graph_free(graph);
    return status;
}

static void *work(void *context) {
    rs_error err = RS_ERROR_INIT;
    for (int i = 0; i < 5000; i++)
        if (components_and_cycle(context, &err) != RS_OK) return context;
    return NULL;
}

static void test_refgraph__several_threads_may_ask_at_once(void) {
    scene s = scene_of(heap_of("a->b b->c c->a a->d d->a"));
    pthread_t thread[4];
    for (int i = 0; i < 4; i++) check("started", pthread_create(&thread[i], NULL, work, &s) == 0);
    for (int i = 0; i < 4; i++) {
        void *failed = NULL;
        pthread_join(thread[i], &failed);
        check("each went well", failed == NULL);
    }
    scene_free(&s);
}

int main(int argc, char **argv) {
    CU_TestInfo tests[] = {
        TEST(test_refgraph__holds_the_objects_and_the_references_among_them),
        TEST(test_refgraph__a_vertex_tells_type_and_size),
        TEST(test_refgraph__marks_are_added_to_those_there_are),
        TEST(test_refgraph__the_attributes_of_igraph_say_the_same),
        TEST(test_refgraph__an_edge_through_a_namespace_has_one_name),
        TEST(test_refgraph__parts_are_numbered_by_their_first_vertex),
        TEST(test_refgraph__shortest_cycle_through_a_vertex),
        TEST(test_refgraph__feedback_edges_are_a_cheapest_set),
        TEST(test_refgraph__feedback_edges_of_a_large_graph_are_all_needed),
        TEST(test_refgraph__components_are_those_of_mutual_reach),
        TEST(test_refgraph__igraph_refusing_is_an_error_and_no_abort),
        TEST(test_refgraph__out_of_memory_anywhere_is_a_status),
        TEST(test_refgraph__several_threads_may_ask_at_once),
        CU_TEST_INFO_NULL,
    };
    return run_tests(argc, argv, "refgraph", tests);
}
