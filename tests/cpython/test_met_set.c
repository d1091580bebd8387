/* test_met_set.c: which objects were met, against a plain array.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "met_set.h"

#include <stdlib.h>

#include "checks.h"
#include "failing_allocator.h"

#define OBJECTS 20000u

static uint64_t address_of(size_t i) {
    return 0x10000000u + (i % 5) * 0x155500000000u + (i % 300) * 0x100000u + (i / 300) * 16;
}

static void test_met_set__each_is_first_once(void) {
    static rs_met_set met;
    static const size_t counts[] = {100, 0, OBJECTS, 600, 100};
    for (size_t round = 0; round < RS_COUNT(counts); round++) { /* a set that was cleared knows nothing */
        size_t first = 0, again = 0;
        for (size_t i = 0; i < counts[round]; i++) first += rs__met_first(&met, address_of(i));
        for (size_t i = 0; i < counts[round]; i++) again += rs__met_first(&met, address_of(i));
        check_number("met for the first time", first, counts[round]);
        check_number("met again", again, 0);
        rs__met_clear(&met);
        check("not failed", !met.failed);
    }
    rs__met_release(&met);
}

static rs_status meet(void *context, rs_error *err) {
    rs_met_set *met = calloc(1, sizeof *met);
    (void)context;
    for (size_t i = 0; i < 2000 && !met->failed; i++) rs__met_first(met, address_of(i));
    bool failed = met->failed;
    rs__met_clear(met);
    check("usable after a failure", !met->failed && met->count == 0);
    rs__met_release(met);
    free(met);
    return failed ? rs_fail_memory(err, "set") : RS_OK;
}

static void test_met_set__out_of_memory(void) {
    check("allocations", for_each_allocation_failure("met set", meet, NULL) > 3);
}

static CU_TestInfo tests[] = {
    TEST(test_met_set__each_is_first_once),
    TEST(test_met_set__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "met_set", tests);
}
