/* file_part.h: a part of a heap as the sections of a file, and back.   Implementation: file_part_write.c, file_part_read.c
 *                                                                Form: SNAPSHOT_FORMAT.md. Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_PART_H
#define FILE_PART_H

#include "file_choice.h"
#include "file_columns.h"
#include "file_section.h"
#include "snapshot_parts.h"

/* ---- Writing -------------------------------------------------------------------------------------------------------- */

typedef struct rs__part_range {
    rs_object_id first;
    uint32_t objects;
    uint32_t value_bytes;
} rs__part_range;

/* The part that begins with object `first`. */
rs__part_range rs__part_range_at(const rs__file_choice *choice, rs_object_id first);

typedef struct rs__part_writer rs__part_writer; /* one a thread */
/* For parts of at most as many objects, references and bytes of values; NULL: out of memory. */
rs__part_writer *rs__part_writer_new(uint32_t objects, uint32_t references, uint32_t value_bytes);
void rs__part_writer_free(rs__part_writer *writer);
/* Make the sections of a part, which stay in the writer until its next part. false: out of memory. */
bool rs__part_write(rs__part_writer *writer, const rs__file_choice *choice, const rs__part_range *range);
const unsigned char *rs__part_written(const rs__part_writer *writer, size_t *size);
uint32_t rs__part_sections(const rs__part_writer *writer);
uint64_t rs__part_content(const rs__part_writer *writer); /* bytes of what they hold */

/* ---- Reading -------------------------------------------------------------------------------------------------------- */

enum rs__part_column {
    RS__COLUMN_TYPE,
    RS__COLUMN_ADDRESS,
    RS__COLUMN_SIZE,
    RS__COLUMN_REFCOUNT,
    RS__COLUMN_FLAGS,
    RS__COLUMN_DEGREE,
    RS__COLUMN_NAME,
    RS__COLUMN_TARGET,
    RS__COLUMN_VALUED,
    RS__COLUMN_VALUES,
    RS__COLUMNS,
};

/* A part as its sections stand in a file. Columns that are not there have `stored` 0 and tag 0. */
typedef struct rs__file_part {
    uint64_t at; /* of its PART */
    rs_object_id first;
    uint32_t objects;
    uint32_t first_reference, references;
    uint64_t first_value; /* where its values begin in the snapshot's */
    uint32_t value_bytes;
    rs__section columns[RS__COLUMNS];
} rs__file_part;

/* The column that a tag is of, or RS__COLUMNS. */
unsigned rs__part_column_of(uint32_t tag);
/* Whether every column that has to be there is, with as many bytes as so many objects and references can need. */
rs_status rs__part_complete(const rs__file_part *part, rs_error *err);
/* Fill the part's slices of the columns of *parts, which are there and long enough; its tables have to be there as well, since
 * what the columns lead to is checked. */
rs_status rs__part_read(rs_parts *parts, const rs__file_part *part, rs__unpacker *unpacker,
                        const rs__file_source *source, rs_error *err);

/* Only types, sizes and flags; of the other columns whether their bytes are those that were written. */
rs_status rs__part_read_objects(rs_parts *parts, const rs__file_part *part, rs__unpacker *unpacker,
                                const rs__file_source *source, rs_error *err);

#endif
