/* test_read_line.c: tests of read_line.c, on tables made by hand. On real ones: tests/cpython/test_frames.c.
 *                                                                                                  Map: tests/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read_line.h"

#include <string.h>

#include "checks.h"
#include "fake_image.h"

/* A code object whose first line is 10 and whose table is `table`. */
static uint32_t line(int minor, const char *table, size_t length, int64_t offset) {
    const rs_layout *layout = rs__layout_of_version(3, minor);
    fake_image *fake = fake_image_new();
    uint64_t code = fake_block(fake, 256);
    fake_put_half(fake, code + layout->code_first_line, 10);
    fake_put(fake, code + (minor == 9 ? layout->code_lnotab : layout->code_linetable),
             fake_bytes(fake, layout, table, length));
    uint32_t got = rs__read_line(fake_image_door(fake), layout, code, offset);
    fake_image_free(fake);
    return got;
}

#define CASE(label, minor, table, offset, want)                                                              \
    { label, minor, table, sizeof table - 1, offset, want }

static void test_read_line__every_form_of_table(void) {
    static const struct {
        const char *label;
        int minor;
        const char *table;
        size_t length;
        int64_t offset;
        uint32_t want;
    } cases[] = {
        CASE("lnotab, before the first", 9, "\0\1\4\1\6\2", -1, 10),
        CASE("lnotab, first", 9, "\0\1\4\1\6\2", 0, 11),
        CASE("lnotab, end of a line", 9, "\0\1\4\1\6\2", 3, 11),
        CASE("lnotab, second", 9, "\0\1\4\1\6\2", 4, 12),
        CASE("lnotab, last", 9, "\0\1\4\1\6\2", 100, 14),
        CASE("lnotab, backwards", 9, "\2\5\2\xFE", 4, 13),
        CASE("lnotab, empty", 9, "", 4, 10),
        CASE("lnotab, cut", 9, "\0\1\4", 4, 11),
        CASE("linetable, first", 10, "\4\1\6\2\2\xFF", 0, 11),
        CASE("linetable, second", 10, "\4\1\6\2\2\xFF", 4, 13),
        CASE("linetable, backwards", 10, "\4\1\6\2\2\xFF", 10, 12),
        CASE("linetable, no line", 10, "\4\1\2\x80\2\1", 4, 0),
        CASE("linetable, behind no line", 10, "\4\1\2\x80\2\1", 6, 12),
        CASE("linetable, behind the end", 10, "\4\1", 4, 0),
        /* short form; one line further, with columns; no columns and a step of -1; long form and a step of 100; none */
        CASE("locations, short form", 11, "\x81\x20\xD8\1\2\xE8\3\xF0\x48\3\0\1\1\xF8", 0, 10),
        CASE("locations, its last unit", 11, "\x81\x20\xD8\1\2\xE8\3\xF0\x48\3\0\1\1\xF8", 3, 10),
        CASE("locations, one line further", 12, "\x81\x20\xD8\1\2\xE8\3\xF0\x48\3\0\1\1\xF8", 4, 11),
        CASE("locations, no columns", 13, "\x81\x20\xD8\1\2\xE8\3\xF0\x48\3\0\1\1\xF8", 6, 10),
        CASE("locations, long form", 11, "\x81\x20\xD8\1\2\xE8\3\xF0\x48\3\0\1\1\xF8", 8, 110),
        CASE("locations, none", 11, "\x81\x20\xD8\1\2\xE8\3\xF0\x48\3\0\1\1\xF8", 10, 0),
        CASE("locations, behind the end", 11, "\x81\x20\xD8\1\2\xE8\3\xF0\x48\3\0\1\1\xF8", 12, 0),
        CASE("locations, cut in a number", 11, "\xF0\x7F", 0, 0),
        CASE("locations, empty", 11, "", 0, 0),
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_number(cases[i].label, line(cases[i].minor, cases[i].table, cases[i].length, cases[i].offset),
                     cases[i].want);
}

static void test_read_line__a_table_that_is_not_there(void) {
    for (int minor = 9; minor <= 13; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        uint64_t code = fake_block(fake, 256);
        fake_put_half(fake, code + layout->code_first_line, 7);
        check_number("NULL", rs__read_line(fake_image_door(fake), layout, code, 0), 0);
        check_number("the function's own line", rs__read_line(fake_image_door(fake), layout, code, -1), 7);
        check_number("no code", rs__read_line(fake_image_door(fake), layout, 0xDEAD0000, 2), 0);
        fake_image_free(fake);
    }
}

static CU_TestInfo tests[] = {
    TEST(test_read_line__every_form_of_table),
    TEST(test_read_line__a_table_that_is_not_there),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "read_line", tests);
}
