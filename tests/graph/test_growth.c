/* test_growth.c: what grew, by what retains it.   Tests graph/growth.c, growth_paths.c, growth_labels.c, comparison.c
 *                                                                                             Map: tests/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_growth.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "growth_paths.h"
#include "heap.h"
#include "rs_comparison.h"
#include "rs_memory.h"

#define APP                                                                                                  \
    "th:thread{name=\"main thread\"} th-.modules->m:module{name=app} m-.__dict__->d:dict "                   \
    "d-['cache']->c:app.Cache c-.sessions->s:dict "
#define SESSION(n) "s-['k" #n "']->s" #n ":app.Session{size=100} s" #n "-.user->u" #n ":str{size=50} "

static rs_growth *growth_of(const char *const *heaps, size_t count) {
    rs_error err = RS_ERROR_INIT;
    rs_growth *growth = NULL;
    check_ok("growth", rs_growth_new(&growth, &err), &err);
    for (size_t i = 0; i < count; i++) {
        heap *h = heap_of(heaps[i]);
        rs_graph *graph = NULL;
        check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
        check_ok("add", rs_growth_add(growth, graph, NULL, &err), &err);
        rs_graph_free(graph);
        heap_free(h);
    }
    check_number("photographs", rs_growth_photographs(growth), count);
    return growth;
}

/* "path type objects,objects bytes,bytes" a line. */
static rs_text rows_of(rs_growth *growth) {
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    const rs_growth_row *rows = NULL;
    size_t count = 0, photographs = rs_growth_photographs(growth);
    check_ok("rows", rs_growth_rows(&rows, &count, growth, &err), &err);
    for (size_t i = 0; i < count; i++) {
        rs_text_addf(&text, "%s %s ", rows[i].path, rows[i].type);
        for (size_t p = 0; p < photographs; p++)
            rs_text_addf(&text, "%s%llu", p ? "," : "", (unsigned long long)rows[i].objects[p]);
        for (size_t p = 0; p < photographs; p++)
            rs_text_addf(&text, "%s%llu", p ? "," : " ", (unsigned long long)rows[i].bytes[p]);
        rs_text_add(&text, "\n");
    }
    return text;
}

static void test_growth__rows_name_what_retains_the_new(void) {
    static const struct {
        const char *label, *before, *after, *want;
    } cases[] = {
        {"nothing", APP SESSION(1), APP SESSION(1), ""},
        {"items of a dict, with what hangs on them", APP SESSION(1), APP SESSION(1) SESSION(2) SESSION(3),
         "app.cache.sessions[] app.Session 1,3 150,450\n"},
        {"other items than before are no growth", APP SESSION(1), APP SESSION(2), ""},
        {"what became less is none", APP SESSION(1) SESSION(2), APP SESSION(1), ""},
        {"more on the same items", APP SESSION(1), APP SESSION(1) "s1-.cart->cart:app.Cart{size=70}",
         "app.cache.sessions[].cart app.Cart 0,1 0,70\n"},
        {"a list", APP "d-['log']->l:list l->a='x'", APP "d-['log']->l:list l->a='x' l->b='y'",
         "app.log[] str 1,2 16,32\n"},
        {"a class's own", APP "d-['S']->T:type{name=app.S} T-.registry->r:list r->x:app.X",
         APP "d-['S']->T:type{name=app.S} T-.registry->r:list r->x:app.X r->y:app.X",
         "app.S.registry[] app.X 1,2 16,32\n"},
        {"a chain is one path", APP "d-['head']->n1:app.N n1-.next->n2:app.N",
         APP "d-['head']->n1:app.N n1-.next->n2:app.N n2-.next->n3:app.N n3-.next->n4:app.N",
         "app.head.next app.N 1,3 16,48\n"},
        {"items of lists in a dict, which hold lists themselves",
         APP "d-['log']->by:dict by-['u1']->l:list l->r1:app.R{size=100} r1-.meta->q1:dict q1-['v']->v1:list",
         APP "d-['log']->by:dict by-['u1']->l:list l->r1:app.R{size=100} r1-.meta->q1:dict q1-['v']->v1:list "
             "l->r2:app.R{size=100} r2-.meta->q2:dict q2-['v']->v2:list",
         "app.log[][] app.R 1,2 132,264\n"},
        {"lists in lists are one path", APP "d-['log']->l1:list l1->l2:list l2->l3:list",
         APP "d-['log']->l1:list l1->l2:list l2->l3:list l3->l4:list l4->l5:list",
         "app.log[] list 2,4 32,64\n"},
        {"of a new thing the place where it is many", APP,
         APP "d-['jobs']->q:app.Queue q-.items->l:list l->a:app.Job{size=900} l->b:app.Job{size=900}",
         "app.jobs.items[] app.Job 0,2 0,1800\n"},
        {"what two hold hangs on what dominates them", APP "c-.index->i:dict " SESSION(1) "i-['u1']->s1",
         APP "c-.index->i:dict " SESSION(1) "i-['u1']->s1 " SESSION(2) "i-['u2']->s2",
         "app.cache\xE2\x80\xA6.sessions[] app.Session 1,2 150,300\n"},
        {"a frame, whatever line it is at",
         "f:running_frame{name=\"work (app.py:12)\"} f-local todo->l:list l->a:app.A",
         "f:running_frame{name=\"work (app.py:15)\"} f-local todo->l:list l->a:app.A l->b:app.A",
         "frame work (app.py) local todo[] app.A 1,2 16,32\n"},
        {"garbage", "g1-.peer->g2-.peer->g1", "g1-.peer->g2-.peer->g1 h1-.peer->h2-.peer->h1",
         "garbage: Node Node 2,4 32,64\n"},
        {"held from C alone", "root:app.R", "root:app.R root2:app.R", "held from outside: R app.R 1,2 16,32\n"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_growth *growth = growth_of((const char *const[]){cases[i].before, cases[i].after}, 2);
        rs_text text = rows_of(growth);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_growth_free(growth);
    }
}

static void test_growth__of_several_only_what_grew_each_time(void) {
    static const char *const heaps[] = {
        APP SESSION(1) "d-['log']->l:list l->a='x'",
        APP SESSION(1) SESSION(2) "d-['log']->l:list l->a='x' l->b='y' l->b2='y'",
        APP SESSION(1) SESSION(2) SESSION(4) SESSION(5) "d-['log']->l:list l->a='x' l->b='z'",
    };
    rs_growth *growth = growth_of(heaps, 3);
    rs_text text = rows_of(growth);
    check_and_release("each time", &text, "app.cache.sessions[] app.Session 1,2,4 150,300,600\n");
    rs_growth_free(growth);
}

static void test_growth__largest_first(void) {
    rs_growth *growth = growth_of(
        (const char *const[]){APP "d-['a']->a:list d-['b']->b:list d-['e']->e:list",
                              APP "d-['a']->a:list a->x{size=10} d-['b']->b:list b->y{size=20} "
                                  "d-['e']->e:list e->z1{size=5} e->z2{size=5}"},
        2);
    rs_text text = rows_of(growth);
    check_and_release("rows", &text, "app.b[] Node 0,1 0,20\napp.e[] Node 0,2 0,10\napp.a[] Node 0,1 0,10\n");
    rs_growth_free(growth);
}

/* ---- At random: every object is somewhere, once ----------------------------------------------------------------------- */

/* The bytes at the root are those of the heap, and each object is below what dominates it. */
static void test_growth__at_random_every_object_has_its_place(void) {
    for (uint64_t seed = 1; seed <= 30; seed++) {
        heap *h = heap_random(&(heap_random_options){.seed = seed,
                                                     .objects = 200,
                                                     .references = (uint32_t)(100 + 20 * seed),
                                                     .records = 2,
                                                     .held_per_mille = 50,
                                                     .leaves_per_mille = 200});
        rs_error err = RS_ERROR_INIT;
        rs_graph *graph = NULL;
        rs_paths_tree tree = {0};
        uint32_t *places = NULL;
        const rs_dominators *dominators = NULL;
        check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
        check_ok("dominators", rs_graph_dominators(&dominators, graph, &err), &err);
        check_ok("places", rs__retained_places(&places, &tree, graph, &err), &err);
        size_t wrong = 0;
        for (rs_object_id o = 0; o < h->count; o++) {
            rs_object_id above = rs_dominators_of(dominators, o);
            uint32_t want = above == RS_NO_OBJECT || o < 2 ? 0 : places[above];
            bool below =
                false; /* its place is that of what dominates it, or a place right below or above it: what repeats */
            for (uint32_t p = places[o], step = 0; !below; p = tree.place[p].parent, step++) {
                below = p == want || tree.place[p].parent == want;
                if (p == 0 || step > 8) break;
            }
            for (uint32_t p = want; !below && p != 0; p = tree.place[p].parent) below = p == places[o];
            wrong += !below || places[o] == 0 || places[o] >= tree.count;
        }
        check_number("wrong", wrong, 0);
        rs__paths_tree_release(&tree);
        free(places);
        rs_graph_free(graph);
        heap_free(h);
    }
}

/* A million in a chain: no recursion, and one path. */
static void test_growth__a_chain_of_a_million(void) {
    enum { MANY = 1000000 };
    heap_builder *b = heap_builder_new();
    heap_object node = heap_node();
    uint32_t next = heap_add_string(b, "next");
    for (uint32_t i = 0; i < MANY; i++) {
        node.held = i == 0;
        heap_add_object(b, &node);
        if (i > 0) heap_add_reference(b, i - 1, i, RS_NAME(RS_NAME_ATTRIBUTE, next));
    }
    heap *h = heap_build(b);
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    rs_growth *growth = NULL;
    check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
    check_ok("growth", rs_growth_new(&growth, &err), &err);
    heap *none = heap_of("root");
    rs_graph *before = NULL;
    check_ok("graph", rs_graph_new(&before, none->snapshot, &err), &err);
    check_ok("add", rs_growth_add(growth, before, NULL, &err), &err);
    check_ok("add", rs_growth_add(growth, graph, NULL, &err), &err);
    rs_text text = rows_of(growth);
    check_and_release("one path", &text, "held from outside: Node.next Node 0,999999 0,15999984\n");
    rs_growth_free(growth);
    rs_graph_free(before);
    rs_graph_free(graph);
    heap_free(none);
    heap_free(h);
}

static void check_place(const char *label, uint32_t steps, const char *want) {
    rs_paths_tree tree = {0};
    rs_text text = RS_TEXT_INIT;
    uint32_t place = 0, nothing = rs__path_word(&tree.words, "", 0),
             type = rs__path_word(&tree.words, "T", 1);
    check(label, rs_reserve((void **)&tree.place, &tree.capacity, 1, sizeof *tree.place));
    tree.place[tree.count++] = (rs_path_place){0, nothing, nothing, false};
    for (uint32_t i = 0; i < steps; i++) {
        char name[16];
        snprintf(name, sizeof name, ".%u", i);
        uint32_t word = rs__path_word(&tree.words, name, strlen(name));
        place = rs__paths_below(&tree, &(rs_path_place){place, word, type, false});
    }
    rs__text_add_place(&text, &tree, place);
    check_and_release(label, &text, want);
    rs__paths_tree_release(&tree);
}

static void test_growth__of_a_long_path_both_ends_are_told(void) {
#define TENS(n) "." #n "0." #n "1." #n "2." #n "3." #n "4." #n "5." #n "6." #n "7." #n "8." #n "9"
#define START   ".0.1.2.3.4.5.6.7.8.9" TENS(1) ".20.21.22.23"
    check_place("none", 0, "");
    check_place("a few", 3, ".0.1.2");
    check_place("as many as are told", 48, START ".24.25.26.27.28.29" TENS(3) ".40.41.42.43.44.45.46.47");
    check_place("one more", 49, START "\xE2\x80\xA6.25.26.27.28.29" TENS(3) ".40.41.42.43.44.45.46.47.48");
    check_place("many more", 100, START "\xE2\x80\xA6.76.77.78.79" TENS(8) TENS(9));
}

/* ---- Comparisons ------------------------------------------------------------------------------------------------------- */

static void test_comparison__growth_of_a_type_by_its_name(void) {
    heap *a = heap_of("root->x:app.S{size=10} root->y:lib.S{size=20}"),
         *b = heap_of("root->x:app.S{size=10} root->y:lib.S{size=25} root->z:app.S{size=10}");
    static const struct {
        const char *type;
        bool known;
        int64_t objects, bytes;
    } cases[] = {{"app.S", true, 1, 10},
                 {"lib.S", true, 0, 5},
                 {"S", true, 1, 15},
                 {"T", false, 0, 0},
                 {"pp.S", false, 0, 0}};
    rs_error err = RS_ERROR_INIT;
    rs_comparison comparison = RS_COMPARISON_INIT;
    const rs_snapshot *both[] = {a->snapshot, b->snapshot};
    check_ok("compare", rs_compare(&comparison, both, 2, &err), &err);
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        int64_t objects = 7, bytes = 7;
        check_number(cases[i].type, rs_comparison_of_type(&comparison, cases[i].type, &objects, &bytes),
                     cases[i].known);
        check_number(cases[i].type, objects, cases[i].objects);
        check_number(cases[i].type, bytes, cases[i].bytes);
    }
    rs_comparison_release(&comparison);
    heap_free(a);
    heap_free(b);
}

static rs_status try_compare(void *context, rs_error *err) {
    heap **both = context;
    const rs_snapshot *snapshots[] = {both[0]->snapshot, both[1]->snapshot};
    rs_comparison comparison = RS_COMPARISON_INIT;
    const rs_growth_row *rows = NULL;
    size_t count = 0;
    rs_status st = rs_compare(&comparison, snapshots, 2, err);
    if (st == RS_OK) st = rs_growth_rows(&rows, &count, comparison.growth, err);
    rs_comparison_release(&comparison);
    return st;
}

static void test_comparison__out_of_memory_at_every_allocation(void) {
    heap *both[] = {heap_of(APP SESSION(1)),
                    heap_of(APP "c-.index->i:dict " SESSION(1) SESSION(2) "i-['u2']->s2")};
    check("some", for_each_allocation_failure("compare", try_compare, both) >= 30);
    heap_free(both[0]);
    heap_free(both[1]);
}

static CU_TestInfo tests[] = {
    TEST(test_growth__rows_name_what_retains_the_new),
    TEST(test_growth__of_several_only_what_grew_each_time),
    TEST(test_growth__largest_first),
    TEST(test_growth__at_random_every_object_has_its_place),
    TEST(test_growth__a_chain_of_a_million),
    TEST(test_growth__of_a_long_path_both_ends_are_told),
    TEST(test_comparison__growth_of_a_type_by_its_name),
    TEST(test_comparison__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "growth", tests);
}
