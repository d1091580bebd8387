/* listen.h: where the server listens, and the token of its address.          Implementation: listen.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_WEB_LISTEN_H
#define REFSCOPE_WEB_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "rs_status.h"

#define RS__TOKEN_DIGITS 32 /* 128 bits */

typedef struct rs__listener {
    int socket;
    unsigned port;
    const char *host; /* as it stands in an address: "127.0.0.1" or "[::1]" */
} rs__listener;

/* A listening socket on the loopback that `host` names. RS_BAD_ARGUMENT: it names no loopback; RS_IO. */
rs_status rs__listen(rs__listener *listener, const char *host, unsigned port, rs_error *err);

/* Does a Host header name this machine? Another name that leads here is somebody else's page asking through a browser. */
bool rs__is_own_host(const char *header);

/* `digits` hexadecimal digits of the system's random numbers and a NUL. */
rs_status rs__random_digits(char *text, size_t digits, rs_error *err);

/* Is it the token? Takes the same time for every wrong one of the right length. */
bool rs__is_token(const char *asked, size_t length, const char *token);

#endif
