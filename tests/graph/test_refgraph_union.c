/* test_refgraph_union.c: several reference graphs as one.                                        Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_refgraph.h"

#define MOST 4

typedef struct scene {
    heap *h;
    rs_graph *graph;
    rs_refgraph *parts[MOST];
    size_t count;
} scene;

static rs_refgraph *part_of(scene *s, const char *labels) {
    rs_error err = RS_ERROR_INIT;
    rs_object_id objects[16];
    size_t count = 0;
    rs_refgraph *part = NULL;
    char copy[64], *rest = copy;
    snprintf(copy, sizeof copy, "%s", labels);
    for (char *label = strsep(&rest, " "); label; label = strsep(&rest, " "))
        objects[count++] = heap_id(s->h, label);
    check_ok(labels, rs_refgraph_of_objects(&part, s->graph, objects, count, &err), &err);
    return part;
}

static scene scene_of(const char *notation, const char *const *parts) {
    rs_error err = RS_ERROR_INIT;
    scene s = {.h = heap_of(notation)};
    check_ok("graph", rs_graph_new(&s.graph, s.h->snapshot, &err), &err);
    for (; s.count < MOST && parts[s.count]; s.count++) s.parts[s.count] = part_of(&s, parts[s.count]);
    return s;
}

static void scene_free(scene *s) {
    for (size_t i = 0; i < s->count; i++) rs_refgraph_free(s->parts[i]);
    rs_graph_free(s->graph);
    heap_free(s->h);
}

static void describe(rs_text *text, const heap *h, const rs_refgraph *part) {
    for (size_t v = 0; v < rs_refgraph_vertices(part); v++) {
        rs_vertex vertex = rs_refgraph_vertex(part, v);
        rs_text_addf(text, "%s%s", v ? " " : "",
                     vertex.object == RS_NO_OBJECT ? "fold" : heap_label(h, vertex.object));
    }
    rs_text_add(text, " |");
    for (size_t e = 0; e < rs_refgraph_edges(part); e++) {
        rs_edge edge = rs_refgraph_edge(part, e);
        rs_vertex from = rs_refgraph_vertex(part, edge.from), to = rs_refgraph_vertex(part, edge.to);
        rs_text_addf(text, " %s", from.object == RS_NO_OBJECT ? "fold" : heap_label(h, from.object));
        rs_text_add_edge_name(text, part, e);
        rs_text_addf(text, ">%s%s", to.object == RS_NO_OBJECT ? "fold" : heap_label(h, to.object),
                     edge.marks & RS_MARK_CUT ? "!" : "");
    }
}

static void test_refgraph_union__each_object_and_reference_is_there_once(void) {
    static const struct {
        const char *label, *heap, *parts[MOST], *want;
    } cases[] = {
        {"nothing", "a", {NULL}, " |"},
        {"one", "a->b", {"a b"}, "a b | a.b>b"},
        {"apart", "a->b c->d", {"a b", "c d"}, "a b c d | a.b>b c.d>d"},
        {"in common", "a->b b->c", {"a b", "b c"}, "a b c | a.b>b b.c>c"},
        {"a reference in common", "a->b b->c b->d", {"a b c", "b c d"}, "a b c d | a.b>b b.c>c b.d>d"},
        {"twice the same", "a->b b->a", {"a b", "b a"}, "a b | a.b>b b.a>a"},
        {"two references between two", "a-.x->b a-.y->b", {"a b", "a b"}, "a b | a.x>b a.y>b"},
        {"no reference that no part has", "a->b", {"a", "b"}, "a b |"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_error err = RS_ERROR_INIT;
        rs_text text = RS_TEXT_INIT;
        rs_refgraph *whole = NULL;
        scene s = scene_of(cases[i].heap, cases[i].parts);
        check_ok(cases[i].label, rs_refgraph_union(&whole, s.graph, s.parts, s.count, &err), &err);
        describe(&text, s.h, whole);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_refgraph_free(whole);
        scene_free(&s);
    }
}

static void test_refgraph_union__marks_of_all_parts_are_kept(void) {
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    rs_refgraph *whole = NULL;
    scene s = scene_of("a->b b->c", (const char *const[]){"a b", "a b c", NULL});
    rs_refgraph_mark_edge(s.parts[1], 0, RS_MARK_CUT); /* which is in both parts */
    rs_refgraph_mark_edge(s.parts[1], 1, RS_MARK_CUT);
    rs_refgraph_mark_vertex(s.parts[1], 0, RS_MARK_ASKED);
    check_ok("union", rs_refgraph_union(&whole, s.graph, s.parts, s.count, &err), &err);
    describe(&text, s.h, whole);
    check_and_release("cuts", &text, "a b c | a.b>b! b.c>c!");
    check("asked", rs_refgraph_vertex(whole, 0).marks & RS_MARK_ASKED);
    rs_refgraph_free(whole);
    scene_free(&s);
}

static void test_refgraph_union__folds_stay_apart(void) {
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    rs_refgraph *whole = NULL;
    scene s = scene_of("l:list->a l->b l->c", (const char *const[]){NULL});
    rs_neighbourhood_options how = RS_NEIGHBOURHOOD_OPTIONS_INIT;
    rs_object_id list = heap_id(s.h, "l");
    how.direction = RS_TOWARDS_REFERENTS;
    how.siblings = 1;
    for (; s.count < 2; s.count++)
        check_ok("part", rs_refgraph_neighbourhood(&s.parts[s.count], s.graph, &list, 1, &how, &err), &err);
    check_ok("union", rs_refgraph_union(&whole, s.graph, s.parts, s.count, &err), &err);
    describe(&text, s.h, whole);
    check_and_release("folds", &text, "l a fold fold | l[0]>a l[1]>fold l[1]>fold");
    rs_refgraph_free(whole);
    scene_free(&s);
}

static rs_status join(void *context, rs_error *err) {
    const scene *s = context;
    rs_refgraph *whole = NULL;
    rs_status status = rs_refgraph_union(&whole, s->graph, s->parts, s->count, err);
    rs_refgraph_free(whole);
    return status;
}

static void test_refgraph_union__out_of_memory_anywhere_is_a_status(void) {
    scene s = scene_of("a->b b->c b->d", (const char *const[]){"a b c", "b c d", NULL});
    check("some", for_each_allocation_failure("union", join, &s) > 0);
    scene_free(&s);
}

int main(int argc, char **argv) {
    CU_TestInfo tests[] = {
        TEST(test_refgraph_union__each_object_and_reference_is_there_once),
        TEST(test_refgraph_union__marks_of_all_parts_are_kept),
        TEST(test_refgraph_union__folds_stay_apart),
        TEST(test_refgraph_union__out_of_memory_anywhere_is_a_status),
        CU_TEST_INFO_NULL,
    };
    return run_tests(argc, argv, "refgraph_union", tests);
}
