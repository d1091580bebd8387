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

struct rs_growth {
    rs_paths_tree tree;
    column *columns; /* [photographs] */
    size_t photographs, capacity;
    rs_object_id *example; /* [places of the last photograph] */
    rs_growth_row *rows;
    uint32_t *place_of; /* [count] the rows' places */
    size_t count, row_capacity, place_capacity;
    rs_arena arena; /* of the rows */
    bool known;     /* the rows are worked out */
};

rs_status rs_growth_new(rs_growth **out, rs_error *err) {
    rs_growth *growth = rs_alloc_cleared(1, sizeof *growth);
    if (!growth) return rs_fail_memory(err, "what grew");
    *out = growth;
    return RS_OK;
}

void rs_growth_free(rs_growth *growth) {
    if (!growth) return;
    for (size_t i = 0; i < growth->photographs; i++) {
        rs_release(growth->columns[i].objects);
        rs_release(growth->columns[i].bytes);
    }
    rs_release(growth->columns);
    rs_release(growth->example);
    rs_release(growth->rows);
    rs_release(growth->place_of);
    rs__arena_release(&growth->arena);
    rs__paths_tree_release(&growth->tree);
    rs_release(growth);
}

size_t rs_growth_photographs(const rs_growth *growth) {
    return growth->photographs;
}

/* ---- A photograph --------------------------------------------------------------------------------------------------- */

static void add_up(column *sums, rs_object_id *example, const rs_paths_tree *tree,
                   const rs_snapshot *snapshot, const uint32_t *places) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_object_id o = c->records; o < c->objects; o++) {
        sums->objects[places[o]]++;
        sums->bytes[places[o]] += rs_snapshot_size(snapshot, o);
        example[places[o]] = o;
    }
    for (uint32_t p = sums->places; p-- > 1;) sums->bytes[tree->place[p].parent] += sums->bytes[p];
}

rs_status rs_growth_add(rs_growth *growth, rs_graph *graph, rs_error *err) {
    uint32_t *places = NULL;
    rs_status st = rs__retained_places(&places, &growth->tree, graph, err);
    if (st != RS_OK) return st;
    uint32_t count = growth->tree.count;
    column sums = {count, rs_alloc_cleared(count, sizeof *sums.objects),
                   rs_alloc_cleared(count, sizeof *sums.bytes)};
    rs_object_id *example = rs_alloc_array(count, sizeof *example);
    bool done = sums.objects && sums.bytes && example &&
                rs_reserve((void **)&growth->columns, &growth->capacity, growth->photographs + 1,
                           sizeof sums);
    if (done) {
        memset(example, 0xFF, count * sizeof *example);
        add_up(&sums, example, &growth->tree, rs_graph_snapshot(graph), places);
        growth->columns[growth->photographs++] = sums;
        rs_release(growth->example);
        growth->example = example;
    } else {
        rs_release(sums.objects);
        rs_release(sums.bytes);
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
static bool grew(const rs_growth *growth, uint32_t place) {
    for (size_t i = 1; i < growth->photographs; i++)
        if (objects_at(growth, i, place) <= objects_at(growth, i - 1, place)) return false;
    return growth->photographs > 1;
}

static int64_t more_objects(const rs_growth *growth, uint32_t place) {
    return (int64_t)(objects_at(growth, growth->photographs - 1, place) - objects_at(growth, 0, place));
}

static int64_t more_bytes(const rs_growth *growth, uint32_t place) {
    return (int64_t)(bytes_at(growth, growth->photographs - 1, place) - bytes_at(growth, 0, place));
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

static bool add_row(rs_growth *growth, uint32_t place) {
    if (!rs_reserve((void **)&growth->place_of, &growth->place_capacity, growth->count + 1,
                    sizeof *growth->place_of))
        return false;
    growth->place_of[growth->count++] = place;
    return true;
}

static bool find_rows(rs_growth *growth) {
    uint32_t *below = find_main_growth(growth);
    if (!below) return false;
    bool done = true;
    for (uint32_t p = 1; p < growth->tree.count && done; p++) {
        uint32_t parent = growth->tree.place[p].parent;
        if (!grew(growth, p) || (parent != 0 && grew(growth, parent))) continue;
        done = add_row(growth, most_telling(growth, below, p));
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
    *row = (rs_growth_row){text, growth->tree.words.text[growth->tree.place[place].type], objects, bytes,
                           growth->example[place]};
    rs_text_release(&path);
    return done;
}

static int64_t row_growth(const uint64_t *at, size_t photographs) {
    return (int64_t)(at[photographs - 1] - at[0]);
}

static int larger_first(int64_t a, int64_t b) {
    return a > b ? -1 : a < b;
}

static int by_growth(const void *a, const void *b, void *photographs) {
    const rs_growth_row *l = a, *r = b;
    size_t count = *(const size_t *)photographs;
    int order = larger_first(row_growth(l->bytes, count), row_growth(r->bytes, count));
    if (order == 0) order = larger_first(row_growth(l->objects, count), row_growth(r->objects, count));
    if (order == 0) order = strcmp(l->path, r->path);
    return order ? order : strcmp(l->type, r->type);
}

rs_status rs_growth_rows(const rs_growth_row **rows, size_t *count, rs_growth *growth, rs_error *err) {
    bool done = growth->known || find_rows(growth);
    if (done && !growth->known) {
        growth->rows = rs_alloc_array(growth->count, sizeof *growth->rows);
        done = growth->rows != NULL;
        for (size_t i = 0; i < growth->count && done; i++)
            done = fill_row(growth, &growth->rows[i], growth->place_of[i]);
        if (done && growth->count > 1)
            qsort_r(growth->rows, growth->count, sizeof *growth->rows, by_growth, &growth->photographs);
        growth->known = done;
    }
    if (!done) return rs_fail_memory(err, "what grew");
    *rows = growth->rows;
    *count = growth->count;
    return RS_OK;
}
