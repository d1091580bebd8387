/* top_types.c: what the instances of each type retain together.              Manual: rs_top.h. Map: graph/README.md
 *
 * One walk down the tree of dominators. An object counts for its type unless one of the same type is above it on the way:
 * `above` tells how many there are for each type.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_top.h"

#include <stdlib.h>

#include "rs_memory.h"
#include "top_groups.h"

typedef struct place {
    rs_object_id object;
    size_t next; /* of those below it */
} place;

typedef struct walk {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_dominators *dominators;
    const rs_dominated *tree;
    rs_top_group *groups; /* [types] */
    uint32_t *above;      /* [types] */
    place *path;
    size_t depth, capacity;
} walk;

static bool enter(walk *w, rs_object_id object) {
    void *path = w->path;
    bool fits = rs_reserve(&path, &w->capacity, w->depth + 1, sizeof *w->path);
    w->path = path;
    if (!fits) return false;
    w->path[w->depth++] = (place){object, 0};
    if (object == RS_NO_OBJECT) return true;
    uint32_t type = w->columns->type[object];
    rs_top_group *group = &w->groups[type];
    bool nested = w->above[type]++ > 0;
    if (object < w->columns->records) return true;
    if (!nested) group->retained += rs_dominators_retained(w->dominators, object);
    group->objects++;
    group->bytes += rs_snapshot_size(w->snapshot, object);
    return true;
}

static void leave(walk *w) {
    rs_object_id object = w->path[--w->depth].object;
    if (object != RS_NO_OBJECT) w->above[w->columns->type[object]]--;
}

static bool run(walk *w, rs_object_id under) {
    bool fits = enter(w, under);
    while (fits && w->depth > 0) {
        place *top = &w->path[w->depth - 1];
        const rs_object_id *below = NULL;
        size_t count = rs_dominated_by(w->tree, top->object, &below);
        if (top->next < count)
            fits = enter(w, below[top->next++]);
        else
            leave(w);
    }
    return fits;
}

rs_status rs_top_types(rs_top_groups *groups, rs_graph *graph, rs_object_id under, rs_error *err) {
    walk w = {.snapshot = rs_graph_snapshot(graph)};
    w.columns = rs_snapshot_columns(w.snapshot);
    if (under != RS_NO_OBJECT && under >= w.columns->objects)
        return rs_fail(err, RS_BAD_ARGUMENT, "top: there is no object %u", (unsigned)under);
    rs_status st = rs_graph_dominators(&w.dominators, graph, err);
    if (st == RS_OK) st = rs_graph_dominated(&w.tree, graph, err);
    if (st != RS_OK) return st;
    size_t types = rs_snapshot_type_count(w.snapshot);
    w.groups = rs_alloc_cleared(types, sizeof *w.groups);
    w.above = rs_alloc_cleared(types, sizeof *w.above);
    bool done = w.groups && w.above && run(&w, under);
    rs_release(w.above);
    rs_release(w.path);
    if (!done) {
        rs_release(w.groups);
        return rs_fail_memory(err, "adding up what types retain");
    }
    for (size_t i = 0; i < types; i++) w.groups[i].name = rs_snapshot_type(w.snapshot, (uint32_t)i)->name;
    *groups = rs__top_groups_sorted(w.groups, types);
    return RS_OK;
}
