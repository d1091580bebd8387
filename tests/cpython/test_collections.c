/* test_collections.c: asked before each collection, and out of the program's sight.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "rs_collections.h"
#include "rs_graph.h"
#include "rs_liveness.h"

/* What each look saw: the generation, and how much garbage its collection goes through. */
static struct {
    int generation[16];
    size_t garbage[16], count;
} looks;

static void look(int generation, void *context) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    rs_snapshot *heap = NULL;
    rs_graph *graph = NULL;
    const rs_liveness *liveness = NULL;
    check("its context", context == &looks);
    check_number("photograph", rs_collection_capture(&heap, generation, &options, NULL), RS_OK);
    check_number("graph", rs_graph_new(&graph, heap, NULL), RS_OK);
    check_number("liveness", rs_graph_liveness(&liveness, graph, NULL), RS_OK);
    looks.generation[looks.count] = generation;
    looks.garbage[looks.count++] = rs_liveness_garbage_objects(liveness);
    rs_graph_free(graph);
    rs_snapshot_free(heap);
}

static void begin(void) {
    rs_error err = RS_ERROR_INIT;
    run_python("import gc\ngc.disable()\ngc.collect()\n");
    looks.count = 0;
    check_ok("begin", rs_collections_begin(look, &looks, &err), &err);
}

static void check_look(size_t number, int generation, size_t garbage) {
    check("so many looks", number < looks.count);
    check_number("generation", looks.generation[number], generation);
    check_number("garbage", looks.garbage[number], garbage);
}

static void check_end(size_t looked, size_t missed) {
    rs_collections_seen seen = rs_collections_end();
    check_number("looked", seen.looked, looked);
    check_number("missed", seen.missed, missed);
}

/* A list that holds itself is one object. */
static void test_collections__each_is_looked_at_before_it_takes_anything(void) {
    begin();
    run_python("def ring():\n    r = []; r.append(r)\n"
               "for i in range(7): ring()\n"
               "taken = [gc.collect(), gc.collect()]\n"
               "assert taken == [7, 0], taken\n");
    check_number("looks", looks.count, 2);
    check_look(0, 2, 7);
    check_look(1, 2, 0);
    check_end(2, 0);
}

/* The old ring is garbage, but no collection of the young takes it, nor what it holds. */
static void test_collections__a_young_one_takes_what_is_young(void) {
    begin();
    run_python("old = []; old.append(old); gc.collect()\n"
               "old.append([old]); del old; ring()\n"
               "assert gc.collect(0) == 1\n"
               "ring()\n"
               "assert gc.collect(1) == 1\n"
               "assert gc.collect() == 2\n");
    check_number("looks", looks.count, 4);
    check_look(1, 0, 1);
    check_look(2, 1, 1);
    check_look(3, 2, 2);
    check_end(4, 0);
}

static void test_collections__automatic_ones_as_well(void) {
    begin();
    run_python("gc.set_threshold(50, 10, 10); gc.enable()\n"
               "for i in range(1000): ring()\n"
               "gc.disable(); gc.set_threshold(700, 10, 10)\n"
               "runs = sum(s['collections'] for s in gc.get_stats())\n");
    size_t looked = looks.count;
    check("some", looked >= 3);
    check_end(looked, 0);
}

static void test_collections__the_program_finds_its_own_list(void) {
    run_python("import gc\nheard = []\n"
               "def hear(phase, info): heard.append((phase, info['generation']))\n"
               "gc.callbacks.append(hear); before = gc.callbacks\n");
    begin();
    run_python("assert gc.callbacks is before and gc.callbacks == [hear]\n"
               "heard.clear(); gc.collect(); assert heard == [('start', 2), ('stop', 2)], heard\n"
               "gc.callbacks.clear(); gc.collect(0); assert len(heard) == 2\n"
               "held = gc.get_referrers(gc.callbacks)\n"
               "assert all(type(h) is dict for h in held), held\n");
    check_number("looks", looks.count, 2);
    check_end(2, 0);
    run_python("assert gc.callbacks is before and gc.callbacks == []\n"
               "gc.callbacks.append(hear); gc.collect(); assert len(heard) == 4\ngc.callbacks.clear()\n");
    check_number("no more looks", looks.count, 2);
}

static void test_collections__a_callback_that_raises_is_told_and_the_next_one_called(void) {
    run_python("import sys\ntold = []\n"
               "def bad(phase, info): raise KeyError(phase)\n"
               "sys.unraisablehook = lambda u: told.append((u.exc_type, u.object))\n");
    begin();
    run_python("gc.callbacks[:] = [bad, hear]; heard.clear()\n"
               "gc.collect(); gc.callbacks.clear(); sys.unraisablehook = sys.__unraisablehook__\n"
               "assert told == [(KeyError, bad)] * 2 and len(heard) == 2, (told, heard)\n"
               "told.clear()\n");
    check_number("looks", looks.count, 1);
    check_end(1, 0);
}

/* Who imports the module anew gets ours for gc.callbacks; what is put there is called, and stays. */
static void test_collections__a_list_that_was_had_otherwise_loses_nothing(void) {
    begin();
    run_python("was = sys.modules.pop('gc'); import gc as again; sys.modules['gc'] = was\n"
               "heard.clear(); again.callbacks.append(hear); gc.collect()\n"
               "assert len(heard) == 2, heard\n");
    check_end(1, 0);
    run_python("assert hear in gc.callbacks; gc.callbacks.clear()\n");
}

static void test_collections__a_forked_process_is_not_asked(void) {
    begin();
    run_python("import os\n"
               "child = os.fork()\n"
               "if not child: ring(); os._exit(gc.collect())\n"
               "assert os.waitpid(child, 0)[1] >> 8 == 1\n"
               "gc.collect()\n");
    check_number("looks", looks.count, 1);
    check_end(1, 0);
}

static void test_collections__of_none_begun_is_nothing(void) {
    check_end(0, 0);
    check_number("no list", rs_collections_own_list(), 0);
}

static CU_TestInfo tests[] = {
    TEST(test_collections__each_is_looked_at_before_it_takes_anything),
    TEST(test_collections__a_young_one_takes_what_is_young),
    TEST(test_collections__automatic_ones_as_well),
    TEST(test_collections__the_program_finds_its_own_list),
    TEST(test_collections__a_callback_that_raises_is_told_and_the_next_one_called),
    TEST(test_collections__a_list_that_was_had_otherwise_loses_nothing),
    TEST(test_collections__a_forked_process_is_not_asked),
    TEST(test_collections__of_none_begun_is_nothing),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    return run_tests(argc, argv, "collections", tests);
}
