/* test_near.c: the objects within a few steps of a selection.                 Tests graph/near.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_near.h"

#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_memory.h"

static rs_selection select_labels(const heap *h, const char *labels) {
    rs_selection selection = RS_SELECTION_INIT;
    char copy[256], *rest = NULL;
    snprintf(copy, sizeof copy, "%s", labels);
    selection.objects = rs_alloc_array(16, sizeof *selection.objects);
    for (char *label = strtok_r(copy, " ", &rest); label; label = strtok_r(NULL, " ", &rest))
        selection.objects[selection.count++] = heap_id(h, label);
    return selection;
}

static void check_near(const char *label, const char *notation, const char *from,
                       const rs_near_options *options, const char *want) {
    heap *h = heap_of(notation);
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    rs_selection near = RS_SELECTION_INIT, selection = select_labels(h, from);
    rs_text got = RS_TEXT_INIT;
    size_t left_out = 99;
    check_ok(label, rs_graph_new(&graph, h->snapshot, &err), &err);
    check_ok(label, rs_select_near(&near, &left_out, graph, &selection, options, &err), &err);
    for (size_t i = 0; i < near.count; i++) rs_text_addf(&got, "%s ", heap_label(h, near.objects[i]));
    rs_text_addf(&got, "-%zu", left_out);
    check_and_release(label, &got, want);
    rs_selection_release(&near);
    rs_selection_release(&selection);
    rs_graph_free(graph);
    heap_free(h);
}

static void test_near__steps_both_ways_or_one(void) {
    static const char chain[] = "a->b->c->d->e c->x x->y z->x";
    static const struct {
        const char *label;
        rs_near_options options;
        const char *from, *want;
    } cases[] = {
        {"no step", {RS_BOTH_WAYS, 0, 0, true}, "c", "c -0"},
        {"one both ways", {RS_BOTH_WAYS, 1, 0, true}, "c", "b c d x -0"},
        {"two both ways", {RS_BOTH_WAYS, 2, 0, true}, "c", "a b c d e x y z -0"},
        {"referrers", {RS_TOWARDS_REFERRERS, 9, 0, true}, "c", "a b c -0"},
        {"referents", {RS_TOWARDS_REFERENTS, 9, 0, true}, "c", "c d e x y -0"},
        {"two to begin with", {RS_TOWARDS_REFERENTS, 1, 0, true}, "a z", "a b x z -0"},
        {"the nearest first", {RS_TOWARDS_REFERENTS, 9, 3, true}, "c", "c d x -2"},
        {"one too many", {RS_BOTH_WAYS, 1, 3, true}, "c", "c d x -1"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_near(cases[i].label, chain, cases[i].from, &cases[i].options, cases[i].want);
}

static void test_near__what_all_share_is_no_way(void) {
    static const char shared[] = "T:type a-.__class__->T b-.__class__->T m:module m-.a->a m-.b->b a-.x->x";
    rs_near_options options = RS_NEAR_OPTIONS_INIT;
    check_near("a module is met and not passed", shared, "a", &options, "a m x -0");
    check_near("what was asked for is left", shared, "m", &options, "a b m x -0");
    options.skip_types = false;
    check_near("all of it", shared, "a", &options, "T a b m x -0");
}

static rs_status try_near(void *context, rs_error *err) {
    const heap *h = context;
    rs_graph *graph = NULL;
    rs_object_id a = heap_id(h, "a");
    rs_selection near = RS_SELECTION_INIT, selection = {&a, 1};
    rs_status st = rs_graph_new(&graph, h->snapshot, err);
    if (st == RS_OK) st = rs_select_near(&near, NULL, graph, &selection, NULL, err);
    rs_selection_release(&near);
    rs_graph_free(graph);
    return st;
}

static void test_near__out_of_memory_at_every_allocation(void) {
    heap *h = heap_of("a->b->c a->d a->e a->f a->g a->h a->i a->j a->k");
    check("some", for_each_allocation_failure("near", try_near, h) >= 4);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_near__steps_both_ways_or_one),
    TEST(test_near__what_all_share_is_no_way),
    TEST(test_near__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "near", tests);
}
