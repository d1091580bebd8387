/* text_escape.c: anybody's bytes as printable UTF-8 on one line.                Manual: rs_text.h. Map: referents/README.md
 *
 * What is escaped: what a terminal obeys instead of showing (controls), what reorders or hides the text around it
 * (bidirectional controls, line separators, invisible characters), and what is no UTF-8.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "text_escape.h"

#include <stdio.h>
#include <string.h>

#include "rs_text.h"
#include "utf8.h"

static bool is_control(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

static bool is_surrogate(uint32_t c) {
    return c >= 0xD800 && c <= 0xDFFF;
}

static bool is_bidirectional_control(uint32_t c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Soft hyphen, zero-width space, line and paragraph separator, word joiner and invisible operators, byte order mark,
 * formats of shaping, of annotation and of music, tags, noncharacters. Joiners (U+200C, U+200D) and variation selectors are
 * none: Persian and emoji are written with them. */
static bool is_invisible(uint32_t c) {
    return c == 0xAD || c == 0x180E || c == 0x200B || c == 0x2028 || c == 0x2029 ||
           (c >= 0x2060 && c <= 0x2065) || (c >= 0x206A && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE || (c >= 0x1D173 && c <= 0x1D17A) ||
           (c >= 0xE0000 && c <= 0xE007F);
}

bool rs_text_is_shown(uint32_t c) {
    return !is_control(c) && !is_surrogate(c) && !is_bidirectional_control(c) && !is_invisible(c);
}

/* The letter behind the backslash for characters that have one, or 0. */
static char letter_of(uint32_t c, char quote) {
    switch (c) {
    case '\n': return 'n';
    case '\t': return 't';
    case '\r': return 'r';
    case '\\': return '\\';
    default: return quote && c == (unsigned char)quote ? quote : 0;
    }
}

/* Plain ASCII goes over in one piece: how many bytes of it stand at the beginning. */
static size_t plain_length(const char *bytes, size_t count, char quote) {
    size_t length = 0;
    for (; length < count; length++) {
        unsigned char c = (unsigned char)bytes[length];
        if (c < 0x20 || c > 0x7E || c == '\\' || (quote && c == (unsigned char)quote)) break;
    }
    return length;
}

static size_t spell(char *out, uint32_t c) {
    const char *form = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
    return (size_t)snprintf(out, RS__LONGEST_ESCAPE, form, (unsigned)c);
}

size_t rs__escape_one(char *out, const char *bytes, size_t count, char quote, size_t *length) {
    uint32_t c = rs__utf8(bytes, count, length);
    char letter = letter_of(c, quote);
    if (letter) return (size_t)snprintf(out, RS__LONGEST_ESCAPE, "\\%c", letter);
    if (c == RS__NOT_UTF8) return spell(out, (unsigned char)bytes[0]);
    if (!rs_text_is_shown(c)) return spell(out, c);
    memcpy(out, bytes, *length);
    out[*length] = '\0';
    return *length;
}

static size_t add_character(rs_text *text, const char *bytes, size_t count, char quote) {
    char escape[RS__LONGEST_ESCAPE];
    size_t length, written = rs__escape_one(escape, bytes, count, quote, &length);
    rs_text_add_bytes(text, escape, written);
    return length;
}

void rs_text_add_escaped(rs_text *text, const char *bytes, size_t count, char quote) {
    for (size_t at = 0; at < count;) {
        size_t plain = plain_length(bytes + at, count - at, quote);
        if (plain > 0) rs_text_add_bytes(text, bytes + at, plain);
        at += plain;
        if (at < count) at += add_character(text, bytes + at, count - at, quote);
    }
}

void rs_text_add_printable(rs_text *text, const char *string) {
    while (*string != '\0') {
        size_t plain = strcspn(string, "\\");
        rs_text_add_escaped(text, string, plain, 0);
        string += plain;
        if (*string == '\\') rs_text_add_char(text, *string++);
    }
}
