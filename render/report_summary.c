/* report_summary.c: objects and bytes by type, and what was not seen.             Manual: rs_report.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "cells.h"
#include "coverage.h"
#include "json.h"
#include "style.h"

typedef struct summary_table {
    const rs_snapshot *snapshot;
    const rs_report_options *options;
    const rs_summary_row *rows;
    size_t count, shown;
    uint64_t objects, bytes;
    size_t type_columns; /* of the first column */
} summary_table;

/* ---- Text ----------------------------------------------------------------------------------------------------------- */

enum {
    COUNT_COLUMNS = 13,
    SHARE_COLUMNS = 8,
    SIZE_COLUMNS = 12,
    NUMBER_COLUMNS = 2 * SHARE_COLUMNS + COUNT_COLUMNS + SIZE_COLUMNS
};

static void add_numbers(rs_text *line, const summary_table *table, uint64_t objects, uint64_t bytes) {
    rs_text cell = RS_TEXT_INIT;
    rs_text_add_count(&cell, objects);
    rs__add_right(line, &cell, COUNT_COLUMNS);
    rs__add_share(&cell, objects, table->objects);
    rs__add_right(line, &cell, SHARE_COLUMNS);
    rs_text_add_size(&cell, bytes);
    rs__add_right(line, &cell, SIZE_COLUMNS);
    rs__add_share(&cell, bytes, table->bytes);
    rs__add_right(line, &cell, SHARE_COLUMNS);
    rs_text_release(&cell);
}

static void add_row(rs_text *text, const summary_table *table, const char *name, uint64_t objects,
                    uint64_t bytes) {
    rs_text safe = RS_TEXT_INIT;
    rs_text_add_escaped(&safe, name, strlen(name), 0);
    rs__line line = rs__line_start(text, 0, table->options->colour, false);
    rs__line_add_within(&line, rs_text_string(&safe), table->type_columns, RS__STYLE_PLAIN);
    size_t used = rs_text_columns(rs_text_string(&safe), safe.length);
    rs_text_add_repeated(text, " ", used < table->type_columns ? table->type_columns - used : 0);
    add_numbers(text, table, objects, bytes);
    rs__line_end(&line);
    text->failed |= safe.failed;
    rs_text_release(&safe);
}

static void add_heading(rs_text *text, const summary_table *table) {
    rs_text heading = RS_TEXT_INIT;
    rs_text_addf(&heading, "%-*s%*s%*s%*s%*s", (int)table->type_columns, "type", COUNT_COLUMNS, "objects",
                 SHARE_COLUMNS, "%", SIZE_COLUMNS, "bytes", SHARE_COLUMNS, "%");
    rs__add_styled(text, rs_text_string(&heading), RS__STYLE_STRONG, table->options->colour);
    rs_text_add_char(text, '\n');
    text->failed |= heading.failed;
    rs_text_release(&heading);
}

/* The rows behind the limit as one. */
static void add_others(rs_text *text, const summary_table *table) {
    if (table->shown == table->count) return;
    uint64_t objects = 0, bytes = 0;
    for (size_t i = table->shown; i < table->count; i++) {
        objects += table->rows[i].objects;
        bytes += table->rows[i].bytes;
    }
    rs_text name = RS_TEXT_INIT;
    rs_text_add(&name, "… ");
    rs_text_add_count(&name, table->count - table->shown);
    rs_text_add(&name, table->count - table->shown == 1 ? " more type" : " more types");
    add_row(text, table, rs_text_string(&name), objects, bytes);
    text->failed |= name.failed;
    rs_text_release(&name);
}

/* ---- The table ------------------------------------------------------------------------------------------------------ */

static void measure(rs_text *text, summary_table *table) {
    rs_text name = RS_TEXT_INIT;
    size_t widest = strlen("… 1,234 more types");
    for (size_t i = 0; i < table->shown; i++) {
        text->failed |= name.failed;
        rs_text_clear(&name);
        rs_text_add_escaped(&name, table->rows[i].type, strlen(table->rows[i].type), 0);
        size_t columns = rs_text_columns(rs_text_string(&name), name.length);
        if (columns > widest) widest = columns;
    }
    text->failed |= name.failed;
    rs_text_release(&name);
    size_t columns = table->options->columns, least = 24;
    size_t room = columns == 0 ? widest : columns > NUMBER_COLUMNS + least ? columns - NUMBER_COLUMNS : least;
    table->type_columns = widest < room ? widest : room;
}

static void write_text(rs_text *text, summary_table *table) {
    measure(text, table);
    add_heading(text, table);
    for (size_t i = 0; i < table->shown; i++)
        add_row(text, table, table->rows[i].type, table->rows[i].objects, table->rows[i].bytes);
    add_others(text, table);
    add_row(text, table, "total", table->objects, table->bytes);
    rs__add_coverage(text, rs_snapshot_coverage(table->snapshot), table->snapshot, table->options);
}

/* ---- JSON ----------------------------------------------------------------------------------------------------------- */

static json_t *types_of(rs__json *json, const summary_table *table) {
    json_t *types = rs__json_array(json);
    for (size_t i = 0; i < table->count && !json->failed; i++) {
        json_t *row = rs__json_object(json);
        rs__json_put(json, row, "type", rs__json_string(json, table->rows[i].type));
        rs__json_put(json, row, "objects", rs__json_number(json, table->rows[i].objects));
        rs__json_put(json, row, "bytes", rs__json_number(json, table->rows[i].bytes));
        rs__json_append(json, types, row);
    }
    return types;
}

static rs_status write_json(rs_text *text, const summary_table *table, rs_error *err) {
    rs__json json = {.snapshot = table->snapshot};
    json_t *report = rs__json_report(&json, table->options);
    rs__json_put(&json, report, "types", types_of(&json, table));
    rs__json_put(&json, report, "coverage", rs__json_coverage(&json, rs_snapshot_coverage(table->snapshot), table->snapshot));
    return rs__json_write(&json, text, report, err);
}

/* ---- Both ----------------------------------------------------------------------------------------------------------- */

rs_status rs_report_summary(rs_text *text, const rs_snapshot *snapshot, rs_sort sort,
                            const rs_report_options *options, rs_error *err) {
    static const rs_report_options defaults = RS_REPORT_OPTIONS_INIT;
    rs_summary *summary = NULL;
    rs_status status = rs_summary_new(&summary, snapshot, sort, err);
    if (status != RS_OK) return status;
    summary_table table = {.snapshot = snapshot, .options = options ? options : &defaults};
    table.count = rs_summary_rows(summary, &table.rows);
    table.objects = rs_snapshot_object_count(snapshot);
    table.bytes = rs_snapshot_total_size(snapshot);
    table.shown = table.options->limit > 0 && table.options->limit < table.count ? table.options->limit
                                                                                 : table.count;
    if (table.options->format == RS_FORMAT_JSON)
        status = write_json(text, &table, err);
    else
        write_text(text, &table);
    rs_summary_free(summary);
    return status == RS_OK ? rs_text_status(text, err) : status;
}
