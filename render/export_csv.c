/* export_csv.c: two tables, nodes and edges, for an SQL engine or a data frame.  Manual: rs_export.h. Columns: docs/export.md
 *                                                                                                Map: render/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "export.h"

#define LINE_END "\r\n"

static void add_comma_decimal(rs_text *text, uint64_t number) {
    rs_text_add_char(text, ',');
    rs__add_decimal(text, number);
}

static void add_comma_field(rs_text *text, const char *bytes, size_t count) {
    rs_text_add_char(text, ',');
    rs__add_csv_field(text, bytes, count);
}

static void add_node(void *context, rs_text *text, rs_object_id o) {
    rs__export *job = context;
    const rs_columns *c = job->columns;
    const rs_type *type = rs_snapshot_type_of(job->snapshot, o);
    rs__export_label(job, o);
    rs__add_decimal(text, o);
    rs_text_add_char(text, ',');
    rs__add_address(text, c->address[o]);
    add_comma_field(text, type->name, strlen(type->name));
    add_comma_field(text, rs_text_string(&job->scratch), job->scratch.length);
    add_comma_decimal(text, rs_snapshot_size(job->snapshot, o));
    add_comma_decimal(text, c->refcount[o]);
    rs_text_add_char(text, ',');
    rs_text_add(text, rs__export_root(job, o));
    rs_text_add(text, rs_liveness_is_garbage(job->liveness, o) ? ",1," : ",0,");
    rs_text_add(text, c->flags[o] & RS_OBJECT_TRACKED ? "1" LINE_END : "0" LINE_END);
    text->failed |= job->scratch.failed;
    job->done.nodes++;
}

static void add_edge(void *context, rs_text *text, rs_object_id source, rs_reference_id r) {
    rs__export *job = context;
    rs__export_name(job, r);
    rs__add_decimal(text, source);
    add_comma_decimal(text, job->columns->target[r]);
    add_comma_field(text, rs_text_string(&job->scratch), job->scratch.length);
    rs_text_add_char(text, ',');
    rs_text_add(text, rs__export_mark(job->columns->name[r]));
    rs_text_add(text, LINE_END);
    text->failed |= job->scratch.failed;
    job->done.edges++;
}

/* Both are written before the first takes its place, so that the two on the disk belong together. */
rs_status rs__export_csv(rs__export *job, const char *path, rs_error *err) {
    rs_text node_path = RS_TEXT_INIT, edge_path = RS_TEXT_INIT;
    rs__stream nodes, edges;
    rs__csv_paths(&node_path, &edge_path, path);
    rs_status st = rs_text_status(&node_path, err);
    if (st == RS_OK) st = rs_text_status(&edge_path, err);
    if (st != RS_OK) goto done;
    st = rs__stream_open(&nodes, rs_text_string(&node_path), err);
    rs_status other = rs__stream_open(&edges, rs_text_string(&edge_path), st == RS_OK ? err : NULL);
    if (st == RS_OK) st = other;
    rs_text_add(&nodes.text, "id,address,type,label,bytes,refcount,root,garbage,tracked" LINE_END);
    rs_text_add(&edges.text, "source,target,name,mark" LINE_END);
    if (st == RS_OK) st = rs__export_nodes(job, &nodes, add_node, job, err);
    if (st == RS_OK) st = rs__export_edges(job, &edges, add_edge, job, err);
    if (st == RS_OK) st = rs__stream_pour_all(&nodes, err);
    if (st == RS_OK) st = rs__stream_pour_all(&edges, err);
    job->done.bytes = nodes.bytes + edges.bytes;
    st = rs__stream_close(&nodes, st, err);
    st = rs__stream_close(&edges, st, err);
done:
    rs_text_release(&node_path);
    rs_text_release(&edge_path);
    return st;
}
