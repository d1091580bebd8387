/* value_text.c: scalars as a Python programmer writes them.                   Manual: value_text.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "value_text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ELLIPSIS "\xE2\x80\xA6" /* one column */

static void shorten(rs_text *text, size_t length) {
    if (text->failed) return;
    text->length = length;
    text->data[length] = '\0';
}

void rs__text_cut(rs_text *text, size_t start, size_t columns) {
    if (text->failed || text->length <= start) return;
    const char *added = text->data + start;
    size_t count = text->length - start;
    if (rs_text_columns(added, count) <= columns) return;
    shorten(text, start + (columns > 0 ? rs_text_fit(added, count, columns - 1) : 0));
    if (columns > 0) rs_text_add(text, ELLIPSIS);
}

/* ---- Text and bytes ------------------------------------------------------------------------------------------------- */

/* Bytes of the escape or the character that `at` begins with. */
static size_t unit_length(const char *at, size_t count) {
    size_t length = 1;
    if (*at != '\\') {
        while (length < count && ((unsigned char)at[length] & 0xC0) == 0x80) length++;
        return length;
    }
    length = count > 1 && at[1] == 'x' ? 4 : count > 1 && at[1] == 'u' ? 6 : 2;
    return length < count ? length : count;
}

/* The longest prefix of escaped text that takes at most `columns`, in bytes; never cuts an escape. */
static size_t fit_escaped(const char *bytes, size_t count, size_t columns) {
    size_t at = 0;
    while (at < count) {
        size_t length = unit_length(bytes + at, count - at);
        size_t width = rs_text_columns(bytes + at, length);
        if (width > columns) break;
        columns -= width;
        at += length;
    }
    return at;
}

/* One by one, so that no two bytes are taken for a character. */
static void add_bytes_escaped(rs_text *text, const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) rs_text_add_escaped(text, bytes + i, 1, '\'');
}

/* 'text' with an ellipsis in front of the second quote when the value goes on or does not fit. */
static void add_quoted(rs_text *text, const rs_value *value, size_t columns) {
    size_t begin = text->length;
    rs_text_add(text, value->kind == RS_VALUE_BYTES ? "b'" : "'");
    size_t start = text->length, around = start - begin + 1;
    if (value->kind == RS_VALUE_BYTES)
        add_bytes_escaped(text, value->bytes, value->length);
    else
        rs_text_add_escaped(text, value->bytes, value->length, '\'');
    if (text->failed) return;
    size_t room = columns > around ? columns - around : 0;
    size_t width = rs_text_columns(text->data + start, text->length - start);
    bool cut = value->cut || width > room;
    if (cut && width + 1 > room)
        shorten(text, start + fit_escaped(text->data + start, text->length - start, room ? room - 1 : 0));
    rs_text_add(text, cut ? ELLIPSIS "'" : "'");
}

/* ---- Numbers -------------------------------------------------------------------------------------------------------- */

/* Whole and below 1e15, where every digit is exact. */
static bool is_whole(double real) {
    return real != 0 && fabs(real) < 1e15 && (double)(long long)real == real;
}

/* Up to 15 digits come through a double unchanged, so that %g, which drops zeros at the end, finds the fewest at once. Not
 * so among the subnormal numbers. */
static int least_precision(double real) {
    return fabs(real) < 1e-290 ? 1 : DBL_DIG;
}

/* The fewest digits that read back as the same number, with a point in it. */
static void add_real(rs_text *text, double real) {
    if (isnan(real) || isinf(real)) {
        rs_text_add(text, isnan(real) ? "nan" : real < 0 ? "-inf" : "inf");
        return;
    }
    if (is_whole(real)) {
        rs_text_add_decimal(text, (long long)real);
        rs_text_add(text, ".0");
        return;
    }
    char digits[40];
    for (int precision = least_precision(real); precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, real);
        if (strtod(digits, NULL) == real) break;
    }
    /* A large round number without an exponent, as Python writes it. */
    if (fabs(real) < 1e16 && fabs(real) >= 1 && strchr(digits, 'e'))
        snprintf(digits, sizeof digits, "%.0f", real);
    for (char *c = digits; *c; c++)
        if (*c == ',') *c = '.'; /* the decimal point of some locales */
    rs_text_add(text, digits);
    if (!strpbrk(digits, ".e")) rs_text_add(text, ".0");
}

static void add_big_int(rs_text *text, const rs_value *value) {
    rs_text_add(text, value->negative ? "<negative int of " : "<int of ");
    rs_text_add_count(text, value->length);
    rs_text_add(text, " bits>");
}

/* ---- Objects -------------------------------------------------------------------------------------------------------- */

static const char *singleton_name(rs_kind kind, const rs_value *value) {
    if (kind == RS_KIND_NONE) return "None";
    if (kind == RS_KIND_ELLIPSIS) return "Ellipsis";
    if (kind == RS_KIND_BOOL && value->kind == RS_VALUE_INT) return value->integer ? "True" : "False";
    return NULL;
}

bool rs__text_add_scalar(rs_text *text, const rs_snapshot *snapshot, rs_object_id object, size_t columns) {
    rs_value value = rs_snapshot_value(snapshot, object);
    const char *singleton = singleton_name(rs_snapshot_type_of(snapshot, object)->kind, &value);
    size_t start = text->length;
    if (singleton)
        rs_text_add(text, singleton);
    else
        switch (value.kind) {
        case RS_VALUE_TEXT:
        case RS_VALUE_BYTES: add_quoted(text, &value, columns); break;
        case RS_VALUE_INT: rs_text_add_decimal(text, value.integer); break;
        case RS_VALUE_BIG_INT: add_big_int(text, &value); break;
        case RS_VALUE_FLOAT: add_real(text, value.real); break;
        case RS_VALUE_UNKNOWN: return false;
        }
    rs__text_cut(text, start, columns);
    return true;
}

bool rs__kind_has_value(rs_kind kind) {
    switch (kind) {
    case RS_KIND_STR:
    case RS_KIND_BYTES:
    case RS_KIND_BYTEARRAY:
    case RS_KIND_INT:
    case RS_KIND_BOOL:
    case RS_KIND_FLOAT:
    case RS_KIND_COMPLEX: return true;
    default: return false;
    }
}
