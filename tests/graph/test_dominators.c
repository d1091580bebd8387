/* test_dominators.c: what retains what, against igraph's tree and against deletion.              Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_dominated.h"

#include <stdio.h>
#include <stdlib.h>

#include "checks.h"
#include "dominator_oracle.h"
#include "failing_allocator.h"
#include "heap.h"

static rs_graph *graph_of(const heap *h) {
    rs_graph *graph = NULL;
    check_ok("new", rs_graph_new(&graph, h->snapshot, NULL), NULL);
    return graph;
}

static const rs_dominators *dominators_of(const char *label, rs_graph *graph) {
    const rs_dominators *dominators = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok(label, rs_graph_dominators(&dominators, graph, &err), &err);
    return dominators;
}

/* "a<b:32": b dominates a, which retains 32 bytes. */
static void add_tree(rs_text *text, const heap *h, const rs_dominators *dominators) {
    for (uint32_t o = 0; o < h->count; o++) {
        rs_object_id above = rs_dominators_of(dominators, o);
        rs_text_addf(text, "%s%s", o > 0 ? " " : "", heap_label(h, o));
        if (above != RS_NO_OBJECT) rs_text_addf(text, "<%s", heap_label(h, above));
        rs_text_addf(text, ":%llu", (unsigned long long)rs_dominators_retained(dominators, o));
    }
}

static void test_dominators__small_heaps(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"nothing at all", "", ""},
        {"a chain", "root->a->b", "root:48 a<root:32 b<a:16"},
        {"a diamond meets above", "root->a->c root->b->c c->d",
         "root:80 a<root:16 c<root:32 b<root:16 d<c:16"},
        {"two roots share", "root->a root2->a", "root:16 a:16 root2:16"},
        {"a leaf of one", "root->a->s s:str", "root:48 a<root:32 s<a:16"},
        {"a leaf of two", "root->a->s root->b->s s:str", "root:64 a<root:16 s<root:16 b<root:16"},
        {"a leaf is a root itself", "root->a->s s{refs=+1} s:str", "root:32 a<root:16 s:16"},
        {"twice is once", "root->l l:list l->s l->s s:str", "root:48 l<root:32 s<l:16"},
        {"into a cycle at one place", "root->a->b->c->a", "root:64 a<root:48 b<a:32 c<b:16"},
        {"into a cycle at two places", "root->a->b->c->a root->b", "root:64 a<root:16 b<root:32 c<b:16"},
        {"a class below its module, not below its instances",
         "root->m m->cls m->list list->x list->y x->cls y->cls",
         "root:96 m<root:80 cls<m:16 list<m:48 x<list:16 y<list:16"},
        {"extra and guessed references count", "root-.x!->a a-.y~->b root2->b",
         "root:32 a<root:16 b:16 root2:16"},
        {"frozen and immortal objects are roots", "a{frozen}->b->c i{immortal}->d->c",
         "a:32 b<a:16 c:16 i:32 d<i:16"},
        {"a record counts no bytes", "f:running_frame{size=100} f-local x->x->y", "f:32 x<f:32 y<x:16"},
        {"sizes of objects count", "root{size=100}->a{size=24} a->b{size=5000000000}",
         "root:5000000124 a<root:5000000024 b<a:5000000000"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_graph *graph = graph_of(h);
        rs_text text = RS_TEXT_INIT;
        add_tree(&text, h, dominators_of(cases[i].label, graph));
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_graph_free(graph);
        heap_free(h);
    }
}

static void test_dominators__garbage_is_held_by_its_sources(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"members of a cycle keep what hangs on them alone", "a->b->a a->x b->y a->z b->z",
         "a:32 b:32 x<a:16 y<b:16 z:16"},
        {"a self reference", "a->a a->x", "a:32 x<a:16"},
        {"a cycle behind a cycle hangs on who leads to it", "a->a a->b->c->b c->x",
         "a:64 b<a:48 c<b:32 x<c:16"},
        {"garbage takes nothing from what is alive", "root->x->y a->a a->x a->y a->z s:str x->s a->s",
         "root:64 x<root:48 y<x:16 a:32 z<a:16 s<x:16"},
        {"two sources share", "a->a b->b a->x b->x x->y", "a:16 b:16 x:32 y<x:16"},
        {"numbers against the direction", "x y z z->y->x->z x->w w->v", "x:48 y:16 z:16 w<x:32 v<w:16"},
        {"a namespace on the cycle is part of its object", "a-.__dict__->d:dict d->b->a b->y d->x",
         "a:48 d<a:32 b:32 y<b:16 x<d:16"},
        {"a namespace whose object is not on the cycle", "d:dict a-.__dict__->d d->b->d a->a",
         "d<a:32 a:48 b<d:16"},
        {"an object that nothing at all holds", "a{refs=0}->b", "a:32 b<a:16"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_graph *graph = graph_of(h);
        rs_text text = RS_TEXT_INIT;
        add_tree(&text, h, dominators_of(cases[i].label, graph));
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_graph_free(graph);
        heap_free(h);
    }
}

static void test_dominators__are_kept_by_the_graph(void) {
    heap *h = heap_of("root->a");
    rs_graph *graph = graph_of(h);
    const rs_dominators *first = dominators_of("first", graph);
    check("kept", first && first == dominators_of("second", graph));
    check_number("no such object", rs_dominators_of(first, 2), RS_NO_OBJECT);
    check_number("none", rs_dominators_of(first, RS_NO_OBJECT), RS_NO_OBJECT);
    check_number("no such object retains nothing", rs_dominators_retained(first, 2), 0);
    rs_dominators_free(NULL);
    rs_graph_free(graph);
    heap_free(h);
}

static void test_dominators__read_downwards(void) {
    heap *h = heap_of("root->a->b root->c a->d s:str c->s x->x");
    rs_graph *graph = graph_of(h);
    const rs_dominated *tree = NULL;
    check_ok("dominated", rs_graph_dominated(&tree, graph, NULL), NULL);
    static const struct {
        const char *label, *want;
    } rows[] = {{"root", "a c"}, {"a", "b d"}, {"b", ""}, {"c", "s"}, {NULL, "root x"}};
    for (size_t i = 0; i < RS_COUNT(rows); i++) {
        const rs_object_id *below = NULL;
        rs_text text = RS_TEXT_INIT;
        rs_object_id above = rows[i].label ? heap_id(h, rows[i].label) : RS_NO_OBJECT;
        size_t count = rs_dominated_by(tree, above, &below);
        for (size_t k = 0; k < count; k++)
            rs_text_addf(&text, "%s%s", k > 0 ? " " : "", heap_label(h, below[k]));
        check_and_release(rows[i].label ? rows[i].label : "none", &text, rows[i].want);
    }
    const rs_object_id *below = NULL;
    check_number("no such object", rs_dominated_by(tree, 7 + 1, &below), 0);
    rs_dominated_free(NULL);
    rs_graph_free(graph);
    heap_free(h);
}

static void test_dominators__what_several_retain_together(void) {
    static const struct {
        const char *label, *heap;
        const char *asked[3];
        uint64_t want;
    } cases[] = {
        {"one", "root->a->b", {"a"}, 32},
        {"what both hold", "root->a->x root->b->x x->y", {"a", "b"}, 64},
        {"only one of two holders", "root->a->x root->b->x", {"a"}, 16},
        {"one below the other", "root->a->b->c", {"a", "b"}, 48},
        {"the same twice", "root->a->b", {"a", "a"}, 32},
        {"a root", "root->a", {"root"}, 32},
        {"garbage and what is alive", "root->a->x g->g g->x g->y", {"a", "g"}, 64},
        {"garbage keeps nothing alive", "root->a->x g->g g->x", {"a"}, 32},
        {"a whole cycle of garbage", "g->h->g h->x", {"g", "h"}, 48},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_graph *graph = graph_of(h);
        rs_object_id asked[3];
        size_t count = 0;
        uint64_t bytes = 0;
        for (; count < 3 && cases[i].asked[count]; count++) asked[count] = heap_id(h, cases[i].asked[count]);
        check_ok(cases[i].label, rs_retained_together(&bytes, graph, asked, count, NULL), NULL);
        check_number(cases[i].label, bytes, cases[i].want);
        rs_graph_free(graph);
        heap_free(h);
    }
}

/* ---- By deletion ---------------------------------------------------------------------------------------------------- */

/* What is reached from roots when `without` is not there. */
static void reach(bool *reached, const dominator_oracle *o, const bool *root, uint32_t without) {
    const rs_columns *c = o->columns;
    uint32_t *queue = calloc((size_t)c->objects + 1, sizeof *queue), head = 0, tail = 0;
    for (uint32_t i = 0; i < c->objects; i++) {
        reached[i] = root[i] && i != without;
        if (reached[i]) queue[tail++] = i;
    }
    while (head < tail) {
        uint32_t from = queue[head++];
        for (uint32_t r = c->row[from]; r < c->row[from + 1]; r++) {
            uint32_t to = c->target[r];
            if (to == without || reached[to] || !oracle_counts(o, from, to)) continue;
            reached[to] = true;
            queue[tail++] = to;
        }
    }
    free(queue);
}

/* An object of garbage is a root when all that reach it are reached by it. */
static void find_roots(bool *root, const dominator_oracle *o) {
    const rs_columns *c = o->columns;
    bool *of_all = calloc((size_t)c->objects * c->objects + 1, sizeof *of_all);
    bool *one = calloc((size_t)c->objects + 1, sizeof *one);
    for (uint32_t i = 0; i < c->objects; i++) {
        one[i] = true;
        reach(of_all + (size_t)i * c->objects, o, one, RS_NO_OBJECT);
        one[i] = false;
    }
    for (uint32_t i = 0; i < c->objects; i++) {
        root[i] = rs_liveness_root(o->liveness, i) != RS_ROOT_NONE;
        if (!rs_liveness_is_garbage(o->liveness, i)) continue;
        root[i] = true;
        for (uint32_t j = 0; j < c->objects; j++)
            if (of_all[(size_t)j * c->objects + i] && !of_all[(size_t)i * c->objects + j]) root[i] = false;
    }
    free(one);
    free(of_all);
}

static void compare_deletions(const char *label, rs_graph *graph) {
    const rs_snapshot *snapshot = rs_graph_snapshot(graph);
    const rs_dominators *dominators = dominators_of(label, graph);
    dominator_oracle o = {.columns = rs_snapshot_columns(snapshot)};
    uint32_t objects = o.columns->objects;
    check_ok(label, rs_graph_liveness(&o.liveness, graph, NULL), NULL);
    bool *root = calloc((size_t)objects + 1, sizeof *root), *reached = calloc((size_t)objects + 1, 1);
    find_roots(root, &o);
    reach(reached, &o, root, RS_NO_OBJECT);
    for (uint32_t i = 0; i < objects; i++) check(label, reached[i]);
    for (uint32_t i = 0; i < objects; i++) {
        uint64_t lost = 0;
        reach(reached, &o, root, i);
        for (uint32_t j = o.columns->records; j < objects; j++)
            if (!reached[j]) lost += rs_snapshot_size(snapshot, j);
        check_number(label, rs_dominators_retained(dominators, i), lost);
        check_ok(label, rs_retained_together(&lost, graph, &i, 1, NULL), NULL);
        check_number(label, rs_dominators_retained(dominators, i), lost);
    }
    free(reached);
    free(root);
}

/* ---- At random ------------------------------------------------------------------------------------------------------ */

static heap *random_heap(uint64_t seed) {
    heap_random_options options = {.seed = seed,
                                   .objects = (uint32_t)(seed * 13 % 150),
                                   .records = (uint32_t)(seed % 3),
                                   .held_per_mille = (uint32_t)(seed * 7 % 5 * 20),
                                   .leaves_per_mille = (uint32_t)(seed * 29 % 500)};
    options.references = (uint32_t)(options.objects * (3 + seed % 9) / 4);
    if (options.records > options.objects) options.records = options.objects;
    return heap_random(&options);
}

static void test_dominators__as_igraph_and_by_deletion_on_random_heaps(void) {
    for (uint64_t seed = 1; seed <= 500; seed++) {
        heap *h = random_heap(seed);
        rs_graph *graph = graph_of(h);
        char label[40];
        snprintf(label, sizeof label, "seed %u", (unsigned)seed);
        check_dominators(label, graph);
        if (h->count <= 60) compare_deletions(label, graph);
        rs_graph_free(graph);
        heap_free(h);
    }
}

static void test_dominators__as_igraph_on_large_random_heaps(void) {
    for (uint64_t seed = 1; seed <= 4; seed++) {
        heap_random_options options = {.seed = seed,
                                       .objects = 200000,
                                       .references = (uint32_t)(150000 + 100000 * seed),
                                       .records = 5,
                                       .held_per_mille = 2,
                                       .leaves_per_mille = 300};
        heap *h = heap_random(&options);
        rs_graph *graph = graph_of(h);
        check_dominators("large", graph);
        rs_graph_free(graph);
        heap_free(h);
    }
}

/* ---- Large ones ----------------------------------------------------------------------------------------------------- */

#define MANY 1000000

static uint32_t add_nodes(heap_builder *builder, uint32_t count, bool first_is_held) {
    heap_object node = heap_node();
    node.held = first_is_held;
    uint32_t first = heap_add_object(builder, &node);
    node.held = 0;
    for (uint32_t i = 1; i < count; i++) heap_add_object(builder, &node);
    return first;
}

static void refer(heap_builder *builder, uint32_t from, uint32_t to) {
    heap_add_reference(builder, from, to, RS_NAME(RS_NAME_INDEX, 0));
}

/* A list of a million links; alive and closed or not, or garbage, which must be closed to be any. */
static void test_dominators__a_million_deep(void) {
    for (int form = 0; form < 3; form++) {
        heap_builder *builder = heap_builder_new();
        bool alive = form<2, closed = form> 0;
        add_nodes(builder, MANY, alive);
        for (uint32_t i = 0; i + 1 < MANY; i++) refer(builder, i, i + 1);
        if (closed) refer(builder, MANY - 1, 0);
        heap *h = heap_build(builder);
        rs_graph *graph = graph_of(h);
        const rs_dominators *dominators = dominators_of("deep", graph);
        check_number("all", rs_dominators_retained(dominators, 0), alive ? 16ull * MANY : 16);
        check_number("half", rs_dominators_retained(dominators, MANY / 2), alive ? 8ull * MANY : 16);
        check_number("above the last", rs_dominators_of(dominators, MANY - 1),
                     alive ? MANY - 2 : RS_NO_OBJECT);
        rs_graph_free(graph);
        heap_free(h);
    }
}

/* Each link of a list a million long has a value that one dict at the root holds as well: whoever climbs from link to link for
 * each of them climbs half a billion times. */
static void test_dominators__deep_and_shared(void) {
    for (int leaves = 0; leaves < 2; leaves++) {
        heap_builder *builder = heap_builder_new();
        uint32_t links = add_nodes(builder, MANY + 1, true), dict = MANY, values;
        heap_object string = heap_node();
        string.kind = RS_KIND_STR;
        values = MANY + 1;
        for (uint32_t i = 0; i < MANY; i++) heap_add_object(builder, &string);
        refer(builder, links, links + 1);
        refer(builder, links, dict);
        for (uint32_t i = 1; i < MANY; i++) {
            if (i + 1 < MANY) refer(builder, i, i + 1);
            refer(builder, i, values + i);
            if (!leaves) refer(builder, values + i, 0);
        }
        for (uint32_t i = 1; i < MANY; i++) refer(builder, dict, values + i);
        heap *h = heap_build(builder);
        rs_graph *graph = graph_of(h);
        const rs_dominators *dominators = dominators_of("shared", graph);
        for (uint32_t i = 1; i < MANY; i += 9999)
            check_number("a value", rs_dominators_of(dominators, values + i), 0);
        check_number("the links", rs_dominators_retained(dominators, 1), 16ull * (MANY - 1));
        check_number("the dict", rs_dominators_retained(dominators, dict), 16);
        rs_graph_free(graph);
        heap_free(h);
    }
}

/* One object that ten million references lead to, one by one from two million objects. */
static void test_dominators__ten_million_referrers(void) {
    const uint32_t holders = 2 * MANY, times = 5;
    heap_builder *builder = heap_builder_new();
    uint32_t list = add_nodes(builder, holders + 3, true), shared = 1, leaf = 2;
    for (uint32_t i = 3; i < holders + 3; i++) refer(builder, list, i);
    for (uint32_t i = 3; i < holders + 3; i++) {
        for (uint32_t k = 0; k < times; k++) refer(builder, i, shared);
        refer(builder, i, leaf);
    }
    refer(builder, shared, list);
    heap *h = heap_build(builder);
    rs_graph *graph = graph_of(h);
    const rs_dominators *dominators = dominators_of("many", graph);
    check_number("shared by all", rs_dominators_of(dominators, shared), list);
    check_number("a leaf shared by all", rs_dominators_of(dominators, leaf), list);
    check_number("the last holder", rs_dominators_retained(dominators, holders + 2), 16);
    check_number("the list", rs_dominators_retained(dominators, list), 16ull * (holders + 3));
    rs_graph_free(graph);
    heap_free(h);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

static rs_status try_dominators(void *context, rs_error *err) {
    const heap *h = context;
    rs_graph *graph = NULL;
    const rs_dominators *dominators = NULL;
    const rs_dominated *tree = NULL;
    rs_object_id first = 0;
    uint64_t bytes = 0;
    rs_status st = rs_graph_new(&graph, h->snapshot, err);
    if (st == RS_OK) st = rs_graph_dominators(&dominators, graph, err);
    check("out-parameter only on success", (dominators != NULL) == (st == RS_OK));
    if (st == RS_OK) st = rs_graph_dominated(&tree, graph, err);
    check("out-parameter only on success", (tree != NULL) == (st == RS_OK));
    if (st == RS_OK) st = rs_retained_together(&bytes, graph, &first, 1, err);
    check("out-parameter only on success", (bytes != 0) == (st == RS_OK));
    rs_graph_free(graph);
    return st;
}

static void test_dominators__out_of_memory(void) {
    heap *h = heap_of("root->a->b->a b->s s:str x->y->x y->z");
    check("there are allocations", for_each_allocation_failure("dominators", try_dominators, h) >= 30);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_dominators__small_heaps),
    TEST(test_dominators__garbage_is_held_by_its_sources),
    TEST(test_dominators__are_kept_by_the_graph),
    TEST(test_dominators__read_downwards),
    TEST(test_dominators__what_several_retain_together),
    TEST(test_dominators__as_igraph_and_by_deletion_on_random_heaps),
    TEST(test_dominators__as_igraph_on_large_random_heaps),
    TEST(test_dominators__a_million_deep),
    TEST(test_dominators__deep_and_shared),
    TEST(test_dominators__ten_million_referrers),
    TEST(test_dominators__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "dominators", tests);
}
