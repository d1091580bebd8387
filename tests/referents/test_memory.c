/* test_memory.c: tests of memory.c.                                                                Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"

/* An allocator that keeps a record, fills what it gives with 0xAA, and can be told to refuse. */
typedef struct recorder {
    size_t calls, last_size;
    long live;
    bool refuses;
} recorder;

static void *recorder_resize(void *context, void *old, size_t size) {
    recorder *r = context;
    r->calls++;
    r->last_size = size;
    if (size == 0) {
        r->live -= old != NULL;
        free(old);
        return NULL;
    }
    if (r->refuses) return NULL;
    void *block = realloc(old, size);
    if (!old) memset(block, 0xAA, size);
    r->live += !old;
    return block;
}

static recorder start(void) {
    return (recorder){0};
}

static void use(recorder *r) {
    rs_memory_use(&(rs_allocator){recorder_resize, r});
}

static void test_memory__sizes_that_overflow_are_refused(void) {
    check("array", rs_alloc_array(SIZE_MAX / 2, 3) == NULL);
    check("cleared", rs_alloc_cleared(SIZE_MAX / 2, 3) == NULL);
    check("half of all addresses", rs_alloc((size_t)PTRDIFF_MAX + 1) == NULL);
    char *old = rs_copy_string("kept");
    check("resize", rs_resize_array(old, SIZE_MAX, 2) == NULL);
    check_text("the old block stays", old, "kept");
    rs_release(old);
}

static void test_memory__nothing_is_a_block_too(void) {
    recorder r = start();
    use(&r);
    void *blocks[] = {rs_alloc(0), rs_alloc_array(0, 8), rs_alloc_cleared(8, 0)};
    for (size_t i = 0; i < RS_COUNT(blocks); i++) check("a block", blocks[i] != NULL);
    void *shrunk = rs_resize_array(blocks[0], 0, 8);
    check("resize to nothing is no release", shrunk != NULL);
    check_number("live", r.live, 3);
    rs_release(shrunk);
    rs_release(blocks[1]);
    rs_release(blocks[2]);
    check_number("released", r.live, 0);
    size_t calls = r.calls;
    rs_release(NULL);
    check_number("NULL asks nobody", r.calls, calls);
    rs_memory_use(NULL);
}

static void check_cleared(const char *label) {
    unsigned char *block = rs_alloc_cleared(1000, 3);
    unsigned char any = 0;
    for (size_t i = 0; i < 3000; i++) any |= block[i];
    check_number(label, any, 0);
    rs_release(block);
}

static void test_memory__cleared_is_cleared(void) {
    recorder r = start();
    check_cleared("the C library's");
    use(&r);
    check_cleared("another's");
    check_number("it was asked", r.calls, 2);
    rs_memory_use(NULL);
}

static void test_memory__a_string_is_copied(void) {
    const char *original = "caf\xC3\xA9";
    char *copied = rs_copy_string(original);
    check_text("copied", copied, original);
    check("elsewhere", copied != original);
    rs_release(copied);
    recorder r = start();
    r.refuses = true;
    use(&r);
    check("no memory", rs_copy_string("x") == NULL);
    rs_memory_use(NULL);
}

static void test_memory__reserve_grows_by_half_as_much_again(void) {
    static const struct {
        const char *label;
        size_t capacity, needed, want;
    } cases[] = {
        {"enough there", 10, 10, 10}, {"nothing needed", 0, 0, 0},         {"the first", 0, 1, 8},
        {"by half", 100, 101, 150},   {"more than half", 100, 1000, 1000},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        size_t capacity = cases[i].capacity;
        void *array = capacity ? rs_alloc_array(capacity, 4) : NULL;
        check(cases[i].label, rs_reserve(&array, &capacity, cases[i].needed, 4));
        check_number(cases[i].label, capacity, cases[i].want);
        rs_release(array);
    }
}

static void test_memory__reserve_that_fails_changes_nothing(void) {
    recorder r = start();
    use(&r);
    void *array = rs_copy_string("1234567");
    void *before = array;
    size_t capacity = 8;
    r.refuses = true;
    check("refused", !rs_reserve(&array, &capacity, 9, 1));
    check("too large", !rs_reserve(&array, &capacity, SIZE_MAX, 8));
    check("the block", array == before);
    check_number("the capacity", capacity, 8);
    check_text("the bytes", array, "1234567");
    rs_release(array);
    rs_memory_use(NULL);
}

static CU_TestInfo memory[] = {
    TEST(test_memory__sizes_that_overflow_are_refused),
    TEST(test_memory__nothing_is_a_block_too),
    TEST(test_memory__cleared_is_cleared),
    TEST(test_memory__a_string_is_copied),
    TEST(test_memory__reserve_grows_by_half_as_much_again),
    TEST(test_memory__reserve_that_fails_changes_nothing),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "memory", memory);
}
