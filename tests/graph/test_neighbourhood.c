/* test_neighbourhood.c: what is around a selection: what is shown, folded, left out, seen through.
 * What is tested: graph/neighbourhood.c, neighbours.c, scenery.c.                                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_memory.h"
#include "rs_refgraph.h"

/* ---- Help ----------------------------------------------------------------------------------------------------------- */

typedef struct scene {
    heap *h;
    rs_graph *graph;
} scene;

static scene scene_of(heap *h) {
    rs_error err = RS_ERROR_INIT;
    scene s = {.h = h};
    check_ok("graph", rs_graph_new(&s.graph, h->snapshot, &err), &err);
    return s;
}

static void scene_free(scene *s) {
    rs_graph_free(s->graph);
    heap_free(s->h);
}

/* A vertex is its label, or for a fold its count and type: "3*Node"; "?" asked, "+" more. */
static void add_vertex(rs_text *text, const scene *s, const rs_refgraph *part, uint32_t v) {
    rs_vertex vertex = rs_refgraph_vertex(part, v);
    if (vertex.object != RS_NO_OBJECT)
        rs_text_add(text, heap_label(s->h, vertex.object));
    else
        rs_text_addf(text, "%u*%s", vertex.count, rs_snapshot_type(s->h->snapshot, vertex.type)->bare);
}

static void describe(rs_text *text, const scene *s, const rs_refgraph *part) {
    for (uint32_t v = 0; v < rs_refgraph_vertices(part); v++) {
        unsigned marks = rs_refgraph_vertex(part, v).marks;
        if (v) rs_text_add_char(text, ' ');
        add_vertex(text, s, part, v);
        if (marks & RS_MARK_ASKED) rs_text_add_char(text, '?');
        if (marks & RS_MARK_MORE) rs_text_add_char(text, '+');
    }
    rs_text_add(text, " |");
    for (size_t e = 0; e < rs_refgraph_edges(part); e++) {
        rs_edge edge = rs_refgraph_edge(part, e);
        rs_text_add_char(text, ' ');
        add_vertex(text, s, part, edge.from);
        rs_text_add_edge_name(text, part, e);
        if (edge.count != 1) rs_text_addf(text, "*%u", edge.count);
        rs_text_add_char(text, '>');
        add_vertex(text, s, part, edge.to);
    }
    if (rs_refgraph_left_out(part)) rs_text_addf(text, " | left out %zu", rs_refgraph_left_out(part));
}

static rs_neighbourhood_options options_of(rs_direction direction, uint32_t depth, uint32_t siblings,
                                           uint32_t vertices) {
    rs_neighbourhood_options options = {direction, depth, siblings, vertices, true};
    return options;
}

static void check_around(const char *label, const char *notation, const char *const *asked,
                         rs_neighbourhood_options options, const char *want) {
    scene s = scene_of(heap_of(notation));
    rs_error err = RS_ERROR_INIT;
    rs_refgraph *part = NULL;
    rs_object_id objects[16];
    size_t count = 0;
    for (; asked[count]; count++) objects[count] = heap_id(s.h, asked[count]);
    if (check_ok(label, rs_refgraph_neighbourhood(&part, s.graph, objects, count, &options, &err), &err)) {
        rs_text text = RS_TEXT_INIT;
        describe(&text, &s, part);
        check_and_release(label, &text, want);
    }
    rs_refgraph_free(part);
    scene_free(&s);
}

#define UP   RS_TOWARDS_REFERRERS
#define DOWN RS_TOWARDS_REFERENTS

/* ---- The search ----------------------------------------------------------------------------------------------------- */

static void test_neighbourhood__goes_so_many_steps_in_the_direction_asked(void) {
    static const struct {
        const char *label, *heap, *asked[4];
        rs_direction direction;
        uint32_t depth;
        const char *want;
    } cases[] = {
        {"one step up", "root->a->b->c", {"c"}, UP, 1, "c? b+ | b.c>c"},
        {"two steps up", "root->a->b->c", {"c"}, UP, 2, "c? b a+ | b.c>c a.b>b"},
        {"to the end", "root->a->b->c", {"c"}, UP, 9, "c? b a root | b.c>c a.b>b root.a>a"},
        {"no step", "root->a->b->c", {"c"}, UP, 0, "c?+ |"},
        {"one step down", "root->a->b->c", {"root"}, DOWN, 1, "root? a+ | root.a>a"},
        {"both ways", "root->a->b->c", {"a"}, RS_BOTH_WAYS, 1, "a? root b+ | root.a>a a.b>b"},
        {"down has no up", "root->a->b", {"a"}, DOWN, 9, "a? b | a.b>b"},
        {"a cycle ends", "a->b b->a", {"a"}, UP, 9, "a? b | b.a>a a.b>b"},
        {"a cycle is closed at the rim", "a->b b->a", {"a"}, UP, 1, "a? b | b.a>a a.b>b"},
        {"itself", "root->a a-.me->a", {"a"}, UP, 5, "a? root | root.a>a a.me>a"},
        {"two references of one holder",
         "root-.x->a root-.y->a",
         {"a"},
         UP,
         5,
         "a? root | root.x>a root.y>a"},
        {"two asked, each once", "root->a root->b", {"a", "b", "a"}, UP, 5, "a? b? root | root.a>a root.b>b"},
        {"nothing asked", "root->a", {NULL}, UP, 5, " |"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_around(cases[i].label, cases[i].heap, cases[i].asked,
                     options_of(cases[i].direction, cases[i].depth, 5, 150), cases[i].want);
}

static void test_neighbourhood__siblings_of_one_type_are_folded(void) {
    static const struct {
        const char *label, *heap, *asked[4];
        rs_direction direction;
        uint32_t siblings;
        const char *want;
    } cases[] = {
        {"few are shown", "a->x b->x c->x", {"x"}, UP, 3, "x? a b c | a.x>x b.x>x c.x>x"},
        {"a fold of one would hide nothing", "a->x b->x c->x", {"x"}, UP, 2, "x? a b c | a.x>x b.x>x c.x>x"},
        {"two more are one vertex",
         "a->x b->x c->x d->x",
         {"x"},
         UP,
         2,
         "x? a b 2*Node | a.x>x b.x>x 2*Node.x*2>x"},
        {"each type by itself",
         "a->x l:list->x b->x c->x m:list->x n:list->x",
         {"x"},
         UP,
         1,
         "x? a l 2*Node 2*list | a.x>x l[0]>x 2*Node.x*2>x 2*list[0]*2>x"},
        {"down", "l:list->a l->b l->c l->d", {"l"}, DOWN, 1, "l? a 3*Node | l[0]>a l[1]*3>3*Node"},
        {"an object counts once, its references all",
         "l:list->a l->b l->c l->b l->b",
         {"l"},
         DOWN,
         0,
         "l? 3*Node | l[0]*5>3*Node"},
        {"who is there already is not folded",
         "a->x b->x c->x d->x a->y b->y c->y d->y",
         {"x", "y"},
         UP,
         1,
         "x? y? a 3*Node 3*Node | a.x>x 3*Node.x*3>x a.y>y 3*Node.y*3>y"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_around(cases[i].label, cases[i].heap, cases[i].asked,
                     options_of(cases[i].direction, 1, cases[i].siblings, 150), cases[i].want);
}

static void test_neighbourhood__a_selection_of_many_is_folded_with_what_leads_to_it(void) {
    static const struct {
        const char *label, *heap, *asked[8];
        rs_direction direction;
        const char *want;
    } cases[] = {
        {"as many as siblings and one",
         "l:list->a l->b l->c",
         {"a", "b", "c"},
         UP,
         "a? b? c? l | l[0]>a l[1]>b l[2]>c"},
        {"more",
         "l:list->a l->b l->c l->d l->e",
         {"a", "b", "c", "d", "e"},
         UP,
         "a? b? 3*Node? l | l[0]>a l[1]>b l[2]*3>3*Node"},
        {"each type by itself",
         "l:list->a l->b l->c l->d l->s:Leaf",
         {"a", "b", "c", "d", "s"},
         UP,
         "a? b? 2*Node? s? l | l[0]>a l[1]>b l[4]>s l[2]*2>2*Node"},
        {"one asked twice counts once",
         "l:list->a l->b l->c l->d",
         {"a", "b", "c", "d", "d"},
         UP,
         "a? b? 2*Node? l | l[0]>a l[1]>b l[2]*2>2*Node"},
        {"others of the selection are not shown as neighbours",
         "c->a d->a c->b d->b",
         {"a", "b", "c", "d"},
         UP,
         "a? b? 2*Node? | 2*Node.a*2>a 2*Node.b*2>b"},
        {"among themselves", "c->d d->c a b", {"a", "b", "c", "d"}, UP, "a? b? 2*Node? | 2*Node.c*2>2*Node"},
        {"there is more to it", "a b x->c x->d", {"a", "b", "c", "d"}, UP, "a? b? 2*Node?+ |"},
        {"down",
         "a->t b->t c->t d->t",
         {"a", "b", "c", "d"},
         DOWN,
         "a? b? 2*Node? t | a.t>t b.t>t 2*Node.t*2>t"},
        {"both ways, each reference once",
         "a->b->c->d",
         {"a", "b", "c", "d"},
         RS_BOTH_WAYS,
         "a? b? 2*Node? | a.b>b b.c>2*Node 2*Node.d>2*Node"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_around(cases[i].label, cases[i].heap, cases[i].asked, options_of(cases[i].direction, 3, 2, 150),
                     cases[i].want);
}

static void test_neighbourhood__a_fold_adds_up_bytes(void) {
    scene s = scene_of(heap_of("a{size=100}->x b{size=20}->x c{size=5000000000}->x"));
    rs_neighbourhood_options options = options_of(UP, 1, 0, 150);
    rs_error err = RS_ERROR_INIT;
    rs_refgraph *part = NULL;
    rs_object_id x = heap_id(s.h, "x");
    check_ok("part", rs_refgraph_neighbourhood(&part, s.graph, &x, 1, &options, &err), &err);
    rs_vertex fold = rs_refgraph_vertex(part, 1);
    check_number("object", fold.object, RS_NO_OBJECT);
    check_number("count", fold.count, 3);
    check_number("bytes", fold.bytes, 5000000120);
    check_number("first reference", rs_refgraph_edge(part, 0).reference, heap_reference(s.h, "a", "x", NULL));
    rs_refgraph_free(part);
    scene_free(&s);
}

static void test_neighbourhood__the_limit_on_vertices_is_kept_and_said(void) {
    static const struct {
        const char *label, *heap, *asked[8];
        uint32_t siblings, vertices;
        const char *want;
    } cases[] = {
        {"three of five", "a->x b->x c->x d->x", {"x"}, 9, 3, "x?+ a b | a.x>x b.x>x | left out 2"},
        {"left out once",
         "a->x b->x c->x z->x a->y b->y z->y",
         {"x", "y"},
         9,
         5,
         "x?+ y?+ a b c | a.x>x b.x>x c.x>x a.y>y b.y>y | left out 1"},
        {"no room for a fold", "a->x b->x c->x d->x", {"x"}, 1, 2, "x?+ a | a.x>x | left out 3"},
        {"at least one", "a->x", {"x"}, 9, 0, "x?+ | | left out 1"},
        {"a large selection is folded",
         "a b c d e f",
         {"a", "b", "c", "d", "e", "f"},
         9,
         6,
         "a? b? 4*Node? |"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_around(cases[i].label, cases[i].heap, cases[i].asked,
                     options_of(UP, 3, cases[i].siblings, cases[i].vertices), cases[i].want);
}

/* ---- Scenery -------------------------------------------------------------------------------------------------------- */

static void test_neighbourhood__scenery_is_left_out(void) {
    static const struct {
        const char *label, *heap, *asked[4];
        rs_direction direction;
        const char *want;
    } cases[] = {
        {"instances do not hold their type to a person",
         "root->T:type a-.__class__->T",
         {"T"},
         UP,
         "T? root | root.T>T"},
        {"nor do subclasses",
         "root->T:type S:type-.__bases__->t:tuple t->T S-.__mro__->m:tuple m->T S-.__base__->T",
         {"T"},
         UP,
         "T? root t m | root.T>T t[0]>T m[0]>T"},
        {"a function does not hold its module's namespace",
         "root->f:function-.__globals__->d:dict->x",
         {"x"},
         UP,
         "x? d | d['x']>x"},
        {"modules are not gone through",
         "root->m:module-.__dict__->d:dict-['x']->x n:module-.__dict__->e:dict-['m']->m",
         {"x"},
         UP,
         "x? m | m.x>x"},
        {"unless asked", "root->m:module-.__dict__->d:dict-['x']->x", {"m"}, UP, "m? root | root.m>m"},
        {"types are not gone through", "root->a-.kind->T:type-.cache->x", {"a"}, DOWN, "a? T | a.kind>T"},
        {"descriptions",
         "f:function-.__name__->n='f' f-.__code__->c:code f-.__defaults__->t:tuple->x",
         {"f"},
         DOWN,
         "f? t x | f.__defaults__>t t[0]>x"},
        {"keys", "d:dict-[k]->v k='k'", {"d"}, DOWN, "d? v | d['k']>v"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_around(cases[i].label, cases[i].heap, cases[i].asked, options_of(cases[i].direction, 9, 9, 150),
                     cases[i].want);
}

static void test_neighbourhood__scenery_is_shown_when_asked_for(void) {
    rs_neighbourhood_options options = {UP, 9, 9, 150, false};
    static const char *const type[] = {"T", NULL}, *const item[] = {"x", NULL};
    check_around("types", "root->T:type a-.__class__->T", type, options,
                 "T? root a | root.T>T a.__class__>T");
    check_around("modules", "root->m:module-.__dict__->d:dict-['x']->x", item, options,
                 "x? m root | m.x>x root.m>m");
}

static void test_neighbourhood__inner_dicts_and_tuples_are_seen_through(void) {
    static const struct {
        const char *label, *heap, *asked[4];
        rs_direction direction;
        const char *want;
    } cases[] = {
        {"an instance's dict", "root->a-.__dict__->d:dict-['x']->x", {"x"}, UP, "x? a root | a.x>x root.a>a"},
        {"downwards", "a-.__dict__->d:dict-['x']->x d-['y']->y", {"a"}, DOWN, "a? x y | a.x>x a.y>y"},
        {"a closure's tuple",
         "root->f:function-.__closure__->t:tuple t-closure v->c:cell->x",
         {"x"},
         UP,
         "x? c f root | c.cell_contents>x f closure v>c root.f>f"},
        {"a dict that was asked about is itself",
         "root->a-.__dict__->d:dict-['x']->x",
         {"d"},
         RS_BOTH_WAYS,
         "d? a x root | a.__dict__>d d['x']>x root.a>a"},
        {"and is not seen through",
         "root->a-.__dict__->d:dict-['x']->x",
         {"x", "d"},
         UP,
         "x? d? a root | d['x']>x a.__dict__>d root.a>a"},
        {"a dict of no owner is itself", "root->d:dict-['x']->x", {"x"}, UP, "x? d root | d['x']>x root.d>d"},
        {"another's reference to an inner dict",
         "root->a-.__dict__->d:dict-['x']->x b-.spy->d",
         {"x"},
         UP,
         "x? a root | a.x>x root.a>a"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_around(cases[i].label, cases[i].heap, cases[i].asked, options_of(cases[i].direction, 9, 9, 150),
                     cases[i].want);
}

/* ---- Marks, size, trouble ------------------------------------------------------------------------------------------- */

static void test_neighbourhood__marks_roots_garbage_and_cycles(void) {
    scene s = scene_of(heap_of("root->a a->b b->a g->b g2->g g->g2"));
    rs_neighbourhood_options options = options_of(UP, 9, 9, 150);
    rs_error err = RS_ERROR_INIT;
    rs_refgraph *part = NULL;
    rs_object_id b = heap_id(s.h, "b");
    check_ok("part", rs_refgraph_neighbourhood(&part, s.graph, &b, 1, &options, &err), &err);
    rs_text text = RS_TEXT_INIT;
    for (size_t v = 0; v < rs_refgraph_vertices(part); v++) {
        rs_vertex vertex = rs_refgraph_vertex(part, v);
        rs_text_addf(&text, "%s:%u ", heap_label(s.h, vertex.object), vertex.marks);
    }
    for (size_t e = 0; e < rs_refgraph_edges(part); e++)
        rs_text_addf(&text, "%u", rs_refgraph_edge(part, e).marks);
    check_and_release("marks", &text, "b:17 a:16 g:20 root:2 g2:20 1600161616");
    rs_refgraph_free(part);
    scene_free(&s);
}

static heap *many_holders(uint32_t count) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node(), list = heap_node();
    list.type = "list";
    list.kind = RS_KIND_LIST;
    uint32_t name = RS_NAME(RS_NAME_ATTRIBUTE, heap_add_string(builder, "x"));
    uint32_t x = heap_add_object(builder, &node);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t holder = heap_add_object(builder, i % 4 == 3 ? &list : &node);
        heap_add_reference(builder, holder, x, i % 4 == 3 ? RS_NAME(RS_NAME_INDEX, 0) : name);
        if (i % 2) heap_add_reference(builder, holder, x, i % 4 == 3 ? RS_NAME(RS_NAME_INDEX, 1) : name);
    }
    return heap_build(builder);
}

static void test_neighbourhood__a_million_holders_are_counted_exactly(void) {
    scene s = scene_of(many_holders(1000000));
    rs_neighbourhood_options options = options_of(UP, 1, 2, 150);
    rs_error err = RS_ERROR_INIT;
    rs_refgraph *part = NULL;
    rs_object_id x = 0;
    check_ok("part", rs_refgraph_neighbourhood(&part, s.graph, &x, 1, &options, &err), &err);
    rs_text text = RS_TEXT_INIT;
    describe(&text, &s, part);
    check_and_release(
        "folds", &text,
        "o0? o1 o2 749998*Node o4 o8 249998*list | o1.x>o0 o2.x>o0 o2.x>o0 749998*Node.x*999997>o0 "
        "o4[0]>o0 o4[1]>o0 o8[0]>o0 o8[1]>o0 249998*list[0]*499996>o0");
    rs_refgraph_free(part);
    scene_free(&s);
}

static void test_neighbourhood__of_any_heap_is_true_and_within_its_limit(void) {
    for (uint64_t seed = 1; seed <= 30; seed++) {
        heap_random_options random = {.seed = seed, .objects = 60, .references = 150, .held_per_mille = 100};
        scene s = scene_of(heap_random(&random));
        rs_neighbourhood_options options = options_of(RS_BOTH_WAYS, 3, 2, 20);
        rs_error err = RS_ERROR_INIT;
        rs_refgraph *part = NULL;
        rs_object_id asked[2] = {(rs_object_id)seed, (rs_object_id)seed + 20};
        check_ok("part", rs_refgraph_neighbourhood(&part, s.graph, asked, 2, &options, &err), &err);
        check("at most as many vertices as allowed", rs_refgraph_vertices(part) <= 20);
        for (size_t e = 0; e < rs_refgraph_edges(part); e++) {
            rs_edge edge = rs_refgraph_edge(part, e);
            rs_vertex from = rs_refgraph_vertex(part, edge.from), to = rs_refgraph_vertex(part, edge.to);
            rs_object_id source = rs_snapshot_source(s.h->snapshot, edge.reference);
            rs_object_id target = rs_snapshot_columns(s.h->snapshot)->target[edge.reference];
            check("an edge is its reference", from.object == RS_NO_OBJECT || from.object == source);
            check("an edge is its reference", to.object == RS_NO_OBJECT || to.object == target);
            bool folded = from.object == RS_NO_OBJECT || to.object == RS_NO_OBJECT;
            for (size_t other = 0; other < e && !folded; other++) {
                rs_edge before = rs_refgraph_edge(part, other);
                bool fold = rs_refgraph_vertex(part, before.from).object == RS_NO_OBJECT ||
                            rs_refgraph_vertex(part, before.to).object == RS_NO_OBJECT;
                check("no reference twice", fold || before.reference != edge.reference);
            }
        }
        rs_refgraph_free(part);
        scene_free(&s);
    }
}

typedef struct question {
    heap *h;
    size_t asked; /* how many of x, y, a, b */
} question;

static rs_status whole_question(void *context, rs_error *err) {
    const question *q = context;
    const heap *h = q->h;
    rs_graph *graph = NULL;
    rs_refgraph *part = NULL;
    rs_object_id asked[] = {heap_id(h, "x"), heap_id(h, "y"), heap_id(h, "a"), heap_id(h, "b")};
    rs_neighbourhood_options options = options_of(RS_BOTH_WAYS, 9, 1, 9);
    rs_status status = rs_graph_new(&graph, h->snapshot, err);
    if (status == RS_OK) status = rs_refgraph_neighbourhood(&part, graph, asked, q->asked, &options, err);
    rs_refgraph_free(part);
    rs_graph_free(graph);
    return status;
}

static void test_neighbourhood__out_of_memory_anywhere_is_a_status(void) {
    heap *h = heap_of(
        "root->a-.__dict__->d:dict-['x']->x b->x c->x e->x x->y y->l:list->a l->b l->c l->m l->n l->o");
    question few = {h, 2}, many = {h, 4};
    check("some allocations", for_each_allocation_failure("neighbourhood", whole_question, &few) > 15);
    check("with a fold of the selection",
          for_each_allocation_failure("selection", whole_question, &many) > 15);
    heap_free(h);
}

int main(int argc, char **argv) {
    CU_TestInfo tests[] = {
        TEST(test_neighbourhood__goes_so_many_steps_in_the_direction_asked),
        TEST(test_neighbourhood__siblings_of_one_type_are_folded),
        TEST(test_neighbourhood__a_selection_of_many_is_folded_with_what_leads_to_it),
        TEST(test_neighbourhood__a_fold_adds_up_bytes),
        TEST(test_neighbourhood__the_limit_on_vertices_is_kept_and_said),
        TEST(test_neighbourhood__scenery_is_left_out),
        TEST(test_neighbourhood__scenery_is_shown_when_asked_for),
        TEST(test_neighbourhood__inner_dicts_and_tuples_are_seen_through),
        TEST(test_neighbourhood__marks_roots_garbage_and_cycles),
        TEST(test_neighbourhood__a_million_holders_are_counted_exactly),
        TEST(test_neighbourhood__of_any_heap_is_true_and_within_its_limit),
        TEST(test_neighbourhood__out_of_memory_anywhere_is_a_status),
        CU_TEST_INFO_NULL,
    };
    return run_tests(argc, argv, "neighbourhood", tests);
}
