/* report_size.c: how large a selection is: by itself, with all it refers to, and what only it keeps.
 *                                                                     Manual: rs_report_top.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "json.h"
#include "place_name.h"
#include "rs_deep_size.h"
#include "rs_memory.h"
#include "rs_report_top.h"
#include "style.h"

enum { SIZE_COLUMNS = 11, GAP = 2, PREVIEW_COLUMNS = 48 };

typedef struct measured {
    rs_object_id object; /* RS_NO_OBJECT: all of them together */
    uint64_t shallow, retained;
    rs_deep_size deep;
} measured;

typedef struct report {
    rs_text *text;
    rs_graph *graph;
    const rs_snapshot *snapshot;
    const rs_report_options *options;
    measured *rows; /* [count] those that retain most first */
    size_t count;
    measured all;
} report;

/* ---- Measuring ------------------------------------------------------------------------------------------------------ */

static uint64_t shallow_size(const rs_snapshot *snapshot, rs_object_id object) {
    return object < rs_snapshot_columns(snapshot)->records ? 0 : rs_snapshot_size(snapshot, object);
}

static int compare_rows(const void *left, const void *right) {
    const measured *a = left, *b = right;
    if (a->retained != b->retained) return a->retained > b->retained ? -1 : 1;
    return (a->object > b->object) - (a->object < b->object);
}

/* Deep sizes cost a walk each: only those shown are had. */
static rs_status measure(report *r, const rs_object_id *objects, rs_error *err) {
    const rs_dominators *dominators = NULL;
    rs_status st = rs_graph_dominators(&dominators, r->graph, err);
    if (st != RS_OK) return st;
    r->all.object = RS_NO_OBJECT;
    for (size_t i = 0; i < r->count; i++) {
        r->rows[i] = (measured){.object = objects[i],
                                .shallow = shallow_size(r->snapshot, objects[i]),
                                .retained = rs_dominators_retained(dominators, objects[i])};
        r->all.shallow += r->rows[i].shallow;
    }
    if (r->count > 1) qsort(r->rows, r->count, sizeof *r->rows, compare_rows);
    st = rs_retained_together(&r->all.retained, r->graph, objects, r->count, err);
    return st == RS_OK ? rs_deep_size_of(&r->all.deep, r->snapshot, objects, r->count, err) : st;
}

static size_t shown_rows(const report *r) {
    return r->options->limit > 0 && r->options->limit < r->count ? r->options->limit : r->count;
}

static rs_status measure_deep(report *r, size_t row, rs_error *err) {
    return rs_deep_size_of(&r->rows[row].deep, r->snapshot, &r->rows[row].object, 1, err);
}

/* ---- One object ----------------------------------------------------------------------------------------------------- */

static void add_dim_line(const report *r, rs_text *words) {
    rs__wrap how = {.columns = r->options->columns,
                    .used = GAP + 10 + SIZE_COLUMNS + GAP,
                    .indent = GAP + 10 + SIZE_COLUMNS + GAP,
                    .style = RS__STYLE_DIM,
                    .colour = r->options->colour};
    rs__add_wrapped(r->text, rs_text_string(words), &how);
    r->text->failed |= words->failed;
    rs_text_clear(words);
}

static void add_size(const report *r, const char *what, uint64_t bytes) {
    rs_text cell = RS_TEXT_INIT;
    rs_text_addf(r->text, "%*s%-10s", GAP, "", what);
    rs_text_add_size(&cell, bytes);
    rs__add_right(r->text, &cell, SIZE_COLUMNS);
    rs_text_add_repeated(r->text, " ", GAP);
    rs_text_release(&cell);
}

static void write_sizes(const report *r, const measured *row) {
    rs_text words = RS_TEXT_INIT;
    add_size(r, "shallow", row->shallow);
    rs_text_add(&words, "its own bytes");
    add_dim_line(r, &words);
    add_size(r, "deep", row->deep.bytes);
    rs_text_add_count(&words, row->deep.objects);
    rs_text_add(&words, row->deep.objects == 1 ? " object: it refers to nothing that counts"
                                               : " objects: it and all it refers to, however shared");
    add_dim_line(r, &words);
    add_size(r, "retained", row->retained);
    rs__add_share(&words, row->retained, rs_snapshot_total_size(r->snapshot));
    rs_text_add(&words, " of the heap: what would be freed if it went");
    add_dim_line(r, &words);
    rs_text_release(&words);
}

static rs_status write_one(const report *r, rs_error *err) {
    rs_object_id object = r->rows[0].object, shown = object;
    rs_text words = RS_TEXT_INIT;
    rs__line line = rs__line_start(r->text, r->options->columns, r->options->colour, false);
    rs_text_add_preview(&words, r->snapshot, object, PREVIEW_COLUMNS);
    rs__line_add(&line, rs_text_string(&words), RS__STYLE_STRONG);
    bool failed = words.failed;
    rs_text_clear(&words);
    rs_text_add(&words, "  ");
    rs_status st = rs__add_place_name(&words, r->graph, object, RS_NO_OBJECT, &shown, err);
    rs__line_add(&line, rs_text_string(&words), RS__STYLE_DIM);
    rs__line_end(&line);
    r->text->failed |= failed || words.failed;
    rs_text_release(&words);
    write_sizes(r, &r->rows[0]);
    return st;
}

/* ---- Many ----------------------------------------------------------------------------------------------------------- */

static void add_row(const report *r, const measured *row, const char *what) {
    rs_text words = RS_TEXT_INIT, cell = RS_TEXT_INIT;
    const uint64_t sizes[] = {row->shallow, row->deep.bytes, row->retained};
    for (size_t i = 0; i < 3; i++) {
        rs_text_add_size(&cell, sizes[i]);
        rs__add_right(&words, &cell, SIZE_COLUMNS);
    }
    rs_text_add_repeated(&words, " ", GAP);
    if (what)
        rs_text_add(&words, what);
    else
        rs_text_add_preview(&words, r->snapshot, row->object, PREVIEW_COLUMNS);
    rs__line line = rs__line_start(r->text, r->options->columns, r->options->colour, false);
    rs__line_add(&line, rs_text_string(&words), what ? RS__STYLE_STRONG : RS__STYLE_PLAIN);
    rs__line_end(&line);
    r->text->failed |= words.failed || cell.failed;
    rs_text_release(&words);
    rs_text_release(&cell);
}

static rs_status write_many(report *r, rs_error *err) {
    size_t shown = shown_rows(r);
    rs_text words = RS_TEXT_INIT;
    rs_status st = RS_OK;
    rs_text_addf(&words, "%*s%*s%*s", SIZE_COLUMNS, "shallow", SIZE_COLUMNS, "deep", SIZE_COLUMNS,
                 "retained");
    rs__add_styled(r->text, rs_text_string(&words), RS__STYLE_STRONG, r->options->colour);
    rs_text_add_char(r->text, '\n');
    for (size_t i = 0; i < shown && st == RS_OK; i++) {
        st = measure_deep(r, i, err);
        if (st == RS_OK) add_row(r, &r->rows[i], NULL);
    }
    r->text->failed |= words.failed;
    rs_text_clear(&words);
    rs_text_add(&words, "all ");
    rs_text_add_count(&words, r->count);
    rs_text_add(&words, " together, what they share once");
    add_row(r, &r->all, rs_text_string(&words));
    r->text->failed |= words.failed;
    rs_text_release(&words);
    return st;
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

static void put_sizes(rs__json *json, json_t *object, const measured *row) {
    rs__json_put(json, object, "shallow", rs__json_number(json, row->shallow));
    rs__json_put(json, object, "deep", rs__json_number(json, row->deep.bytes));
    rs__json_put(json, object, "deep_objects", rs__json_number(json, row->deep.objects));
    rs__json_put(json, object, "retained", rs__json_number(json, row->retained));
}

static rs_status write_json(report *r, rs_error *err) {
    rs__json json = {.snapshot = r->snapshot};
    json_t *root = rs__json_report(&json, r->options), *list = rs__json_array(&json);
    json_t *all = rs__json_object(&json);
    rs_status st = RS_OK;
    rs__json_put(&json, all, "objects", rs__json_number(&json, r->count));
    put_sizes(&json, all, &r->all);
    rs__json_put(&json, root, "selection", all);
    for (size_t i = 0; i < shown_rows(r) && st == RS_OK && !json.failed; i++) {
        st = measure_deep(r, i, err);
        json_t *row = rs__json_object(&json);
        rs_object_id object = r->rows[i].object;
        rs__json_put(&json, row, "address", rs__json_address(&json, object));
        rs__json_put(&json, row, "type",
                     rs__json_string(&json, rs_snapshot_type_of(r->snapshot, object)->name));
        rs__json_put(&json, row, "preview", rs__json_preview(&json, object));
        put_sizes(&json, row, &r->rows[i]);
        rs__json_append(&json, list, row);
    }
    rs__json_put(&json, root, "objects", list);
    if (st == RS_OK) return rs__json_write(&json, r->text, root, err);
    json_decref(root);
    rs_text_release(&json.scratch);
    return st;
}

static rs_status write(report *r, rs_error *err) {
    if (r->options->format == RS_FORMAT_JSON) return write_json(r, err);
    if (r->count != 1) return write_many(r, err);
    r->rows[0].deep = r->all.deep;
    return write_one(r, err);
}

rs_status rs_report_size(rs_text *text, rs_graph *graph, const rs_object_id *objects, size_t count,
                         const rs_report_options *options, rs_error *err) {
    static const rs_report_options defaults = RS_REPORT_OPTIONS_INIT;
    report r = {.text = text,
                .graph = graph,
                .snapshot = rs_graph_snapshot(graph),
                .options = options ? options : &defaults,
                .count = count};
    r.rows = rs_alloc_array(count, sizeof *r.rows);
    rs_status st = r.rows ? measure(&r, objects, err) : rs_fail_memory(err, "sizes of a selection");
    if (st == RS_OK) st = write(&r, err);
    rs_release(r.rows);
    return st == RS_OK ? rs_text_status(text, err) : st;
}
