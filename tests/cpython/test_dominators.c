/* test_dominators.c: the dominators of a real heap, against igraph's.                           Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include "dominator_oracle.h"

static void test_dominators__as_igraph_on_a_real_heap(void) {
    run_python(
        "import gc, json, email.mime.text, xml.dom.minidom, logging, asyncio, threading\n"
        "class Node: pass\n"
        "def leak():\n"
        "    a, b = Node(), Node()\n"
        "    a.peer, b.peer, a.data, b.doc = b, a, [1.5] * 10, xml.dom.minidom.parseString('<a><b/></a>')\n"
        "gc.disable()\n"
        "for _ in range(20): leak()\n"
        "kept = {i: [Node(), str(i)] for i in range(2000)}\n"
        "kept['list'] = None\n"
        "for _ in range(3000): kept['list'] = (kept['list'], Node())\n"
        "generator = (local for local in kept.values()); next(generator)\n");
    rs_snapshot *heap = capture_all();
    rs_graph *graph = NULL;
    const rs_liveness *liveness = NULL;
    check_ok("graph", rs_graph_new(&graph, heap, NULL), NULL);
    check_ok("liveness", rs_graph_liveness(&liveness, graph, NULL), NULL);
    check("the heap is a real one", rs_snapshot_object_count(heap) > 40000);
    check("with garbage in it", rs_liveness_garbage_objects(liveness) > 200);
    check_dominators("real", graph);
    rs_graph_free(graph);
    rs_snapshot_free(heap);
}

static CU_TestInfo tests[] = {
    TEST(test_dominators__as_igraph_on_a_real_heap),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    return run_tests(argc, argv, "dominators of a real heap", tests);
}
