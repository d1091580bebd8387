/* snapshot_parts.h: what a snapshot is made of, for those who make one: the capture, the tests, a reader of files.
 * The other half: snapshot.c.                                                                    Map: referents/README.md
 *
 * Whoever makes a snapshot fills a rs_parts with arrays from rs_memory.h and hands it over whole.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SNAPSHOT_PARTS_H
#define SNAPSHOT_PARTS_H

#include "rs_snapshot.h"

/* One type, its strings as numbers of the string table. */
typedef struct rs_type_part {
    uint32_t name, bare;
    rs_object_id object;
    rs_kind kind;
    bool exact;
    rs_told told;
} rs_type_part;

typedef struct rs_parts {
    uint32_t objects, records, references;
    uint64_t *address;
    uint32_t *type, *size, *refcount;
    uint8_t *flags;
    uint32_t *row, *target, *name; /* row has objects + 1 entries */

    rs_type_part *types;
    uint32_t type_count;

    /* String table: string s is string_bytes + string_start[s], NUL-terminated UTF-8. String 0 is "". */
    char *string_bytes;
    uint32_t *string_start;
    uint32_t string_count;
    size_t string_size; /* bytes of string_bytes */

    /* Values: object o >= value_first has its value at value_bytes + value_at[o - value_first]; 0: none. Encoding:
     * value_encoding.h. */
    uint32_t value_first;
    uint32_t *value_at; /* [objects - value_first]; NULL when no value was kept */
    unsigned char *value_bytes;
    size_t value_size;

    /* Names that objects bear, where code objects stand in the source, and sizes of 4 GB and more: sparse, sorted by
     * object. A code object's file is a string of the table. */
    rs_object_id *named_object;
    uint32_t *named_string;
    uint32_t named_count;
    rs_object_id *code_object;
    uint32_t *code_file, *code_line;
    uint32_t code_count;
    rs_object_id *big_object;
    uint64_t *big_size;
    uint32_t big_count;

    uint64_t
        references_left_out; /* between Python objects, when these parts are without references; else 0 */

    rs_coverage coverage;
    rs_origin origin;
} rs_parts;

/* Make the snapshot. On success the arrays belong to *out and *parts is cleared; on failure they stay the caller's (free
 * them with rs__parts_release). RS_NO_MEMORY; RS_BAD_ARGUMENT when parts contradict each other (every target, row, type
 * and string number is checked when `check` is true: for parts that come from outside). */
rs_status rs__snapshot_from_parts(rs_snapshot **out, rs_parts *parts, bool check, rs_error *err);
void rs__parts_release(rs_parts *parts); /* frees every array; *parts is cleared */

#endif
