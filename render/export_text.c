/* export_text.c: numbers and anybody's strings as fields of JSON and CSV.                  Manual: export.h. Map: render/README.md
 *
 * Tens of millions of fields go through here: no printf, and runs of plain characters are copied at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "export.h"
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

/* How many bytes the character at `bytes` has; 0: it is none that a file may hold. */
static size_t character(const char *bytes, size_t count) {
    size_t step;
    uint32_t c = rs__utf8(bytes, count, &step);
    return c == RS__NOT_UTF8 || (c >= 0xD800 && c <= 0xDFFF) ? 0 : step;
}

/* A lone surrogate is one character to Python and three bytes here: it is replaced once. */
static size_t add_replacement(rs_text *text, const char *bytes, size_t count) {
    size_t step;
    rs__utf8(bytes, count, &step);
    rs_text_add(text, REPLACEMENT);
    return step;
}

static void add_json_escape(rs_text *text, unsigned char c) {
    static const char *const shorts[] = {['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f",
                                         ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\"};
    if (c < sizeof shorts / sizeof *shorts && shorts[c])
        rs_text_add(text, shorts[c]);
    else
        rs_text_addf(text, "\\u%04x", c);
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
        if (c < 0x80) {
            add_json_escape(text, c);
            at++;
        } else
            at += add_replacement(text, bytes + at, count - at);
        begin = at;
    }
    rs_text_add_bytes(text, bytes + begin, count - begin);
    rs_text_add_char(text, '"');
}

static bool needs_quotes(const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char c = bytes[i];
        if (c == ',' || c == '"' || c == '\n' || c == '\r') return true;
    }
    return count > 0 && (bytes[0] == ' ' || bytes[count - 1] == ' ');
}

void rs__add_csv_field(rs_text *text, const char *bytes, size_t count) {
    bool quoted = needs_quotes(bytes, count);
    if (quoted) rs_text_add_char(text, '"');
    size_t begin = 0, at = 0;
    while (at < count) {
        bool ascii = (unsigned char)bytes[at] < 0x80;
        size_t step = !ascii ? character(bytes + at, count - at) : bytes[at] == '"' ? 0 : 1;
        if (step > 0) {
            at += step;
            continue;
        }
        rs_text_add_bytes(text, bytes + begin, at - begin);
        if (ascii) {
            rs_text_add(text, "\"\"");
            at++;
        } else
            at += add_replacement(text, bytes + at, count - at);
        begin = at;
    }
    rs_text_add_bytes(text, bytes + begin, count - begin);
    if (quoted) rs_text_add_char(text, '"');
}
