/* text_escape.h: one character, made printable.                          Implementation: text_escape.c. Manual: rs_text.h
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TEXT_ESCAPE_H
#define TEXT_ESCAPE_H

#include <stddef.h>

#define RS__LONGEST_ESCAPE 12 /* "\U000e0001" and a NUL */

/* The first character of `bytes`, as rs_text_add_escaped adds it, and a NUL, into `out`, which has room for
 * RS__LONGEST_ESCAPE; *length receives how many bytes it had. Returns how many were written. Needs no memory. */
size_t rs__escape_one(char *out, const char *bytes, size_t count, char quote, size_t *length);

#endif
