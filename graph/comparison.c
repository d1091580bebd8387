/* comparison.c: two photographs or more side by side.                             Manual: rs_comparison.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_comparison.h"

#include <string.h>

static rs_status add_photograph(rs_growth *growth, const rs_snapshot *snapshot, const rs_diff *since_first,
                                rs_error *err) {
    rs_graph *graph = NULL;
    rs_status st = rs_graph_new(&graph, snapshot, err);
    if (st == RS_OK) st = rs_growth_add(growth, graph, since_first, err);
    rs_graph_free(graph);
    return st;
}

rs_status rs_compare(rs_comparison *comparison, const rs_snapshot *const *snapshots, size_t count,
                     rs_error *err) {
    rs_comparison made = {.snapshots = snapshots, .count = count};
    rs_status st = rs_growth_new(&made.growth, err);
    if (st == RS_OK) st = rs_diff_new(&made.diff, snapshots[0], snapshots[count - 1], err);
    for (size_t i = 0; i < count && st == RS_OK; i++)
        st = add_photograph(made.growth, snapshots[i], i == count - 1 ? made.diff : NULL, err);
    if (st == RS_OK)
        *comparison = made;
    else
        rs_comparison_release(&made);
    return st;
}

void rs_comparison_release(rs_comparison *comparison) {
    rs_diff_free(comparison->diff);
    rs_growth_free(comparison->growth);
    *comparison = (rs_comparison)RS_COMPARISON_INIT;
}

/* "Name" is the end of "module.Outer.Name", too. */
static bool is_called(const char *type, const char *name) {
    size_t length = strlen(type), end = strlen(name);
    if (length == end) return strcmp(type, name) == 0;
    return length > end && type[length - end - 1] == '.' && strcmp(type + length - end, name) == 0;
}

bool rs_comparison_of_type(const rs_comparison *comparison, const char *type, int64_t *objects,
                           int64_t *bytes) {
    const rs_diff_row *rows = NULL;
    size_t count = rs_diff_rows(comparison->diff, &rows);
    bool exact = false, found = false;
    for (size_t i = 0; i < count; i++) exact |= strcmp(rows[i].type, type) == 0;
    *objects = *bytes = 0;
    for (size_t i = 0; i < count; i++) {
        if (exact ? strcmp(rows[i].type, type) != 0 : !is_called(rows[i].type, type)) continue;
        found = true;
        *objects += (int64_t)(rows[i].after.objects - rows[i].before.objects);
        *bytes += (int64_t)(rows[i].after.bytes - rows[i].before.bytes);
    }
    return found;
}
