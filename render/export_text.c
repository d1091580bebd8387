/* export_text.c: numbers and anybody's strings as fields of JSON and CSV.                  Manual: export.h. Map: render/README.md
 *
 * Tens of millions of fields go through here: no printf, and runs of plain characters are copied at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "export.h"
#include "machine_text.h"
#include "utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

void rs__add_decimal(rs_text *text, uint64_t number) {
    char digits[20], *first = digits + sizeof digits;
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    rs_text_add_bytes(text, first, (size_t)(digits + sizeof digits - first));
}

void rs__add_address(rs_text *text, uint64_t address) {
    char digits[18], *first = digits + sizeof digits;
    do {
        *--first = "0123456789abcdef"[address & 15];
        address >>= 4;
    } while (address > 0);
    *--first = 'x';
    *--first = '0';
    rs_text_add_bytes(text, first, (size_t)(digits + sizeof digits - first));
}

/* How many bytes the character at `bytes` has; 0: it is none that may stand in a file as it is. */
static size_t character(const char *bytes, size_t count) {
    size_t step;
    uint32_t c = rs__utf8(bytes, count, &step);
    return c == RS__NOT_UTF8 || !rs_text_is_shown(c) ? 0 : step;
}

/* A lone surrogate is one character to Python and three bytes here: it is replaced once. */
static size_t add_json_character(rs_text *text, const char *bytes, size_t count) {
    static const char *const shorts[] = {['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f",
                                         ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\"};
    size_t step;
    uint32_t c = rs__utf8(bytes, count, &step);
    if (c < sizeof shorts / sizeof *shorts && shorts[c])
        rs_text_add(text, shorts[c]);
    else if (c == RS__NOT_UTF8 || (c >= 0xD800 && c <= 0xDFFF))
        rs_text_add(text, REPLACEMENT);
    else
        rs__add_json_escape(text, c);
    return step;
}

void rs__add_json_string(rs_text *text, const char *bytes, size_t count) {
    size_t begin = 0, at = 0;
    rs_text_add_char(text, '"');
    while (at < count) {
        unsigned char c = (unsigned char)bytes[at];
        bool plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
        size_t step = plain ? 1 : c < 0x80 ? 0 : character(bytes + at, count - at);
        if (step > 0) {
            at += step;
            continue;
        }
        rs_text_add_bytes(text, bytes + begin, at - begin);
        at += add_json_character(text, bytes + at, count - at);
        begin = at;
    }
    rs_text_add_bytes(text, bytes + begin, count - begin);
    rs_text_add_char(text, '"');
}

static size_t digits(const char *bytes, size_t count) {
    size_t length = 0;
    while (length < count && bytes[length] >= '0' && bytes[length] <= '9') length++;
    return length;
}

/* "-42", "-1.5e-07": what Python writes of an int or a float. */
static bool is_number(const char *bytes, size_t count) {
    size_t at = count > 0 && bytes[0] == '-', whole = digits(bytes + at, count - at);
    at += whole;
    if (at < count && bytes[at] == '.') at += 1 + digits(bytes + at + 1, count - at - 1);
    if (at + 1 < count && bytes[at] == 'e' && strchr("+-", bytes[at + 1]) != NULL)
        at += 2 + digits(bytes + at + 2, count - at - 2);
    return whole > 0 && at == count;
}

/* A spreadsheet would reckon with it. */
static bool looks_like_a_formula(const char *bytes, size_t count) {
    return count > 0 && bytes[0] != '\0' && strchr("=+-@\t\r", bytes[0]) != NULL && !is_number(bytes, count);
}

static bool needs_quotes(const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (bytes[i] == ',' || bytes[i] == '"') return true;
    return count > 0 && (bytes[0] == ' ' || bytes[count - 1] == ' ');
}

static size_t add_csv_character(rs_text *text, const char *bytes, size_t count) {
    size_t step;
    rs__utf8(bytes, count, &step);
    if (bytes[0] == '"')
        rs_text_add(text, "\"\"");
    else
        rs_text_add_escaped(text, bytes, step, 0);
    return step;
}

void rs__add_csv_field(rs_text *text, const char *bytes, size_t count) {
    bool quoted = needs_quotes(bytes, count);
    if (quoted) rs_text_add_char(text, '"');
    if (looks_like_a_formula(bytes, count)) rs_text_add_char(text, '\'');
    size_t begin = 0, at = 0;
    while (at < count) {
        size_t step = bytes[at] == '"' ? 0 : character(bytes + at, count - at);
        if (step > 0) {
            at += step;
            continue;
        }
        rs_text_add_bytes(text, bytes + begin, at - begin);
        at += add_csv_character(text, bytes + at, count - at);
        begin = at;
    }
    rs_text_add_bytes(text, bytes + begin, count - begin);
    if (quoted) rs_text_add_char(text, '"');
}
