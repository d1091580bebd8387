/* export.h: what the export's formats share.                    The other half: export.c, export_text.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef EXPORT_H
#define EXPORT_H

#include "rs_export.h"
#include "rs_liveness.h"
#include "stream.h"

typedef struct rs__export {
    rs_graph *graph;
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_liveness *liveness;
    const rs_export_options *options;
    uint64_t *chosen; /* one bit an object: it is exported; NULL: all are */
    rs_exported done;
    rs_text scratch; /* one field at a time */
} rs__export;

static inline bool rs__is_exported(const rs__export *job, rs_object_id object) {
    return job->chosen == NULL || job->chosen[object / 64] >> (object % 64) & 1;
}

/* Each writes one file, or the two of csv. */
rs_status rs__export_json(rs__export *job, const char *path, rs_error *err);
rs_status rs__export_csv(rs__export *job, const char *path, rs_error *err);
rs_status rs__export_graphml(rs__export *job, const char *path, rs_error *err);
rs_status rs__export_heapsnapshot(rs__export *job, const char *path, rs_error *err);

/* Everything exported, in order: `add` writes one to the text. */
typedef void (*rs__add_node)(void *context, rs_text *text, rs_object_id object);
typedef void (*rs__add_edge)(void *context, rs_text *text, rs_object_id source, rs_reference_id reference);
rs_status rs__export_nodes(const rs__export *job, rs__stream *out, rs__add_node add, void *context,
                           rs_error *err);
rs_status rs__export_edges(const rs__export *job, rs__stream *out, rs__add_edge add, void *context,
                           rs_error *err);

/* ---- Words that the formats share ----------------------------------------------------------------------------------- */

enum { RS__EXPORT_LABEL = 120 }; /* columns of an object's label */

/* "interpreter", "outside", "frozen", "immortal"; "" for what is no root. */
const char *rs__export_root(const rs__export *job, rs_object_id object);
/* "extra" (strong, and tp_traverse does not report it), "guessed"; "" for the others. */
const char *rs__export_mark(uint32_t name);
/* The scratch text holds the label of an object, or the name of a reference. */
void rs__export_label(rs__export *job, rs_object_id object);
void rs__export_name(rs__export *job, rs_reference_id reference);

/* ---- Fields --------------------------------------------------------------------------------------------------------- */

void rs__add_decimal(rs_text *text, uint64_t number);
void rs__add_address(rs_text *text, uint64_t address); /* 0x7f… */
/* Any bytes as a JSON string with its quotes: what is not shown is \uNNNN; what is no UTF-8, lone surrogates too, U+FFFD. */
void rs__add_json_string(rs_text *text, const char *bytes, size_t count);
/* Any bytes as a field of RFC 4180: in quotes where it has to be, on one line; what is not shown is escaped, and before what
 * a spreadsheet would take for a formula stands an apostrophe. */
void rs__add_csv_field(rs_text *text, const char *bytes, size_t count);

/* The two files that -o names for csv; both texts are the caller's. */
void rs__csv_paths(rs_text *nodes, rs_text *edges, const char *path);

#endif
