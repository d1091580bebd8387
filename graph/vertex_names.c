/* vertex_names.c: what the vertices of knots are called.                         Manual: vertex_names.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "vertex_names.h"

#include <string.h>

#include "edge_labels.h"
#include "rs_memory.h"

/* ---- Types ---------------------------------------------------------------------------------------------------------- */

/* Types that CPython renamed between 3.9 and 3.13. */
static const struct {
    const char *old;
    rs_vertex_name now;
} renamed[] = {
    {"Context", {"_contextvars.Context", "Context"}},
    {"ContextVar", {"_contextvars.ContextVar", "ContextVar"}},
    {"Token", {"_contextvars.Token", "Token"}},
    {"TaskStepMethWrapper", {"_asyncio.TaskStepMethWrapper", "TaskStepMethWrapper"}},
    {"_collections._deque_iterator", {"collections._deque_iterator", "_deque_iterator"}},
    {"_collections._deque_reverse_iterator",
     {"collections._deque_reverse_iterator", "_deque_reverse_iterator"}},
    {"_collections._tuplegetter", {"collections._tuplegetter", "_tuplegetter"}},
    {"asyncio.exceptions.TimeoutError", {"TimeoutError", "TimeoutError"}},
    {"concurrent.futures._base.TimeoutError", {"TimeoutError", "TimeoutError"}},
    {"enum.EnumMeta", {"enum.EnumType", "EnumType"}},
    {"sre_constants._NamedIntConstant", {"re._constants._NamedIntConstant", "_NamedIntConstant"}},
    {"sre_parse.State", {"re._parser.State", "State"}},
    {"sre_parse.SubPattern", {"re._parser.SubPattern", "SubPattern"}},
    {"sre_parse.Tokenizer", {"re._parser.Tokenizer", "Tokenizer"}},
    {"weakcallableproxy", {"weakref.CallableProxyType", "CallableProxyType"}},
    {"weakproxy", {"weakref.ProxyType", "ProxyType"}},
    {"weakref", {"weakref.ReferenceType", "ReferenceType"}},
};

static rs_vertex_name name_of_type(const rs_type *type) {
    for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++)
        if (renamed[i].old[0] == type->name[0] && strcmp(renamed[i].old, type->name) == 0)
            return renamed[i].now;
    return (rs_vertex_name){type->name, type->bare};
}

/* ---- Classes -------------------------------------------------------------------------------------------------------- */

/* How much of "pkg.module.Class.Inner" is the module: as much as modules of the heap are called, else nothing. */
static size_t length_of_module(const rs_number_map *modules, const char *name) {
    size_t length = 0;
    for (const char *dot = strchr(name, '.'); dot; dot = strchr(dot + 1, '.'))
        if (rs__number_map_find(modules, rs__text_hash(name, (size_t)(dot - name))))
            length = (size_t)(dot - name) + 1;
    return length;
}

static bool find_modules(rs_number_map *modules, const rs_snapshot *snapshot) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_object_id o = c->records; o < c->objects; o++) {
        if (rs_snapshot_type(snapshot, c->type[o])->kind != RS_KIND_MODULE) continue;
        const char *name = rs_snapshot_object_name(snapshot, o);
        if (name && !rs__number_map_add(modules, rs__text_hash(name, strlen(name)), 0, NULL)) return false;
    }
    return true;
}

static const char *copy_joined(rs_vertex_names *names, const char *name) {
    static const char before[] = "class ";
    size_t length = strlen(name);
    char *copy = rs__arena_take(&names->arena, sizeof before + length);
    if (!copy) return NULL;
    memcpy(copy, before, sizeof before - 1);
    memcpy(copy + sizeof before - 1, name, length + 1);
    return copy;
}

static bool add_class(rs_vertex_names *names, const rs_number_map *modules, uint32_t vertex,
                      const char *name) {
    if (!rs_reserve((void **)&names->classes, &names->capacity, names->count + 1, sizeof *names->classes))
        return false;
    rs_vertex_name *class = &names->classes[names->count];
    class->name = copy_joined(names, name);
    class->bare = copy_joined(names, name + length_of_module(modules, name));
    if (!class->name || !class->bare) return false;
    return rs__number_map_add(&names->class_of, vertex, (uint32_t)names->count++, NULL) != NULL;
}

/* ---- All of them ---------------------------------------------------------------------------------------------------- */

bool rs__vertex_names_find(rs_vertex_names *names, const rs_knots *k) {
    rs_number_map modules = RS_NUMBER_MAP_INIT;
    bool done = true, asked = false;
    *names = (rs_vertex_names){.knots = k, .arena = RS_ARENA_INIT};
    for (uint32_t v = 0; v < k->vertices && done; v++) {
        if (rs__vertex_type(k, v)->kind != RS_KIND_TYPE) continue;
        const char *name = rs_snapshot_object_name(k->snapshot, k->object[v]);
        if (!name) continue;
        if (!asked) done = find_modules(&modules, k->snapshot);
        asked = true;
        done = done && add_class(names, &modules, v, name);
    }
    rs__number_map_release(&modules);
    return done;
}

rs_vertex_name rs__vertex_name(const rs_vertex_names *names, uint32_t vertex) {
    const rs_type *type = rs__vertex_type(names->knots, vertex);
    const uint32_t *class = type->kind == RS_KIND_TYPE ? rs__number_map_find(&names->class_of, vertex) : NULL;
    return class ? names->classes[*class] : name_of_type(type);
}

void rs__vertex_names_release(rs_vertex_names *names) {
    rs__number_map_release(&names->class_of);
    rs_release(names->classes);
    rs__arena_release(&names->arena);
}
