/* opaque_types.c: which types hide something, of all in a photograph.                              Header: rs_snapshot.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "rs_memory.h"
#include "rs_snapshot.h"

/* The most first, then by name. */
static int compare(const void *left, const void *right) {
    const rs_opaque_type *a = left, *b = right;
    if (a->objects != b->objects) return a->objects < b->objects ? 1 : -1;
    return strcmp(a->name, b->name);
}

static size_t fill(rs_opaque_type *found, const uint32_t *count, const rs_snapshot *snapshot) {
    size_t types = 0;
    for (uint32_t t = 0; t < rs_snapshot_type_count(snapshot); t++)
        if (count[t] != 0)
            found[types++] = (rs_opaque_type){rs_snapshot_type(snapshot, t)->name, t, count[t]};
    if (types > 0) qsort(found, types, sizeof *found, compare);
    return types;
}

rs_status rs_snapshot_opaque_types(rs_opaque_type **out, size_t *types, const rs_snapshot *snapshot,
                                   rs_error *err) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    uint32_t *count = rs_alloc_cleared(rs_snapshot_type_count(snapshot) + 1, sizeof *count);
    rs_opaque_type *found = rs_alloc_array(rs_snapshot_type_count(snapshot) + 1, sizeof *found);
    *out = NULL;
    *types = 0;
    if (!count || !found) {
        rs_release(count);
        rs_release(found);
        return rs_fail_memory(err, "types");
    }
    for (rs_object_id o = columns->records; o < columns->objects; o++)
        count[columns->type[o]] += (columns->flags[o] & RS_OBJECT_OPAQUE) != 0;
    *types = fill(found, count, snapshot);
    *out = found;
    rs_release(count);
    return RS_OK;
}
