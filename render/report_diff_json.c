/* report_diff_json.c: what grew, as JSON.                             Manual: rs_report.h. Keys: docs/json.md. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "json.h"
#include "report_diff.h"

static json_t *tally_of(rs__json *json, const rs_tally *tally) {
    json_t *object = rs__json_object(json);
    rs__json_put(json, object, "objects", rs__json_number(json, tally->objects));
    rs__json_put(json, object, "bytes", rs__json_number(json, tally->bytes));
    return object;
}

static json_t *photographs_of(rs__json *json, const rs__diff_report *report) {
    json_t *photographs = rs__json_array(json);
    for (size_t i = 0; i < report->comparison->count && !json->failed; i++) {
        const rs_snapshot *snapshot = report->comparison->snapshots[i];
        json_t *one = rs__json_object(json);
        rs__json_put(json, one, "file", rs__json_string(json, report->names[i]));
        rs__json_put(json, one, "python", rs__json_string(json, rs_snapshot_coverage(snapshot)->python));
        rs__json_put(json, one, "objects", rs__json_number(json, rs_snapshot_object_count(snapshot)));
        rs__json_put(json, one, "bytes", rs__json_number(json, rs_snapshot_total_size(snapshot)));
        rs__json_append(json, photographs, one);
    }
    return photographs;
}

static json_t *numbers_of(rs__json *json, const uint64_t *numbers, size_t count) {
    json_t *array = rs__json_array(json);
    for (size_t i = 0; i < count && !json->failed; i++)
        rs__json_append(json, array, rs__json_number(json, numbers[i]));
    return array;
}

/* A negative number comes through the conversion as it was. */
static json_t *more_of(rs__json *json, const rs_growth_row *row) {
    json_t *more = rs__json_object(json);
    rs__json_put(json, more, "objects", rs__json_number(json, (uint64_t)row->more_objects));
    rs__json_put(json, more, "bytes", rs__json_number(json, (uint64_t)row->more_bytes));
    return more;
}

static json_t *growth_of(rs__json *json, const rs_growth_row *growth, size_t count, size_t photographs) {
    json_t *rows = rs__json_array(json);
    for (size_t i = 0; i < count && !json->failed; i++) {
        const rs_growth_row *row = &growth[i];
        json_t *one = rs__json_object(json);
        rs__json_put(json, one, "path", rs__json_string(json, row->path));
        rs__json_put(json, one, "type", rs__json_string(json, row->type));
        rs__json_put(json, one, "objects", numbers_of(json, row->objects, photographs));
        rs__json_put(json, one, "bytes", numbers_of(json, row->bytes, photographs));
        rs__json_put(json, one, "more", more_of(json, row));
        rs__json_put(json, one, "example", rs__json_address(json, row->example));
        rs__json_append(json, rows, one);
    }
    return rows;
}

static json_t *types_of(rs__json *json, const rs__diff_report *report, bool matched) {
    json_t *rows = rs__json_array(json);
    for (size_t i = 0; i < report->type_count && !json->failed; i++) {
        const rs_diff_row *row = &report->types[i];
        json_t *one = rs__json_object(json);
        rs__json_put(json, one, "type", rs__json_string(json, row->type));
        rs__json_put(json, one, "before", tally_of(json, &row->before));
        rs__json_put(json, one, "after", tally_of(json, &row->after));
        if (matched) {
            rs__json_put(json, one, "added", tally_of(json, &row->added));
            rs__json_put(json, one, "gone", tally_of(json, &row->gone));
        }
        rs__json_append(json, rows, one);
    }
    return rows;
}

static json_t *matching_of(rs__json *json, const rs_diff_about *about) {
    json_t *matching = rs__json_object(json);
    rs__json_put(json, matching, "certain", rs__json_number(json, about->certain));
    rs__json_put(json, matching, "likely", rs__json_number(json, about->likely));
    rs__json_put(json, matching, "reused", rs__json_number(json, about->reused));
    rs__json_put(json, matching, "added", tally_of(json, &about->added));
    rs__json_put(json, matching, "gone", tally_of(json, &about->gone));
    return matching;
}

rs_status rs__diff_json(rs_text *text, const rs__diff_report *report, rs_error *err) {
    const rs_comparison *comparison = report->comparison;
    const rs_diff_about *about = rs_diff_about_it(comparison->diff);
    rs__json json = {.snapshot = comparison->snapshots[comparison->count - 1]};
    json_t *document = rs__json_report(&json, report->options);
    rs__json_put(&json, document, "photographs", photographs_of(&json, report));
    rs__json_put(&json, document, "matched", json_boolean(about->matched));
    if (about->matched) rs__json_put(&json, document, "matching", matching_of(&json, about));
    rs__json_put(&json, document, "growth",
                 growth_of(&json, report->growth, report->growth_count, comparison->count));
    rs__json_put(&json, document, "moved",
                 growth_of(&json, report->moved, report->moved_count, comparison->count));
    rs__json_put(&json, document, "types", types_of(&json, report, about->matched));
    return rs__json_write(&json, text, document, err);
}
