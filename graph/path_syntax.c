/* path_syntax.c: a path as a person writes it, step by step.            Manual: path_syntax.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "path_syntax.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static rs_status refuse(const rs_path_reader *reader, rs_error *err, const char *what) {
    return rs_fail(err, RS_BAD_ARGUMENT, "%s: %s at column %zu", reader->path, what, reader->at + 1);
}

/* ---- Keys in quotes ------------------------------------------------------------------------------------------------- */

static void put(rs_path_reader *reader, unsigned byte) {
    reader->room[reader->room_used++] = (char)byte;
}

/* The UTF-8 of a code point; surrogates too, as a snapshot keeps them. */
static void put_character(rs_path_reader *reader, unsigned long code) {
    if (code < 0x80)
        put(reader, (unsigned)code);
    else if (code < 0x800)
        put(reader, 0xC0 | (unsigned)(code >> 6));
    else if (code < 0x10000)
        put(reader, 0xE0 | (unsigned)(code >> 12));
    else
        put(reader, 0xF0 | (unsigned)(code >> 18));
    if (code >= 0x10000) put(reader, 0x80 | (code >> 12 & 0x3F));
    if (code >= 0x800) put(reader, 0x80 | (code >> 6 & 0x3F));
    if (code >= 0x80) put(reader, 0x80 | (code & 0x3F));
}

/* Exactly `digits` hexadecimal digits; -1 when there are not so many. */
static long read_hexadecimal(rs_path_reader *reader, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++, reader->at++) {
        char c = reader->path[reader->at];
        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value = value * 16 + (c - 'A' + 10);
        else
            return -1;
    }
    return value;
}

static bool read_coded(rs_path_reader *reader, int digits, bool is_text) {
    long code = read_hexadecimal(reader, digits);
    if (code < 0 || code > 0x10FFFF) return false;
    if (is_text)
        put_character(reader, (unsigned long)code);
    else
        put(reader, (unsigned)code);
    return true;
}

/* Behind a backslash. false: no escape that is known. */
static bool read_escape(rs_path_reader *reader, bool is_text) {
    static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
    char c = reader->path[reader->at++];
    const char *known = c ? strchr(from, c) : NULL;
    if (known)
        put(reader, (unsigned char)to[known - from]);
    else if (c == '0')
        put(reader, 0);
    else if (c == 'x')
        return read_coded(reader, 2, is_text);
    else if (c == 'u' && is_text)
        return read_coded(reader, 4, true);
    else if (c == 'U' && is_text)
        return read_coded(reader, 8, true);
    else
        return false;
    return true;
}

static rs_status read_quoted(rs_path_step *step, rs_path_reader *reader, rs_error *err) {
    bool is_text = reader->path[reader->at] != 'b';
    if (!is_text) reader->at++;
    char quote = reader->path[reader->at++];
    size_t begin = reader->room_used;
    while (reader->path[reader->at] != quote) {
        char c = reader->path[reader->at];
        if (c == '\0') return refuse(reader, err, "a quote that is not closed");
        reader->at++;
        if (c != '\\')
            put(reader, (unsigned char)c);
        else if (!read_escape(reader, is_text))
            return refuse(reader, err, "an escape that is not known");
    }
    reader->at++;
    *step = (rs_path_step){.kind = is_text ? RS__STEP_TEXT : RS__STEP_BYTES,
                           .bytes = reader->room + begin,
                           .length = reader->room_used - begin};
    return RS_OK;
}

/* ---- Other keys ----------------------------------------------------------------------------------------------------- */

static bool read_word(rs_path_step *step, const char *word, size_t length) {
    static const struct {
        const char *word;
        rs_path_step step;
    } words[] = {
        {"True", {.kind = RS__STEP_INT, .integer = 1}},
        {"False", {.kind = RS__STEP_INT}},
        {"None", {.kind = RS__STEP_NONE}},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].word) != length || memcmp(words[i].word, word, length) != 0) continue;
        *step = words[i].step;
        return true;
    }
    return false;
}

/* Numbers are read by the C library; the length says whether it took them whole. */
static bool read_number(rs_path_step *step, const char *word, size_t length) {
    char *end;
    bool begins = length > 0 && strchr("+-.0123456789", word[0]) != NULL;
    errno = 0;
    long long integer = strtoll(word, &end,
                                strncmp(word, "0x", 2) == 0 || strncmp(word, "-0x", 3) == 0 ? 16 : 10);
    if (begins && end == word + length && errno == 0) {
        *step = (rs_path_step){.kind = RS__STEP_INT, .integer = integer};
        return true;
    }
    bool has_point = memchr(word, '.', length) || memchr(word, 'e', length) || memchr(word, 'E', length);
    double real = strtod(word, &end);
    if (!begins || !has_point || end != word + length) return false;
    *step = (rs_path_step){.kind = RS__STEP_FLOAT, .real = real};
    return true;
}

static rs_status read_key(rs_path_step *step, rs_path_reader *reader, rs_error *err) {
    const char *key = reader->path + reader->at;
    const char *quote = key[0] == 'b' ? key + 1 : key;
    if (*quote == '\'' || *quote == '"') {
        rs_status st = read_quoted(step, reader, err);
        if (st != RS_OK) return st;
    } else {
        size_t length = strcspn(key, "]");
        if (!read_word(step, key, length) && !read_number(step, key, length))
            return refuse(reader, err, "a key that is neither in quotes nor a number, True, False or None");
        reader->at += length;
    }
    if (reader->path[reader->at] != ']') return refuse(reader, err, "a bracket that is not closed");
    reader->at++;
    return RS_OK;
}

/* ---- Steps ---------------------------------------------------------------------------------------------------------- */

rs_status rs__path_next(rs_path_step *step, rs_path_reader *reader, rs_error *err) {
    char sign = reader->path[reader->at];
    *step = (rs_path_step){.kind = RS__STEP_END};
    if (sign == '\0' && reader->at > 0) return RS_OK;
    if (sign == '[' && reader->at > 0) {
        reader->at++;
        return read_key(step, reader, err);
    }
    if (reader->at > 0) {
        if (sign != '.') return refuse(reader, err, "neither a dot nor a bracket");
        reader->at++;
    }
    size_t length = strcspn(reader->path + reader->at, ".[] \t'\"");
    if (length == 0) return refuse(reader, err, "a name is missing");
    *step = (rs_path_step){.kind = RS__STEP_ATTRIBUTE, .bytes = reader->path + reader->at, .length = length};
    reader->at += length;
    return RS_OK;
}
