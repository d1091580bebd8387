/* top_modules.c: what each module retains, with what is shared beside it.       Manual: rs_top.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_memory.h"
#include "top_groups.h"
#include "top_owners.h"

/* Does nothing retain it, but what is transparent? */
static bool is_counted(const rs_dominators *dominators, rs_object_id object,
                       const rs_transparent *transparent) {
    do object = rs_dominators_of(dominators, object);
    while (object != RS_NO_OBJECT && rs__is_transparent(transparent, object));
    return object == RS_NO_OBJECT;
}

static void add_up(rs_top_group *groups, const rs_top_owners *owners, const rs_snapshot *snapshot,
                   const rs_dominators *dominators) {
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    rs_transparent transparent = rs__transparent_of(snapshot);
    for (uint32_t object = 0; object < columns->objects; object++) {
        if (!is_counted(dominators, object, &transparent)) continue;
        rs_top_group *group = &groups[owners->of[object]];
        if (!rs__is_transparent(&transparent, object))
            group->retained += rs_dominators_retained(dominators, object);
        else if (object >= columns->records)
            group->retained += rs_snapshot_size(snapshot, object);
        if (object < columns->records) continue;
        group->objects++;
        group->bytes += rs_snapshot_size(snapshot, object);
    }
}

rs_status rs_top_modules(rs_top_groups *out, rs_graph *graph, rs_error *err) {
    const rs_dominators *dominators = NULL;
    rs_top_owners owners = RS_TOP_OWNERS_INIT;
    rs_status st = rs_graph_dominators(&dominators, graph, err);
    if (st == RS_OK) st = rs__top_owners_find(&owners, graph, err);
    if (st != RS_OK) return st;
    size_t count = owners.modules + RS_TOP_OWNERS_BESIDE;
    rs_top_group *groups = rs_alloc_cleared(count, sizeof *groups);
    if (groups) {
        for (size_t i = 0; i < count; i++) groups[i].name = owners.names[i];
        add_up(groups, &owners, rs_graph_snapshot(graph), dominators);
        *out = rs__top_groups_sorted(groups, count);
    } else {
        st = rs_fail_memory(err, "adding up what modules retain");
    }
    rs__top_owners_release(&owners);
    return st;
}
