/* knock.h: what the first bytes of a connection say.                             Implementation: knock.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_WEB_KNOCK_H
#define REFSCOPE_WEB_KNOCK_H

#include <stdbool.h>
#include <stddef.h>

typedef enum rs__knock {
    RS__KNOCK_UNFINISHED, /* the head of the request is not all there yet */
    RS__KNOCK_KNOWN,      /* it is, and asks for something behind the token */
    RS__KNOCK_STRANGER,   /* it is, and does not; or it is no request at all */
} rs__knock;

/* Before the head is whole a wrong token looks as the right one does: nobody can try it digit by digit. */
rs__knock rs__knock_of(const char *bytes, size_t length, const char *token);

/* Is the token in the part of the head that is there? For deciding who has to make room, never for an answer. */
bool rs__knock_shows_token(const char *bytes, size_t length, const char *token);

#endif
