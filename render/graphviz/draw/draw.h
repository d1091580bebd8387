/* draw/draw.h: what the files of the executable refscope-draw share.       Why there is one: ../drawer.h
 *                                                                          Map: render/graphviz/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GRAPHVIZ_DRAW_H
#define GRAPHVIZ_DRAW_H

#include "../drawer.h"

/* A sanitizer has an allocator and needs an address space of its own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RS__SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define RS__SANITIZED
#endif
#endif

/* Send the answer and end the process. Allocates nothing. */
__attribute__((noreturn)) void rs__draw_answer(rs__outcome outcome, const void *bytes, size_t count);

/* Whether a format has pictures of letters, and does not leave text to whoever looks at it. */
bool rs__draws_letters(const char *format);
/* After a picture of letters was made: why what is written in it cannot be there; NULL: there are fonts. */
const char *rs__fonts_missing(void);

#endif
