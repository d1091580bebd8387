/* json.c: JSON through jansson.                                                       Manual: json.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "json.h"

#include <string.h>

#include "machine_text.h"
#include "utf8.h"

static json_t *made(rs__json *json, json_t *value) {
    if (value == NULL) json->failed = true;
    return value;
}

json_t *rs__json_object(rs__json *json) {
    return made(json, json_object());
}

json_t *rs__json_array(rs__json *json) {
    return made(json, json_array());
}

void rs__json_put(rs__json *json, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) json->failed = true;
}

void rs__json_append(rs__json *json, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) != 0) json->failed = true;
}

json_t *rs__json_text(rs__json *json, const char *bytes, size_t length) {
    json_t *value = json_stringn(bytes, length);
    if (value != NULL) return value;
    rs_text_clear(&json->scratch);
    for (size_t at = 0; at < length;) {
        size_t step;
        uint32_t c = rs__utf8(bytes + at, length - at, &step);
        bool valid = c != RS__NOT_UTF8 && !(c >= 0xD800 && c <= 0xDFFF);
        if (valid)
            rs_text_add_bytes(&json->scratch, bytes + at, step);
        else
            rs_text_add(&json->scratch, "\xEF\xBF\xBD");
        at += step;
    }
    json->failed |= json->scratch.failed;
    return made(json, json_stringn(rs_text_string(&json->scratch), json->scratch.length));
}

json_t *rs__json_string(rs__json *json, const char *string) {
    return rs__json_text(json, string, strlen(string));
}

json_t *rs__json_number(rs__json *json, uint64_t number) {
    return made(json, json_integer((json_int_t)number));
}

json_t *rs__json_address(rs__json *json, rs_object_id object) {
    unsigned long long address = rs_snapshot_columns(json->snapshot)->address[object];
    return made(json, json_sprintf("0x%llx", address));
}

json_t *rs__json_preview(rs__json *json, rs_object_id object) {
    rs_text preview = RS_TEXT_INIT;
    rs_text_add_preview(&preview, json->snapshot, object, 120);
    json_t *value = rs__json_text(json, rs_text_string(&preview), preview.length);
    json->failed |= preview.failed;
    rs_text_release(&preview);
    return value;
}

static json_t *heap_of(rs__json *json) {
    json_t *heap = rs__json_object(json);
    rs__json_put(json, heap, "objects", rs__json_number(json, rs_snapshot_object_count(json->snapshot)));
    rs__json_put(json, heap, "references",
                 rs__json_number(json, rs_snapshot_reference_count(json->snapshot)));
    rs__json_put(json, heap, "bytes", rs__json_number(json, rs_snapshot_total_size(json->snapshot)));
    return heap;
}

json_t *rs__json_opening(rs__json *json, const char *python, const rs_report_options *options) {
    json_t *report = rs__json_object(json);
    rs__json_put(json, report, "tool", rs__json_string(json, "refscope"));
    rs__json_put(json, report, "version", rs__json_string(json, REFSCOPE_VERSION));
    rs__json_put(json, report, "python", rs__json_string(json, python));
    if (options->target) rs__json_put(json, report, "target", rs__json_string(json, options->target));
    return report;
}

json_t *rs__json_report(rs__json *json, const rs_report_options *options) {
    json_t *report = rs__json_opening(json, rs_snapshot_coverage(json->snapshot)->python, options);
    rs__json_put(json, report, "heap", heap_of(json));
    return report;
}

static int add_to_text(const char *bytes, size_t count, void *text) {
    rs__add_for_json(text, bytes, count); /* pieces end between characters */
    return ((rs_text *)text)->failed ? -1 : 0;
}

rs_status rs__json_write(rs__json *json, rs_text *text, json_t *report, rs_error *err) {
    bool written = !json->failed && json_dump_callback(report, add_to_text, text, JSON_INDENT(2)) == 0;
    if (written) rs_text_add_char(text, '\n');
    json_decref(report);
    rs_text_release(&json->scratch);
    return written && !text->failed ? RS_OK : rs_fail_memory(err, "the report");
}
