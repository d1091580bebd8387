/* markdown_text.h: anybody's words in Markdown (CommonMark with tables), shown and not obeyed.
 * The other half: markdown_text.c. Map: render/README.md
 *
 * All of them write one line, except the block; controls, line ends and what is no UTF-8 are escaped as rs_text_add_printable
 * does. Each may stand in a cell of a table.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MARKDOWN_TEXT_H
#define MARKDOWN_TEXT_H

#include "rs_text.h"

void rs__add_markdown(rs_text *text, const char *words); /* plain words: nothing in them is markup */
void rs__add_markdown_code(rs_text *text,
                           const char *words); /* a span of code, whatever backticks it has; "" is nothing */
/* Words of our own with `code` in backticks, which stays. */
void rs__add_markdown_prose(rs_text *text, const char *words);
void rs__add_markdown_block(rs_text *text,
                            const char *lines);           /* a block of code; `lines` are printable already */
void rs__add_html_code(rs_text *text, const char *words); /* <code>…</code> */

#endif
