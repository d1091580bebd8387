/* growth.c: what grew from one photograph to the next, by what retains it.          Manual: rs_growth.h. Map: graph/README.md
 *
 * The retaining paths of all photographs are one tree (growth_paths.h); each photograph is a column of counts beside it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_growth.h"

#include <stdlib.h>
#include <string.h>

#include "growth_paths.h"
#include "rs_memory.h"

/* What hangs on each place of the tree in one photograph. Places made later are not in it: there is nothing there. */
typedef struct column {
    uint32_t places;
    uint64_t *objects, *bytes; /* [places] bytes with what is below */
} column;

/* Rows in the making, and made. */
typedef struct row_list {
    uint32_t *place; /* [count] */
    size_t count, capacity;
    rs_growth_row *rows; /* [count], once they are made */
} row_list;

struct rs_growth {
    rs_paths_tree tree;
    column *columns; /* [photographs] */
    size_t photographs, capacity;
    column fresh;          /* of the last photograph, what is new in it; no arrays where that is not known */
    rs_object_id *example; /* [places of the last photograph] */
    row_list grown, moved;
    rs_arena arena; /* of the rows */
    bool known;     /* the rows are worked out */
};

rs_status rs_growth_new(rs_growth **out, rs_error *err) {
    rs_growth *growth = rs_alloc_cleared(1, sizeof *growth);
    if (!growth) return rs_fail_memory(err, "what grew");
    *out = growth;
    return RS_OK;
}

static void release_column(column *sums) {
    rs_release(sums->objects);
    rs_release(sums->bytes);
    *sums = (column){0};
}

static void release_rows(row_list *list) {
    rs_release(list->place);
    rs_release(list->rows);
    *list = (row_list){0};
}

void rs_growth_free(rs_growth *growth) {
    if (!growth) return;
    for (size_t i = 0; i < growth->photographs; i++) release_column(&growth->columns[i]);
    rs_release(growth->columns);
    release_column(&growth->fresh);
    rs_release(growth->example);
    release_rows(&growth->grown);
    release_rows(&growth->moved);
    rs__arena_release(&growth->arena);
    rs__paths_tree_release(&growth->tree);
    rs_release(growth);
}

size_t rs_growth_photographs(const rs_growth *growth) {
    return growth->photographs;
}

/* ---- A photograph --------------------------------------------------------------------------------------------------- */

static bool make_column(column *sums, uint32_t places) {
    *sums = (column){places, rs_alloc_cleared(places, sizeof *sums->objects),
                     rs_alloc_cleared(places, sizeof *sums->bytes)};
    return sums->objects && sums->bytes;
}

static void count_object(column *sums, uint32_t place, uint64_t size) {
    sums->objects[place]++;
    sums->bytes[place] += size;
}

static void add_what_is_below(column *sums, const rs_paths_tree *tree) {
    for (uint32_t p = sums->places; p-- > 1;) sums->bytes[tree->place[p].parent] += sums->bytes[p];
}

static bool is_new(const rs_diff *since_first, rs_object_id object) {
    return rs_diff_fate(since_first, object) <= RS_FATE_REUSED;
}

/* The example of a place is new, where one of its objects is. `fresh` is NULL when that is not known. */
static void add_up(column *sums, column *fresh, rs_object_id *example, const rs_diff *since_first,
                   const rs_snapshot *snapshot, const uint32_t *places) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_object_id o = c->records; o < c->objects; o++) {
        uint64_t size = rs_snapshot_size(snapshot, o);
        bool counts_as_new = fresh && is_new(since_first, o);
        count_object(sums, places[o], size);
        if (counts_as_new) count_object(fresh, places[o], size);
        if (counts_as_new || !fresh || fresh->objects[places[o]] == 0) example[places[o]] = o;
    }
}

rs_status rs_growth_add(rs_growth *growth, rs_graph *graph, const rs_diff *since_first, rs_error *err) {
    uint32_t *places = NULL;
    rs_status st = rs__retained_places(&places, &growth->tree, graph, err);
    if (st != RS_OK) return st;
    uint32_t count = growth->tree.count;
    bool matched = since_first && rs_diff_about_it(since_first)->matched;
    column sums = {0}, fresh = {0};
    rs_object_id *example = rs_alloc_array(count, sizeof *example);
    bool done = make_column(&sums, count) && (!matched || make_column(&fresh, count)) && example &&
                rs_reserve((void **)&growth->columns, &growth->capacity, growth->photographs + 1,
                           sizeof sums);
    if (done) {
        memset(example, 0xFF, count * sizeof *example);
        add_up(&sums, matched ? &fresh : NULL, example, since_first, rs_graph_snapshot(graph), places);
        add_what_is_below(&sums, &growth->tree);
        if (matched) add_what_is_below(&fresh, &growth->tree);
        growth->columns[growth->photographs++] = sums;
        release_column(&growth->fresh);
        growth->fresh = fresh;
        rs_release(growth->example);
        growth->example = example;
    } else {
        release_column(&sums);
        release_column(&fresh);
        rs_release(example);
    }
    rs_release(places);
    return done ? RS_OK : rs_fail_memory(err, "what grew");
}

/* ---- Growth --------------------------------------------------------------------------------------------------------- */

static uint64_t objects_at(const rs_growth *growth, size_t photograph, uint32_t place) {
    const column *sums = &growth->columns[photograph];
    return place < sums->places ? sums->objects[place] : 0;
}

static uint64_t bytes_at(const rs_growth *growth, size_t photograph, uint32_t place) {
    const column *sums = &growth->columns[photograph];
    return place < sums->places ? sums->bytes[place] : 0;
}

/* More each time. */
static bool became_more(const rs_growth *growth, uint32_t place) {
    for (size_t i = 1; i < growth->photographs; i++)
        if (objects_at(growth, i, place) <= objects_at(growth, i - 1, place)) return false;
    return growth->photographs > 1;
}

static bool has_new_ones(const rs_growth *growth, uint32_t place) {
    return !growth->fresh.objects || growth->fresh.objects[place] > 0;
}

static bool grew(const rs_growth *growth, uint32_t place) {
    return became_more(growth, place) && has_new_ones(growth, place);
}

static int64_t difference(const rs_growth *growth, uint32_t place,
                          uint64_t (*at)(const rs_growth *growth, size_t photograph, uint32_t place)) {
    return (int64_t)(at(growth, growth->photographs - 1, place) - at(growth, 0, place));
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* Of those that a place has more, the new ones; of a place that has no new one, all. */
static int64_t more_objects(const rs_growth *growth, uint32_t place) {
    int64_t more = difference(growth, place, objects_at);
    const uint64_t *fresh = growth->fresh.objects;
    return fresh && fresh[place] > 0 ? smaller(more, (int64_t)fresh[place]) : more;
}

static int64_t more_bytes(const rs_growth *growth, uint32_t place) {
    int64_t more = difference(growth, place, bytes_at);
    const column *fresh = &growth->fresh;
    return fresh->objects && fresh->objects[place] > 0 ? smaller(more, (int64_t)fresh->bytes[place]) : more;
}

/* For every place the one below it that grew by most bytes, or 0. */
static uint32_t *find_main_growth(const rs_growth *growth) {
    uint32_t *below = rs_alloc_cleared(growth->tree.count, sizeof *below);
    for (uint32_t p = 1; below && p < growth->tree.count; p++) {
        uint32_t parent = growth->tree.place[p].parent;
        if (!grew(growth, p)) continue;
        if (below[parent] == 0 || more_bytes(growth, p) > more_bytes(growth, below[parent]))
            below[parent] = p;
    }
    return below;
}

/* Of a single new thing on which most hangs by one place below, that place tells more: a new module with a cache in it. */
static uint32_t most_telling(const rs_growth *growth, const uint32_t *below, uint32_t place) {
    while (more_objects(growth, place) == 1 && below[place] != 0 &&
           2 * more_bytes(growth, below[place]) > more_bytes(growth, place))
        place = below[place];
    return place;
}

static bool add_row(row_list *list, uint32_t place) {
    if (!rs_reserve((void **)&list->place, &list->capacity, list->count + 1, sizeof *list->place))
        return false;
    list->place[list->count++] = place;
    return true;
}

static bool find_rows(rs_growth *growth) {
    uint32_t *below = find_main_growth(growth);
    if (!below) return false;
    bool done = true;
    for (uint32_t p = 1; p < growth->tree.count && done; p++) {
        uint32_t parent = growth->tree.place[p].parent;
        if (!became_more(growth, p) || (parent != 0 && became_more(growth, parent) &&
                                        has_new_ones(growth, p) <= has_new_ones(growth, parent)))
            continue;
        done = has_new_ones(growth, p) ? add_row(&growth->grown, most_telling(growth, below, p))
                                       : add_row(&growth->moved, p);
    }
    rs_release(below);
    return done;
}

/* ---- Rows ----------------------------------------------------------------------------------------------------------- */

static bool fill_row(rs_growth *growth, rs_growth_row *row, uint32_t place) {
    size_t count = growth->photographs;
    rs_text path = RS_TEXT_INIT;
    rs__text_add_place(&path, &growth->tree, place);
    uint64_t *objects = rs__arena_take(&growth->arena, count * sizeof *objects);
    uint64_t *bytes = rs__arena_take(&growth->arena, count * sizeof *bytes);
    char *text = rs__arena_copy(&growth->arena, rs_text_string(&path), path.length);
    bool done = objects && bytes && text && !path.failed;
    for (size_t i = 0; i < count && done; i++) {
        objects[i] = objects_at(growth, i, place);
        bytes[i] = bytes_at(growth, i, place);
    }
    *row = (rs_growth_row){.path = text,
                           .type = growth->tree.words.text[growth->tree.place[place].type],
                           .objects = objects,
                           .bytes = bytes,
                           .more_objects = more_objects(growth, place),
                           .more_bytes = more_bytes(growth, place),
                           .example = growth->example[place]};
    rs_text_release(&path);
    return done;
}

static int larger_first(int64_t a, int64_t b) {
    return a > b ? -1 : a < b;
}

static int by_growth(const void *a, const void *b) {
    const rs_growth_row *l = a, *r = b;
    int order = larger_first(l->more_bytes, r->more_bytes);
    if (order == 0) order = larger_first(l->more_objects, r->more_objects);
    if (order == 0) order = strcmp(l->path, r->path);
    return order ? order : strcmp(l->type, r->type);
}

static bool make_rows(rs_growth *growth, row_list *list) {
    list->rows = rs_alloc_array(list->count, sizeof *list->rows);
    if (!list->rows) return false;
    for (size_t i = 0; i < list->count; i++)
        if (!fill_row(growth, &list->rows[i], list->place[i])) return false;
    if (list->count > 1) qsort(list->rows, list->count, sizeof *list->rows, by_growth);
    return true;
}

static rs_status work_out(rs_growth *growth, rs_error *err) {
    if (growth->known) return RS_OK;
    growth->known = find_rows(growth) && make_rows(growth, &growth->grown) &&
                    make_rows(growth, &growth->moved);
    if (growth->known) return RS_OK;
    release_rows(&growth->grown);
    release_rows(&growth->moved);
    return rs_fail_memory(err, "what grew");
}

static rs_status rows_of(const row_list *list, const rs_growth_row **rows, size_t *count) {
    *rows = list->rows;
    *count = list->count;
    return RS_OK;
}

rs_status rs_growth_rows(const rs_growth_row **rows, size_t *count, rs_growth *growth, rs_error *err) {
    rs_status st = work_out(growth, err);
    return st == RS_OK ? rows_of(&growth->grown, rows, count) : st;
}

rs_status rs_growth_moved(const rs_growth_row **rows, size_t *count, rs_growth *growth, rs_error *err) {
    rs_status st = work_out(growth, err);
    return st == RS_OK ? rows_of(&growth->moved, rows, count) : st;
}
