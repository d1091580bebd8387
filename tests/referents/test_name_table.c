/* test_name_table.c: tests of name_table.c.                                                        Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "decoder.h"
#include "failing_allocator.h"
#include "fake_image.h"
#include "snapshot_parts.h"

static uint32_t name(rs_name_table *names, const char *text) {
    return rs__name_of_text(names, text, strlen(text));
}

static void test_name_table__the_same_content_has_the_same_number(void) {
    rs_name_table *names = rs__name_table_new();
    char copy[] = "peer";
    uint32_t peer = name(names, "peer"), next = name(names, "next");
    check_number("nothing is 0", name(names, ""), 0);
    check("numbered from 1", peer == 1 && next == 2);
    check_number("again", name(names, copy), peer);
    check("a prefix is another", name(names, "pee") != peer);
    check("a NUL inside counts", rs__name_of_text(names, "a\0b", 3) != rs__name_of_text(names, "a\0c", 3));
    rs__name_table_free(names);
}

static void test_name_table__is_handed_over_whole(void) {
    rs_name_table *names = rs__name_table_new();
    rs_parts parts = {0};
    for (int i = 0; i < 5000; i++) {
        char text[32];
        snprintf(text, sizeof text, "attribute_%d", i * 7919);
        name(names, text);
    }
    check("given", rs__name_table_give(names, &parts));
    check_number("strings", parts.string_count, 5001);
    check_text("string 0", parts.string_bytes + parts.string_start[0], "");
    check_text("string 1", parts.string_bytes + parts.string_start[1], "attribute_0");
    check_text("the last", parts.string_bytes + parts.string_start[5000], "attribute_39587081");
    check_number("bytes", parts.string_size, parts.string_start[5000] + strlen("attribute_39587081") + 1);
    check("not twice", !rs__name_table_give(names, &parts));
    check_number("nothing is named any more", name(names, "late"), 0);
    rs__name_table_free(names);
    rs__parts_release(&parts);
}

/* Random strings over a small alphabet against a list searched from the front. */
static void test_name_table__agrees_with_a_list(void) {
    enum { STRINGS = 4000 };
    static char list[STRINGS][12];
    uint32_t count = 0, state = 12345, wrong = 0;
    rs_name_table *names = rs__name_table_new();
    for (int i = 0; i < STRINGS * 3; i++) {
        char text[12];
        size_t length = 1 + (state = state * 1664525u + 1013904223u) / 429496730u;
        for (size_t k = 0; k < length; k++)
            text[k] = (char)('a' + (state = state * 1664525u + 1013904223u) / 1431655766u);
        text[length] = 0;
        uint32_t at = 0;
        while (at < count && strcmp(list[at], text) != 0) at++;
        if (at == count && count == STRINGS) continue;
        if (at == count) strcpy(list[count++], text);
        wrong += name(names, text) != at + 1;
    }
    check_number("differences", wrong, 0);
    check("enough strings", count > 500);
    rs__name_table_free(names);
}

static void check_str(const char *label, const rs_layout *layout, const void *characters, size_t length,
                      unsigned width, const char *want) {
    fake_image *fake = fake_image_new();
    rs_name_table *names = rs__name_table_new();
    rs_parts parts = {0};
    uint64_t str = fake_str(fake, layout, characters, length, width);
    uint32_t number = rs__name_of_str(names, fake_image_door(fake), layout, str);
    check_number(label, number, rs__name_of_str(names, fake_image_door(fake), layout, str));
    check_number(label, number, name(names, want));
    check("given", rs__name_table_give(names, &parts));
    check_text(label, parts.string_bytes + parts.string_start[number], want);
    rs__parts_release(&parts);
    rs__name_table_free(names);
    fake_image_free(fake);
}

static void test_name_table__characters_of_every_width_become_utf8(void) {
    static const uint16_t two[] = {'x', 0x20AC, 0xD800};
    static const uint32_t four[] = {0x1F40D, 'y', 0x10FFFF, 0x7FFFFFFF};
    for (int minor = 9; minor <= 13; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        check_str("empty", layout, "", 0, 0, "");
        check_str("ascii", layout, "peer", 4, 0, "peer");
        check_str("latin-1", layout, "caf\xE9", 4, 1, "caf\xC3\xA9");
        check_str("two bytes, a lone surrogate", layout, two, 3, 2, "x\xE2\x82\xAC\xED\xA0\x80");
        check_str("four bytes, one beyond Unicode", layout, four, 4, 4,
                  "\xF0\x9F\x90\x8Dy\xF4\x8F\xBF\xBF\xEF\xBF\xBD");
    }
}

static void test_name_table__what_is_no_str_has_no_name(void) {
    for (int minor = 9; minor <= 13; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        rs_name_table *names = rs__name_table_new();
        const rs_image *image = fake_image_door(fake);
        uint64_t str = fake_ascii(fake, layout, "peer");
        check_number("NULL", rs__name_of_str(names, image, layout, 0), 0);
        check_number("nothing there", rs__name_of_str(names, image, layout, 0xDEAD0000), 0);
        uint64_t tuple = fake_tuple(fake, layout, &str, 1);
        check_number("a tuple", rs__name_of_str(names, image, layout, tuple), 0);
        fake_put(fake, str + layout->str_length, 1u << 20);
        check_number("longer than its memory", rs__name_of_str(names, image, layout, str), 0);
        fake_put_half(fake, str + layout->str_state, 0);
        check_number("not ready", rs__name_of_str(names, image, layout, str), 0);
        check("no failure", !rs__name_table_failed(names));
        rs__name_table_free(names);
        fake_image_free(fake);
    }
}

static void test_name_table__a_str_is_remembered_by_its_address(void) {
    const rs_layout *layout = rs__layout_of_version(3, 11);
    fake_image *fake = fake_image_new();
    rs_name_table *names = rs__name_table_new();
    uint64_t one = fake_ascii(fake, layout, "peer"), other = fake_ascii(fake, layout, "peer");
    uint32_t number = rs__name_of_str(names, fake_image_door(fake), layout, one);
    check_number("the same content", rs__name_of_str(names, fake_image_door(fake), layout, other), number);
    fake_put(fake, one + layout->str_length, 3);
    check_number("not read again", rs__name_of_str(names, fake_image_door(fake), layout, one), number);
    rs__name_table_free(names);
    fake_image_free(fake);
}

typedef struct trial {
    fake_image *fake;
    uint64_t str;
} trial;

static rs_status name_much(void *context, rs_error *err) {
    const trial *t = context;
    const rs_layout *layout = rs__layout_of_version(3, 11);
    rs_parts parts = {0};
    rs_name_table *names = rs__name_table_new();
    if (!names) return rs_fail_memory(err, "names");
    for (int i = 0; i < 1500; i++) {
        char text[32];
        snprintf(text, sizeof text, "name%d", i);
        name(names, text);
    }
    rs__name_of_str(names, fake_image_door(t->fake), layout, t->str);
    allocation_failures_pause(); /* handing over only gives memory back */
    rs_status status = rs__name_table_give(names, &parts) ? RS_OK : rs_fail_memory(err, "names");
    allocation_failures_resume();
    if (status != RS_OK) check_number("named 0", name(names, "another"), 0);
    rs__name_table_free(names);
    rs__parts_release(&parts);
    return status;
}

static void test_name_table__out_of_memory_is_remembered(void) {
    trial t = {fake_image_new(), 0};
    t.str = fake_str(t.fake, rs__layout_of_version(3, 11), "caf\xE9", 4, 1);
    check("some allocations", for_each_allocation_failure("names", name_much, &t) > 5);
    fake_image_free(t.fake);
}

static CU_TestInfo tests[] = {
    TEST(test_name_table__the_same_content_has_the_same_number),
    TEST(test_name_table__is_handed_over_whole),
    TEST(test_name_table__agrees_with_a_list),
    TEST(test_name_table__characters_of_every_width_become_utf8),
    TEST(test_name_table__what_is_no_str_has_no_name),
    TEST(test_name_table__a_str_is_remembered_by_its_address),
    TEST(test_name_table__out_of_memory_is_remembered),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "name_table", tests);
}
