/* test_summary.c: tests of summary.c.                                                              Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_summary.h"

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"

static void add_rows(rs_text *text, const rs_summary *summary) {
    const rs_summary_row *rows;
    size_t count = rs_summary_rows(summary, &rows);
    for (size_t i = 0; i < count; i++)
        rs_text_addf(text, "%s%s %llu %llu", i ? ", " : "", rows[i].type, (unsigned long long)rows[i].objects,
                     (unsigned long long)rows[i].bytes);
}

static void check_summary(const char *label, const char *notation, rs_sort sort, const char *want) {
    rs_error err = RS_ERROR_INIT;
    rs_summary *summary = NULL;
    rs_text text = RS_TEXT_INIT;
    heap *h = heap_of(notation);
    if (check_ok(label, rs_summary_new(&summary, h->snapshot, sort, &err), &err)) add_rows(&text, summary);
    check_and_release(label, &text, want);
    rs_summary_free(summary);
    heap_free(h);
}

static void test_summary__rows_and_their_order(void) {
    static const struct {
        const char *label, *heap;
        rs_sort sort;
        const char *want;
    } cases[] = {
        {"nothing", "", RS_SORT_SIZE, ""},
        {"one type", "a b c", RS_SORT_SIZE, "Node 3 48"},
        {"by size", "a:A b:B{size=100} c:A", RS_SORT_SIZE, "B 1 100, A 2 32"},
        {"by count", "b:B{size=100} a:A c:A", RS_SORT_COUNT, "A 2 32, B 1 100"},
        {"by name", "b:B{size=100} a:A c:A", RS_SORT_NAME, "A 2 32, B 1 100"},
        {"same size: by name", "b:B a:A", RS_SORT_SIZE, "A 1 16, B 1 16"},
        {"same count: by size", "a:A b:B{size=100}", RS_SORT_COUNT, "B 1 100, A 1 16"},
        {"all the same: by name", "b:B a:A", RS_SORT_COUNT, "A 1 16, B 1 16"},
        {"types of one name are added up", "a:app.Cache c:Z b:app.Cache<dict{size=64}", RS_SORT_SIZE,
         "app.Cache 2 80, Z 1 16"},
        {"records are left out", "i:interpreter-.x->t:thread->f:running_frame-local a->a", RS_SORT_NAME,
         "Node 1 16"},
        {"beyond 4 GB", "a{size=5000000000} b{size=4294967295} c", RS_SORT_SIZE, "Node 3 9294967311"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_summary(cases[i].label, cases[i].heap, cases[i].sort, cases[i].want);
}

static void test_summary__a_type_without_objects_has_no_row(void) {
    check_summary("only records", "t:thread", RS_SORT_SIZE, "");
}

/* The rows of a heap at random against adding up object by object. */
static void test_summary__everything_is_in_some_row(void) {
    heap *h = heap_random(
        &(heap_random_options){.seed = 3, .objects = 5000, .references = 9000, .records = 7});
    rs_summary *summary = NULL;
    const rs_summary_row *rows;
    check_ok("random", rs_summary_new(&summary, h->snapshot, RS_SORT_SIZE, NULL), NULL);
    uint64_t objects = 0, bytes = 0;
    size_t count = rs_summary_rows(summary, &rows);
    check_number("types", count, 4);
    for (size_t i = 0; i < count; i++) {
        objects += rows[i].objects;
        bytes += rows[i].bytes;
        check("larger first", i == 0 || rows[i - 1].bytes >= rows[i].bytes);
    }
    check_number("objects", objects, 4993);
    check_number("objects", objects, rs_snapshot_object_count(h->snapshot));
    check_number("bytes", bytes, rs_snapshot_total_size(h->snapshot));
    rs_summary_free(summary);
    heap_free(h);
}

static rs_status sum_up(void *context, rs_error *err) {
    const heap *h = context;
    rs_summary *summary = NULL;
    rs_status status = rs_summary_new(&summary, h->snapshot, RS_SORT_COUNT, err);
    check("out only on success", (status == RS_OK) == (summary != NULL));
    rs_summary_free(summary);
    return status;
}

static void test_summary__no_memory(void) {
    heap *h = heap_of("a:A b:B c:C");
    check_number("allocations", for_each_allocation_failure("summary", sum_up, h), 2);
    heap_free(h);
}

static void test_summary__freeing_nothing_is_fine(void) {
    rs_summary_free(NULL);
    check("still here", true);
}

static CU_TestInfo summary_tests[] = {
    TEST(test_summary__rows_and_their_order),      TEST(test_summary__a_type_without_objects_has_no_row),
    TEST(test_summary__everything_is_in_some_row), TEST(test_summary__no_memory),
    TEST(test_summary__freeing_nothing_is_fine),   CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "summary", summary_tests);
}
