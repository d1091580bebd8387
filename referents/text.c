/* text.c: a growing piece of UTF-8 text.           Manual: rs_text.h. Escapes: text_escape.c. Columns: text_columns.c
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "rs_memory.h"

static bool grow(rs_text *text, size_t more) {
    if (text->failed) return false;
    size_t needed;
    void *data = text->data;
    text->failed = __builtin_add_overflow(text->length, more, &needed) || needed == SIZE_MAX ||
                   !rs_reserve(&data, &text->capacity, needed + 1, 1);
    text->data = data;
    return !text->failed;
}

/* Room for `more` bytes and the NUL behind them; false, and the text has failed, when there is none. */
static inline bool make_room(rs_text *text, size_t more) {
    return (!text->failed && more < text->capacity - text->length) || grow(text, more);
}

void rs_text_add_bytes(rs_text *text, const char *bytes, size_t count) {
    if (!make_room(text, count)) return;
    if (count > 0) memcpy(text->data + text->length, bytes, count);
    text->length += count;
    text->data[text->length] = '\0';
}

void rs_text_add(rs_text *text, const char *string) {
    rs_text_add_bytes(text, string, strlen(string));
}

void rs_text_add_char(rs_text *text, char character) {
    if (!make_room(text, 1)) return;
    text->data[text->length++] = character;
    text->data[text->length] = '\0';
}

void rs_text_add_repeated(rs_text *text, const char *string, size_t times) {
    size_t length = strlen(string), total;
    if (__builtin_mul_overflow(length, times, &total)) {
        text->failed = true;
        return;
    }
    if (!make_room(text, total)) return;
    for (size_t i = 0; i < times; i++) rs_text_add_bytes(text, string, length);
}

/* Most of what is formatted is short: it is written at once where there is room, and measured first only when there is not. */
void rs_text_addf(rs_text *text, const char *format, ...) {
    va_list arguments, again;
    if (!make_room(text, 32)) return;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = text->capacity - text->length;
    int length = vsnprintf(text->data + text->length, room, format, arguments);
    text->failed = length < 0;
    if (length >= 0 && (size_t)length >= room && make_room(text, (size_t)length))
        vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
    if (!text->failed) text->length += (size_t)length;
    text->data[text->length] = '\0';
    va_end(again);
    va_end(arguments);
}

/* The digits end where `end` points; where they begin. */
static char *write_digits(char *end, unsigned long long value, unsigned base) {
    do *--end = "0123456789abcdef"[value % base];
    while (value /= base);
    return end;
}

void rs_text_add_decimal(rs_text *text, long long value) {
    char digits[24], *end = digits + sizeof digits;
    unsigned long long magnitude = value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value;
    char *first = write_digits(end, magnitude, 10);
    if (value < 0) *--first = '-';
    rs_text_add_bytes(text, first, (size_t)(end - first));
}

void rs_text_add_address(rs_text *text, unsigned long long address) {
    char digits[24], *end = digits + sizeof digits;
    char *first = write_digits(end, address, 16);
    *--first = 'x';
    *--first = '0';
    rs_text_add_bytes(text, first, (size_t)(end - first));
}

void rs_text_add_size(rs_text *text, unsigned long long bytes) {
    static const char *const units[] = {"KB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1024) {
        rs_text_addf(text, "%llu B", bytes);
        return;
    }
    size_t unit = 0;
    double value = (double)bytes / 1024;
    /* 1023.95 would be written as 1024.0. */
    for (; value >= 1023.95 && unit + 1 < sizeof units / sizeof *units; unit++) value /= 1024;
    unsigned long long tenths = (unsigned long long)(value * 10 + 0.5);
    rs_text_addf(text, "%llu.%llu %s", tenths / 10, tenths % 10, units[unit]);
}

void rs_text_add_count(rs_text *text, unsigned long long count) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", count);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) rs_text_add_char(text, ',');
        rs_text_add_char(text, digits[i]);
    }
}

const char *rs_text_string(const rs_text *text) {
    return text->data ? text->data : "";
}

rs_status rs_text_status(const rs_text *text, rs_error *err) {
    return text->failed ? rs_fail_memory(err, "cannot write the text") : RS_OK;
}

void rs_text_clear(rs_text *text) {
    text->length = 0;
    text->failed = false;
    if (text->data) text->data[0] = '\0';
}

void rs_text_release(rs_text *text) {
    rs_release(text->data);
    *text = (rs_text)RS_TEXT_INIT;
}
