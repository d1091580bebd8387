/* text_columns.c: how wide a text is on a terminal.      Manual: rs_text.h. Tables: text_widths.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_text.h"
#include "text_widths.h"
#include "utf8.h"

static bool is_in(const width_range *ranges, size_t count, uint32_t character) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (character > ranges[middle].last)
            low = middle + 1;
        else if (character < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

/* Controls take no column: they are not shown. A byte that is no UTF-8 is shown as one replacement character. */
static size_t width_of(uint32_t character) {
    if (character < 0x20 || (character >= 0x7F && character < 0xA0)) return 0;
    if (character < 0x300 || character == RS__NOT_UTF8) return 1;
    if (is_in(combining, sizeof combining / sizeof *combining, character)) return 0;
    return is_in(wide, sizeof wide / sizeof *wide, character) ? 2 : 1;
}

/* How many bytes at the beginning are printable ASCII, a column each. */
static size_t ascii_length(const char *bytes, size_t count) {
    size_t length = 0;
    while (length < count && bytes[length] >= 0x20 && bytes[length] < 0x7F) length++;
    return length;
}

size_t rs_text_columns(const char *bytes, size_t count) {
    size_t columns = ascii_length(bytes, count), length;
    for (size_t at = columns; at < count; at += length)
        columns += width_of(rs__utf8(bytes + at, count - at, &length));
    return columns;
}

size_t rs_text_fit(const char *bytes, size_t count, size_t columns) {
    size_t at = ascii_length(bytes, count < columns ? count : columns), length;
    columns -= at;
    for (; at < count; at += length) {
        size_t width = width_of(rs__utf8(bytes + at, count - at, &length));
        if (width > columns) break;
        columns -= width;
    }
    return at;
}
