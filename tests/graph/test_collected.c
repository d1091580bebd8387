/* test_collected.c: patterns that collections take, gathered and told in a later report.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "cycle_scene.h"
#include "failing_allocator.h"
#include "rs_collected.h"

#define PAIR "a:app.Node{size=64}-.peer->b:app.Node{size=64}-.peer->a "
#define RING "r:app.Ring{size=48}-.next->r r-.name->n='one'{size=50} "

/* Photographs of a heap that was built by hand are built by hand as well: all of it again, at the same addresses. */
typedef struct camera {
    const char *notation;
    size_t shots, whole;
} camera;

static rs_status shoot(rs_snapshot **out, const uint64_t *addresses, size_t count, void *context,
                       rs_error *err) {
    camera *c = context;
    (void)count, (void)err;
    allocation_failures_pause();
    heap *h = heap_of(c->notation);
    allocation_failures_resume();
    c->shots++;
    c->whole += addresses == NULL;
    *out = h->snapshot;
    h->snapshot = NULL;
    heap_free(h);
    return RS_OK;
}

static rs_collected *collected_new(void) {
    rs_collected *collected = NULL;
    check_number("new", rs_collected_new(&collected, NULL), RS_OK);
    return collected;
}

static size_t collect(rs_collected *collected, const char *notation) {
    camera c = {notation, 0, 0};
    scene s = scene_of(notation);
    check_number("added", rs_collected_add(collected, s.graph, shoot, &c, NULL), RS_OK);
    scene_free(&s);
    return c.shots - c.whole;
}

static const rs_pattern *pattern_named(const rs_collected *collected, const char *text) {
    for (size_t i = 0; i < rs_collected_count(collected); i++)
        if (strcmp(rs_collected_pattern(collected, i)->text, text) == 0)
            return rs_collected_pattern(collected, i);
    fprintf(stderr, "no pattern %s\n", text);
    exit(1);
}

static void test_collected__each_pattern_once_and_added_up(void) {
    rs_collected *collected = collected_new();
    check_number("photographs of the first", collect(collected, PAIR RING), 2);
    check_number("none of what is known", collect(collected, PAIR), 0);
    collect(collected, "root->x");
    check_number("patterns", rs_collected_count(collected), 2);
    const rs_pattern *pair = pattern_named(collected, "Node.peer -> Node");
    check_number("pairs", pair->count, 2);
    check_number("all collected", pair->collected, 2);
    check_number("objects", pair->objects, 4);
    check_number("bytes", pair->bytes, 256);
    check_number("a cut frees", pair->cuts[0].frees_bytes, 256);
    check_text("its edge", pair->cuts[0].edge, "app.Node.peer");
    check_number("bytes of a ring", pattern_named(collected, "Ring.next -> Ring")->bytes, 98);
    rs_collected_totals sums = rs_collected_sums(collected);
    check_number("collections", sums.collections, 3);
    check_number("missed", sums.missed, 0);
    check_number("objects taken", sums.objects, 6);
    check_number("bytes taken", sums.bytes, 354);
    check_number("components", sums.components, 3);
    check_number("on them", sums.cyclic_objects, 5);
    rs_collected_free(collected);
}

static void test_collected__an_example_is_found_again_by_address_and_name(void) {
    rs_collected *collected = collected_new();
    collect(collected, PAIR);
    const rs_pattern *pair = pattern_named(collected, "Node.peer -> Node");
    check_number("steps", pair->example_steps, 2);
    for (size_t i = 0; i < pair->example_steps; i++) {
        rs_text name = RS_TEXT_INIT;
        rs_text_add_reference_name(&name, pair->photograph, pair->example[i].reference);
        check_and_release("name", &name, ".peer");
        check_text("type", rs_snapshot_type_of(pair->photograph, pair->example[i].object)->name, "app.Node");
    }
    rs_collected_free(collected);
}

static void test_collected__what_stays_and_what_lives_is_not_taken(void) {
    rs_collected *collected = collected_new();
    collect(collected, "root:app.Node-.me->root u:app.Node{untracked}-.me->u");
    check_number("patterns", rs_collected_count(collected), 0);
    check_number("objects", rs_collected_sums(collected).objects, 0);
    check_number("components", rs_collected_sums(collected).components, 0);
    check_number("collections", rs_collected_sums(collected).collections, 1);
    rs_collected_free(collected);
}

static const rs_pattern *find(const rs_cycles *report, const char *text) {
    for (size_t i = 0; i < rs_cycles_count(report); i++)
        if (strcmp(rs_cycles_pattern(report, i)->text, text) == 0) return rs_cycles_pattern(report, i);
    return NULL;
}

static void test_collected__told_with_what_is_there_at_the_end(void) {
    rs_collected *collected = collected_new();
    collect(collected, PAIR RING);
    rs_collected_miss(collected, 2);
    scene s = scene_of(PAIR "root-.kept->l:app.Live-.me->l");
    rs_cycles_options options = {.collected = collected};
    rs_cycles *report = NULL;
    check_number("report", rs_cycles_find(&report, s.graph, &options, NULL), RS_OK);
    check_number("patterns", rs_cycles_count(report), 2);
    const rs_pattern *pair = find(report, "Node.peer -> Node"), *ring = find(report, "Ring.next -> Ring");
    check_number("both pairs", pair->count, 2);
    check_number("one of them collected", pair->collected, 1);
    check_number("bytes", pair->bytes, 256);
    check_number("freed by the cut", pair->cuts[0].frees_bytes, 256);
    check("its example is of the photograph", pair->photograph == s.h->snapshot);
    check_number("the ring", ring->collected, 1);
    check("its example is not", ring->photograph != s.h->snapshot);
    check_number("components", rs_cycles_sums(report).components, 3);
    check_number("garbage is what is there", rs_cycles_sums(report).garbage_objects, 2);
    check_number("missed", rs_cycles_sums(report).collected.missed, 2);
    struct rs_refgraph *part = NULL;
    for (size_t i = 0; i < 2; i++)
        if (rs_cycles_pattern(report, i) == ring)
            check_number("cannot be drawn", rs_cycles_draw(&part, report, i, NULL), RS_NOT_FOUND);
    rs_cycles_free(report);
    options.scope = RS_SCOPE_LIVE;
    check_number("report", rs_cycles_find(&report, s.graph, &options, NULL), RS_OK);
    check_number("of what lives", rs_cycles_count(report), 1);
    check_number("no collection", rs_cycles_sums(report).collected.collections, 0);
    rs_cycles_free(report);
    scene_free(&s);
    rs_collected_free(collected);
}

static void test_collected__examples_have_a_limit(void) {
    char notation[128];
    rs_collected *collected = collected_new();
    for (int i = 0; i < RS_COLLECTED_EXAMPLES + 3; i++) {
        snprintf(notation, sizeof notation, "a:app.Node-.ref%dx->a", i);
        collect(collected, notation);
    }
    check_number("patterns", rs_collected_count(collected), RS_COLLECTED_EXAMPLES + 3);
    check_number("the last that has one",
                 rs_collected_pattern(collected, RS_COLLECTED_EXAMPLES - 1)->example_steps, 1);
    check_number("the first that has none",
                 rs_collected_pattern(collected, RS_COLLECTED_EXAMPLES)->example_steps, 0);
    rs_collected_free(collected);
}

/* ---- Out of memory ---------------------------------------------------------------------------------------------------- */

static void check_nothing_is_in(const rs_collected *collected) {
    check_number("one missed", rs_collected_sums(collected).missed, 1);
    check_number("none looked at", rs_collected_sums(collected).collections, 1);
    check_number("rings", pattern_named(collected, "Ring.next -> Ring")->count, 1);
    check_number("patterns", rs_collected_count(collected), 1);
}

/* What was known is there as before, and what was not comes in at the next try. */
static rs_status try_to_add(void *context, rs_error *err) {
    camera c = {PAIR RING, 0, 0};
    allocation_failures_pause();
    rs_collected *collected = collected_new();
    collect(collected, RING);
    scene s = scene_of(PAIR RING);
    allocation_failures_resume();
    rs_status status = rs_collected_add(collected, s.graph, shoot, &c, err);
    allocation_failures_pause();
    if (status != RS_OK) {
        check_nothing_is_in(collected);
        collect(collected, PAIR RING);
    }
    check_number("pairs", pattern_named(collected, "Node.peer -> Node")->count, 1);
    check_number("rings", pattern_named(collected, "Ring.next -> Ring")->count, 2);
    check_number("patterns", rs_collected_count(collected), 2);
    scene_free(&s);
    rs_collected_free(collected);
    allocation_failures_resume();
    (void)context;
    return status;
}

static void test_collected__out_of_memory_leaves_it_as_it_was(void) {
    check("there were some", for_each_allocation_failure("adding", try_to_add, NULL) > 5);
}

static CU_TestInfo tests[] = {
    TEST(test_collected__each_pattern_once_and_added_up),
    TEST(test_collected__an_example_is_found_again_by_address_and_name),
    TEST(test_collected__what_stays_and_what_lives_is_not_taken),
    TEST(test_collected__told_with_what_is_there_at_the_end),
    TEST(test_collected__examples_have_a_limit),
    TEST(test_collected__out_of_memory_leaves_it_as_it_was),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "collected", tests);
}
