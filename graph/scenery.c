/* scenery.c: references nobody asks about, dicts and tuples that are part of another.       Manual: scenery.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scenery.h"

#include <string.h>

/* The attribute's name, or "" when the reference is no attribute. */
static const char *attribute_of(const rs_snapshot *snapshot, rs_reference_id reference) {
    uint32_t name = rs_snapshot_columns(snapshot)->name[reference];
    return RS_NAME_KIND(name) == RS_NAME_ATTRIBUTE ? rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name))
                                                   : "";
}

static bool is_one_of(const char *name, const char *const *names) {
    for (; *names; names++)
        if (strcmp(name, *names) == 0) return true;
    return false;
}

bool rs__is_attribute(const rs_snapshot *snapshot, rs_reference_id reference, const char *name) {
    return strcmp(attribute_of(snapshot, reference), name) == 0;
}

bool rs__is_scenery(const rs_snapshot *snapshot, rs_reference_id reference) {
    static const char *const names[] = {"__class__",    "__mro__",     "__base__",     "__bases__",
                                        "__objclass__", "__globals__", "__builtins__", "f_globals",
                                        "f_builtins",   NULL};
    return is_one_of(attribute_of(snapshot, reference), names);
}

bool rs__is_description(const rs_snapshot *snapshot, rs_reference_id reference) {
    static const char *const names[] = {"__name__",   "__qualname__", "__doc__",
                                        "__module__", "__code__",     NULL};
    rs_name_kind kind = RS_NAME_KIND(rs_snapshot_columns(snapshot)->name[reference]);
    return kind == RS_NAME_DICT_KEY || is_one_of(attribute_of(snapshot, reference), names);
}

bool rs__is_crossroads(const rs_snapshot *snapshot, rs_object_id object) {
    rs_kind kind = rs_snapshot_type_of(snapshot, object)->kind;
    return kind == RS_KIND_MODULE || kind == RS_KIND_TYPE;
}

bool rs__may_be_inner(const rs_snapshot *snapshot, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(snapshot, object);
    return type->exact && (type->kind == RS_KIND_DICT || type->kind == RS_KIND_TUPLE);
}

bool rs__leads_inside(const rs_snapshot *snapshot, rs_reference_id reference) {
    static const char *const names[] = {"__dict__", "__closure__", NULL};
    rs_object_id target = rs_snapshot_columns(snapshot)->target[reference];
    return is_one_of(attribute_of(snapshot, reference), names) && rs__may_be_inner(snapshot, target);
}

rs_reference_id rs__owner_of_inner(const rs_snapshot *snapshot, const rs_referrers *referrers,
                                   rs_object_id object) {
    if (!rs__may_be_inner(snapshot, object)) return RS_NO_REFERENCE;
    const rs_reference_id *held = NULL;
    size_t count = rs_referrers_of(referrers, object, &held);
    for (size_t i = 0; i < count; i++)
        if (rs__leads_inside(snapshot, held[i])) return held[i];
    return RS_NO_REFERENCE;
}
