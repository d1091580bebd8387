/* report_top.c: the objects that retain the most, each below the one that retains it.
 *                                               Manual: rs_report_top.h. Types and modules: report_top_groups.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report_top.h"

#include <string.h>

#include "cells.h"
#include "place_name.h"

enum {
    GAP = 2,
    DEPTH_COLUMNS = 2,
    DEPTH_MAX = 12,
    PREVIEW_COLUMNS = 40,
    NAME_COLUMNS = 300,
    MOST_PERCENT = 90
};

void rs__top_add_numbers(rs_text *cells, const rs__top_report *report, uint64_t bytes) {
    rs_text cell = RS_TEXT_INIT;
    rs_text_add_size(&cell, bytes);
    rs__add_right(cells, &cell, RS__TOP_SIZE_COLUMNS);
    rs__add_share(&cell, bytes, report->bytes);
    rs__add_right(cells, &cell, RS__TOP_SHARE_COLUMNS);
    rs_text_add_repeated(cells, " ", GAP);
    rs__add_bar(cells, bytes, report->bytes, RS__TOP_BAR_COLUMNS);
    rs_text_add_repeated(cells, " ", GAP);
    rs_text_release(&cell);
}

bool rs__top_tells_held(const rs_top_row *row) {
    return row->held_count > 1 && row->held_bytes >= row->retained / 2;
}

static void add_type_name(rs_text *words, const rs__top_report *r, uint32_t type) {
    const char *bare = rs_snapshot_type(r->snapshot, type)->bare;
    rs_text_add_escaped(words, bare, strlen(bare), 0);
}

/* "1.4 MB of it in 3,000 Session" */
static void add_held(rs_text *words, const rs__top_report *r, const rs_top_row *row) {
    rs_text_add_size(words, row->held_bytes);
    rs_text_add(words, " of it in ");
    rs_text_add_count(words, row->held_count);
    rs_text_add_char(words, ' ');
    add_type_name(words, r, row->held_type);
}

/* "  dict of 3,000, 1.4 MB of it in 3,000 Session"; no preview of what the name has already told. */
static void add_look(rs_text *words, const rs__top_report *r, const rs_top_row *row, rs_object_id shown,
                     const char *name) {
    rs_text preview = RS_TEXT_INIT;
    rs_text_add_preview(&preview, r->snapshot, shown, NAME_COLUMNS);
    bool told = strstr(name, rs_text_string(&preview)) != NULL;
    if (!told) rs_text_add_preview(words, r->snapshot, shown, PREVIEW_COLUMNS);
    words->failed |= preview.failed;
    rs_text_release(&preview);
    if (!rs__top_tells_held(row)) return;
    if (!told) rs_text_add(words, ", ");
    add_held(words, r, row);
}

/* ---- Objects told together ------------------------------------------------------------------------------------------ */

void rs__top_add_set_name(rs_text *name, const rs_snapshot *snapshot, const rs_top_row *row) {
    static const char *const words[] = {[RS_TOP_PACKAGE] = "in package ",
                                        [RS_TOP_MODULE] = "in module ",
                                        [RS_TOP_INTERPRETER] = "(the interpreter)",
                                        [RS_TOP_FRAMES] = "(running frames)",
                                        [RS_TOP_GARBAGE] = "(garbage)",
                                        [RS_TOP_OUTSIDE] = "held from outside"};
    if (row->kind == RS_TOP_ALIKE) {
        const char *bare = rs_snapshot_type(snapshot, row->held_type)->bare;
        rs_text_add_count(name, row->objects);
        rs_text_add_char(name, ' ');
        rs_text_add_escaped(name, bare, strlen(bare), 0);
        return;
    }
    rs_text_add(name, words[row->kind]);
    if (row->name) rs_text_add_escaped(name, row->name, row->name_length, 0);
}

/* "such as .rules['a']", or what most of it is in: "500 list, 4.8 MB", or how many there are: "4,000 objects". */
static rs_status add_set_look(rs_text *look, const rs__top_report *r, const rs_top_row *row,
                              rs_object_id within, rs_error *err) {
    if (row->kind == RS_TOP_ALIKE) {
        rs_object_id shown = row->object;
        rs_text_add(look, "such as ");
        return rs__add_place_name(look, r->graph, row->object, within, &shown, err);
    }
    if ((double)row->held_bytes * 100.0 >= (double)row->retained * MOST_PERCENT) {
        rs_text_add_count(look, row->held_count);
        rs_text_add_char(look, ' ');
        add_type_name(look, r, row->held_type);
        rs_text_add(look, ", ");
        rs_text_add_size(look, row->held_bytes);
        return RS_OK;
    }
    rs_text_add_count(look, row->objects);
    rs_text_addf(look, " object%s", row->objects == 1 ? "" : "s");
    return RS_OK;
}

/* ---- Rows ----------------------------------------------------------------------------------------------------------- */

/* Name and look on one line where they fit, else the look below. */
static void add_words(const rs__top_report *r, const rs_top_row *row, const char *name, const char *look) {
    size_t depth = row->depth < DEPTH_MAX ? row->depth : DEPTH_MAX;
    size_t indent = RS__TOP_SIZE_COLUMNS + RS__TOP_SHARE_COLUMNS + RS__TOP_BAR_COLUMNS + 2 * GAP +
                    DEPTH_COLUMNS * depth;
    size_t wanted = rs_text_columns(name, strlen(name)) + GAP + rs_text_columns(look, strlen(look));
    bool fits = r->options->columns == 0 || indent + wanted <= r->options->columns;
    rs__wrap how = {.columns = r->options->columns,
                    .used = indent,
                    .indent = indent + DEPTH_COLUMNS,
                    .style = row->depth == 0 ? RS__STYLE_STRONG : RS__STYLE_NAME,
                    .colour = r->options->colour,
                    .breaks = ".["};
    rs_text_add_repeated(r->text, " ", DEPTH_COLUMNS * depth);
    if (fits && look[0] != '\0') {
        rs__add_styled(r->text, name, how.style, how.colour);
        rs_text_add_repeated(r->text, " ", GAP);
        rs__add_styled(r->text, look, RS__STYLE_DIM, how.colour);
        rs_text_add_char(r->text, '\n');
        return;
    }
    rs__add_wrapped(r->text, name, &how);
    if (look[0] == '\0') return;
    rs_text_add_repeated(r->text, " ", how.indent);
    how.used = how.indent;
    how.style = RS__STYLE_DIM;
    how.breaks = NULL;
    rs__add_wrapped(r->text, look, &how);
}

static rs_status add_row(const rs__top_report *r, const rs_top_row *rows, size_t number, rs_error *err) {
    const rs_top_row *row = &rows[number];
    rs_object_id within = row->above == RS_NO_ROW || rows[row->above].kind != RS_TOP_OBJECT
                              ? RS_NO_OBJECT
                              : rows[row->above].object;
    rs_object_id shown = row->object;
    rs_text name = RS_TEXT_INIT, look = RS_TEXT_INIT;
    rs_status st = RS_OK;
    if (row->kind == RS_TOP_OBJECT) {
        st = rs__add_place_name(&name, r->graph, row->object, within, &shown, err);
        if (st == RS_OK) add_look(&look, r, row, shown, rs_text_string(&name));
    } else {
        rs__top_add_set_name(&name, r->snapshot, row);
        st = add_set_look(&look, r, row, within, err);
    }
    if (st == RS_OK) {
        rs__top_add_numbers(r->text, r, row->retained);
        add_words(r, row, rs_text_string(&name), rs_text_string(&look));
    }
    r->text->failed |= name.failed || look.failed;
    rs_text_release(&name);
    rs_text_release(&look);
    return st;
}

/* What no row tells of, and the heap. */
static void add_sum(const rs__top_report *r, uint64_t bytes, const char *before, size_t count,
                    const char *behind, const char *end) {
    rs_text words = RS_TEXT_INIT;
    rs__top_add_numbers(&words, r, bytes);
    rs_text_add(&words, before);
    rs_text_add_count(&words, count);
    rs_text_addf(&words, " %s%s", behind, count == 1 ? "object" : "objects");
    rs_text_add(&words, end);
    rs__line line = rs__line_start(r->text, r->options->columns, r->options->colour, false);
    rs__line_add(&line, rs_text_string(&words), RS__STYLE_DIM);
    rs__line_end(&line);
    r->text->failed |= words.failed;
    rs_text_release(&words);
}

static void add_sums(const rs__top_report *r, const rs_top *top) {
    uint64_t bytes = 0;
    size_t count = rs_top_others(top, &bytes);
    size_t modules = rs_top_other_modules(top);
    rs_text where = RS_TEXT_INIT;
    if (modules > 1) {
        rs_text_add(&where, " in ");
        rs_text_add_count(&where, modules);
        rs_text_add(&where, " packages and modules");
    }
    if (count > 0)
        add_sum(r, bytes, "… ", count, "more ",
                modules > 1 ? rs_text_string(&where) : ", each retaining less");
    r->text->failed |= where.failed;
    rs_text_release(&where);
    if (r->under == RS_NO_OBJECT)
        add_sum(r, r->bytes, "the whole heap, ", rs_snapshot_object_count(r->snapshot), "", "");
}

static rs_status write_objects(const rs__top_report *r, const rs_top *top, rs_error *err) {
    const rs_top_row *rows = NULL;
    size_t count = rs_top_rows(top, &rows);
    rs_text heading = RS_TEXT_INIT;
    rs_text_addf(&heading, "%*s%*s%*s%s", RS__TOP_SIZE_COLUMNS, "retained", RS__TOP_SHARE_COLUMNS, "%",
                 RS__TOP_BAR_COLUMNS + 2 * GAP, "", "by");
    rs__add_styled(r->text, rs_text_string(&heading), RS__STYLE_STRONG, r->options->colour);
    rs_text_add_char(r->text, '\n');
    r->text->failed |= heading.failed;
    rs_text_release(&heading);
    rs_status st = RS_OK;
    for (size_t i = 0; i < count && st == RS_OK && !r->text->failed; i++) st = add_row(r, rows, i, err);
    if (st == RS_OK) add_sums(r, top);
    return st;
}

static rs_status report_objects(const rs__top_report *r, rs_error *err) {
    rs_top_options options = RS_TOP_OPTIONS_INIT;
    rs_top *top = NULL;
    options.under = r->under;
    options.limit = r->options->limit;
    rs_status st = rs_top_objects(&top, r->graph, &options, err);
    if (st != RS_OK) return st;
    st = r->options->format == RS_FORMAT_JSON ? rs__top_write_json(r, top, NULL, err)
                                              : write_objects(r, top, err);
    rs_top_free(top);
    return st;
}

static rs_status report_groups(const rs__top_report *r, rs_error *err) {
    rs_top_groups groups = RS_TOP_GROUPS_INIT;
    rs_status st = r->by == RS_TOP_BY_TYPE ? rs_top_types(&groups, r->graph, r->under, err)
                                           : rs_top_modules(&groups, r->graph, err);
    if (st != RS_OK) return st;
    st = r->options->format == RS_FORMAT_JSON ? rs__top_write_json(r, NULL, &groups, err)
                                              : rs__top_write_groups(r, &groups);
    rs_top_groups_release(&groups);
    return st;
}

rs_status rs_report_top(rs_text *text, rs_graph *graph, rs_top_by by, rs_object_id under,
                        const rs_report_options *options, rs_error *err) {
    static const rs_report_options defaults = RS_REPORT_OPTIONS_INIT;
    rs__top_report r = {.text = text,
                        .graph = graph,
                        .snapshot = rs_graph_snapshot(graph),
                        .options = options ? options : &defaults,
                        .by = by,
                        .under = under};
    if (by == RS_TOP_BY_MODULE && under != RS_NO_OBJECT)
        return rs_fail(err, RS_BAD_ARGUMENT, "top: by module only the whole heap can be told");
    r.bytes = rs_snapshot_total_size(r.snapshot);
    rs_status st = by == RS_TOP_BY_OBJECT ? report_objects(&r, err) : report_groups(&r, err);
    return st == RS_OK ? rs_text_status(text, err) : st;
}
