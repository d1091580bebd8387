/* pattern_words.c: a pattern in few words, for forms of the report that are no text.  Header: report_cycles.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <string.h>

#include "report_cycles.h"

static void add_counted(rs_text *text, uint64_t count, const char *one, const char *many) {
    rs_text_add_count(text, count);
    rs_text_add(text, count == 1 ? one : many);
}

void rs__add_pattern_counts(rs_text *text, const rs_pattern *pattern) {
    rs_text_addf(text, "%s, found ", pattern->scope == RS_SCOPE_GARBAGE ? "garbage" : "alive");
    if (pattern->count == 1)
        rs_text_add(text, "once: ");
    else
        add_counted(text, pattern->count, "", " times: ");
    add_counted(text, pattern->objects, " object, ", " objects, ");
    rs_text_add_size(text, pattern->bytes);
    rs_text_add(text, " kept");
}

void rs__add_pattern_stays(rs_text *text, const rs_pattern *pattern) {
    if (pattern->uncollectable == NULL) return;
    rs_text_add(text, "unreachable, but the collector cannot free it: ");
    rs_text_add_printable(text, pattern->uncollectable);
}

void rs__add_pattern_collected(rs_text *text, const rs_pattern *pattern) {
    if (pattern->collected == 0) return;
    rs_text_add(text, "by collections while the program ran, ");
    if (pattern->collected == pattern->count) {
        rs_text_add(text, pattern->count == 1 ? "that once" : "each time");
    } else {
        rs_text_add_count(text, pattern->collected);
        rs_text_add(text, " of ");
        add_counted(text, pattern->count, " time", " times");
    }
}

void rs__add_collections(rs_text *text, const rs_collected_totals *totals) {
    if (totals->collections + totals->missed == 0) return;
    rs_text_add(text, "collections while the program ran: ");
    rs_text_add_count(text, totals->collections + totals->missed);
    if (totals->collections > 0) {
        rs_text_add(text, ", looked at just before; they took ");
        add_counted(text, totals->objects, " object, ", " objects, ");
        rs_text_add_size(text, totals->bytes);
    }
    if (totals->missed == 0) return;
    rs_text_add(text, totals->collections > 0 ? "; " : ", ");
    rs_text_add_count(text, totals->missed);
    rs_text_add(text, totals->missed == 1 ? " was not looked at" : " were not looked at");
    rs_text_add(text, ", and what was taken is not told");
}

const char *rs__type_of_cut(const rs_pattern *pattern) {
    const char *best = NULL;
    for (size_t i = 0; i < pattern->steps && pattern->cut_count > 0; i++) {
        const char *type = pattern->types[i], *edge = pattern->cuts[0].edge;
        size_t length = strlen(type);
        bool of_it = strncmp(edge, type, length) == 0 && !isalnum((unsigned char)edge[length]) &&
                     edge[length] != '_';
        if (of_it && (!best || length > strlen(best))) best = type;
    }
    return best ? best : pattern->steps > 0 ? pattern->types[0] : "";
}

void rs__add_place(rs_text *text, const rs_place *place, const char *folder) {
    bool inside;
    const char *path = rs__path_inside(&inside, place->file, folder);
    rs_text_add_printable(text, path);
    if (place->line > 0) rs_text_addf(text, ":%u", (unsigned)place->line);
}
