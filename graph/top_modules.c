/* top_modules.c: to which module what nothing retains belongs.               Manual: rs_top.h. Map: graph/README.md
 *
 * One search in breadth from all modules at once: whoever comes first has an object. Types and functions have a module
 * already, that of their definition, and are beginnings like the modules. What belongs to everybody, classes of instances
 * and globals of functions, is not followed. Where the modules end, the records go on: the interpreter and the frames.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_top.h"

#include <stdlib.h>
#include <string.h>

#include "big_array.h"
#include "rs_liveness.h"
#include "scenery.h"
#include "top_groups.h"

#define NO_OWNER UINT32_MAX

enum { INTERPRETER, FRAMES, GARBAGE, OUTSIDE, OTHERS }; /* groups behind those of the modules */

typedef struct module {
    const char *name;
    rs_object_id object;
} module;

typedef struct owners {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    module *modules; /* [count] by name */
    size_t count, capacity;
    uint32_t *owner; /* [objects] number of a group */
    uint32_t *queue; /* [objects] */
    uint32_t head, tail;
} owners;

/* ---- Modules -------------------------------------------------------------------------------------------------------- */

static int compare_modules(const void *left, const void *right) {
    const module *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->object > b->object) - (a->object < b->object);
}

static bool find_modules(owners *o) {
    for (uint32_t object = o->columns->records; object < o->columns->objects; object++) {
        if (rs_snapshot_type_of(o->snapshot, object)->kind != RS_KIND_MODULE) continue;
        const char *name = rs_snapshot_object_name(o->snapshot, object);
        void *modules = o->modules;
        bool fits = rs_reserve(&modules, &o->capacity, o->count + 1, sizeof *o->modules);
        o->modules = modules;
        if (!fits) return false;
        o->modules[o->count++] = (module){name ? name : "?", object};
    }
    if (o->count > 1) qsort(o->modules, o->count, sizeof *o->modules, compare_modules);
    return true;
}

/* The first module of that name, or NO_OWNER. */
static uint32_t module_named(const owners *o, const char *name, size_t length) {
    size_t begin = 0, end = o->count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (strncmp(o->modules[middle].name, name, length) < 0)
            begin = middle + 1;
        else
            end = middle;
    }
    bool found = begin < o->count && strncmp(o->modules[begin].name, name, length) == 0 &&
                 o->modules[begin].name[length] == '\0';
    return found ? (uint32_t)begin : NO_OWNER;
}

/* Of "package.module.Class.Inner": the longest beginning that is a module's name. Built-ins are told without theirs. */
static uint32_t module_of_type(const owners *o, const char *name) {
    if (!strchr(name, '.')) return module_named(o, "builtins", strlen("builtins"));
    for (size_t length = strlen(name); length > 0; length--) {
        if (name[length] != '.') continue;
        uint32_t owner = module_named(o, name, length);
        if (owner != NO_OWNER) return owner;
    }
    return NO_OWNER;
}

/* ---- The search ----------------------------------------------------------------------------------------------------- */

static void give(owners *o, rs_object_id object, uint32_t owner) {
    if (owner == NO_OWNER || o->owner[object] != NO_OWNER) return;
    o->owner[object] = owner;
    o->queue[o->tail++] = object;
}

static void search(owners *o) {
    const rs_columns *c = o->columns;
    while (o->head < o->tail) {
        rs_object_id object = o->queue[o->head++];
        for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++) {
            if (o->owner[c->target[r]] != NO_OWNER || rs__is_scenery(o->snapshot, r)) continue;
            give(o, c->target[r], o->owner[object]);
        }
    }
}

static void give_modules(owners *o) {
    const rs_columns *c = o->columns;
    for (size_t i = 0; i < o->count; i++) give(o, o->modules[i].object, (uint32_t)i);
    for (size_t i = 0; i < o->count; i++)
        for (uint32_t r = c->row[o->modules[i].object]; r < c->row[o->modules[i].object + 1]; r++)
            if (rs__leads_inside(o->snapshot, r)) give(o, c->target[r], (uint32_t)i);
}

static void give_definitions(owners *o) {
    const rs_columns *c = o->columns;
    for (uint32_t object = c->records; object < c->objects; object++) {
        rs_kind kind = rs_snapshot_type_of(o->snapshot, object)->kind;
        const char *name = kind == RS_KIND_TYPE ? rs_snapshot_object_name(o->snapshot, object) : NULL;
        if (name) give(o, object, module_of_type(o, name));
        for (uint32_t r = c->row[object]; kind == RS_KIND_FUNCTION && r < c->row[object + 1]; r++)
            if (rs__is_attribute(o->snapshot, r, "__globals__")) give(o, object, o->owner[c->target[r]]);
    }
}

static void give_records(owners *o) {
    for (uint32_t record = 0; record < o->columns->records; record++) {
        bool interpreter = rs_snapshot_type_of(o->snapshot, record)->kind == RS_KIND_INTERPRETER_RECORD;
        give(o, record, (uint32_t)o->count + (interpreter ? INTERPRETER : FRAMES));
    }
}

/* ---- Groups --------------------------------------------------------------------------------------------------------- */

static rs_top_group *make_groups(const owners *o) {
    static const char *const names[] = {[INTERPRETER] = "(the interpreter)",
                                        [FRAMES] = "(running frames)",
                                        [GARBAGE] = "(garbage)",
                                        [OUTSIDE] = "(held from outside)"};
    rs_top_group *groups = rs_alloc_cleared(o->count + OTHERS, sizeof *groups);
    if (!groups) return NULL;
    for (size_t i = 0; i < o->count; i++) groups[i].name = o->modules[i].name;
    for (size_t i = 0; i < OTHERS; i++) groups[o->count + i].name = names[i];
    return groups;
}

/* Does nothing retain it, but what is transparent? */
static bool is_counted(const rs_dominators *dominators, rs_object_id object,
                       const rs_transparent *transparent) {
    do object = rs_dominators_of(dominators, object);
    while (object != RS_NO_OBJECT && rs__is_transparent(transparent, object));
    return object == RS_NO_OBJECT;
}

static rs_status add_up(rs_top_groups *out, const owners *o, rs_graph *graph, rs_error *err) {
    const rs_dominators *dominators = NULL;
    const rs_liveness *liveness = NULL;
    rs_status st = rs_graph_dominators(&dominators, graph, err);
    if (st == RS_OK) st = rs_graph_liveness(&liveness, graph, err);
    if (st != RS_OK) return st;
    rs_top_group *groups = make_groups(o);
    if (!groups) return rs_fail_memory(err, "adding up what modules retain");
    rs_transparent transparent = rs__transparent_of(o->snapshot);
    for (uint32_t object = 0; object < o->columns->objects; object++) {
        if (!is_counted(dominators, object, &transparent)) continue;
        uint32_t owner = o->owner[object];
        if (rs_liveness_is_garbage(liveness, object)) owner = (uint32_t)o->count + GARBAGE;
        if (owner == NO_OWNER) owner = (uint32_t)o->count + OUTSIDE;
        if (!rs__is_transparent(&transparent, object))
            groups[owner].retained += rs_dominators_retained(dominators, object);
        else if (object >= o->columns->records)
            groups[owner].retained += rs_snapshot_size(o->snapshot, object);
        if (object < o->columns->records) continue;
        groups[owner].objects++;
        groups[owner].bytes += rs_snapshot_size(o->snapshot, object);
    }
    *out = rs__top_groups_sorted(groups, o->count + OTHERS);
    return RS_OK;
}

rs_status rs_top_modules(rs_top_groups *groups, rs_graph *graph, rs_error *err) {
    owners o = {.snapshot = rs_graph_snapshot(graph)};
    o.columns = rs_snapshot_columns(o.snapshot);
    o.owner = rs__big_array(o.columns->objects, sizeof *o.owner);
    o.queue = rs__big_array(o.columns->objects, sizeof *o.queue);
    rs_status st = RS_OK;
    if (!o.owner || !o.queue || !find_modules(&o)) st = rs_fail_memory(err, "finding what modules retain");
    if (st == RS_OK) {
        for (uint32_t object = 0; object < o.columns->objects; object++) o.owner[object] = NO_OWNER;
        give_modules(&o);
        give_definitions(&o);
        search(&o);
        give_records(&o);
        search(&o);
        st = add_up(groups, &o, graph, err);
    }
    rs_release(o.owner);
    rs_release(o.queue);
    rs_release(o.modules);
    return st;
}
