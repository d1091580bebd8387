/* summary.c: objects and bytes by type.                                      Manual: rs_summary.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_summary.h"

#include <stdlib.h>
#include <string.h>

#include "rs_memory.h"

struct rs_summary {
    rs_summary_row *rows;
    size_t count;
};

/* One row a type, also for types without objects. */
static void add_up(rs_summary_row *rows, const rs_snapshot *snapshot) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (size_t t = 0; t < rs_snapshot_type_count(snapshot); t++)
        rows[t].type = rs_snapshot_type(snapshot, (uint32_t)t)->name;
    for (rs_object_id o = c->records; o < c->objects; o++) {
        rs_summary_row *row = &rows[c->type[o]];
        row->objects++;
        row->bytes += c->size[o] != RS_SIZE_BIG ? c->size[o] : rs_snapshot_size(snapshot, o);
    }
}

/* ---- Order ---------------------------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b) {
    return strcmp(((const rs_summary_row *)a)->type, ((const rs_summary_row *)b)->type);
}

static int larger_first(uint64_t a, uint64_t b) {
    return a > b ? -1 : a < b;
}

static int by_size(const void *a, const void *b) {
    int order = larger_first(((const rs_summary_row *)a)->bytes, ((const rs_summary_row *)b)->bytes);
    return order ? order : by_name(a, b);
}

static int by_count(const void *a, const void *b) {
    int order = larger_first(((const rs_summary_row *)a)->objects, ((const rs_summary_row *)b)->objects);
    return order ? order : by_size(a, b);
}

static void sort(rs_summary *summary, rs_sort sort_by) {
    static int (*const orders[])(const void *, const void *) = {
        [RS_SORT_SIZE] = by_size, [RS_SORT_COUNT] = by_count, [RS_SORT_NAME] = by_name};
    if (summary->count > 1) qsort(summary->rows, summary->count, sizeof *summary->rows, orders[sort_by]);
}

/* Rows sorted by name: those of one name become one, those without objects go. */
static void merge_names(rs_summary *summary) {
    size_t kept = 0;
    for (size_t i = 0; i < summary->count; i++) {
        rs_summary_row row = summary->rows[i];
        if (row.objects == 0) continue;
        if (kept > 0 && strcmp(summary->rows[kept - 1].type, row.type) == 0) {
            summary->rows[kept - 1].objects += row.objects;
            summary->rows[kept - 1].bytes += row.bytes;
        } else
            summary->rows[kept++] = row;
    }
    summary->count = kept;
}

/* ---- The summary ---------------------------------------------------------------------------------------------------- */

rs_status rs_summary_new(rs_summary **out, const rs_snapshot *snapshot, rs_sort sort_by, rs_error *err) {
    rs_summary *summary = rs_alloc_cleared(1, sizeof *summary);
    if (!summary) return rs_fail_memory(err, "cannot sum up the heap");
    summary->count = rs_snapshot_type_count(snapshot);
    summary->rows = rs_alloc_cleared(summary->count, sizeof *summary->rows);
    if (!summary->rows) {
        rs_release(summary);
        return rs_fail_memory(err, "cannot sum up the heap");
    }
    add_up(summary->rows, snapshot);
    sort(summary, RS_SORT_NAME);
    merge_names(summary);
    sort(summary, sort_by);
    *out = summary;
    return RS_OK;
}

size_t rs_summary_rows(const rs_summary *summary, const rs_summary_row **rows) {
    *rows = summary->rows;
    return summary->count;
}

void rs_summary_free(rs_summary *summary) {
    if (!summary) return;
    rs_release(summary->rows);
    rs_release(summary);
}
