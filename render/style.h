/* style.h: what a report's words look like on a terminal.            The other half: style.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef STYLE_H
#define STYLE_H

#include "rs_text.h"

typedef enum rs__style {
    RS__STYLE_PLAIN,
    RS__STYLE_DIM,    /* connectors, sizes, what is said in passing */
    RS__STYLE_NAME,   /* names of references */
    RS__STYLE_STRONG, /* what was asked about, headings */
    RS__STYLE_ROOT,
    RS__STYLE_GARBAGE,
    RS__STYLE_CUT, /* what to change in the program */
} rs__style;

/* Add a string in a style; without colour as it is. */
void rs__add_styled(rs_text *text, const char *string, rs__style style, bool colour);

/* Add words and a line end, broken at blanks (or anywhere, in a word that is longer than a line) so that no line is longer
 * than `columns`. The text's last line may already have `used` columns; lines that follow begin with `indent` blanks.
 * columns 0: no limit. */
typedef struct rs__wrap {
    size_t columns, used, indent;
    rs__style style;
    bool colour;
    const char *
        breaks; /* characters that a line may begin with besides what stands behind a blank: ".[" for paths */
} rs__wrap;
void rs__add_wrapped(rs_text *text, const char *words, const rs__wrap *how);

/* A line with a limit of columns, built piece by piece; what does not fit is cut with an ellipsis. */
typedef struct rs__line {
    rs_text *text;
    size_t room; /* columns left; SIZE_MAX: no limit */
    bool colour;
    bool ascii; /* "..." for the ellipsis */
    bool full;  /* something was cut: the rest of the line is dropped */
} rs__line;

/* columns 0: no limit */
rs__line rs__line_start(rs_text *text, size_t columns, bool colour, bool ascii);
void rs__line_add(rs__line *line, const char *string, rs__style style);
/* The same, in at most `columns` columns whatever room there is. */
void rs__line_add_within(rs__line *line, const char *string, size_t columns, rs__style style);
void rs__line_end(rs__line *line);

#endif
