/* pages_common.c: what several pages write.                                             Manual: pages.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pages.h"

void rs__add_preview(const rs__request *request, rs_object_id object) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add_preview(&text, request->view->snapshot, object, RS__PREVIEW_COLUMNS);
    rs__page_text(request->page, rs_text_string(&text), text.length);
    rs_text_release(&text);
}

void rs__add_object_link(const rs__request *request, rs_object_id object) {
    uint64_t address = rs_snapshot_columns(request->view->snapshot)->address[object];
    rs_text path = RS_TEXT_INIT;
    rs_text_addf(&path, "objects/0x%llx", (unsigned long long)address);
    rs__page_link(request->page, rs_text_string(&path));
    rs__page_markup(request->page, "<span class=\"code\">");
    rs__add_preview(request, object);
    rs__page_markup(request->page, "</span>");
    rs__page_link_end(request->page);
    rs_text_release(&path);
}

void rs__add_type_link(const rs__request *request, const char *name) {
    rs__page_link_to(request->page, "types/", name);
    rs__page_string(request->page, name);
    rs__page_link_end(request->page);
}

static void add_step(const rs__request *request, const char *path, size_t from, const char *word) {
    rs_text link = RS_TEXT_INIT;
    rs_text_addf(&link, "%s%zu", path, from);
    rs__page_markup(request->page, " ");
    rs__page_link(request->page, rs_text_string(&link));
    rs__page_markup(request->page, word);
    rs__page_link_end(request->page);
    rs_text_release(&link);
}

void rs__add_paging(const rs__request *request, const char *path, size_t from, size_t shown, size_t all) {
    rs__page *page = request->page;
    if (shown == all) return;
    rs__page_markup(page, "<p>");
    rs__page_count(page, shown > 0 ? from + 1 : from);
    rs__page_markup(page, " to ");
    rs__page_count(page, from + shown);
    rs__page_markup(page, " of ");
    rs__page_count(page, all);
    if (from > 0) add_step(request, path, from > RS__PAGE_ROWS ? from - RS__PAGE_ROWS : 0, "previous");
    if (from + shown < all) add_step(request, path, from + shown, "next");
    rs__page_markup(page, "</p>\n");
}

bool rs__read_number(const char *text, size_t *number) {
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits] != '\0') return false;
    *number = (size_t)strtoull(text, NULL, 10);
    return true;
}

static bool read_address(const char *text, uint64_t *address) {
    char *end = NULL;
    bool hexadecimal = strncmp(text, "0x", 2) == 0;
    const char *digits = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    if (strspn(text + 2 * hexadecimal, digits) == 0) return false;
    errno = 0;
    *address = strtoull(text, &end, hexadecimal ? 16 : 10);
    return errno == 0 && *end == '\0';
}

rs_object_id rs__object_asked(const rs__request *request) {
    uint64_t address = 0;
    if (!read_address(request->argument, &address)) {
        rs__page_not_found(request->page,
                           "This is no address of an object: it must be a number, as id() tells it.");
        return RS_NO_OBJECT;
    }
    rs_object_id object = rs_graph_find(request->view->graph, address);
    if (object == RS_NO_OBJECT)
        rs__page_not_found(request->page,
                           "In this photograph no object is at that address. It may be gone, or "
                           "have come later.");
    return object;
}
