/* rs_text.h: a growing piece of UTF-8 text.                          Implementation: text.c. Map: referents/README.md
 *
 * Every report is written into one of these and leaves it at once, so that no half report is ever seen. Failure to grow
 * is remembered, not reported call by call: write freely, then ask rs_text_status() once.
 *
 *     rs_text text = RS_TEXT_INIT;
 *     rs_text_addf(&text, "%zu objects\n", count);
 *     if (rs_text_status(&text, err) == RS_OK) fwrite(text.data, 1, text.length, stdout);
 *     rs_text_release(&text);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_TEXT_H
#define RS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rs_status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_text {
    char *data;    /* NUL-terminated once anything was added; NULL before */
    size_t length; /* bytes, without the NUL */
    size_t capacity;
    bool failed; /* out of memory at some addition: what was added from then on is lost */
} rs_text;

#define RS_TEXT_INIT                                                                                         \
    { NULL, 0, 0, false }

RS_API void rs_text_add(rs_text *text, const char *string);
RS_API void rs_text_add_bytes(rs_text *text, const char *bytes, size_t count);
RS_API void rs_text_add_char(rs_text *text, char character);
RS_API void rs_text_add_repeated(rs_text *text, const char *string, size_t times);
RS_API void rs_text_addf(rs_text *text, const char *format, ...) RS_PRINTF(2, 3);

/* What "%lld" and "0x%llx" would say, for what is written by the hundred thousand: printf takes longer to read its format. */
RS_API void rs_text_add_decimal(rs_text *text, long long value);
RS_API void rs_text_add_address(rs_text *text, unsigned long long address);

/* Add `count` bytes of anybody's data so that the result is printable UTF-8 on one line: \n \t \r \\ and the quote as
 * escapes, invalid UTF-8 and what is not shown as \xNN, \uNNNN or \UNNNNNNNN. `quote` is a character to escape as well,
 * or 0. */
RS_API void rs_text_add_escaped(rs_text *text, const char *bytes, size_t count, char quote);
/* The same for words of which some are escaped already: a backslash stays as it is. */
RS_API void rs_text_add_printable(rs_text *text, const char *string);
/* Is it a character that a reader sees? Not so are what a terminal obeys (C0, DEL, C1), what reorders or breaks the text
 * around it (bidirectional controls, line and paragraph separators), invisible ones, lone surrogates and noncharacters.
 * Whatever leaves refscope has none of these raw: text has escapes, JSON \uNNNN, XML &#xNNNN;. */
RS_API bool rs_text_is_shown(uint32_t character);

/* A number of bytes as people read it: "0 B", "999 B", "1.5 KB" (1024), "21.4 MB". */
RS_API void rs_text_add_size(rs_text *text, unsigned long long bytes);
/* A count with thousands separated by commas: "1,234,567". */
RS_API void rs_text_add_count(rs_text *text, unsigned long long count);

/* Columns that `count` bytes of UTF-8 take on a terminal; wide characters count 2, combining ones 0. */
RS_API size_t rs_text_columns(const char *bytes, size_t count);
/* The longest prefix of `bytes` that takes at most `columns`, in bytes; never cuts a character. */
RS_API size_t rs_text_fit(const char *bytes, size_t count, size_t columns);

RS_API const char *rs_text_string(const rs_text *text); /* "" when nothing was added; never NULL */
RS_API rs_status rs_text_status(const rs_text *text, rs_error *err); /* RS_OK or RS_NO_MEMORY */
RS_API void rs_text_clear(rs_text *text);   /* reusable, keeps its memory, forgets the failure */
RS_API void rs_text_release(rs_text *text); /* back to RS_TEXT_INIT */

#ifdef __cplusplus
}
#endif
#endif
