/* top_groups.c: what the views of rs_top.h share.                     Manuals: top_groups.h, rs_top.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "top_groups.h"

#include <stdlib.h>
#include <string.h>

#include "path_weights.h"
#include "rs_memory.h"

rs_transparent rs__transparent_of(const rs_snapshot *snapshot) {
    return (rs_transparent){snapshot, rs__path_weights_of(snapshot).sys_modules};
}

bool rs__is_transparent(const rs_transparent *t, rs_object_id object) {
    if (object == t->sys_modules) return true;
    return object < rs_snapshot_columns(t->snapshot)->records &&
           rs_snapshot_type_of(t->snapshot, object)->kind == RS_KIND_INTERPRETER_RECORD;
}

static int compare_groups(const void *left, const void *right) {
    const rs_top_group *a = left, *b = right;
    if (a->retained != b->retained) return a->retained > b->retained ? -1 : 1;
    return strcmp(a->name, b->name);
}

rs_top_groups rs__top_groups_sorted(rs_top_group *groups, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (groups[i].objects > 0 || groups[i].retained > 0) groups[kept++] = groups[i];
    if (kept > 1) qsort(groups, kept, sizeof *groups, compare_groups);
    return (rs_top_groups){groups, kept};
}

void rs_top_groups_release(rs_top_groups *groups) {
    rs_release(groups->group);
    *groups = (rs_top_groups)RS_TOP_GROUPS_INIT;
}
