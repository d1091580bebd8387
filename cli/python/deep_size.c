/* deep_size.c: bytes of objects with what they hold, shared parts counted once.   The other half: deep_size.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "deep_size.h"

#include "rs_memory.h"

enum { SEEN_APART = 1, SEEN_COUNTED = 2 };
enum { ALIGN = 8 }; /* sizes are rounded up, as asizeof does unless it is told otherwise */

rs_status rs__deep_sizer_init(rs__deep_sizer *sizer, const rs_snapshot *snapshot, rs_error *err) {
    unsigned char *seen = rs_alloc_cleared(rs_snapshot_columns(snapshot)->objects, 1);
    if (!seen) return rs_fail_memory(err, "sizes");
    *sizer = (rs__deep_sizer){snapshot, seen, NULL, 0, 0};
    return RS_OK;
}

void rs__deep_sizer_release(rs__deep_sizer *sizer) {
    rs_release(sizer->seen);
    rs_release(sizer->pending);
}

static bool is_scenery(const rs_snapshot *snapshot, rs_object_id object) {
    switch (rs_snapshot_type_of(snapshot, object)->kind) {
    case RS_KIND_TYPE:
    case RS_KIND_MODULE:
    case RS_KIND_FUNCTION:
    case RS_KIND_BUILTIN:
    case RS_KIND_CODE:
    case RS_KIND_FRAME:
    case RS_KIND_THREAD_RECORD:
    case RS_KIND_INTERPRETER_RECORD:
    case RS_KIND_FRAME_RECORD: return true;
    default: return false;
    }
}

static bool push(rs__deep_sizer *sizer, rs_object_id object) {
    if (!rs_reserve((void **)&sizer->pending, &sizer->room, sizer->count + 1, sizeof *sizer->pending))
        return false;
    sizer->seen[object] = SEEN_COUNTED;
    sizer->pending[sizer->count++] = object;
    return true;
}

static bool push_referents(rs__deep_sizer *sizer, rs_object_id object) {
    const rs_columns *columns = rs_snapshot_columns(sizer->snapshot);
    for (uint32_t r = columns->row[object]; r < columns->row[object + 1]; r++) {
        rs_object_id target = columns->target[r];
        if (sizer->seen[target] || is_scenery(sizer->snapshot, target)) continue;
        if (!push(sizer, target)) return false;
    }
    return true;
}

void rs__deep_sizer_set_apart(rs__deep_sizer *sizer, rs_object_id object) {
    if (sizer->seen[object] != SEEN_COUNTED) sizer->seen[object] = SEEN_APART;
}

rs_status rs__deep_sizer_add(rs__deep_sizer *sizer, rs_object_id object, uint64_t *bytes, rs_error *err) {
    uint64_t total = 0;
    bool grown = sizer->seen[object] == SEEN_COUNTED || push(sizer, object);
    while (grown && sizer->count > 0) {
        rs_object_id next = sizer->pending[--sizer->count];
        total += (rs_snapshot_size(sizer->snapshot, next) + ALIGN - 1) / ALIGN * ALIGN;
        if (!is_scenery(sizer->snapshot, next)) grown = push_referents(sizer, next);
    }
    if (!grown) return rs_fail_memory(err, "sizes");
    *bytes = total;
    return RS_OK;
}
