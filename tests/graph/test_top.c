/* test_top.c: what retains the most, by object, type and module.   Tests graph/top_*.c.          Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_top.h"

#include <stdio.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"

static rs_graph *graph_of(const heap *h) {
    rs_graph *graph = NULL;
    check_ok("new", rs_graph_new(&graph, h->snapshot, NULL), NULL);
    return graph;
}

/* ---- Objects -------------------------------------------------------------------------------------------------------- */

static void add_kind(rs_text *text, const rs_top_row *row) {
    static const char *const words[] = {[RS_TOP_OBJECT] = "",
                                        [RS_TOP_ALIKE] = "alike",
                                        [RS_TOP_PACKAGE] = "package ",
                                        [RS_TOP_MODULE] = "module ",
                                        [RS_TOP_INTERPRETER] = "interpreter",
                                        [RS_TOP_FRAMES] = "frames",
                                        [RS_TOP_GARBAGE] = "garbage",
                                        [RS_TOP_OUTSIDE] = "outside"};
    if (row->kind == RS_TOP_OBJECT) return;
    rs_text_addf(text, "%zu %s%.*s: ", row->objects, words[row->kind], (int)row->name_length,
                 row->name ? row->name : "");
}

/* "app..cache 148 | -x 100 (2 Item 80)": what is told as one, bytes, a dash for each row above, what it holds; of objects told
 * together how many there are, and the largest. */
static void add_rows(rs_text *text, const heap *h, const rs_top *top) {
    const rs_top_row *rows = NULL;
    size_t count = rs_top_rows(top, &rows);
    for (size_t i = 0; i < count; i++) {
        rs_text_add(text, i > 0 ? " | " : "");
        rs_text_add_repeated(text, "-", rows[i].depth);
        add_kind(text, &rows[i]);
        if (rows[i].first != rows[i].object) rs_text_addf(text, "%s..", heap_label(h, rows[i].first));
        rs_text_addf(text, "%s %llu", heap_label(h, rows[i].object), (unsigned long long)rows[i].retained);
        if (rows[i].held_count > 1)
            rs_text_addf(text, " (%zu %s %llu)", rows[i].held_count,
                         rs_snapshot_type(h->snapshot, rows[i].held_type)->name,
                         (unsigned long long)rows[i].held_bytes);
    }
    uint64_t bytes = 0;
    size_t others = rs_top_others(top, &bytes);
    if (others > 0) rs_text_addf(text, " | %zu more %llu", others, (unsigned long long)bytes);
}

static void test_top__objects(void) {
    static const struct {
        const char *label, *heap, *under;
        size_t limit;
        unsigned least;
        const char *want;
    } cases[] = {
        {"nothing", "", NULL, 20, 0, ""},
        {"the largest first, each below its own",
         "root->a{size=50} root2->b:B{size=90} b->c{size=60} b->d:str{size=30}", NULL, 20, 0,
         "2 outside: root2 262 | -root2 196 | --b 180 | ---c 60 | ---d 30 | -root 66 | --a 50"},
        {"the limit keeps the largest",
         "root->a{size=50} root2->b:B{size=90} b->c{size=60} b->d:str{size=30}", NULL, 2, 0,
         "2 outside: root2 262 | -root2 196"},
        {"what is small is no row", "root{size=1000}->a{size=500} root->b{size=4}", NULL, 20, 5,
         "root 1504 | -a 500"},
        {"a module, its namespace and its only variable are one",
         "root{size=1}->app:module{size=1}-.__dict__->ns:dict{size=1} ns-['cache']->c:app.Cache{size=1} "
         "c-.__dict__->d:dict{size=1} d-['items']->l:list{size=900}",
         NULL, 20, 5, "root..l 900"},
        {"a class and its namespace are one row",
         "root{size=10}->C:type{size=100} C-.__dict__->d:dict{size=100} d-['f']->f:function{size=300} "
         "d-['g']->g:function{size=200}",
         NULL, 20, 5, "root..C 700 | -f 300 | -g 200"},
        {"a linked list is one row",
         "root{size=0}->a{size=10}->b{size=10}->c{size=10}->d{size=10}->e{size=10}->f{size=10}->g{size=10}->"
         "h{size=10}"
         "->i{size=10}->j{size=10}->k{size=10}->l{size=10}->m:M{size=1000}",
         NULL, 3, 5, "root 1136 | -m 1000"},
        {"many of a type are told with what holds them",
         "root:list{size=10}->a:Item{size=30} root->b:Item{size=30} root->c:Item{size=30} "
         "root->d:Big{size=700}",
         NULL, 20, 50, "root 800 (3 Item 90) | -d 700"},
        {"below one", "root->a{size=50} root2->b:B{size=90} b->c{size=60} b->d:str{size=30}", "b", 20, 5,
         "b 180 | -c 60 | -d 30"},
        {"sys.modules and the interpreter are no rows",
         "i:interpreter-.modules->sm:dict{size=10} sm-['a']->a:module{size=100} sm-['b']->b:module{size=60}",
         NULL, 1, 5, "a 100 | 1 more 60"},
        {"garbage has rows as well", "a{size=30}->a a->x{size=40} root{size=10}", NULL, 20, 0,
         "a 70 | -x 40 | root 10"},
        {"garbage is told together", "a:A{size=30}->a a->x{size=40} b:A{size=9}->b root{size=10}", NULL, 20,
         0, "2 garbage: a 79 | -a 70 | --x 40 | -b 9 | root 10"},
        {"and what is held from outside, the large ones below",
         "root_a:L{size=10} root_b:L{size=11} root_c:L{size=12} root_d:M{size=200} root_e:M{size=1000}", NULL,
         20, 50, "5 outside: root_e 1233 (3 L 33) | -root_e 1000 | -root_d 200"},
        {"many alike of them as one", "a:L{size=10} b:L{size=11} c:L{size=12} d:L{size=12} e:M{size=300}",
         NULL, 20, 5, "5 garbage: e 345 | -e 300 | -4 alike: c 45 (4 L 45)"},
        {"items of one type are one row",
         "root:list{size=10}-[0]->a:Item{size=30} root-[1]->b:Item{size=31} root-[2]->c:Item{size=32} "
         "root-[3]->d:Item{size=33} root-[4]->e:Other{size=34} a->f{size=50}",
         NULL, 20, 5, "root 220 | -4 alike: a 176 (4 Item 176) | -e 34"},
        {"attributes of one type are not",
         "root:App{size=10}-.a->a:dict{size=30} root-.b->b:dict{size=31} root-.c->c:dict{size=32} "
         "root-.d->d:dict{size=33}",
         NULL, 20, 5, "root 136 | -d 33 | -c 32 | -b 31 | -a 30"},
        {"what two modules of a package share, and what one shares with others",
         "i:interpreter-.modules->sm:dict{size=0} sm-['p.a']->pa:module{name=p.a size=1000} "
         "sm-['p.b']->pb:module{name=p.b size=2000} sm-['q']->q:module{name=q size=1500} "
         "pa-.x->x:list{size=30} pb-.x->x pa-.y->y:list{size=20} pb-.y->y q-.z->z:str{size=40} "
         "pa-.own->o{size=1} "
         "o-.z->z",
         NULL, 20, 10, "pb 2000 | q 1500 | pa 1001 | 2 package p: x 50 (2 list 50) | 1 more 40"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_graph *graph = graph_of(h);
        rs_top *top = NULL;
        rs_top_options options = {RS_NO_OBJECT, cases[i].limit, cases[i].least};
        rs_text text = RS_TEXT_INIT;
        if (cases[i].under) options.under = heap_id(h, cases[i].under);
        check_ok(cases[i].label, rs_top_objects(&top, graph, &options, NULL), NULL);
        add_rows(&text, h, top);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_top_free(top);
        rs_graph_free(graph);
        heap_free(h);
    }
    rs_top_free(NULL);
}

/* ---- Groups --------------------------------------------------------------------------------------------------------- */

static void add_groups(rs_text *text, const rs_top_groups *groups) {
    for (size_t i = 0; i < groups->count; i++)
        rs_text_addf(text, "%s%s %zu %llu %llu", i > 0 ? " | " : "", groups->group[i].name,
                     groups->group[i].objects, (unsigned long long)groups->group[i].bytes,
                     (unsigned long long)groups->group[i].retained);
}

static void test_top__types(void) {
    static const struct {
        const char *label, *heap, *under, *want;
    } cases[] = {
        {"nested ones count once", "root:R{size=1}->a:Node{size=10}->b:Node{size=10}->s:str{size=5}", NULL,
         "R 1 1 26 | Node 2 20 25 | str 1 5 5"},
        {"side by side they add up", "root:R{size=1}->a:Node{size=10} root->b:Node{size=20}", NULL,
         "R 1 1 31 | Node 2 30 30"},
        {"with another type between", "root:R{size=1}->a:Node{size=10}->l:list{size=7}->b:Node{size=10}",
         NULL, "R 1 1 28 | Node 2 20 27 | list 1 7 17"},
        {"shared by two of them is retained by neither",
         "root:R{size=1}->a:Node{size=10}->x:X{size=9} root->b:Node{size=10}->x", NULL,
         "R 1 1 30 | Node 2 20 20 | X 1 9 9"},
        {"a frame has no type", "f:running_frame f-local x->x:X{size=9}", NULL, "X 1 9 9"},
        {"below one", "root:R{size=1}->a:Node{size=10}->s:str{size=5} root->b:Node{size=3}", "a",
         "Node 1 10 15 | str 1 5 5"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_graph *graph = graph_of(h);
        rs_top_groups groups = RS_TOP_GROUPS_INIT;
        rs_text text = RS_TEXT_INIT;
        rs_object_id under = cases[i].under ? heap_id(h, cases[i].under) : RS_NO_OBJECT;
        check_ok(cases[i].label, rs_top_types(&groups, graph, under, NULL), NULL);
        add_groups(&text, &groups);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_top_groups_release(&groups);
        rs_graph_free(graph);
        heap_free(h);
    }
}

static const char two_modules[] =
    "i:interpreter-.modules->sm:dict{size=1} t:thread t->fr:running_frame{name=\"f (a.py:1)\"} "
    "sm-['app']->app:module{name=app size=2} sm-['lib']->lib:module{name=lib size=3} "
    "app-.__dict__->an:dict{size=10} lib-.__dict__->ln:dict{size=20} "
    "an-['lib']->lib ln-['app']->app "
    "an-['cache']->c:dict{size=100} ln-['own']->o:list{size=7} "
    "an-['K']->K:type{name=lib.K size=50} ln-['K']->K K->k:list{size=5} "
    "an-['f']->f:function{name=f size=30} ln-['f']->f f-.__globals__->an "
    "fr-local x->x:list{size=11} root_c:list{size=13} g->g{size=17}";

static void test_top__modules_add_up_to_the_heap(void) {
    heap *h = heap_of(two_modules);
    rs_graph *graph = graph_of(h);
    rs_top_groups groups = RS_TOP_GROUPS_INIT;
    rs_text text = RS_TEXT_INIT;
    check_ok("modules", rs_top_modules(&groups, graph, NULL), NULL);
    uint64_t sum = 0;
    for (size_t i = 0; i < groups.count; i++) {
        rs_text_addf(&text, "%s%s %llu", i > 0 ? " | " : "", groups.group[i].name,
                     (unsigned long long)groups.group[i].retained);
        sum += groups.group[i].retained;
    }
    check_and_release("groups", &text,
                      "app 142 | lib 85 | (garbage) 17 | (held from outside) 13 | (running frames) 11 | "
                      "(the interpreter) 1");
    check_number("all of it", sum, rs_snapshot_total_size(h->snapshot));
    rs_top_groups_release(&groups);
    rs_graph_free(graph);
    heap_free(h);
}

/* ---- Properties ----------------------------------------------------------------------------------------------------- */

static void test_top__random_heaps_add_up(void) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        heap_random_options options = {.seed = seed,
                                       .objects = 150,
                                       .references = (uint32_t)(100 + seed * 3),
                                       .records = 2,
                                       .held_per_mille = 60,
                                       .leaves_per_mille = 200};
        heap *h = heap_random(&options);
        rs_graph *graph = graph_of(h);
        rs_top *top = NULL;
        rs_top_options all = {RS_NO_OBJECT, 0, 0};
        rs_top_groups groups = RS_TOP_GROUPS_INIT;
        const rs_top_row *rows = NULL;
        uint64_t sum = 0, modules = 0;
        check_ok("objects", rs_top_objects(&top, graph, &all, NULL), NULL);
        check_ok("modules", rs_top_modules(&groups, graph, NULL), NULL);
        size_t others = rs_top_others(top, &sum), count = rs_top_rows(top, &rows);
        const rs_dominators *dominators = NULL;
        check_ok("dominators", rs_graph_dominators(&dominators, graph, NULL), NULL);
        check_number("all are rows", others, 0);
        for (size_t i = 0; i < count; i++) {
            if (rows[i].depth == 0)
                sum += rows[i].kind == RS_TOP_OBJECT ? rs_dominators_retained(dominators, rows[i].first)
                                                     : rows[i].retained;
            check("a row follows the one it is below", rows[i].above == RS_NO_ROW || rows[i].above < i);
            check("depth", rows[i].depth == (rows[i].above == RS_NO_ROW ? 0 : rows[rows[i].above].depth + 1));
        }
        for (size_t i = 0; i < groups.count; i++) modules += groups.group[i].retained;
        check_number("objects add up", sum, rs_snapshot_total_size(h->snapshot));
        check_number("modules add up", modules, rs_snapshot_total_size(h->snapshot));
        rs_top_groups_release(&groups);
        rs_top_free(top);
        rs_graph_free(graph);
        heap_free(h);
    }
}

#define MANY 1000000

static void test_top__a_million_deep(void) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    node.held = 1;
    for (uint32_t i = 0; i < MANY; i++, node.held = 0) heap_add_object(builder, &node);
    for (uint32_t i = 0; i + 1 < MANY; i++) heap_add_reference(builder, i, i + 1, RS_NAME(RS_NAME_INDEX, 0));
    heap *h = heap_build(builder);
    rs_graph *graph = graph_of(h);
    rs_top *top = NULL;
    rs_top_groups groups = RS_TOP_GROUPS_INIT;
    const rs_top_row *rows = NULL;
    check_ok("top", rs_top_objects(&top, graph, NULL, NULL), NULL);
    check_number("one row", rs_top_rows(top, &rows), 1);
    check_number("all of it", rows[0].retained, 16ull * MANY);
    check_ok("types", rs_top_types(&groups, graph, RS_NO_OBJECT, NULL), NULL);
    check_number("one type", groups.count, 1);
    check_number("counted once", groups.group[0].retained, 16ull * MANY);
    rs_top_groups_release(&groups);
    rs_top_free(top);
    rs_graph_free(graph);
    heap_free(h);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

static rs_status try_all(void *context, rs_error *err) {
    const heap *h = context;
    rs_graph *graph = NULL;
    rs_top *top = NULL;
    rs_top_groups types = RS_TOP_GROUPS_INIT, modules = RS_TOP_GROUPS_INIT;
    rs_status st = rs_graph_new(&graph, h->snapshot, err);
    if (st == RS_OK) st = rs_top_objects(&top, graph, NULL, err);
    check("rows only on success", (top != NULL) == (st == RS_OK));
    if (st == RS_OK) st = rs_top_types(&types, graph, RS_NO_OBJECT, err);
    if (st == RS_OK) st = rs_top_modules(&modules, graph, err);
    rs_top_free(top);
    rs_top_groups_release(&types);
    rs_top_groups_release(&modules);
    rs_graph_free(graph);
    return st;
}

static void test_top__out_of_memory(void) {
    heap *h = heap_of(two_modules);
    check("there are allocations", for_each_allocation_failure("top", try_all, h) >= 40);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_top__objects),
    TEST(test_top__types),
    TEST(test_top__modules_add_up_to_the_heap),
    TEST(test_top__random_heaps_add_up),
    TEST(test_top__a_million_deep),
    TEST(test_top__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "top", tests);
}
