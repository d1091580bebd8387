/* test_read_scalar.c: tests of read_scalar.c.                                                      Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read_scalar.h"

#include <string.h>

#include "checks.h"
#include "fake_image.h"

static uint64_t fake_int(fake_image *fake, const rs_layout *layout, const uint32_t *digits, size_t count,
                         int sign) {
    uint64_t object = fake_object(fake, layout, fake_type(fake, layout, "int", RS_TYPE_INT),
                                  layout->int_digits + 4 * count);
    if (layout->ints == RS_INT_TAG)
        fake_put(fake, object + layout->int_size, (uint64_t)count << 3 | (sign < 0 ? 2 : sign == 0 ? 1 : 0));
    else
        fake_put(fake, object + layout->int_size, sign < 0 ? (uint64_t) - (int64_t)count : count);
    for (size_t i = 0; i < count; i++) fake_put_half(fake, object + layout->int_digits + 4 * i, digits[i]);
    return object;
}

static void test_read_scalar__ints_of_every_size_and_sign(void) {
    static const struct {
        const char *label;
        uint32_t digits[4];
        size_t count;
        int sign;
        bool fits;
        int64_t value;
        uint64_t bits;
    } cases[] = {
        {"zero", {0}, 0, 0, true, 0, 0},
        {"one", {1}, 1, 1, true, 1, 1},
        {"minus five", {5}, 1, -1, true, -5, 3},
        {"two digits", {0x3FFFFFFF, 1}, 2, 1, true, 0x7FFFFFFF, 31},
        {"the largest that fits", {0x3FFFFFFF, 0x3FFFFFFF, 7}, 3, 1, true, INT64_MAX, 63},
        {"64 bits do not", {0, 0, 8}, 3, -1, false, 0, 64},
        {"four digits", {1, 1, 1, 1}, 4, 1, false, 0, 91},
    };
    for (int minor = 9; minor <= 13; minor++)
        for (size_t i = 0; i < RS_COUNT(cases); i++) {
            const rs_layout *layout = rs__layout_of_version(3, minor);
            fake_image *fake = fake_image_new();
            rs_int got = {0};
            uint64_t object = fake_int(fake, layout, cases[i].digits, cases[i].count, cases[i].sign);
            check(cases[i].label, rs__read_int(&got, fake_image_door(fake), layout, object));
            check(cases[i].label, got.fits == cases[i].fits && got.negative == (cases[i].sign < 0));
            check_number(cases[i].label, got.value, cases[i].value);
            check_number(cases[i].label, got.bits, cases[i].bits);
            fake_image_free(fake);
        }
}

static void test_read_scalar__an_int_that_claims_too_much_is_none(void) {
    for (int minor = 9; minor <= 13; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        rs_int got = {0};
        uint32_t digit = 1;
        uint64_t object = fake_int(fake, layout, &digit, 1, 1);
        static const uint64_t claims[] = {2 << 3, 1000 << 3, INT64_MAX, 1ull << 62};
        for (size_t i = 0; i < RS_COUNT(claims); i++) {
            fake_put(fake, object + layout->int_size, claims[i]);
            check("refused", !rs__read_int(&got, fake_image_door(fake), layout, object));
        }
        fake_image_free(fake);
    }
}

static void test_read_scalar__bytes_and_floats(void) {
    for (int minor = 9; minor <= 13; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        const rs_image *image = fake_image_door(fake);
        size_t length = 0;
        uint64_t whole = 0, bytes = fake_bytes(fake, layout, "abcdef", 6);
        const char *data = rs__read_bytes(&length, &whole, image, layout, bytes, 4);
        check("cut", data && length == 4 && whole == 6 && memcmp(data, "abcd", 4) == 0);
        fake_put(fake, bytes + layout->object_size, 1u << 30);
        check("claims too much", !rs__read_bytes(&length, &whole, image, layout, bytes, UINT64_MAX));
        double real = 0;
        uint64_t number = fake_object(fake, layout, fake_type(fake, layout, "float", 0), 24);
        fake_put(fake, number + layout->float_value, 0x3FF8000000000000);
        check("1.5", rs__read_double(&real, image, number + layout->float_value) && real == 1.5);
        check("not there", !rs__read_double(&real, image, number + 24));
        fake_image_free(fake);
    }
}

static void test_read_scalar__utf8_is_cut_between_characters(void) {
    static const uint16_t euros[] = {0x20AC, 0x20AC};
    rs_chars chars = {euros, 2, 2, false};
    char buffer[8];
    uint64_t taken = 9;
    check_number("nothing fits", rs__chars_to_utf8(&chars, buffer, 2, &taken), 0);
    check_number("no character", taken, 0);
    check_number("one fits", rs__chars_to_utf8(&chars, buffer, 5, &taken), 3);
    check_number("one character", taken, 1);
    check_number("both", rs__chars_to_utf8(&chars, buffer, 6, NULL), 6);
}

static void test_read_scalar__c_strings_end_where_memory_ends(void) {
    fake_image *fake = fake_image_new();
    const rs_image *image = fake_image_door(fake);
    char buffer[8];
    check_text("whole", rs__read_c_string(buffer, sizeof buffer, image, fake_c_string(fake, "list")), "list");
    check_text("cut", rs__read_c_string(buffer, sizeof buffer, image, fake_c_string(fake, "builtin_method")),
               "builtin");
    check_text("NULL", rs__read_c_string(buffer, sizeof buffer, image, 0), "");
    uint64_t open = fake_block(fake, 3);
    for (unsigned i = 0; i < 3; i++) fake_put_byte(fake, open + i, 'x');
    check_text("without its end", rs__read_c_string(buffer, sizeof buffer, image, open), "");
    fake_image_free(fake);
}

static CU_TestInfo tests[] = {
    TEST(test_read_scalar__ints_of_every_size_and_sign),
    TEST(test_read_scalar__an_int_that_claims_too_much_is_none),
    TEST(test_read_scalar__bytes_and_floats),
    TEST(test_read_scalar__utf8_is_cut_between_characters),
    TEST(test_read_scalar__c_strings_end_where_memory_ends),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "read_scalar", tests);
}
