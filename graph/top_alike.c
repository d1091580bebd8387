/* top_alike.c: items of one type below one row, told as one.                            Manual: top_alike.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "top_alike.h"

#include <stdlib.h>

#include "rs_memory.h"

enum { ALIKE_LEAST = 4 };

bool rs__top_children_add(rs_top_children *c, rs_object_id object) {
    void *objects = c->objects;
    bool fits = rs_reserve(&objects, &c->capacity, c->count + 1, sizeof *c->objects);
    c->objects = objects;
    if (fits) c->objects[c->count++] = object;
    return fits;
}

void rs__top_alike_release(rs_top_alike *alike) {
    rs_release(alike->sets);
    rs_release(alike->members);
}

/* ---- By type -------------------------------------------------------------------------------------------------------- */

typedef struct typed {
    uint32_t type; /* or UINT32_MAX: no item, and like no other */
    rs_object_id object;
} typed;

static int by_type(const void *left, const void *right) {
    const typed *a = left, *b = right;
    if (a->type != b->type) return a->type < b->type ? -1 : 1;
    return (a->object > b->object) - (a->object < b->object);
}

static void sort_by_type(typed *sorted, const rs_top_children *children, const rs_top_view *view,
                         rs_object_id object) {
    for (size_t i = 0; i < children->count; i++) {
        rs_object_id child = children->objects[i];
        bool item = object == RS_NO_OBJECT || rs__top_is_item(view, object, child);
        sorted[i] = (typed){item ? view->columns->type[child] : UINT32_MAX, child};
    }
    qsort(sorted, children->count, sizeof *sorted, by_type);
}

/* ---- Sets ----------------------------------------------------------------------------------------------------------- */

static bool add_set(rs_top_alike *alike, const typed *run, size_t count, const rs_top_view *view) {
    void *sets = alike->sets, *members = alike->members;
    bool fits = rs_reserve(&sets, &alike->capacity, alike->count + 1, sizeof *alike->sets);
    alike->sets = sets;
    fits = rs_reserve(&members, &alike->member_capacity, alike->member_count + count,
                      sizeof *alike->members) &&
           fits;
    alike->members = members;
    if (!fits) return false;
    struct rs_top_alike_set *set = &alike->sets[alike->count++];
    *set = (struct rs_top_alike_set){alike->member_count, count, 0};
    for (size_t i = 0; i < count; i++) {
        alike->members[alike->member_count++] = run[i].object;
        set->retained += rs_dominators_retained(view->dominators, run[i].object);
    }
    return true;
}

bool rs__top_alike_take(rs_top_alike *alike, rs_top_children *children, const rs_top_view *view,
                        rs_object_id object) {
    size_t count = children->count, kept = 0;
    if (count < ALIKE_LEAST) return true;
    typed *sorted = rs_alloc_array(count, sizeof *sorted);
    if (!sorted) return false;
    bool fits = true;
    sort_by_type(sorted, children, view, object);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && sorted[next].type == sorted[i].type;) next++;
        if (sorted[i].type != UINT32_MAX && next - i >= ALIKE_LEAST)
            fits &= add_set(alike, &sorted[i], next - i, view);
        else
            for (size_t j = i; j < next; j++) children->objects[kept++] = sorted[j].object;
    }
    children->count = kept;
    rs_release(sorted);
    return fits;
}
