/* test_allocations.c: which lines allocated objects, as a snapshot keeps them.   Tests referents/allocations.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "allocations.h"

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"

static const char *or_nothing(const char *text) {
    return text ? text : "nothing";
}

static void test_allocations__of_what_was_asked_about_and_of_nothing_else(void) {
    heap *h = heap_of("a->b->c->d");
    rs_allocations some = RS_ALLOCATIONS_INIT;
    check("b", rs__allocations_add(&some, heap_id(h, "b"), "app.py:2"));
    check("d", rs__allocations_add(&some, heap_id(h, "d"), "app.py:4"));
    check_text("before", or_nothing(rs_snapshot_allocation(h->snapshot, heap_id(h, "b"))), "nothing");
    rs__snapshot_keep_allocations(h->snapshot, &some);
    check_number("moved", some.count, 0);
    static const char *const want[][2] = {
        {"a", "nothing"}, {"b", "app.py:2"}, {"c", "nothing"}, {"d", "app.py:4"}};
    for (size_t i = 0; i < RS_COUNT(want); i++)
        check_text(want[i][0], or_nothing(rs_snapshot_allocation(h->snapshot, heap_id(h, want[i][0]))),
                   want[i][1]);
    check_text("no such object", or_nothing(rs_snapshot_allocation(h->snapshot, 77)), "nothing");
    rs_allocations other = RS_ALLOCATIONS_INIT;
    check("a", rs__allocations_add(&other, heap_id(h, "a"), "b.py:1"));
    rs__snapshot_keep_allocations(h->snapshot, &other);
    check_text("in place of the old ones", or_nothing(rs_snapshot_allocation(h->snapshot, heap_id(h, "b"))),
               "nothing");
    heap_free(h);
}

static rs_status try_to_add(void *context, rs_error *err) {
    rs_allocations some = RS_ALLOCATIONS_INIT;
    bool done = true;
    (void)context;
    for (rs_object_id o = 0; o < 40 && done; o++) done = rs__allocations_add(&some, o, "app.py:1");
    rs__allocations_release(&some);
    return done ? RS_OK : rs_fail_memory(err, "test");
}

static void test_allocations__out_of_memory_at_every_allocation(void) {
    check("some fail", for_each_allocation_failure("add", try_to_add, NULL) >= 40);
}

static CU_TestInfo tests[] = {
    TEST(test_allocations__of_what_was_asked_about_and_of_nothing_else),
    TEST(test_allocations__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "allocations", tests);
}
