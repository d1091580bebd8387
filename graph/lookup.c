/* lookup.c: attributes, items and modules of a snapshot.                     Manual: lookup.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "lookup.h"

#include <stdio.h>
#include <string.h>

#define BASES_MAX 1000 /* a chain of base classes that is longer is no such chain */

static const rs_lookup nothing = {
    .object = RS_NO_OBJECT, .through = RS_NO_OBJECT, .alike_value = RS_NO_OBJECT, .length = -1};

static bool same(const char *string, const char *bytes, size_t length) {
    return strlen(string) == length && memcmp(string, bytes, length) == 0;
}

static rs_kind kind_of(const rs_snapshot *snapshot, rs_object_id object) {
    return rs_snapshot_type_of(snapshot, object)->kind;
}

/* ---- Fields --------------------------------------------------------------------------------------------------------- */

static rs_object_id find_field(const rs_snapshot *snapshot, rs_object_id object, const char *name,
                               size_t length, rs_nearest_names *names) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++) {
        if (RS_NAME_KIND(c->name[r]) != RS_NAME_ATTRIBUTE) continue;
        const char *string = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(c->name[r]));
        if (same(string, name, length)) return c->target[r];
        if (names) rs__nearest_offer(names, string, strlen(string));
    }
    return RS_NO_OBJECT;
}

rs_object_id rs__lookup_field(const rs_snapshot *snapshot, rs_object_id object, const char *name) {
    return find_field(snapshot, object, name, strlen(name), NULL);
}

/* ---- Keys ----------------------------------------------------------------------------------------------------------- */

typedef enum match { DIFFERENT, ALIKE, WITHHELD, EQUAL } match;

static match match_bytes(const rs_value *value, const rs_path_step *key) {
    if (value->length > key->length || memcmp(value->bytes, key->bytes, value->length) != 0) return DIFFERENT;
    if (value->cut) return value->length < key->length ? ALIKE : DIFFERENT;
    return value->length == key->length ? EQUAL : DIFFERENT;
}

static match match_number(const rs_value *value, const rs_path_step *key) {
    bool both_whole = value->kind == RS_VALUE_INT && key->kind == RS__STEP_INT;
    double a = value->kind == RS_VALUE_INT ? (double)value->integer : value->real;
    double b = key->kind == RS__STEP_INT ? (double)key->integer : key->real;
    return (both_whole ? value->integer == key->integer : a == b) ? EQUAL : DIFFERENT;
}

/* Whether a key of that type and unknown value might be the one. */
static bool may_be(rs_kind kind, rs_step_kind step) {
    switch (kind) {
    case RS_KIND_STR: return step == RS__STEP_TEXT;
    case RS_KIND_BYTES: return step == RS__STEP_BYTES;
    case RS_KIND_INT:
    case RS_KIND_BOOL:
    case RS_KIND_FLOAT: return step == RS__STEP_INT || step == RS__STEP_FLOAT;
    default: return false;
    }
}

static match match_key(const rs_snapshot *snapshot, rs_object_id object, const rs_path_step *key) {
    rs_value value = rs_snapshot_value(snapshot, object);
    rs_kind kind = kind_of(snapshot, object);
    if (key->kind == RS__STEP_NONE) return kind == RS_KIND_NONE ? EQUAL : DIFFERENT;
    switch (value.kind) {
    case RS_VALUE_TEXT: return key->kind == RS__STEP_TEXT ? match_bytes(&value, key) : DIFFERENT;
    case RS_VALUE_BYTES: return key->kind == RS__STEP_BYTES ? match_bytes(&value, key) : DIFFERENT;
    case RS_VALUE_INT:
    case RS_VALUE_FLOAT:
        return key->kind == RS__STEP_INT || key->kind == RS__STEP_FLOAT ? match_number(&value, key)
                                                                        : DIFFERENT;
    case RS_VALUE_BIG_INT: return DIFFERENT;
    case RS_VALUE_UNKNOWN: break;
    }
    return may_be(kind, key->kind) ? WITHHELD : DIFFERENT;
}

static void offer_key(rs_nearest_names *names, const rs_snapshot *snapshot, rs_object_id key) {
    rs_value value = rs_snapshot_value(snapshot, key);
    char number[24];
    if (value.kind == RS_VALUE_TEXT && !value.cut) rs__nearest_offer(names, value.bytes, value.length);
    if (value.kind != RS_VALUE_INT) return;
    int length = snprintf(number, sizeof number, "%lld", (long long)value.integer);
    rs__nearest_offer(names, number, (size_t)length);
}

/* The value of a dict under a key, or whatever else has references named by keys. */
static rs_lookup find_key(const rs_snapshot *snapshot, rs_object_id object, const rs_path_step *key,
                          rs_nearest_names *names) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_lookup found = nothing;
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++) {
        rs_name_kind kind = RS_NAME_KIND(c->name[r]);
        match how = DIFFERENT;
        if (kind == RS_NAME_KEY_TEXT) {
            const char *string = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(c->name[r]));
            if (key->kind == RS__STEP_TEXT && same(string, key->bytes, key->length))
                how = EQUAL;
            else if (names)
                rs__nearest_offer(names, string, strlen(string));
        } else if (kind == RS_NAME_KEY && r > c->row[object] &&
                   RS_NAME_KIND(c->name[r - 1]) == RS_NAME_DICT_KEY) {
            how = match_key(snapshot, c->target[r - 1], key);
            if (how == DIFFERENT && names) offer_key(names, snapshot, c->target[r - 1]);
        }
        if (how == EQUAL) {
            found.object = c->target[r];
            return found;
        }
        found.withheld += how == WITHHELD;
        if (how == ALIKE && found.alike++ == 0) found.alike_value = c->target[r];
    }
    return found;
}

static rs_lookup find_text_key(const rs_snapshot *snapshot, rs_object_id dict, const char *name,
                               size_t length, rs_nearest_names *names) {
    rs_path_step key = {.kind = RS__STEP_TEXT, .bytes = name, .length = length};
    return dict == RS_NO_OBJECT ? nothing : find_key(snapshot, dict, &key, names);
}

/* ---- Attributes ----------------------------------------------------------------------------------------------------- */

static rs_lookup find_own(const rs_snapshot *snapshot, rs_object_id object, const char *name, size_t length,
                          rs_nearest_names *names) {
    rs_lookup found = nothing;
    found.object = find_field(snapshot, object, name, length, names);
    if (found.object != RS_NO_OBJECT) return found;
    return find_text_key(snapshot, rs__lookup_field(snapshot, object, "__dict__"), name, length, names);
}

/* In the namespaces of a class and its bases, in the order that the class has them in. */
static rs_lookup find_in_class(const rs_snapshot *snapshot, rs_object_id class, const char *name,
                               size_t length, rs_nearest_names *names) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_lookup found = nothing;
    if (class == RS_NO_OBJECT) return found;
    rs_object_id order = rs__lookup_field(snapshot, class, "__mro__");
    if (order != RS_NO_OBJECT) {
        for (uint32_t r = c->row[order]; r < c->row[order + 1] && found.object == RS_NO_OBJECT; r++)
            found = find_text_key(snapshot, rs__lookup_field(snapshot, c->target[r], "__dict__"), name,
                                  length, names);
        return found;
    }
    for (int i = 0; i < BASES_MAX && class != RS_NO_OBJECT && found.object == RS_NO_OBJECT; i++) {
        found = find_text_key(snapshot, rs__lookup_field(snapshot, class, "__dict__"), name, length, names);
        class = rs__lookup_field(snapshot, class, "__base__");
    }
    return found;
}

/* Descriptors that answer by running something or by reading what is not there. */
static bool is_computed(const rs_snapshot *snapshot, rs_object_id object) {
    static const char *const computed[] = {"property", "member_descriptor", "getset_descriptor",
                                           "functools.cached_property"};
    const char *type = rs_snapshot_type_of(snapshot, object)->name;
    for (size_t i = 0; i < sizeof computed / sizeof *computed; i++)
        if (strcmp(type, computed[i]) == 0) return true;
    return false;
}

rs_lookup rs__lookup_attribute(const rs_snapshot *snapshot, rs_object_id object, const char *name,
                               size_t length, rs_nearest_names *names) {
    const rs_type *type = rs_snapshot_type_of(snapshot, object);
    rs_lookup found = find_own(snapshot, object, name, length, names);
    if (found.object != RS_NO_OBJECT || found.alike > 0) return found;
    if (type->kind == RS_KIND_TYPE) found = find_in_class(snapshot, object, name, length, NULL);
    if (found.object != RS_NO_OBJECT) return found;
    if (same("__class__", name, length)) {
        found.object = type->object;
        return found;
    }
    rs_object_id class = type->object != RS_NO_OBJECT ? type->object
                                                      : rs__lookup_field(snapshot, object, "__class__");
    rs_lookup of_class = find_in_class(snapshot, class, name, length, names);
    if (of_class.object == RS_NO_OBJECT || !is_computed(snapshot, of_class.object)) return of_class;
    found.through = of_class.object;
    return found;
}

/* ---- Items ---------------------------------------------------------------------------------------------------------- */

/* The index of the item that `reference` leads to, or -1: it is no item. `place` is how many items were before it. What a
 * closure's tuple holds is named by variables, and an index too large for a name is told by its place. */
static int64_t index_of(uint32_t name, int64_t place) {
    if (RS_NAME_KIND(name) == RS_NAME_CLOSURE) return place;
    if (RS_NAME_KIND(name) != RS_NAME_INDEX) return -1;
    return RS_NAME_ARGUMENT(name) == RS_NAME_ARGUMENT_MAX ? place : (int64_t)RS_NAME_ARGUMENT(name);
}

/* One more than the last index there is; slots may be empty. -1: no sequence. */
static int64_t sequence_length(const rs_snapshot *snapshot, rs_object_id object) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_kind kind = kind_of(snapshot, object);
    int64_t place = 0, length = kind == RS_KIND_LIST || kind == RS_KIND_TUPLE ? 0 : -1;
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++) {
        int64_t index = index_of(c->name[r], place);
        if (index < 0) continue;
        length = index + 1;
        place++;
    }
    return length;
}

static rs_object_id item_at(const rs_snapshot *snapshot, rs_object_id object, int64_t wanted) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    int64_t place = 0;
    for (uint32_t r = c->row[object]; wanted >= 0 && r < c->row[object + 1]; r++) {
        int64_t index = index_of(c->name[r], place);
        if (index == wanted) return c->target[r];
        place += index >= 0;
    }
    return RS_NO_OBJECT;
}

rs_lookup rs__lookup_item(const rs_snapshot *snapshot, rs_object_id object, const rs_path_step *key,
                          rs_nearest_names *names) {
    rs_kind kind = kind_of(snapshot, object);
    int64_t length = kind == RS_KIND_DICT ? -1 : sequence_length(snapshot, object);
    if (length < 0) return find_key(snapshot, object, key, names);
    rs_lookup found = nothing;
    found.length = length;
    if (key->kind == RS__STEP_INT)
        found.object = item_at(snapshot, object, key->integer < 0 ? key->integer + length : key->integer);
    return found;
}

/* ---- Modules -------------------------------------------------------------------------------------------------------- */

/* The first module object that calls itself so. */
static rs_object_id find_module_object(const rs_snapshot *snapshot, const char *name, size_t length,
                                       rs_nearest_names *names) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_object_id o = c->records; o < c->objects; o++) {
        if (kind_of(snapshot, o) != RS_KIND_MODULE) continue;
        const char *own = rs_snapshot_object_name(snapshot, o);
        if (!own) continue;
        if (same(own, name, length)) return o;
        if (names) rs__nearest_offer(names, own, strlen(own));
    }
    return RS_NO_OBJECT;
}

rs_object_id rs__lookup_module(const rs_snapshot *snapshot, const char *name, size_t length,
                               rs_nearest_names *names) {
    rs_object_id sys = find_module_object(snapshot, "sys", 3, NULL);
    if (sys != RS_NO_OBJECT) {
        rs_object_id modules = rs__lookup_attribute(snapshot, sys, "modules", 7, NULL).object;
        rs_object_id found = find_text_key(snapshot, modules, name, length, names).object;
        if (found != RS_NO_OBJECT) return found;
    }
    return find_module_object(snapshot, name, length, sys == RS_NO_OBJECT ? names : NULL);
}
