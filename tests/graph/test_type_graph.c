/* test_type_graph.c: tests of graph/type_graph.c.                                              Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_graph.h"
#include "rs_memory.h"
#include "rs_type_graph.h"

/* The picture as text: "Item 3 (300 B); list 1 (16 B) | list-2->Item". */
static void write_picture(rs_text *text, const rs_refgraph *part, const rs_snapshot *snapshot) {
    for (size_t v = 0; v < rs_refgraph_vertices(part); v++) {
        rs_vertex vertex = rs_refgraph_vertex(part, v);
        rs_text_addf(text, "%s%s %u (%llu B)%s", v ? "; " : "", rs_snapshot_type(snapshot, vertex.type)->name,
                     vertex.count, (unsigned long long)vertex.bytes,
                     vertex.object == RS_NO_OBJECT && (vertex.marks & RS_MARK_ALL) ? "" : "!");
    }
    rs_text_add(text, " |");
    for (size_t e = 0; e < rs_refgraph_edges(part); e++) {
        rs_edge edge = rs_refgraph_edge(part, e);
        rs_text_addf(text, " %s-%u->%s",
                     rs_snapshot_type(snapshot, rs_refgraph_vertex(part, edge.from).type)->name, edge.count,
                     rs_snapshot_type(snapshot, rs_refgraph_vertex(part, edge.to).type)->name);
    }
    rs_text_addf(text, " | %zu", rs_refgraph_left_out(part));
}

static void test_type_graph__largest_types_and_their_strongest_holders(void) {
    static const struct {
        const char *label, *heap;
        rs_type_graph_options options;
        const char *want;
    } cases[] = {
        {"bundles",
         "root:list->a:Item{size=100}->b:Item{size=100} root->b root->a",
         {5, 2},
         "Item 2 (200 B); list 1 (16 B) | list-3->Item Item-1->Item | 0"},
        {"one holder each",
         "root:list->a:Item{size=100}->b:Item{size=100} root->b root->a",
         {5, 1},
         "Item 2 (200 B); list 1 (16 B) | list-3->Item | 0"},
        {"what does not fit is counted",
         "root:list->a:Item{size=100}->b:Item{size=100}",
         {1, 2},
         "Item 2 (200 B) | Item-1->Item | 1"},
        {"types and modules are no holders",
         "root:module->a:Item->Item:type a->m:module",
         {5, 2},
         "Item 1 (16 B) | | 3"},
        {"records are nobody", "t:thread->a:Item", {5, 2}, "Item 1 (16 B) | | 0"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_error err = RS_ERROR_INIT;
        rs_graph *graph = NULL;
        rs_refgraph *part = NULL;
        check_ok(cases[i].label, rs_graph_new(&graph, h->snapshot, &err), &err);
        if (check_ok(cases[i].label, rs_refgraph_of_types(&part, graph, &cases[i].options, &err), &err)) {
            rs_text text = RS_TEXT_INIT;
            write_picture(&text, part, h->snapshot);
            check_and_release(cases[i].label, &text, cases[i].want);
        }
        rs_refgraph_free(part);
        rs_graph_free(graph);
        heap_free(h);
    }
}

static rs_status draw(void *context, rs_error *err) {
    rs_refgraph *part = NULL;
    rs_status status = rs_refgraph_of_types(&part, context, NULL, err);
    if (status == RS_OK) rs_refgraph_free(part);
    return status;
}

static void test_type_graph__out_of_memory_is_a_status(void) {
    heap *h = heap_of("root:list->a:Item->b:Item");
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    check_ok("graph", rs_graph_new(&graph, h->snapshot, &err), &err);
    check("there is something to fail", for_each_allocation_failure("draw", draw, graph) >= 3);
    rs_graph_free(graph);
    heap_free(h);
}

static CU_TestInfo type_graph[] = {
    TEST(test_type_graph__largest_types_and_their_strongest_holders),
    TEST(test_type_graph__out_of_memory_is_a_status),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "type_graph", type_graph);
}
