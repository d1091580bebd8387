/* routes.c: which address is which page.                                                Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <string.h>

#include "pages.h"

typedef struct route {
    const char *path; /* ends with '/': an argument follows */
    rs__answer answer;
    bool photograph; /* it looks at the photograph */
} route;

/* The first that fits is taken. */
static const route routes[] = {
    {"", rs__overview_page, true},
    {"types", rs__types_page, true},
    {"types/", rs__type_page, true},
    {"find", rs__find_page, true},
    {"objects/graph/", rs__object_drawing, true},
    {"objects/", rs__object_page, true},
    {"garbage", rs__garbage_page, true},
    {"garbage/graph/", rs__garbage_drawing, true},
    {"garbage/", rs__garbage_pattern, true},
    {"cycles", rs__cycles_page, true},
    {"cycles/graph/", rs__live_drawing, true},
    {"cycles/", rs__live_pattern, true},
    {"process", rs__process_page, true},
    {"traceback/", rs__traceback_page, true},
    {"tracker", rs__tracker_page, false},
    {"tracker/class/", rs__class_page, false},
    {"refresh", rs__refresh_page, true},
    {"help", rs__help_page, false},
};

static const route *route_of(const char *path, const char **argument) {
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        size_t length = strlen(routes[i].path);
        bool takes = length > 0 && routes[i].path[length - 1] == '/';
        if (takes ? strncmp(path, routes[i].path, length) != 0 || path[length] == '\0'
                  : strcmp(path, routes[i].path) != 0)
            continue;
        *argument = path + length;
        return &routes[i];
    }
    return NULL;
}

static unsigned digit_of(char c) {
    return isdigit((unsigned char)c) ? (unsigned)(c - '0') : (unsigned)(tolower((unsigned char)c) - 'a') + 10;
}

size_t rs__decode_address(char *text) {
    char *to = text;
    for (const char *at = text; *at != '\0';) {
        bool escape = at[0] == '%' && isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2]);
        unsigned code = escape ? digit_of(at[1]) << 4 | digit_of(at[2]) : 0;
        *to++ = code != 0 ? (char)code : *at;
        at += code != 0 ? 3 : 1;
    }
    *to = '\0';
    return (size_t)(to - text);
}

rs_status rs__route(rs__request *request, const char *path, rs_error *err) {
    const route *found = route_of(path, &request->argument);
    if (found == NULL) {
        rs__page_not_found(request->page, "There is no such page.");
        return RS_OK;
    }
    if (!found->photograph) return found->answer(request, err);
    rs_status st = rs__view_enter(request->view, err);
    if (st != RS_OK) return st;
    st = found->answer(request, err);
    rs__view_leave(request->view);
    return st;
}
