/* test_text.c: tests of text.c, text_escape.c and text_columns.c.                                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"

/* ---- Growing -------------------------------------------------------------------------------------------------------- */

static void test_text__nothing_reads_as_nothing(void) {
    rs_text text = RS_TEXT_INIT;
    check_text("before", rs_text_string(&text), "");
    check("no block", text.data == NULL);
    rs_text_add(&text, "");
    check_text("empty addition", rs_text_string(&text), "");
    rs_text_release(&text);
}

static void test_text__additions_stand_one_behind_another(void) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add(&text, "one");
    rs_text_add_char(&text, ',');
    rs_text_add_bytes(&text, "twofold", 3);
    rs_text_add_repeated(&text, "-=", 3);
    rs_text_add_repeated(&text, "never", 0);
    rs_text_addf(&text, "%d%s", 42, "!");
    check_number("length", text.length, 16);
    check_and_release("all", &text, "one,two-=-=-=42!");
    check("released", text.data == NULL && text.length == 0 && text.capacity == 0);
}

static void test_text__a_long_addition_fits(void) {
    static char long_one[100001];
    memset(long_one, 'x', sizeof long_one - 1);
    rs_text text = RS_TEXT_INIT;
    rs_text_addf(&text, "<%s>", long_one);
    rs_text_add(&text, long_one);
    check_number("length", text.length, 200002);
    check_number("NUL behind", strlen(text.data), 200002);
    rs_text_release(&text);
}

static void test_text__bytes_may_hold_nul(void) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add_bytes(&text, "a\0b", 3);
    check_number("length", text.length, 3);
    check("all three", memcmp(text.data, "a\0b", 4) == 0);
    rs_text_release(&text);
}

static void test_text__clear_keeps_the_memory(void) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add(&text, "something");
    size_t capacity = text.capacity;
    rs_text_clear(&text);
    check_text("empty", rs_text_string(&text), "");
    check_number("capacity", text.capacity, capacity);
    rs_text_add(&text, "new");
    check_and_release("again", &text, "new");
}

static void test_text__an_impossible_length_is_a_failure(void) {
    rs_text text = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    rs_text_add(&text, "kept");
    rs_text_add_repeated(&text, "0123456789", SIZE_MAX / 4);
    rs_text_add(&text, "lost");
    check_number("status", rs_text_status(&text, &err), RS_NO_MEMORY);
    check_text("message", err.message, "cannot write the text: out of memory");
    check_text("what was there", rs_text_string(&text), "kept");
    rs_text_clear(&text);
    check_number("cleared", rs_text_status(&text, NULL), RS_OK);
    rs_text_release(&text);
}

static rs_status write_a_report(void *context, rs_error *err) {
    rs_text text = RS_TEXT_INIT;
    for (int i = 0; i < 100; i++) {
        rs_text_addf(&text, "line %d ", i);
        rs_text_add_escaped(&text, "\n\xFF'x", 4, '\'');
        rs_text_add_count(&text, 1234567);
        rs_text_add_size(&text, 1234567);
        rs_text_add_repeated(&text, "-", 10);
        rs_text_add_decimal(&text, -i);
        rs_text_add_address(&text, 4096);
    }
    rs_status status = rs_text_status(&text, err);
    rs_text_release(&text);
    return status;
}

static void test_text__no_memory_is_remembered(void) {
    check("there was something to fail", for_each_allocation_failure("report", write_a_report, NULL) > 5);
}

/* ---- Escapes -------------------------------------------------------------------------------------------------------- */

#define BYTES(literal) literal, sizeof(literal) - 1

static void test_text__escapes(void) {
    static const struct {
        const char *label, *bytes;
        size_t count;
        char quote;
        const char *want;
    } cases[] = {
        {"nothing", BYTES(""), 0, ""},
        {"plain", BYTES("abc DEF ~"), '\'', "abc DEF ~"},
        {"newline, tab, return", BYTES("a\nb\tc\rd"), 0, "a\\nb\\tc\\rd"},
        {"backslash", BYTES("C:\\new"), 0, "C:\\\\new"},
        {"the quote", BYTES("it's \"so\""), '\'', "it\\'s \"so\""},
        {"the other quote", BYTES("it's \"so\""), '"', "it's \\\"so\\\""},
        {"no quote", BYTES("it's"), 0, "it's"},
        {"NUL", BYTES("a\0b"), 0, "a\\x00b"},
        {"controls", BYTES("\x01\x1B[31m\x7F"), 0, "\\x01\\x1b[31m\\x7f"},
        {"controls of the upper half", BYTES("\xC2\x80\xC2\x9F"), 0, "\\x80\\x9f"},
        {"letters", BYTES("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x8D"), 0, "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x8D"},
        {"soft hyphen", BYTES("\xC2\xAD"), 0, "\\xad"},
        {"right-to-left override", BYTES("\xE2\x80\xAE"), 0, "\\u202e"},
        {"isolates", BYTES("\xE2\x81\xA6\xE2\x81\xA9"), 0, "\\u2066\\u2069"},
        {"Arabic letter mark", BYTES("\xD8\x9C"), 0, "\\u061c"},
        {"line separator", BYTES("\xE2\x80\xA8"), 0, "\\u2028"},
        {"byte order mark", BYTES("\xEF\xBB\xBF"), 0, "\\ufeff"},
        {"joiner in an emoji stays", BYTES("\xE2\x80\x8D"), 0, "\xE2\x80\x8D"},
        {"lone surrogate", BYTES("\xED\xA0\x80\xED\xBF\xBF"), 0, "\\ud800\\udfff"},
        {"continuation alone", BYTES("\x80\xBF"), 0, "\\x80\\xbf"},
        {"cut at the end", BYTES("a\xE2\x82"), 0, "a\\xe2\\x82"},
        {"cut in the middle", BYTES("\xE2\x82z"), 0, "\\xe2\\x82z"},
        {"overlong NUL", BYTES("\xC0\x80"), 0, "\\xc0\\x80"},
        {"overlong slash", BYTES("\xE0\x80\xAF"), 0, "\\xe0\\x80\\xaf"},
        {"overlong four", BYTES("\xF0\x80\x80\x80"), 0, "\\xf0\\x80\\x80\\x80"},
        {"above the last character", BYTES("\xF4\x90\x80\x80"), 0, "\\xf4\\x90\\x80\\x80"},
        {"the last character", BYTES("\xF4\x8F\xBF\xBD"), 0, "\xF4\x8F\xBF\xBD"},
        {"never UTF-8", BYTES("\xFE\xFF\xF8"), 0, "\\xfe\\xff\\xf8"},
        {"noncharacter", BYTES("\xEF\xBF\xBF"), 0, "\\uffff"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_text text = RS_TEXT_INIT;
        rs_text_add_escaped(&text, cases[i].bytes, cases[i].count, cases[i].quote);
        check_and_release(cases[i].label, &text, cases[i].want);
    }
}

/* Whatever goes in: no control comes out, and what comes out is not changed by checking it again. */
static void test_text__printable_words_are_escaped_once(void) {
    static const struct {
        const char *label, *words, *want;
    } cases[] = {
        {"nothing", "", ""},
        {"plain", "Node.parent", "Node.parent"},
        {"escaped already", "['a\\nb\\\\']", "['a\\nb\\\\']"},
        {"escaped in part", "a\\n\x1b\\", "a\\n\\x1b\\"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_text text = RS_TEXT_INIT;
        rs_text_add_printable(&text, cases[i].words);
        rs_text again = RS_TEXT_INIT;
        rs_text_add_printable(&again, rs_text_string(&text));
        check_and_release(cases[i].label, &text, cases[i].want);
        check_and_release("again", &again, cases[i].want);
    }
}

static void test_text__escaped_bytes_are_printable(void) {
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        char bytes[24];
        for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)random_next(&seed);
        rs_text text = RS_TEXT_INIT;
        rs_text_add_escaped(&text, bytes, random_next(&seed) % (sizeof bytes + 1), '"');
        bool printable = true;
        for (size_t i = 0; i < text.length; i++)
            printable &= (unsigned char)text.data[i] >= 0x20 && text.data[i] != 0x7F;
        rs_text again = RS_TEXT_INIT;
        rs_text_add_escaped(&again, rs_text_string(&text), text.length, 0);
        bool same = again.length == text.length;
        for (size_t i = 0; i < text.length; i++)
            same |= text.data[i] == '\\'; /* only backslashes are doubled */
        if (!check("printable", printable) || !check("stable", same)) round = 3000;
        rs_text_release(&text);
        rs_text_release(&again);
    }
}

/* ---- Numbers -------------------------------------------------------------------------------------------------------- */

static void test_text__sizes(void) {
    static const struct {
        unsigned long long bytes;
        const char *want;
    } cases[] = {
        {0, "0 B"},
        {999, "999 B"},
        {1023, "1023 B"},
        {1024, "1.0 KB"},
        {1536, "1.5 KB"},
        {1024 * 1024 - 1, "1.0 MB"},
        {1024 * 1024, "1.0 MB"},
        {1000 * 1024, "1000.0 KB"},
        {22439526, "21.4 MB"},
        {5ull << 30, "5.0 GB"},
        {3ull << 40, "3.0 TB"},
        {UINT64_MAX, "16.0 EB"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_text text = RS_TEXT_INIT;
        rs_text_add_size(&text, cases[i].bytes);
        check_and_release(cases[i].want, &text, cases[i].want);
    }
}

static void test_text__counts(void) {
    static const struct {
        unsigned long long count;
        const char *want;
    } cases[] = {
        {0, "0"},
        {999, "999"},
        {1000, "1,000"},
        {1234567, "1,234,567"},
        {UINT64_MAX, "18,446,744,073,709,551,615"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_text text = RS_TEXT_INIT;
        rs_text_add_count(&text, cases[i].count);
        check_and_release(cases[i].want, &text, cases[i].want);
    }
}

/* ---- Columns -------------------------------------------------------------------------------------------------------- */

/* What printf says of the same. */
static void test_text__numbers(void) {
    static const long long numbers[] = {0,         1,        -1, 9, 10, -10, 4294967296, 1234567890123456789,
                                        INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < RS_COUNT(numbers); i++) {
        rs_text text = RS_TEXT_INIT;
        char want[64];
        rs_text_add_decimal(&text, numbers[i]);
        rs_text_add_char(&text, ' ');
        rs_text_add_address(&text, (unsigned long long)numbers[i]);
        snprintf(want, sizeof want, "%lld 0x%llx", numbers[i], (unsigned long long)numbers[i]);
        check_and_release(want, &text, want);
    }
}

static void test_text__columns(void) {
    static const struct {
        const char *label, *bytes;
        size_t count, columns;
    } cases[] = {
        {"nothing", BYTES(""), 0},
        {"letters", BYTES("abc"), 3},
        {"accents", BYTES("\xC3\xA9\xC3\xA8"), 2},
        {"combining accent", BYTES("e\xCC\x81"), 1},
        {"first and last combining", BYTES("\xCC\x80\xF3\xA0\x87\xAF"), 0},
        {"Chinese", BYTES("\xE4\xB8\xAD\xE6\x96\x87"), 4},
        {"Hangul syllable", BYTES("\xED\x95\x9C"), 2},
        {"full width letter", BYTES("\xEF\xBC\xA1"), 2},
        {"snake", BYTES("\xF0\x9F\x90\x8D"), 2},
        {"box drawing", BYTES("\xE2\x94\x9C\xE2\x94\x80"), 2},
        {"ellipsis", BYTES("\xE2\x80\xA6"), 1},
        {"joiner", BYTES("\xE2\x80\x8D"), 0},
        {"controls", BYTES("\n\t\x1B"), 0},
        {"not UTF-8", BYTES("\xFF\xE2\x82"), 3},
        {"letters around a wide one", BYTES("ab\xE4\xB8\xAD~ "), 6},
        {"the end of ASCII", BYTES("a\x7F~"), 2},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_number(cases[i].label, rs_text_columns(cases[i].bytes, cases[i].count), cases[i].columns);
}

static void test_text__fit(void) {
    static const struct {
        const char *label, *bytes;
        size_t count, columns, want;
    } cases[] = {
        {"all", BYTES("abc"), 3, 3},
        {"more room than text", BYTES("abc"), 10, 3},
        {"cut", BYTES("abc"), 2, 2},
        {"no room", BYTES("abc"), 0, 0},
        {"accents go with their letter", BYTES("e\xCC\x81x"), 1, 3},
        {"no half of a wide one", BYTES("a\xE4\xB8\xAD"), 2, 1},
        {"a whole wide one", BYTES("a\xE4\xB8\xAD"), 3, 4},
        {"not UTF-8", BYTES("\xFF\xFF"), 1, 1},
        {"what takes no column goes with the last",
         BYTES("ab\xCC\x81\x1F"
               "c"),
         2, 5},
        {"letters around a wide one",
         BYTES("ab\xE4\xB8\xAD"
               "cd"),
         5, 6},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_number(cases[i].label, rs_text_fit(cases[i].bytes, cases[i].count, cases[i].columns),
                     cases[i].want);
}

static CU_TestInfo text_tests[] = {
    TEST(test_text__nothing_reads_as_nothing),
    TEST(test_text__additions_stand_one_behind_another),
    TEST(test_text__a_long_addition_fits),
    TEST(test_text__bytes_may_hold_nul),
    TEST(test_text__clear_keeps_the_memory),
    TEST(test_text__an_impossible_length_is_a_failure),
    TEST(test_text__no_memory_is_remembered),
    TEST(test_text__escapes),
    TEST(test_text__printable_words_are_escaped_once),
    TEST(test_text__escaped_bytes_are_printable),
    TEST(test_text__sizes),
    TEST(test_text__counts),
    TEST(test_text__numbers),
    TEST(test_text__columns),
    TEST(test_text__fit),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "text", text_tests);
}
