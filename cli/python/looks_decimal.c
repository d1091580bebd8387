/* looks_decimal.c: a Decimal as repr() writes it, from its digits.                       Header: looks.h. Map: README.md
 *
 * Its own repr() makes the thread's decimal context where there is none yet. The digits stand in words of nineteen, the
 * lowest first, as libmpdec keeps them in processes of 64 bits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "looks.h"

typedef struct decimal_body {
    PyObject_HEAD Py_hash_t hash;
    uint8_t flags;
    Py_ssize_t exponent, digits, length, room;
    const uint64_t *word;
} decimal_body;
enum { NEGATIVE = 1, INFINITE = 2, QUIET = 4, SIGNALLING = 8, DIGITS_A_WORD = 19, DIGITS_MAX = 400 };

static void add_coefficient(rs_text *text, const decimal_body *number) {
    for (Py_ssize_t i = number->length; i-- > 0;)
        rs_text_addf(text, i == number->length - 1 ? "%llu" : "%019llu", (unsigned long long)number->word[i]);
}

static void add_zeros(rs_text *text, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) rs_text_add_char(text, '0');
}

/* Digits, with a point in front of the last -exponent of them unless that would be far away: then with an exponent. */
static void add_finite(rs_text *text, const decimal_body *number) {
    rs_text digits = RS_TEXT_INIT;
    add_coefficient(&digits, number);
    const char *string = rs_text_string(&digits);
    Py_ssize_t count = (Py_ssize_t)digits.length, left = number->exponent + count;
    Py_ssize_t point = number->exponent <= 0 && left > -6 ? left : 1;
    if (point <= 0) {
        rs_text_add(text, "0.");
        add_zeros(text, -point);
        rs_text_add_bytes(text, string, (size_t)count);
    } else {
        Py_ssize_t whole = point < count ? point : count;
        rs_text_add_bytes(text, string, (size_t)whole);
        if (whole < count) rs_text_add_char(text, '.');
        rs_text_add_bytes(text, string + whole, (size_t)(count - whole));
    }
    if (left != point) rs_text_addf(text, "E%+lld", (long long)(left - point));
    text->failed |= digits.failed;
    rs_text_release(&digits);
}

void rs__looks_add_decimal(rs__looks *to, PyObject *object) {
    const decimal_body *number = (const decimal_body *)(const void *)object;
    bool special = number->flags & (INFINITE | QUIET | SIGNALLING);
    bool believed = number->digits <= DIGITS_MAX && number->length >= 0 &&
                    number->length <= (DIGITS_MAX + DIGITS_A_WORD) / DIGITS_A_WORD && number->word;
    if (sizeof(void *) != 8 || Py_TYPE(object)->tp_basicsize < (Py_ssize_t)sizeof *number || !believed) {
        rs__looks_add_plainly(to, object);
        return;
    }
    rs_text_add(to->text, "Decimal('");
    if (number->flags & NEGATIVE) rs_text_add_char(to->text, '-');
    if (number->flags & INFINITE)
        rs_text_add(to->text, "Infinity");
    else if (special)
        rs_text_add(to->text, number->flags & SIGNALLING ? "sNaN" : "NaN");
    if (special && !(number->flags & INFINITE) && number->digits > 0 && number->length > 0)
        add_coefficient(to->text, number);
    if (!special) add_finite(to->text, number);
    rs_text_add(to->text, "')");
}
