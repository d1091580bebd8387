/* rs_snapshot_file.h: a photograph as a file (.rsnap).      Implementation: file_write.c, file_read.c. Map: referents/README.md
 *
 * What is in the file, byte for byte: SNAPSHOT_FORMAT.md. A file is read by any refscope of the same major version of the
 * format, whatever Python it is of, and needs no Python at all. Nothing in it is trusted.
 *
 *     st = rs_snapshot_save(heap, "heap.rsnap", NULL, &err);       // names, no values
 *     ...
 *     rs_snapshot *heap = NULL;
 *     st = rs_snapshot_open(&heap, "heap.rsnap", &err);            // all calls of rs_snapshot.h and rs_graph.h work on it
 *     rs_snapshot_free(heap);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_SNAPSHOT_FILE_H
#define RS_SNAPSHOT_FILE_H

#include "rs_snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_save_options {
    rs_values values;   /* the most that goes into the file; what the snapshot itself does not have cannot */
    const char *target; /* what was photographed, "app.py"; NULL: as the snapshot's origin says */
    const char *where;  /* at what moment, "at the end"; NULL: as the origin says */
    uint32_t collections; /* before that moment, and what they took; 0 collections: as the origin says */
    uint64_t collected;
} rs_save_options;
#define RS_SAVE_OPTIONS_INIT                                                                                 \
    { RS_VALUES_NAMES, NULL, NULL, 0, 0 }

/* Write `snapshot` to `path`, whole or not at all: what stood there stays until the new file is complete and synced. Nobody
 * but its owner may read it (mode 0600), also where it replaces a file that others could read.
 * `options` NULL: as initialised. RS_IO with the path and the system's reason, RS_NO_MEMORY. */
RS_API rs_status rs_snapshot_save(const rs_snapshot *snapshot, const char *path,
                                  const rs_save_options *options, rs_error *err);

/* Read the file at `path`; *out is yours. RS_BAD_ARGUMENT: it cannot be opened, is no snapshot, or is damaged, and the
 * sentence tells at which byte; RS_UNSUPPORTED: of a later major version of the format; RS_LIMIT: larger than this
 * machine's memory; RS_NO_MEMORY. */
RS_API rs_status rs_snapshot_open(rs_snapshot **out, const char *path, rs_error *err);

/* The same without references: types and sizes of the objects, in a fraction of the time, for rs_summary.h. Addresses,
 * reference counts and values are not there, rows are empty; rs_snapshot_reference_count says what the file says. */
RS_API rs_status rs_snapshot_open_objects(rs_snapshot **out, const char *path, rs_error *err);

/* Does a regular file of that name begin as a snapshot does? Reads its first bytes; pipes and devices are left alone. */
RS_API bool rs_snapshot_is_file(const char *path);

/* ---- What a file says of itself, without reading its columns --------------------------------------------------------- */

typedef struct rs_file_section {
    char tag[5];      /* "ADDR" */
    const char *text; /* what is in it, in a few words; "unknown" for one that this version skips */
    uint32_t count;   /* how many sections of that tag there are */
    uint64_t stored;  /* bytes of all of them in the file */
    uint64_t content; /* bytes of what they hold, decompressed */
} rs_file_section;

#define RS_FILE_SECTIONS_MAX 32
typedef struct rs_file_about {
    unsigned major, minor; /* of the format */
    uint64_t bytes;        /* of the file */
    char writer[32];       /* the version of refscope that wrote it */
    rs_origin origin;
    rs_coverage coverage;
    uint32_t objects, references; /* Python objects, and references between them */
    uint32_t types;
    uint64_t total_size; /* bytes of all Python objects */
    uint32_t section_count;
    rs_file_section sections[RS_FILE_SECTIONS_MAX]; /* by tag, in the order of their first appearance */
} rs_file_about;

/* Fill *about from the headers of the file. Errors as rs_snapshot_open. */
RS_API rs_status rs_snapshot_about_file(rs_file_about *about, const char *path, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
