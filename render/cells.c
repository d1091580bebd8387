/* cells.c: the numbers in a report's columns.                                  Manual: cells.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cells.h"

void rs__add_right(rs_text *line, rs_text *cell, size_t columns) {
    size_t used = rs_text_columns(rs_text_string(cell), cell->length);
    rs_text_add_repeated(line, " ", used < columns ? columns - used : 1);
    rs_text_add_bytes(line, rs_text_string(cell), cell->length);
    line->failed |= cell->failed; /* what is cleared forgets that it failed */
    rs_text_clear(cell);
}

/* Tenths of a per cent, in whole numbers: nothing depends on a locale. */
void rs__add_share(rs_text *cell, uint64_t part, uint64_t whole) {
    if (whole == 0) return;
    unsigned tenths = (unsigned)((double)part / (double)whole * 1000.0 + 0.5);
    rs_text_addf(cell, "%u.%u%%", tenths / 10, tenths % 10);
}

void rs__add_bar(rs_text *line, uint64_t part, uint64_t whole, size_t columns) {
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    double share = whole == 0 ? 0 : (double)part / (double)whole;
    size_t full = (size_t)((share > 1 ? 1 : share) * (double)columns * 8.0 + 0.5);
    if (full == 0 && part > 0) full = 1;
    rs_text_add_repeated(line, "█", full / 8);
    rs_text_add(line, eighths[full % 8]);
    rs_text_add_repeated(line, " ", columns - full / 8 - (full % 8 != 0));
}
