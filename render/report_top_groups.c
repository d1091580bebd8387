/* report_top_groups.c: what the instances of each type, and each module, retain.
 *                                                          Manual: rs_report_top.h. Shared: report_top.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "cells.h"
#include "report_top.h"

enum { COUNT_COLUMNS = 12, GAP = 2 };

static void add_heading(const rs__top_report *r, bool types) {
    rs_text words = RS_TEXT_INIT;
    rs_text_addf(&words, "%*s%*s%*s", RS__TOP_SIZE_COLUMNS, "retained", RS__TOP_SHARE_COLUMNS, "%",
                 RS__TOP_BAR_COLUMNS + 2 * GAP, "");
    if (types)
        rs_text_addf(&words, "%*s%*s  type", COUNT_COLUMNS - GAP, "objects", RS__TOP_SIZE_COLUMNS, "shallow");
    else
        rs_text_add(&words, "module");
    rs__add_styled(r->text, rs_text_string(&words), RS__STYLE_STRONG, r->options->colour);
    rs_text_add_char(r->text, '\n');
    r->text->failed |= words.failed;
    rs_text_release(&words);
}

static void add_group(const rs__top_report *r, const rs_top_group *group, bool types) {
    rs_text words = RS_TEXT_INIT, cell = RS_TEXT_INIT;
    rs__top_add_numbers(&words, r, group->retained);
    if (types) {
        rs_text_add_count(&cell, group->objects);
        rs__add_right(&words, &cell, COUNT_COLUMNS - GAP);
        rs_text_add_size(&cell, group->bytes);
        rs__add_right(&words, &cell, RS__TOP_SIZE_COLUMNS);
        rs_text_add_repeated(&words, " ", GAP);
    }
    rs_text_add_escaped(&words, group->name, strlen(group->name), 0);
    rs__line line = rs__line_start(r->text, r->options->columns, r->options->colour, false);
    rs__line_add(&line, rs_text_string(&words), RS__STYLE_PLAIN);
    rs__line_end(&line);
    r->text->failed |= words.failed || cell.failed;
    rs_text_release(&words);
    rs_text_release(&cell);
}

static void add_more(const rs__top_report *r, size_t count, bool types) {
    rs_text words = RS_TEXT_INIT;
    rs_text_add(&words, "… ");
    rs_text_add_count(&words, count);
    rs_text_addf(&words, " more %s%s", types ? "type" : "module", count == 1 ? "" : "s");
    if (types) rs_text_add(&words, ". What one type retains may be retained by another as well");
    rs__wrap how = {
        .columns = r->options->columns, .indent = 2, .style = RS__STYLE_DIM, .colour = r->options->colour};
    rs__add_wrapped(r->text, rs_text_string(&words), &how);
    r->text->failed |= words.failed;
    rs_text_release(&words);
}

rs_status rs__top_write_groups(const rs__top_report *r, const rs_top_groups *groups) {
    bool types = r->by == RS_TOP_BY_TYPE;
    size_t limit = r->options->limit, shown = groups->count;
    if (limit > 0 && limit < shown) shown = limit;
    add_heading(r, types);
    for (size_t i = 0; i < shown; i++) add_group(r, &groups->group[i], types);
    if (shown < groups->count) add_more(r, groups->count - shown, types);
    return RS_OK;
}
