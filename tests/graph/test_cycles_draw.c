/* test_cycles_draw.c: the picture of a pattern: what is drawn, what is folded, what is cut, who holds it.
 * What is tested: graph/cycles_draw.c, knot_fold.c.                                                Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_cycles.h"
#include "rs_memory.h"
#include "rs_refgraph.h"

/* ---- Help ----------------------------------------------------------------------------------------------------------- */

typedef struct scene {
    heap *h;
    rs_graph *graph;
    rs_cycles *report;
} scene;

static scene report_of(heap *h) {
    rs_error err = RS_ERROR_INIT;
    rs_cycles_options options = {.scope = RS_SCOPE_ALL};
    scene s = {.h = h};
    check_ok("graph", rs_graph_new(&s.graph, h->snapshot, &err), &err);
    check_ok("report", rs_cycles_find(&s.report, s.graph, &options, &err), &err);
    return s;
}

static void scene_free(scene *s) {
    rs_cycles_free(s->report);
    rs_graph_free(s->graph);
    heap_free(s->h);
}

/* Its type, for a fold also how many it stands for, for an object with more around it a "+". */
static void add_picture_vertex(rs_text *text, const rs_snapshot *snapshot, rs_vertex vertex) {
    if (vertex.object == RS_NO_OBJECT) rs_text_addf(text, "%u*", vertex.count);
    rs_text_add(text, rs_snapshot_type(snapshot, vertex.type)->bare);
    if (vertex.marks & RS_MARK_MORE) rs_text_add_char(text, '+');
}

static void add_picture(rs_text *text, const rs_refgraph *part) {
    const rs_snapshot *snapshot = rs_graph_snapshot(rs_refgraph_graph(part));
    for (size_t e = 0; e < rs_refgraph_edges(part); e++) {
        rs_edge edge = rs_refgraph_edge(part, e);
        rs_text_add(text, e ? " " : "");
        add_picture_vertex(text, snapshot, rs_refgraph_vertex(part, edge.from));
        rs_text_add_edge_name(text, part, e);
        if (edge.count > 1) rs_text_addf(text, "*%u", edge.count);
        rs_text_add_char(text, '>');
        add_picture_vertex(text, snapshot, rs_refgraph_vertex(part, edge.to));
        rs_text_addf(text, "%s%s", edge.marks & RS_MARK_CUT ? "!" : "",
                     edge.marks & RS_MARK_CYCLE ? "o" : "");
    }
}

/* ---- Pictures ------------------------------------------------------------------------------------------------------- */

static void check_picture(const char *label, heap *h, const char *want) {
    scene s = report_of(h);
    rs_text text = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    rs_refgraph *part = NULL;
    check_ok(label, rs_cycles_draw(&part, s.report, 0, &err), &err);
    add_picture(&text, part);
    check_and_release(label, &text, want);
    rs_refgraph_free(part);
    scene_free(&s);
}

static void test_cycles_draw__a_small_component_is_drawn_whole_with_its_cut(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"a list", "a-.children->l:list l->b l->c b-.parent->a c-.parent->a",
         "Node.children>listo list[0]>Nodeo list[1]>Nodeo Node.parent>Node!o Node.parent>Node!o"},
        {"a dict", "a-.__dict__->d:dict-['owner']->a", "Node.owner>Node!o"},
        {"no tail", "a-.x->a a->t", "Node.x>Node!o"},
        {"a name in a namespace", "f:function-.__globals__->d:dict-['f']->f",
         "function.__globals__>dicto dict['f']>function!o"},
        {"a generator's own frame", "g:generator-.gi_frame->f:frame-local me->g",
         "generator.gi_frame>frameo frame local me>generator!o"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_picture(cases[i].label, heap_of(cases[i].heap), cases[i].want);
}

/* A Group with a list of Options, each of which knows its group; `extra` of them have a Note that knows them. */
static heap *group_of_options(int options, int extra) {
    rs_text notation = RS_TEXT_INIT;
    rs_text_add(&notation, "g:Group-.options->l:list");
    for (int i = 0; i < options; i++)
        rs_text_addf(&notation, " o%d:Option l->o%d o%d-.container->g", i, i, i);
    for (int i = 0; i < extra; i++) rs_text_addf(&notation, " o%d-.note->n%d:Note-.of->o%d", i, i, i);
    heap *h = heap_of(rs_text_string(&notation));
    rs_text_release(&notation);
    return h;
}

static void test_cycles_draw__siblings_that_look_alike_are_folded(void) {
    check_picture(
        "five are shown", group_of_options(5, 0),
        "Group.options>listo list[0]>Optiono list[1]>Optiono list[2]>Optiono list[3]>Optiono "
        "list[4]>Optiono Option.container>Group!o Option.container>Group!o Option.container>Group!o "
        "Option.container>Group!o Option.container>Group!o");
    check_picture("of 25 four", group_of_options(25, 0),
                  "Group.options>listo list[0]>Optiono list[1]>Optiono list[2]>Optiono list[3]>Optiono "
                  "list[4]*21>21*Optiono Option.container>Group!o Option.container>Group!o "
                  "Option.container>Group!o Option.container>Group!o 21*Option.container*21>Group!o");
    check_picture("another neighbour, another look", group_of_options(7, 1),
                  "Group.options>listo list[0]>Optiono list[1]>Optiono list[2]>Optiono list[3]>Optiono "
                  "list[4]>Optiono list[5]*2>2*Optiono Option.container>Group!o Option.note>Note!o "
                  "Option.container>Group!o Option.container>Group!o Option.container>Group!o "
                  "Option.container>Group!o 2*Option.container*2>Group!o Note.of>Optiono");
}

/* Objects of as many types, each of which knows the next and the one before; a module knows the first. */
static heap *chain_of_types(int types) {
    rs_text notation = RS_TEXT_INIT;
    rs_text_add(&notation, "root:module-.__dict__->d:dict-['first']->o0:T0");
    for (int i = 1; i < types; i++)
        rs_text_addf(&notation, " o%d-.next->o%d:T%d o%d-.prev->o%d", i - 1, i, i, i, i - 1);
    heap *h = heap_of(rs_text_string(&notation));
    rs_text_release(&notation);
    return h;
}

static void test_cycles_draw__of_what_cannot_be_folded_the_example_is_drawn_and_who_holds_it(void) {
    check_picture("a hundred types", chain_of_types(100), "T0.next>T1+o T1+.prev>T0!o module.first>T0");
}

static uint32_t attribute(heap_builder *builder, const char *name) {
    return RS_NAME(RS_NAME_ATTRIBUTE, heap_add_string(builder, name));
}

/* Each node has a list of three children, which know it. */
static heap *tree(uint32_t nodes) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node(), list = heap_node();
    uint32_t children = attribute(builder, "children"), parent = attribute(builder, "parent");
    list.type = "list";
    list.kind = RS_KIND_LIST;
    for (uint32_t i = 0; i < nodes; i++) {
        heap_add_object(builder, &node);
        heap_add_object(builder, &list);
        heap_add_reference(builder, 2 * i, 2 * i + 1, children);
        if (i == 0) continue;
        heap_add_reference(builder, 2 * ((i - 1) / 3) + 1, 2 * i, RS_NAME(RS_NAME_INDEX, (i - 1) % 3));
        heap_add_reference(builder, 2 * i, 2 * ((i - 1) / 3), parent);
    }
    return heap_build(builder);
}

static heap *ring(uint32_t nodes) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    uint32_t next = attribute(builder, "next");
    for (uint32_t i = 0; i < nodes; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i < nodes; i++) heap_add_reference(builder, i, (i + 1) % nodes, next);
    return heap_build(builder);
}

static void test_cycles_draw__a_large_component_of_few_shapes_is_a_small_picture(void) {
    static const struct {
        const char *label;
        heap *(*make)(uint32_t);
    } cases[] = {{"a tree", tree}, {"a ring", ring}};
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        scene s = report_of(cases[i].make(10000));
        rs_error err = RS_ERROR_INIT;
        rs_refgraph *part = NULL;
        size_t cuts = 0, objects = 0;
        check_ok(cases[i].label, rs_cycles_draw(&part, s.report, 0, &err), &err);
        check(cases[i].label, rs_refgraph_vertices(part) >= 3 && rs_refgraph_vertices(part) <= 20);
        for (size_t e = 0; e < rs_refgraph_edges(part); e++)
            cuts += (rs_refgraph_edge(part, e).marks & RS_MARK_CUT) != 0;
        for (size_t v = 0; v < rs_refgraph_vertices(part); v++) objects += rs_refgraph_vertex(part, v).count;
        check(cases[i].label, cuts > 0);
        check(cases[i].label, objects >= 10000);
        rs_refgraph_free(part);
        scene_free(&s);
    }
}

/* ---- Trouble -------------------------------------------------------------------------------------------------------- */

static rs_status first_picture(void *context, rs_error *err) {
    heap *h = context;
    rs_graph *graph = NULL;
    rs_cycles *report = NULL;
    rs_refgraph *part = NULL;
    rs_cycles_options options = {.scope = RS_SCOPE_ALL};
    rs_status status = rs_graph_new(&graph, h->snapshot, err);
    if (status == RS_OK) status = rs_cycles_find(&report, graph, &options, err);
    if (status == RS_OK) status = rs_cycles_draw(&part, report, 0, err);
    rs_refgraph_free(part);
    rs_cycles_free(report);
    rs_graph_free(graph);
    return status;
}

static void test_cycles_draw__out_of_memory_anywhere_is_a_status(void) {
    struct {
        const char *label;
        heap *h;
    } cases[] = {{"a fold", group_of_options(7, 0)}, {"an example", chain_of_types(70)}};
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        check(cases[i].label, for_each_allocation_failure(cases[i].label, first_picture, cases[i].h) > 60);
        heap_free(cases[i].h);
    }
}

int main(int argc, char **argv) {
    CU_TestInfo tests[] = {
        TEST(test_cycles_draw__a_small_component_is_drawn_whole_with_its_cut),
        TEST(test_cycles_draw__siblings_that_look_alike_are_folded),
        TEST(test_cycles_draw__of_what_cannot_be_folded_the_example_is_drawn_and_who_holds_it),
        TEST(test_cycles_draw__a_large_component_of_few_shapes_is_a_small_picture),
        TEST(test_cycles_draw__out_of_memory_anywhere_is_a_status),
        CU_TEST_INFO_NULL,
    };
    return run_tests(argc, argv, "cycles_draw", tests);
}
