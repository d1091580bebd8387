/* knock.c: what the first bytes of a connection say.                                   Manual: knock.h. Map: README.md
 *
 * A head ends with an empty line, CR LF CR LF. Stricter than other readers of HTTP are, so that what is a whole head here is
 * one to the library behind.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "knock.h"

#include <string.h>

#include "listen.h"

/* The target of a request line "METHOD /target …"; NULL: there is none. */
static const char *target_of(const char *bytes, size_t length) {
    const char *blank = memchr(bytes, ' ', length < 32 ? length : 32);
    return blank != NULL && blank + 1 < bytes + length && blank[1] == '/' ? blank + 2 : NULL;
}

bool rs__knock_shows_token(const char *bytes, size_t length, const char *token) {
    const char *target = target_of(bytes, length), *end = bytes + length;
    if (target == NULL || end - target <= RS__TOKEN_DIGITS) return false;
    return rs__is_token(target, RS__TOKEN_DIGITS, token) && strchr("/? ", target[RS__TOKEN_DIGITS]) != NULL;
}

rs__knock rs__knock_of(const char *bytes, size_t length, const char *token) {
    if (length > 0 && (bytes[0] < 'A' || bytes[0] > 'Z')) return RS__KNOCK_STRANGER;
    if (memmem(bytes, length, "\r\n\r\n", 4) == NULL) return RS__KNOCK_UNFINISHED;
    return rs__knock_shows_token(bytes, length, token) ? RS__KNOCK_KNOWN : RS__KNOCK_STRANGER;
}
