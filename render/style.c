/* style.c: colours and lines that fit.                                           Manual: style.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "style.h"

#include <stdint.h>
#include <string.h>

static const char *const escapes[] = {
    [RS__STYLE_PLAIN] = "",         [RS__STYLE_DIM] = "\x1b[2m",   [RS__STYLE_NAME] = "\x1b[36m",
    [RS__STYLE_STRONG] = "\x1b[1m", [RS__STYLE_ROOT] = "\x1b[32m", [RS__STYLE_GARBAGE] = "\x1b[31m",
    [RS__STYLE_CUT] = "\x1b[1;31m",
};

static void add_piece(rs_text *text, const char *bytes, size_t count, rs__style style, bool colour) {
    bool dressed = colour && style != RS__STYLE_PLAIN && count > 0;
    if (dressed) rs_text_add(text, escapes[style]);
    rs_text_add_bytes(text, bytes, count);
    if (dressed) rs_text_add(text, "\x1b[0m");
}

void rs__add_styled(rs_text *text, const char *string, rs__style style, bool colour) {
    add_piece(text, string, strlen(string), style, colour);
}

/* ---- Wrapping ------------------------------------------------------------------------------------------------------- */

/* How many bytes of `words` go on a line of `room` columns: up to the last place to break, or as many as fit. */
static size_t bytes_for_line(const char *words, size_t length, size_t room, const char *breaks) {
    size_t fits = rs_text_fit(words, length, room);
    if (fits == length) return length;
    for (size_t at = fits; at > 0; at--)
        if (words[at] == ' ' || words[at - 1] == ' ' || (breaks && words[at] && strchr(breaks, words[at])))
            return at;
    return fits;
}

static size_t without_blanks(const char *words, size_t length) {
    while (length > 0 && words[length - 1] == ' ') length--;
    return length;
}

void rs__add_wrapped(rs_text *text, const char *words, const rs__wrap *how) {
    size_t used = how->used;
    for (size_t length = strlen(words); length > 0; length = strlen(words)) {
        size_t least = 20, room = how->columns == 0             ? SIZE_MAX
                                  : how->columns > used + least ? how->columns - used
                                                                : least;
        size_t part = bytes_for_line(words, length, room, how->breaks);
        if (part == 0) part = length; /* not even one character fits: let it be too long */
        add_piece(text, words, without_blanks(words, part), how->style, how->colour);
        words += part;
        while (*words == ' ') words++;
        rs_text_add_char(text, '\n');
        if (*words == '\0') return;
        rs_text_add_repeated(text, " ", how->indent);
        used = how->indent;
    }
    rs_text_add_char(text, '\n');
}

/* ---- Lines that are cut --------------------------------------------------------------------------------------------- */

rs__line rs__line_start(rs_text *text, size_t columns, bool colour, bool ascii) {
    return (rs__line){text, columns == 0 ? SIZE_MAX : columns, colour, ascii, false};
}

/* Put what fits into `columns` columns and an ellipsis behind it. */
static void add_cut(rs__line *line, const char *string, size_t length, size_t columns, rs__style style) {
    const char *ellipsis = line->ascii ? "..." : "…";
    size_t dots = line->ascii ? 3 : 1;
    if (columns < dots) return;
    size_t fits = rs_text_fit(string, length, columns - dots);
    while (fits > 0 && string[fits - 1] == ' ') fits--;
    add_piece(line->text, string, fits, style, line->colour);
    add_piece(line->text, ellipsis, strlen(ellipsis), style, line->colour);
    if (line->room != SIZE_MAX) line->room -= rs_text_columns(string, fits) + dots;
}

void rs__line_add_within(rs__line *line, const char *string, size_t columns, rs__style style) {
    if (line->full) return;
    size_t length = strlen(string);
    size_t limit = columns < line->room ? columns : line->room;
    if (limit != SIZE_MAX && rs_text_fit(string, length, limit) < length) {
        line->full = limit == line->room;
        add_cut(line, string, length, limit, style);
        return;
    }
    add_piece(line->text, string, length, style, line->colour);
    if (line->room != SIZE_MAX) line->room -= rs_text_columns(string, length);
}

void rs__line_add(rs__line *line, const char *string, rs__style style) {
    rs__line_add_within(line, string, SIZE_MAX, style);
}

void rs__line_end(rs__line *line) {
    while (line->text->length > 0 && line->text->data[line->text->length - 1] == ' ' && !line->text->failed)
        line->text->data[--line->text->length] = '\0';
    rs_text_add_char(line->text, '\n');
}
