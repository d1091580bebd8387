/* path_syntax.h: a path as a person writes it, step by step.    The other half: path_syntax.c. Map: graph/README.md
 *
 *     app.cache['key'][3].x      attributes; keys: str and bytes in either quote with Python's escapes, whole numbers
 *                                (also negative, also 0x...), floats, True, False, None
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PATH_SYNTAX_H
#define PATH_SYNTAX_H

#include <stddef.h>
#include <stdint.h>

#include "rs_status.h"

typedef enum rs_step_kind {
    RS__STEP_END,
    RS__STEP_ATTRIBUTE, /* bytes: its name */
    RS__STEP_TEXT,      /* ['key'], bytes in UTF-8 */
    RS__STEP_BYTES,     /* [b'key'] */
    RS__STEP_INT,       /* [3]; True is 1 and False 0, as they are as keys */
    RS__STEP_FLOAT,     /* [1.5] */
    RS__STEP_NONE,      /* [None] */
} rs_step_kind;

typedef struct rs_path_step {
    rs_step_kind kind;
    const char *bytes; /* borrowed from the path or from the reader's room; no NUL behind them */
    size_t length;
    int64_t integer;
    double real;
} rs_path_step;

typedef struct rs_path_reader {
    const char *path;
    size_t at;  /* what is in front of it has been read */
    char *room; /* for keys with escapes: at least as long as the path */
    size_t room_used;
} rs_path_reader;

/* The next step; kind RS__STEP_END at the end. RS_BAD_ARGUMENT: "PATH: what is wrong where". A path begins with a name,
 * without a dot. */
rs_status rs__path_next(rs_path_step *step, rs_path_reader *reader, rs_error *err);

#endif
