/* deep_size.h: bytes of objects with what they hold, shared parts counted once.   The other half: deep_size.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_DEEP_SIZE_H
#define REFSCOPE_DEEP_SIZE_H

#include "rs_snapshot.h"

typedef struct rs__deep_sizer {
    const rs_snapshot *snapshot;
    unsigned char *seen; /* [objects] SEEN_… of deep_size.c */
    rs_object_id *pending;
    size_t count, room;
} rs__deep_sizer;

/* RS_NO_MEMORY, and then nothing is to release. */
rs_status rs__deep_sizer_init(rs__deep_sizer *sizer, const rs_snapshot *snapshot, rs_error *err);
void rs__deep_sizer_release(rs__deep_sizer *sizer);

/* From here on `object` counts only where it is asked for itself, not as a part of what holds it. */
void rs__deep_sizer_set_apart(rs__deep_sizer *sizer, rs_object_id object);

/* Bytes of `object` and of all it holds that no earlier call has counted and that is not set apart. What a program is made of (types, modules,
 * functions, code, frames) is not followed: an instance does not hold its class. RS_NO_MEMORY. */
rs_status rs__deep_sizer_add(rs__deep_sizer *sizer, rs_object_id object, uint64_t *bytes, rs_error *err);

#endif
