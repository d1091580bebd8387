/* json.h: what the JSON reports share. The only header with jansson's types.     The other half: json.c. Map: render/README.md
 *
 * A value that cannot be made for want of memory is remembered by the report; nothing is checked call by call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef JSON_H
#define JSON_H

#include <jansson.h>

#include "rs_report.h"

typedef struct rs__json {
    const rs_snapshot *snapshot;
    rs_text scratch;
    bool failed; /* out of memory */
} rs__json;

/* Objects and arrays take over what is put into them. */
json_t *rs__json_object(rs__json *json);
json_t *rs__json_array(rs__json *json);
void rs__json_put(rs__json *json, json_t *object, const char *key, json_t *value);
void rs__json_append(rs__json *json, json_t *array, json_t *value);

/* Any bytes: what is no UTF-8, lone surrogates too, becomes U+FFFD. */
json_t *rs__json_text(rs__json *json, const char *bytes, size_t length);
json_t *rs__json_string(rs__json *json, const char *string);
json_t *rs__json_number(rs__json *json, uint64_t number);
json_t *rs__json_address(rs__json *json, rs_object_id object); /* "0x7f…" */
json_t *rs__json_preview(rs__json *json, rs_object_id object);

/* tool, version, python, target: the first keys of a report without a photograph. */
json_t *rs__json_opening(rs__json *json, const char *python, const rs_report_options *options);
/* The report's first keys: tool, version, python, target, heap. */
json_t *rs__json_report(rs__json *json, const rs_report_options *options);
/* Add the report to the text, indented, with a line end; frees it. RS_NO_MEMORY. */
rs_status rs__json_write(rs__json *json, rs_text *text, json_t *report, rs_error *err);

#endif
