/* status.c: how every call says how it went.                                  Manual: rs_status.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "text_escape.h"

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

/* Does the message end within the character that begins here? */
static bool is_cut(const char *at, size_t count) {
    unsigned char lead = (unsigned char)*at;
    size_t wants = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1, there = 1;
    while (there < count && there < wants && ((unsigned char)at[there] & 0xC0) == 0x80) there++;
    return there < wants && there == count;
}

/* Line ends are blanks, for sentences of several lines; everything else that is not shown is escaped. A message that is too
 * long ends in front of the character that would be cut. Words escaped before stay as they are. */
static void make_printable(char *out, size_t room, const char *message) {
    size_t count = strlen(message), length = 0, used = 0;
    for (size_t at = 0; at < count; at += length) {
        char one[RS__LONGEST_ESCAPE];
        bool plain = strchr("\n\r\\", message[at]) != NULL;
        if (plain) snprintf(one, sizeof one, "%c", message[at] == '\\' ? '\\' : ' ');
        size_t written = plain ? (length = 1) : rs__escape_one(one, message + at, count - at, 0, &length);
        if (used + written >= room || is_cut(message + at, count - at)) break;
        memcpy(out + used, one, written);
        used += written;
    }
    out[used] = '\0';
}

rs_status rs_fail(rs_error *err, rs_status status, const char *format, ...) {
    if (!err) return status;
    char message[sizeof err->message]; /* the arguments may lie in *err itself */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (length < 0) snprintf(message, sizeof message, "%s", rs_status_text(status));
    make_printable(err->message, sizeof err->message, message);
    err->status = status;
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
