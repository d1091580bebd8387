/* test_graph.c: passes are made once and kept; objects are found by address.                   Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_graph.h"

#include <stdlib.h>

#include "address_index.h"
#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_components.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "rs_referrers.h"

static rs_graph *graph_of(const heap *h) {
    rs_graph *graph = NULL;
    check_ok("new", rs_graph_new(&graph, h->snapshot, NULL), NULL);
    return graph;
}

static void test_graph__passes_are_made_once(void) {
    heap *h = heap_of("root->a->b->a c->c");
    rs_graph *graph = graph_of(h);
    const rs_referrers *referrers[2] = {NULL};
    const rs_liveness *liveness[2] = {NULL};
    const rs_components *components[2] = {NULL};
    for (int i = 0; i < 2; i++) {
        check_ok("referrers", rs_graph_referrers(&referrers[i], graph, NULL), NULL);
        check_ok("liveness", rs_graph_liveness(&liveness[i], graph, NULL), NULL);
        check_ok("components", rs_graph_components(&components[i], graph, NULL), NULL);
    }
    check("referrers are kept", referrers[0] && referrers[0] == referrers[1]);
    check("liveness is kept", liveness[0] && liveness[0] == liveness[1]);
    check("components are kept", components[0] && components[0] == components[1]);
    check("the snapshot is lent", rs_graph_snapshot(graph) == h->snapshot);
    check_number("garbage", rs_liveness_garbage_objects(liveness[0]), 1);
    check_number("components", rs_components_count(components[0]), 2);
    rs_graph_free(graph);
    rs_graph_free(NULL);
    heap_free(h);
}

/* ---- Addresses ------------------------------------------------------------------------------------------------------ */

static void test_graph__finds_before_and_with_the_index(void) {
    heap *h = heap_of("a->b->c d{addr=0x7f12ab34cd50} e{addr=0x7f12ab34cd58}");
    rs_graph *graph = graph_of(h);
    for (int round = 0; round < 50; round++) {
        check_number("first", rs_graph_find(graph, 0x1000), heap_id(h, "a"));
        check_number("high", rs_graph_find(graph, 0x7f12ab34cd50), heap_id(h, "d"));
        check_number("its neighbour", rs_graph_find(graph, 0x7f12ab34cd58), heap_id(h, "e"));
        check_number("inside", rs_graph_find(graph, 0x1008), RS_NO_OBJECT);
        check_number("nowhere", rs_graph_find(graph, 0), RS_NO_OBJECT);
    }
    rs_graph_free(graph);
    heap_free(h);
}

static void test_graph__index_of_random_addresses(void) {
    uint64_t seed = 5;
    heap_builder *builder = heap_builder_new();
    for (int i = 0; i < 5000; i++) {
        heap_object node = heap_node();
        node.address = (random_next(&seed) % 100000 + 1) * 16;
        heap_add_object(builder, &node);
    }
    heap *h = heap_build(builder);
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    rs_address_index index = rs__address_index_new(c);
    for (uint64_t address = 0; address < 1600400; address += 8)
        if (!check_number("as the column", rs__address_index_find(&index, c, address),
                          rs_snapshot_find(h->snapshot, address)))
            break;
    rs__address_index_release(&index);
    heap_free(h);
}

/* An allocator that refuses blocks of a page and more, as when there is no memory for an index. */
static void *small_only(void *context, void *old, size_t size) {
    (void)context;
    if (size == 0) free(old);
    return size == 0 || size >= 4096 ? NULL : realloc(old, size);
}

static void test_graph__finds_without_memory_for_the_index(void) {
    heap_random_options options = {.seed = 1, .objects = 4000};
    heap *h = heap_random(&options);
    static const rs_allocator allocator = {small_only, NULL};
    rs_memory_use(&allocator);
    rs_graph *graph = graph_of(h);
    for (int i = 0; i < 100; i++) check_number("found", rs_graph_find(graph, 0x1000 + 16 * 3999), 3999);
    rs_graph_free(graph);
    rs_memory_use(NULL);
    heap_free(h);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

static rs_status try_graph(void *context, rs_error *err) {
    const heap *h = context;
    rs_graph *graph = NULL;
    const rs_referrers *referrers = NULL;
    const rs_liveness *liveness = NULL;
    const rs_components *components = NULL;
    rs_status st = rs_graph_new(&graph, h->snapshot, err);
    if (st == RS_OK) st = rs_graph_referrers(&referrers, graph, err);
    check("referrers only on success", (referrers != NULL) == (st == RS_OK));
    if (st == RS_OK) st = rs_graph_liveness(&liveness, graph, err);
    if (st == RS_OK) st = rs_graph_components(&components, graph, err);
    check("components only on success", (components != NULL) == (st == RS_OK));
    rs_graph_free(graph);
    return st;
}

static void test_graph__out_of_memory(void) {
    heap *h = heap_of("root->a->b->a");
    check("there are allocations", for_each_allocation_failure("graph", try_graph, h) >= 20);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_graph__passes_are_made_once),
    TEST(test_graph__finds_before_and_with_the_index),
    TEST(test_graph__index_of_random_addresses),
    TEST(test_graph__finds_without_memory_for_the_index),
    TEST(test_graph__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "graph", tests);
}
