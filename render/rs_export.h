/* rs_export.h: a photograph, or a part of it, for other programs.  Implementation: export.c, a file each format. Map: render/README.md
 *
 * A file is written in pieces and is there whole or not at all. Objects have their numbers in the snapshot, records included,
 * which come first; what policy on values the photograph was taken under shows here as everywhere: what it does not have is
 * in no file.
 *
 *     rs_export_options options = RS_EXPORT_OPTIONS_INIT;
 *     options.format = RS_EXPORT_HEAPSNAPSHOT;
 *     rs_status st = rs_export_write(graph, "leak.heapsnapshot", &options, NULL, &err);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_EXPORT_H
#define RS_EXPORT_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_export_format {
    RS_EXPORT_JSON,         /* docs/json.md */
    RS_EXPORT_CSV,          /* two tables of RFC 4180, nodes and edges: docs/export.md */
    RS_EXPORT_GRAPHML,      /* through igraph, which holds the whole graph in memory meanwhile */
    RS_EXPORT_HEAPSNAPSHOT, /* what Chrome's DevTools open */
} rs_export_format;

typedef struct rs_export_options {
    rs_export_format format;
    const char *target;          /* the program or file, as the user named it; NULL: left out */
    const rs_object_id *objects; /* export these and the references among them; NULL: everything */
    size_t count;
} rs_export_options;
#define RS_EXPORT_OPTIONS_INIT                                                                               \
    { RS_EXPORT_JSON, NULL, NULL, 0 }

typedef struct rs_exported {
    size_t nodes, edges;
    uint64_t bytes; /* written */
} rs_exported;

/* Write to `path`. For RS_EXPORT_CSV it names two files: "DIR/" or an existing directory gets nodes.csv and edges.csv, any
 * other "heap" or "heap.csv" becomes heap-nodes.csv and heap-edges.csv. Mode 0600, as a snapshot file's. *done (may be NULL) receives what was written.
 * RS_IO, RS_NO_MEMORY; RS_INTERNAL when igraph refuses. */
RS_API rs_status rs_export_write(rs_graph *graph, const char *path, const rs_export_options *options,
                                 rs_exported *done, rs_error *err);

/* Can a file of that name be made, or those that RS_EXPORT_CSV makes of it? Asked before long work. RS_IO. */
RS_API rs_status rs_export_check(const char *path, rs_export_format format, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
