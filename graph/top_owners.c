/* top_owners.c: to which module an object belongs.                              Manual: top_owners.h. Map: graph/README.md
 *
 * One search in breadth from all modules at once: whoever comes first has an object. Types and functions have a module
 * already, that of their definition, and are beginnings like the modules. What belongs to everybody, classes of instances
 * and globals of functions, is not followed. Where the modules end, the records go on: the interpreter and the frames.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "top_owners.h"

#include <stdlib.h>
#include <string.h>

#include "big_array.h"
#include "rs_liveness.h"
#include "rs_memory.h"
#include "scenery.h"

#define NO_OWNER UINT32_MAX

typedef struct module {
    const char *name;
    rs_object_id object;
} module;

typedef struct owners {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    module *modules; /* [count] by name */
    size_t count, capacity;
    uint32_t *owner; /* [objects] number of an owner */
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
        give(o, record, (uint32_t)o->count + (interpreter ? RS_TOP_INTERPRETER_OWNER : RS_TOP_FRAMES_OWNER));
    }
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

static rs_status give_rest(owners *o, rs_graph *graph, rs_error *err) {
    const rs_liveness *liveness = NULL;
    rs_status st = rs_graph_liveness(&liveness, graph, err);
    if (st != RS_OK) return st;
    for (uint32_t object = 0; object < o->columns->objects; object++) {
        if (rs_liveness_is_garbage(liveness, object))
            o->owner[object] = (uint32_t)o->count + RS_TOP_GARBAGE_OWNER;
        else if (o->owner[object] == NO_OWNER)
            o->owner[object] = (uint32_t)o->count + RS_TOP_OUTSIDE_OWNER;
    }
    return RS_OK;
}

static const char **names_of(const owners *o) {
    static const char *const words[] = {[RS_TOP_INTERPRETER_OWNER] = "(the interpreter)",
                                        [RS_TOP_FRAMES_OWNER] = "(running frames)",
                                        [RS_TOP_GARBAGE_OWNER] = "(garbage)",
                                        [RS_TOP_OUTSIDE_OWNER] = "(held from outside)"};
    const char **names = rs_alloc_array(o->count + RS_TOP_OWNERS_BESIDE, sizeof *names);
    for (size_t i = 0; names && i < o->count; i++) names[i] = o->modules[i].name;
    for (size_t i = 0; names && i < RS_TOP_OWNERS_BESIDE; i++) names[o->count + i] = words[i];
    return names;
}

rs_status rs__top_owners_find(rs_top_owners *out, rs_graph *graph, rs_error *err) {
    owners o = {.snapshot = rs_graph_snapshot(graph)};
    o.columns = rs_snapshot_columns(o.snapshot);
    o.owner = rs__big_array(o.columns->objects, sizeof *o.owner);
    o.queue = rs__big_array(o.columns->objects, sizeof *o.queue);
    rs_status st = RS_OK;
    if (!o.owner || !o.queue || !find_modules(&o)) st = rs_fail_memory(err, "finding whose the objects are");
    if (st == RS_OK) {
        for (uint32_t object = 0; object < o.columns->objects; object++) o.owner[object] = NO_OWNER;
        give_modules(&o);
        give_definitions(&o);
        search(&o);
        give_records(&o);
        search(&o);
        st = give_rest(&o, graph, err);
    }
    *out = (rs_top_owners){.modules = o.count, .of = o.owner};
    if (st == RS_OK && !(out->names = names_of(&o)))
        st = rs_fail_memory(err, "finding whose the objects are");
    rs_release(o.queue);
    rs_release(o.modules);
    if (st != RS_OK) rs__top_owners_release(out);
    return st;
}

void rs__top_owners_release(rs_top_owners *found) {
    rs_release(found->of);
    rs_release(found->names);
    *found = (rs_top_owners)RS_TOP_OWNERS_INIT;
}
