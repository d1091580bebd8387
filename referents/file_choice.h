/* file_choice.h: what of a photograph goes into a file.                     Implementation: file_choice.c. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_CHOICE_H
#define FILE_CHOICE_H

#include "snapshot_parts.h"

typedef struct rs__file_choice {
    const rs_snapshot *snapshot;
    const rs_parts *parts;
    rs_values values;      /* the policy of the file */
    uint64_t withheld;     /* values that the photograph has and the file has not */
    uint32_t code_count;   /* places of code that go into it: all or none */
    uint8_t *marks;        /* RS__MARK_NAME of texts that stay; NULL: every value stays */
    uint8_t *strings_used; /* one byte a string; NULL: all are */
} rs__file_choice;

/* A photograph with previews becomes one with names alone, and under RS_VALUES_NONE without places of code; what it has not
 * it cannot give. RS_NO_MEMORY. *choice is
 * yours to release in any case. */
rs_status rs__file_choose(rs__file_choice *choice, const rs_snapshot *snapshot, rs_values asked,
                          rs_error *err);
void rs__file_choice_release(rs__file_choice *choice);

/* Where a value of the object begins in parts->value_bytes; 0: it has none, or it is not chosen. */
uint32_t rs__chosen_value(const rs__file_choice *choice, rs_object_id object);
/* The string of that number, or "" when nothing that is chosen uses it. */
const char *rs__chosen_string(const rs__file_choice *choice, uint32_t string);

#endif
