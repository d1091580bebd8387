/* status.c: how every call says how it went.                                  Manual: rs_status.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = {
#define XX(name, text) "RS_" #name,
    RS_STATUS_MAP(XX)
#undef XX
};

static const char *const texts[] = {
#define XX(name, text) text,
    RS_STATUS_MAP(XX)
#undef XX
};

enum { STATUS_COUNT = sizeof names / sizeof *names };

/* A message that was too long ends in front of the character that would be cut. */
static void drop_cut_character(char *message, size_t length) {
    size_t start = length;
    while (start > 0 && ((unsigned char)message[start - 1] & 0xC0) == 0x80) start--;
    if (start == 0) return;
    unsigned char lead = (unsigned char)message[start - 1];
    size_t wants = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (start - 1) < wants) message[start - 1] = '\0';
}

static void make_one_line(char *message) {
    for (char *c = message; *c; c++)
        if (*c == '\n' || *c == '\r') *c = ' ';
}

rs_status rs_fail(rs_error *err, rs_status status, const char *format, ...) {
    if (!err) return status;
    char message[sizeof err->message]; /* the arguments may lie in *err itself */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (length < 0) snprintf(message, sizeof message, "%s", rs_status_text(status));
    if (length >= (int)sizeof message) drop_cut_character(message, sizeof message - 1);
    make_one_line(message);
    err->status = status;
    memcpy(err->message, message, sizeof message);
    return status;
}

rs_status rs_fail_memory(rs_error *err, const char *what) {
    return rs_fail(err, RS_NO_MEMORY, "%s: %s", what, texts[RS_NO_MEMORY]);
}

static int is_status(rs_status status) {
    return (int)status >= 0 && (int)status < STATUS_COUNT;
}

const char *rs_status_name(rs_status status) {
    return is_status(status) ? names[status] : "RS_?";
}

const char *rs_status_text(rs_status status) {
    return is_status(status) ? texts[status] : "unknown status";
}
