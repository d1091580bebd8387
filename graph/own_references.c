/* own_references.c: references that close cycles by CPython's own making.       Manual: own_references.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "own_references.h"

#include <string.h>

#include "scenery.h"

/* What the name of an attribute says of the reference. */
enum { NO_RULE, OWN, OWN_WHEN_ALIVE, OWN_FROM_BUILTIN_TO_TYPE, OWN_TO_ENUM };

static uint32_t rule_of_name(const char *name) {
    static const struct {
        const char *name;
        uint32_t rule;
    } rules[] = {
        {"__mro__", OWN},
        {"__base__", OWN},
        {"__objclass__", OWN},
        {"__builtins__", OWN},
        {"f_builtins", OWN},
        {"__globals__", OWN_WHEN_ALIVE},
        {"f_globals", OWN_WHEN_ALIVE},
        {"__bases__", OWN_WHEN_ALIVE},
        {"__class__", OWN_TO_ENUM},
        {"__self__", OWN_FROM_BUILTIN_TO_TYPE},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(name, rules[i].name) == 0) return rules[i].rule;
    return NO_RULE;
}

static uint32_t rule_of(rs_own_references *own, uint32_t name) {
    if (RS_NAME_KIND(name) != RS_NAME_ATTRIBUTE) return NO_RULE;
    bool is_new = false;
    uint32_t *rule = rs__number_map_add(&own->rule_of, RS_NAME_ARGUMENT(name), NO_RULE, &is_new);
    if (!rule) {
        own->failed = true;
        return NO_RULE;
    }
    if (is_new) *rule = rule_of_name(rs_snapshot_string(own->snapshot, RS_NAME_ARGUMENT(name)));
    return *rule;
}

/* ---- The cell of super() -------------------------------------------------------------------------------------------- */

static bool holds_a_type(const rs_snapshot *snapshot, rs_object_id cell) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    if (rs_snapshot_type_of(snapshot, cell)->kind != RS_KIND_CELL) return false;
    for (rs_reference_id r = c->row[cell]; r < c->row[cell + 1]; r++)
        if (rs_snapshot_type_of(snapshot, c->target[r])->kind == RS_KIND_TYPE) return true;
    return false;
}

static bool is_class_variable(rs_own_references *own, rs_reference_id closure, rs_reference_id item) {
    rs_text text = RS_TEXT_INIT;
    rs_reference_id path[2] = {closure, item};
    rs_text_add_path(&text, own->snapshot, path, 2);
    if (text.failed) own->failed = true;
    bool is = strcmp(rs_text_string(&text), "closure __class__") == 0;
    rs_text_release(&text);
    return is;
}

/* ---- Arguments that are cached -------------------------------------------------------------------------------------- */

/* From the wrapper over its dict, the links of its list and the tuples that are its keys to what the calls were given. */
enum { DEPTH_OF_ARGUMENTS = 4 };

static bool leads_to_arguments(rs_kind kind) {
    return kind == RS_KIND_DICT || kind == RS_KIND_TUPLE || kind == RS_KIND_LIST || kind == RS_KIND_OTHER;
}

static void mark_arguments(rs_own_references *own, rs_object_id holder) {
    const rs_columns *c = rs_snapshot_columns(own->snapshot);
    struct level {
        rs_object_id holder;
        rs_reference_id next;
    } way[DEPTH_OF_ARGUMENTS] = {{holder, c->row[holder]}};
    for (size_t levels = 1; levels > 0;) {
        struct level *last = &way[levels - 1];
        if (last->next == c->row[last->holder + 1]) {
            levels--;
            continue;
        }
        rs_object_id held = c->target[last->next++];
        rs_kind kind = rs_snapshot_type_of(own->snapshot, held)->kind;
        if (kind == RS_KIND_INSTANCE && !rs__number_map_add(&own->cached, held, 0, NULL)) own->failed = true;
        if (levels < DEPTH_OF_ARGUMENTS && leads_to_arguments(kind))
            way[levels++] = (struct level){held, c->row[held]};
    }
}

static bool is_cache(const rs_type *type) {
    return type->kind == RS_KIND_OTHER && strcmp(type->name, "functools._lru_cache_wrapper") == 0;
}

void rs__own_references_meet(rs_own_references *own, rs_object_id object) {
    const rs_columns *c = rs_snapshot_columns(own->snapshot);
    if (is_cache(rs_snapshot_type_of(own->snapshot, object))) mark_arguments(own, object);
    if (rs_snapshot_type_of(own->snapshot, object)->kind != RS_KIND_FUNCTION) return;
    for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++) {
        if (!rs__is_attribute(own->snapshot, r, "__closure__")) continue;
        rs_object_id closure = c->target[r];
        for (rs_reference_id item = c->row[closure]; item < c->row[closure + 1]; item++) {
            if (!holds_a_type(own->snapshot, c->target[item]) || !is_class_variable(own, r, item)) continue;
            if (!rs__number_map_add(&own->class_cells, item, 0, NULL)) own->failed = true;
        }
    }
}

/* ---- The question --------------------------------------------------------------------------------------------------- */

/* The class of an enumeration holds its members by making, and they it: as their class and by "__objclass__". */
static bool is_enum(const rs_snapshot *snapshot, rs_object_id type) {
    const char *meta = rs_snapshot_type_of(snapshot, type)->name;
    return strcmp(meta, "enum.EnumType") == 0 || strcmp(meta, "enum.EnumMeta") == 0;
}

static bool is_member_to_enum(rs_own_references *own, rs_reference_id reference) {
    const rs_columns *c = rs_snapshot_columns(own->snapshot);
    rs_name_kind kind = RS_NAME_KIND(c->name[reference]);
    if ((kind != RS_NAME_KEY && kind != RS_NAME_KEY_TEXT) || !is_enum(own->snapshot, c->target[reference]))
        return false;
    rs_text text = RS_TEXT_INIT;
    rs_text_add_reference_name(&text, own->snapshot, reference);
    if (text.failed) own->failed = true;
    bool is = strcmp(rs_text_string(&text), "['__objclass__']") == 0;
    rs_text_release(&text);
    return is;
}

bool rs__is_own_reference(rs_own_references *own, rs_object_id source, rs_reference_id reference,
                          bool garbage) {
    const rs_columns *c = rs_snapshot_columns(own->snapshot);
    rs_object_id held = c->target[reference];
    if (!garbage && rs_snapshot_type_of(own->snapshot, held)->kind == RS_KIND_MODULE) return true;
    if (RS_NAME_KIND(c->name[reference]) == RS_NAME_DICT_KEY) /* a cache has its keys in its dict as well */
        return is_cache(rs_snapshot_type_of(own->snapshot, source));
    switch (rule_of(own, c->name[reference])) {
    case OWN: return true;
    case OWN_WHEN_ALIVE: return !garbage;
    case OWN_TO_ENUM:
        return (!garbage && !rs__number_map_find(&own->cached, source)) || is_enum(own->snapshot, held);
    case OWN_FROM_BUILTIN_TO_TYPE:
        return rs_snapshot_type_of(own->snapshot, held)->kind == RS_KIND_TYPE &&
               rs_snapshot_type_of(own->snapshot, source)->kind == RS_KIND_BUILTIN;
    default:
        return rs__number_map_find(&own->class_cells, reference) != NULL || is_member_to_enum(own, reference);
    }
}

void rs__own_references_release(rs_own_references *own) {
    rs__number_map_release(&own->rule_of);
    rs__number_map_release(&own->class_cells);
    rs__number_map_release(&own->cached);
}
