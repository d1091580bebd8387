/* diff.c: what is new, gone and kept between two photographs.        Manual: rs_diff.h. Matching: diff_match.c. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_diff.h"

#include <stdlib.h>
#include <string.h>

#include "diff_match.h"
#include "rs_memory.h"

enum { OLD, NEW };

struct rs_diff {
    rs_diff_about about;
    rs_diff_row *rows;
    size_t count;
    rs_match match; /* its arrays are NULL when nothing is matched */
};

/* ---- One process? --------------------------------------------------------------------------------------------------- */

/* Photographs of one process say so themselves. Of one that does not know, its modules tell: they live as long as the
 * process, and another run has most of them elsewhere. */
static bool modules_stand_where_they_stood(const rs_snapshot *older, const rs_snapshot *newer) {
    const rs_columns *a = rs_snapshot_columns(older);
    size_t modules = 0, found = 0;
    for (rs_object_id o = a->records; o < a->objects; o++) {
        const char *name = rs_snapshot_object_name(older, o);
        if (rs_snapshot_type_of(older, o)->kind != RS_KIND_MODULE || !name) continue;
        if (++modules > 64) break;
        rs_object_id there = rs_snapshot_find(newer, a->address[o]);
        const char *other = there == RS_NO_OBJECT ? NULL : rs_snapshot_object_name(newer, there);
        found += other && rs_snapshot_type_of(newer, there)->kind == RS_KIND_MODULE &&
                 strcmp(other, name) == 0;
    }
    return 2 * found >= modules;
}

bool rs_diff_is_same_process(const rs_snapshot *older, const rs_snapshot *newer) {
    uint32_t a = rs_snapshot_origin(older)->process, b = rs_snapshot_origin(newer)->process;
    if (a != 0 && b != 0) return a == b;
    return modules_stand_where_they_stood(older, newer);
}

/* ---- Rows by type --------------------------------------------------------------------------------------------------- */

static void tally(rs_tally *to, const rs_snapshot *snapshot, rs_object_id object) {
    to->objects++;
    to->bytes += rs_snapshot_size(snapshot, object);
}

/* One row a type of either, not yet one a name. */
static void add_up(rs_diff *diff) {
    const rs_columns *a = diff->match.columns[OLD], *b = diff->match.columns[NEW];
    const rs_snapshot *older = diff->match.snapshot[OLD], *newer = diff->match.snapshot[NEW];
    rs_diff_row *old_rows = diff->rows, *new_rows = diff->rows + rs_snapshot_type_count(older);
    for (size_t t = 0; t < rs_snapshot_type_count(older); t++)
        old_rows[t].type = rs_snapshot_type(older, (uint32_t)t)->name;
    for (size_t t = 0; t < rs_snapshot_type_count(newer); t++)
        new_rows[t].type = rs_snapshot_type(newer, (uint32_t)t)->name;
    for (rs_object_id o = a->records; o < a->objects; o++) tally(&old_rows[a->type[o]].before, older, o);
    for (rs_object_id o = b->records; o < b->objects; o++) tally(&new_rows[b->type[o]].after, newer, o);
}

/* What was not found again is gone. */
static bool add_up_matched(rs_diff *diff) {
    const rs_columns *a = diff->match.columns[OLD], *b = diff->match.columns[NEW];
    rs_diff_row *old_rows = diff->rows,
                *new_rows = diff->rows + rs_snapshot_type_count(diff->match.snapshot[OLD]);
    uint64_t *kept = rs_alloc_cleared(a->objects / 64 + 1, sizeof *kept);
    if (!kept) return false;
    for (rs_object_id o = b->records; o < b->objects; o++) {
        rs_object_id older = diff->match.older[o];
        diff->about.certain += diff->match.fate[o] == RS_FATE_CERTAIN;
        diff->about.likely += diff->match.fate[o] == RS_FATE_LIKELY;
        diff->about.reused += diff->match.fate[o] == RS_FATE_REUSED;
        if (older == RS_NO_OBJECT)
            tally(&new_rows[b->type[o]].added, diff->match.snapshot[NEW], o);
        else
            kept[older / 64] |= UINT64_C(1) << (older % 64);
    }
    for (rs_object_id o = a->records; o < a->objects; o++)
        if (!(kept[o / 64] >> (o % 64) & 1)) tally(&old_rows[a->type[o]].gone, diff->match.snapshot[OLD], o);
    rs_release(kept);
    return true;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const rs_diff_row *)a)->type, ((const rs_diff_row *)b)->type);
}

static int64_t growth(const rs_tally *before, const rs_tally *after, bool bytes) {
    return bytes ? (int64_t)(after->bytes - before->bytes) : (int64_t)(after->objects - before->objects);
}

static int by_growth(const void *a, const void *b) {
    const rs_diff_row *l = a, *r = b;
    for (int bytes = 1; bytes >= 0; bytes--) {
        int64_t more = growth(&l->before, &l->after, bytes), other = growth(&r->before, &r->after, bytes);
        if (more != other) return more > other ? -1 : 1;
    }
    return by_name(a, b);
}

static void add_tally(rs_tally *to, const rs_tally *more) {
    to->objects += more->objects;
    to->bytes += more->bytes;
}

static void add_row(rs_diff_row *to, const rs_diff_row *more) {
    add_tally(&to->before, &more->before);
    add_tally(&to->after, &more->after);
    add_tally(&to->added, &more->added);
    add_tally(&to->gone, &more->gone);
}

/* Rows sorted by name: those of one name become one, those without objects go; all are added up. */
static void merge_names(rs_diff *diff) {
    size_t kept = 0;
    rs_diff_row all = {0};
    for (size_t i = 0; i < diff->count; i++) {
        rs_diff_row row = diff->rows[i];
        if (row.before.objects == 0 && row.after.objects == 0) continue;
        add_row(&all, &row);
        if (kept > 0 && strcmp(diff->rows[kept - 1].type, row.type) == 0)
            add_row(&diff->rows[kept - 1], &row);
        else
            diff->rows[kept++] = row;
    }
    diff->count = kept;
    diff->about.before = all.before;
    diff->about.after = all.after;
    diff->about.added = all.added;
    diff->about.gone = all.gone;
}

/* ---- The diff ------------------------------------------------------------------------------------------------------- */

static rs_status compare(rs_diff *diff, const rs_snapshot *older, const rs_snapshot *newer, rs_error *err) {
    diff->count = rs_snapshot_type_count(older) + rs_snapshot_type_count(newer);
    diff->rows = rs_alloc_cleared(diff->count, sizeof *diff->rows);
    if (!diff->rows) return rs_fail_memory(err, "comparing two photographs");
    diff->about.matched = rs_diff_is_same_process(older, newer);
    if (diff->about.matched) {
        rs_status st = rs__match_find(&diff->match, older, newer, err);
        if (st != RS_OK) return st;
        if (!add_up_matched(diff)) return rs_fail_memory(err, "comparing two photographs");
    } else {
        diff->match = (rs_match){.snapshot = {older, newer},
                                 .columns = {rs_snapshot_columns(older), rs_snapshot_columns(newer)}};
    }
    add_up(diff);
    if (diff->count > 1) qsort(diff->rows, diff->count, sizeof *diff->rows, by_name);
    merge_names(diff);
    if (diff->count > 1) qsort(diff->rows, diff->count, sizeof *diff->rows, by_growth);
    return RS_OK;
}

rs_status rs_diff_new(rs_diff **out, const rs_snapshot *older, const rs_snapshot *newer, rs_error *err) {
    rs_diff *diff = rs_alloc_cleared(1, sizeof *diff);
    if (!diff) return rs_fail_memory(err, "comparing two photographs");
    rs_status st = compare(diff, older, newer, err);
    if (st == RS_OK)
        *out = diff;
    else
        rs_diff_free(diff);
    return st;
}

void rs_diff_free(rs_diff *diff) {
    if (!diff) return;
    rs__match_release(&diff->match);
    rs_release(diff->rows);
    rs_release(diff);
}

const rs_diff_about *rs_diff_about_it(const rs_diff *diff) {
    return &diff->about;
}

size_t rs_diff_rows(const rs_diff *diff, const rs_diff_row **rows) {
    *rows = diff->rows;
    return diff->count;
}

rs_fate rs_diff_fate(const rs_diff *diff, rs_object_id newer) {
    bool known = diff->match.fate && newer < diff->match.columns[NEW]->objects;
    return known ? (rs_fate)diff->match.fate[newer] : RS_FATE_NEW;
}

rs_object_id rs_diff_older(const rs_diff *diff, rs_object_id newer) {
    bool known = diff->match.older && newer < diff->match.columns[NEW]->objects;
    return known ? diff->match.older[newer] : RS_NO_OBJECT;
}
