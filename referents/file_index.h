/* file_index.h: what stands where in a snapshot file.             Implementation: file_index.c. Form: SNAPSHOT_FORMAT.md
 *                                                                                             Map: referents/README.md
 * An index is made from the headers of all sections before anything else is read: afterwards every length was compared with
 * the size of the file and with what the counts need, so that memory is asked for only where there is something to fill it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_INDEX_H
#define FILE_INDEX_H

#include "file_head.h"
#include "file_part.h"
#include "rs_snapshot_file.h"

enum rs__file_table {
    RS__TABLE_HEAD,
    RS__TABLE_TYPES,
    RS__TABLE_STRINGS,
    RS__TABLE_NAMED,
    RS__TABLE_CODE,
    RS__TABLE_BIG,
    RS__TABLES,
};

typedef struct rs__file_index {
    unsigned major, minor;
    rs__file_head head;
    rs__section tables[RS__TABLES]; /* tag 0: not there */
    rs__file_part *parts;
    size_t part_count, part_capacity;
    uint64_t most_stored, most_content; /* of any section that is read */
    uint64_t content;                   /* of all that are */
    rs_file_section seen[RS_FILE_SECTIONS_MAX];
    uint32_t seen_count;

    /* While it is made. */
    uint64_t sections, objects, references, value_bytes;
} rs__file_index;

/* RS_BAD_ARGUMENT with the byte and the reason, RS_UNSUPPORTED, RS_NO_MEMORY. *index is yours to release in any case. */
rs_status rs__file_index_make(rs__file_index *index, const rs__file_source *source, rs_error *err);
void rs__file_index_release(rs__file_index *index);

#endif
