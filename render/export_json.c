/* export_json.c: nodes and edges as one JSON document, an element a line.          Manual: rs_export.h. Keys: docs/json.md
 *
 * Its head is made by jansson as that of every report; the two long arrays are written as they are read, so that the memory
 * taken does not depend on the heap.                                                             Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "coverage.h"
#include "export.h"

static void add_key(rs_text *text, const char *key) {
    rs_text_add(text, ", \"");
    rs_text_add(text, key);
    rs_text_add(text, "\": ");
}

static void add_number(rs_text *text, const char *key, uint64_t number) {
    add_key(text, key);
    rs__add_decimal(text, number);
}

static void add_string(rs_text *text, const char *key, const char *bytes, size_t count) {
    add_key(text, key);
    rs__add_json_string(text, bytes, count);
}

static void add_bool(rs_text *text, const char *key, bool value) {
    add_key(text, key);
    rs_text_add(text, value ? "true" : "false");
}

static void add_node(void *context, rs_text *text, rs_object_id o) {
    rs__export *job = context;
    const rs_columns *c = job->columns;
    const rs_type *type = rs_snapshot_type_of(job->snapshot, o);
    const char *root = rs__export_root(job, o);
    rs__export_label(job, o);
    rs_text_add(text, job->done.nodes++ == 0 ? "\n  {\"id\": " : ",\n  {\"id\": ");
    rs__add_decimal(text, o);
    rs_text_add(text, ", \"address\": \"");
    rs__add_address(text, c->address[o]);
    rs_text_add_char(text, '"');
    add_string(text, "type", type->name, strlen(type->name));
    add_string(text, "label", rs_text_string(&job->scratch), job->scratch.length);
    add_number(text, "bytes", rs_snapshot_size(job->snapshot, o));
    add_number(text, "refcount", c->refcount[o]);
    if (*root) add_string(text, "root", root, strlen(root));
    add_bool(text, "garbage", rs_liveness_is_garbage(job->liveness, o));
    add_bool(text, "tracked", c->flags[o] & RS_OBJECT_TRACKED);
    rs_text_add_char(text, '}');
    text->failed |= job->scratch.failed;
}

static void add_edge(void *context, rs_text *text, rs_object_id source, rs_reference_id r) {
    rs__export *job = context;
    const char *mark = rs__export_mark(job->columns->name[r]);
    rs__export_name(job, r);
    rs_text_add(text, job->done.edges++ == 0 ? "\n  {\"source\": " : ",\n  {\"source\": ");
    rs__add_decimal(text, source);
    add_number(text, "target", job->columns->target[r]);
    add_string(text, "name", rs_text_string(&job->scratch), job->scratch.length);
    if (*mark) add_string(text, "mark", mark, strlen(mark));
    rs_text_add_char(text, '}');
    text->failed |= job->scratch.failed;
}

/* The report's first keys without the brace that ends them. */
static rs_status write_head(rs__export *job, rs_text *text, rs_error *err) {
    rs_report_options how = RS_REPORT_OPTIONS_INIT;
    rs__json json = {.snapshot = job->snapshot};
    how.target = job->options->target;
    json_t *report = rs__json_report(&json, &how);
    rs__json_put(&json, report, "coverage", rs__json_coverage(&json, rs_snapshot_coverage(job->snapshot), job->snapshot));
    rs_status st = rs__json_write(&json, text, report, err);
    if (st != RS_OK) return st;
    while (text->length > 0 && text->data[--text->length] != '}') continue;
    while (text->length > 0 && text->data[text->length - 1] == '\n') text->length--;
    return RS_OK;
}

rs_status rs__export_json(rs__export *job, const char *path, rs_error *err) {
    rs__stream out;
    rs_status st = rs__stream_open(&out, path, err);
    if (st == RS_OK) st = write_head(job, &out.text, err);
    if (st == RS_OK) rs_text_add(&out.text, ",\n  \"nodes\": [");
    if (st == RS_OK) st = rs__export_nodes(job, &out, add_node, job, err);
    if (st == RS_OK) rs_text_add(&out.text, "\n  ],\n  \"edges\": [");
    if (st == RS_OK) st = rs__export_edges(job, &out, add_edge, job, err);
    if (st == RS_OK) rs_text_add(&out.text, "\n  ]\n}\n");
    if (st == RS_OK) st = rs__stream_pour_all(&out, err);
    job->done.bytes = out.bytes;
    return rs__stream_close(&out, st, err);
}
