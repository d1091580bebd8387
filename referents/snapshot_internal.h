/* snapshot_internal.h: what snapshot.c, snapshot_check.c, snapshot_values.c and the files share. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SNAPSHOT_INTERNAL_H
#define SNAPSHOT_INTERNAL_H

#include "snapshot_parts.h"

/* Every number in `parts` leads to something that is there: RS_OK, or RS_BAD_ARGUMENT and a sentence on the first that
 * does not. */
rs_status rs__parts_check(const rs_parts *parts, rs_error *err);

/* The same in pieces, for who makes the parts piece by piece and has seen to it that rows add up and values are sound: the
 * tables once; then objects first .. end-1 with their references, which need the tables. */
typedef struct rs_part_bounds {
    rs_object_id first, end;
    uint32_t first_reference, end_reference;
} rs_part_bounds;
rs_status rs__parts_check_tables(const rs_parts *parts, rs_error *err);
rs_status rs__parts_check_range(const rs_parts *parts, const rs_part_bounds *part, rs_error *err);

/* What the snapshot is made of; borrowed. */
const rs_parts *rs__snapshot_parts(const rs_snapshot *snapshot);

/* The value at `encoded`, in the form of value_encoding.h. Its bytes are borrowed. */
rs_value rs__value_read(const unsigned char *encoded);
/* Whether a whole value of a known form begins at `at` and ends within `size` bytes. */
bool rs__value_is_sound(const unsigned char *bytes, size_t size, size_t at);
/* The bytes that the sound value at `encoded` takes, its tag included. */
size_t rs__value_length(const unsigned char *encoded);

#endif
