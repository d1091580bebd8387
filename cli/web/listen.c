/* listen.c: where the server listens, and the token of its address.                    Manual: listen.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- The socket ----------------------------------------------------------------------------------------------------- */

typedef union place {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
} place;

static bool place_of(place *at, socklen_t *size, const char *host, unsigned port) {
    memset(at, 0, sizeof *at);
    if (strcmp(host, "::1") == 0 || strcmp(host, "[::1]") == 0) {
        at->six.sin6_family = AF_INET6;
        at->six.sin6_addr = in6addr_loopback;
        at->six.sin6_port = htons((uint16_t)port);
        *size = sizeof at->six;
        return true;
    }
    at->four.sin_family = AF_INET;
    at->four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at->four.sin_port = htons((uint16_t)port);
    *size = sizeof at->four;
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0;
}

static unsigned port_of(int socket) {
    place at;
    socklen_t size = sizeof at;
    if (getsockname(socket, &at.any, &size) != 0) return 0;
    return ntohs(at.any.sa_family == AF_INET6 ? at.six.sin6_port : at.four.sin_port);
}

static rs_status fail_to_listen(rs_error *err, int reason, const char *host, unsigned port) {
    if (reason == EADDRINUSE)
        return rs_fail(err, RS_IO, "web: port %u is in use: choose another, or 0 for a free one", port);
    return rs_fail(err, RS_IO, "web: cannot listen on %s, port %u: %s", host, port, strerror(reason));
}

rs_status rs__listen(rs__listener *listener, const char *host, unsigned port, rs_error *err) {
    place at;
    socklen_t size = 0;
    int on = 1;
    if (port > 65535) return rs_fail(err, RS_BAD_ARGUMENT, "web: %u: no port has that number", port);
    if (!place_of(&at, &size, host, port))
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "web: %s: only this machine is served: the host must be localhost, 127.0.0.1 or ::1",
                       host);
    int made = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) return fail_to_listen(err, errno, host, port);
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on,
               sizeof on); /* past connections of this port do not matter */
    if (bind(made, &at.any, size) != 0 || listen(made, SOMAXCONN) != 0) {
        int reason = errno;
        close(made);
        return fail_to_listen(err, reason, host, port);
    }
    listener->socket = made;
    listener->port = port_of(made);
    listener->host = at.any.sa_family == AF_INET6 ? "[::1]" : "127.0.0.1";
    return RS_OK;
}

/* ---- Who asks ------------------------------------------------------------------------------------------------------- */

bool rs__is_own_host(const char *header) {
    static const char *const own[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; header != NULL && i < sizeof own / sizeof *own; i++) {
        size_t length = strlen(own[i]);
        if (strncasecmp(header, own[i], length) != 0) continue;
        const char *rest = header + length;
        if (*rest == '\0') return true;
        if (*rest == ':' && strspn(rest + 1, "0123456789") == strlen(rest + 1)) return true;
    }
    return false;
}

rs_status rs__random_digits(char *text, size_t digits, rs_error *err) {
    unsigned char bytes[64];
    size_t needed = digits / 2;
    ssize_t got = needed <= sizeof bytes ? getrandom(bytes, needed, 0) : -1;
    if (got != (ssize_t)needed) return rs_fail(err, RS_IO, "web: no random numbers: %s", strerror(errno));
    for (size_t i = 0; i < needed; i++) snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return RS_OK;
}

bool rs__is_token(const char *asked, size_t length, const char *token) {
    unsigned different = 0;
    if (length != RS__TOKEN_DIGITS) return false;
    for (size_t i = 0; i < length; i++) different |= (unsigned char)asked[i] ^ (unsigned char)token[i];
    return different == 0;
}
