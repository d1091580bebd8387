/* test_status.c: tests of status.c.                                                                Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "checks.h"

static void test_status__every_status_has_a_name_and_a_text(void) {
    static const struct {
        rs_status status;
        const char *name, *text;
    } cases[] = {
        {RS_OK, "RS_OK", "no error"},
        {RS_NO_MEMORY, "RS_NO_MEMORY", "out of memory"},
        {RS_BAD_ARGUMENT, "RS_BAD_ARGUMENT", "wrong usage or bad input"},
        {RS_PROGRAM_FAILED, "RS_PROGRAM_FAILED", "the program under refscope failed"},
        {RS_INTERNAL, "RS_INTERNAL", "a foreign library refused; a bug in refscope"},
        {(rs_status)(RS_INTERNAL + 1), "RS_?", "unknown status"},
        {(rs_status)-1, "RS_?", "unknown status"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        check_text(cases[i].name, rs_status_name(cases[i].status), cases[i].name);
        check_text(cases[i].name, rs_status_text(cases[i].status), cases[i].text);
    }
}

static void test_status__a_failure_keeps_status_and_sentence(void) {
    rs_error err = RS_ERROR_INIT;
    rs_status status = rs_fail(&err, RS_IO, "%s: %s", "a.txt", "no such file");
    check_number("returned", status, RS_IO);
    check_number("kept", err.status, RS_IO);
    check_text("message", err.message, "a.txt: no such file");
    check_number("memory", rs_fail_memory(&err, "cannot sum up"), RS_NO_MEMORY);
    check_text("memory", err.message, "cannot sum up: out of memory");
}

static void test_status__nobody_needs_to_listen(void) {
    check_number("NULL", rs_fail(NULL, RS_LIMIT, "%d", 1), RS_LIMIT);
    check_number("NULL", rs_fail_memory(NULL, "x"), RS_NO_MEMORY);
}

static void test_status__a_message_is_one_line(void) {
    rs_error err = RS_ERROR_INIT;
    rs_fail(&err, RS_IO, "a\nb\r\nc");
    check_text("newlines", err.message, "a b  c");
}

static void test_status__a_message_may_quote_the_one_before(void) {
    rs_error err = RS_ERROR_INIT;
    rs_fail(&err, RS_IO, "disk full");
    rs_fail(&err, RS_INTERNAL, "cannot write: %s", err.message);
    check_text("chained", err.message, "cannot write: disk full");
}

static void test_status__a_long_message_ends_with_a_whole_character(void) {
    static const struct {
        const char *label, *last;
        size_t filler, want;
    } cases[] = {
        {"fits exactly", "\xE2\x80\xA6", 476, 479},
        {"one byte too long", "\xE2\x80\xA6", 477, 477},
        {"two bytes too long", "\xE2\x80\xA6", 478, 478},
        {"four-byte character", "\xF0\x9F\x90\x8D", 476, 476},
        {"plain letters", "abcdef", 476, 479},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        char filler[480];
        rs_error err = RS_ERROR_INIT;
        memset(filler, 'x', cases[i].filler);
        filler[cases[i].filler] = '\0';
        rs_fail(&err, RS_IO, "%s%s", filler, cases[i].last);
        check_number(cases[i].label, strlen(err.message), cases[i].want);
    }
}

static CU_TestInfo status[] = {
    TEST(test_status__every_status_has_a_name_and_a_text),
    TEST(test_status__a_failure_keeps_status_and_sentence),
    TEST(test_status__nobody_needs_to_listen),
    TEST(test_status__a_message_is_one_line),
    TEST(test_status__a_message_may_quote_the_one_before),
    TEST(test_status__a_long_message_ends_with_a_whole_character),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "status", status);
}
