/* file_head.h: the section HEAD, what a file says of itself.        Implementation: file_head.c. Form: SNAPSHOT_FORMAT.md
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_HEAD_H
#define FILE_HEAD_H

#include "file_format.h"
#include "snapshot_parts.h"

#define RS__HEAD_TALLY 12 /* bytes behind the texts; files of the first days have none */

typedef struct rs__file_head {
    uint32_t objects, records, references, types, strings, named, code, big, value_first, parts;
    uint64_t value_bytes, string_bytes;
    uint64_t total_size,
        inner_references; /* of Python objects, as rs_snapshot_total_size and _reference_count */
    rs_coverage coverage;
    rs_origin origin;
    char writer[32]; /* version of refscope */
} rs__file_head;

#define RS__HEAD_MAX (RS__HEAD_FIXED + 5 * 2 + 32 + 32 + 64 + 256 + 256 + RS__HEAD_TALLY)
size_t rs__head_put(unsigned char to[RS__HEAD_MAX], const rs__file_head *head); /* returns its bytes */

/* false: too short, or of numbers that no version of this format writes. What a later minor version added is passed over. */
bool rs__head_get(rs__file_head *head, const unsigned char *from, size_t size);

#endif
