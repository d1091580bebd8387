/* test_referrers.c: who refers to an object, against counting by hand.                         Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_referrers.h"

#include <stdio.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "parallel.h"
#include "reverse_sort.h"
#include "rs_memory.h"

/* "a.x b.x" for every reference to the object, in the order given. */
static void add_referrers(rs_text *text, const heap *h, const rs_referrers *referrers, const char *label) {
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(referrers, heap_id(h, label), &held);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) rs_text_add_char(text, ' ');
        rs_text_add(text, heap_label(h, rs_snapshot_source(h->snapshot, held[i])));
        rs_text_add_reference_name(text, h->snapshot, held[i]);
    }
}

static void test_referrers__each_reference_once_in_order(void) {
    static const struct {
        const char *label, *heap, *ask, *want;
    } cases[] = {
        {"nobody", "a->b", "a", ""},
        {"one", "a->b", "b", "a.b"},
        {"several, ascending", "c:list->x b->x a->x", "x", "c[0] b.x a.x"},
        {"one holder twice", "l:list l-[0]->x l-[1]->y l-[2]->x", "x", "l[0] l[2]"},
        {"itself", "x->x", "x", "x.x"},
        {"extra and guessed ones too", "a-.p!->x b-.q~->x", "x", "a.p b.q (guessed)"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_referrers *referrers = NULL;
        rs_error err = RS_ERROR_INIT;
        rs_text text = RS_TEXT_INIT;
        check_ok(cases[i].label, rs_referrers_new(&referrers, h->snapshot, &err), &err);
        add_referrers(&text, h, referrers, cases[i].ask);
        check_and_release(cases[i].label, &text, cases[i].want);
        rs_referrers_free(referrers);
        heap_free(h);
    }
}

static void test_referrers__an_object_that_is_none_has_none(void) {
    heap *h = heap_of("a->b");
    rs_referrers *referrers = NULL;
    const rs_reference_id *held = NULL;
    check_ok("new", rs_referrers_new(&referrers, h->snapshot, NULL), NULL);
    check_number("behind the last", rs_referrers_of(referrers, 2, &held), 0);
    check_number("none", rs_referrers_of(referrers, RS_NO_OBJECT, &held), 0);
    rs_referrers_free(referrers);
    rs_referrers_free(NULL);
    heap_free(h);
}

/* Every reference wanted in its target's row, ascending, and nothing else. */
static bool is_reverse(const rs_reverse *reverse, const rs_columns *c, const rs_bits *only) {
    uint32_t wanted = 0;
    for (uint32_t r = 0; r < c->references; r++) wanted += !only || rs__bit(only, c->target[r]);
    if (reverse->row[0] != 0 || reverse->row[c->objects] != wanted) return false;
    for (uint32_t o = 0; o < c->objects; o++) {
        if (reverse->row[o] > reverse->row[o + 1]) return false;
        if (only && !rs__bit(only, o) && reverse->row[o] != reverse->row[o + 1]) return false;
        for (uint32_t i = reverse->row[o]; i < reverse->row[o + 1]; i++) {
            if (c->target[reverse->reference[i]] != o) return false;
            if (i > reverse->row[o] && reverse->reference[i - 1] >= reverse->reference[i]) return false;
        }
    }
    return true;
}

/* The same rows with the holders of those references. */
static bool are_sources(const rs_reverse *sources, const rs_reverse *reverse, const heap *h) {
    uint32_t objects = rs_snapshot_columns(h->snapshot)->objects;
    for (uint32_t o = 0; o <= objects; o++)
        if (sources->row[o] != reverse->row[o]) return false;
    for (uint32_t i = 0; i < reverse->row[objects]; i++)
        if (sources->reference[i] != rs_snapshot_source(h->snapshot, reverse->reference[i])) return false;
    return true;
}

static void check_plan(const heap *h, unsigned threads, unsigned shift, const rs_bits *only) {
    char label[80];
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    rs_reverse reverse = {NULL, NULL}, sources = {NULL, NULL};
    rs_reverse_plan plan = {threads, shift, only, false}, of_sources = {threads, shift, only, true};
    snprintf(label, sizeof label, "%u objects, %u threads, shift %u%s", c->objects, threads, shift,
             only ? ", some" : "");
    bool sorted = rs__reverse_sort(&reverse, c, plan) && rs__reverse_sort(&sources, c, of_sources);
    check(label, sorted);
    if (sorted) check(label, is_reverse(&reverse, c, only));
    if (sorted) check(label, are_sources(&sources, &reverse, h));
    rs_release(reverse.row);
    rs_release(reverse.reference);
    rs_release(sources.row);
    rs_release(sources.reference);
}

static void test_referrers__the_plan_does_not_matter(void) {
    for (uint64_t seed = 1; seed <= 400; seed++) {
        heap_random_options options = {.seed = seed,
                                       .objects = (uint32_t)(seed % 97),
                                       .references = (uint32_t)(seed * 7 % 400),
                                       .leaves_per_mille = (uint32_t)(seed % 600)};
        heap *h = heap_random(&options);
        uint32_t holders;
        rs_bits *only = rs__bits_of_holders(rs_snapshot_columns(h->snapshot), &holders);
        check_plan(h, 1, 16, NULL);
        check_plan(h, 1, (unsigned)(seed % 9), only);
        check_plan(h, 1 + (unsigned)(seed % RS__THREADS_MAX), (unsigned)(seed % 7), seed % 2 ? only : NULL);
        rs_release(only);
        heap_free(h);
    }
}

#define MANY 1000000

static heap *star(void) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    for (uint32_t i = 0; i <= MANY; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i < MANY; i++) heap_add_reference(builder, i, MANY, RS_NAME(RS_NAME_INDEX, 0));
    return heap_build(builder);
}

static void test_referrers__a_star_of_a_million(void) {
    heap *h = star();
    rs_referrers *referrers = NULL;
    const rs_reference_id *held = NULL;
    check_ok("star", rs_referrers_new(&referrers, h->snapshot, NULL), NULL);
    check_number("at the centre", rs_referrers_of(referrers, MANY, &held), MANY);
    check_number("the first", held[0], 0);
    check_number("the last", held[MANY - 1], MANY - 1);
    check_number("at a ray", rs_referrers_of(referrers, 77, &held), 0);
    for (unsigned threads = 1; threads <= 3; threads++) check_plan(h, threads, 15, NULL);
    rs_referrers_free(referrers);
    heap_free(h);
}

static rs_status try_referrers(void *context, rs_error *err) {
    const heap *h = context;
    rs_referrers *referrers = NULL;
    rs_status st = rs_referrers_new(&referrers, h->snapshot, err);
    check("out-parameter only on success", (referrers != NULL) == (st == RS_OK));
    rs_referrers_free(referrers);
    return st;
}

static void test_referrers__out_of_memory(void) {
    heap *h = heap_of("a->b->c->a a->a");
    check("there are allocations", for_each_allocation_failure("referrers", try_referrers, h) >= 6);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_referrers__each_reference_once_in_order),
    TEST(test_referrers__an_object_that_is_none_has_none),
    TEST(test_referrers__the_plan_does_not_matter),
    TEST(test_referrers__a_star_of_a_million),
    TEST(test_referrers__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "referrers", tests);
}
