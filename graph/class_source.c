/* class_source.c: where a class or a function was written.                    Header: class_source.h. Map: graph/README.md
 *
 * A class holds functions that it did not define: inherited ones not, but assigned, wrapped and generated ones. A function
 * counts when its qualified name says that it was written in the class, and its code bears the function's name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "class_source.h"

#include <string.h>

#include "scenery.h"

static rs_kind kind_of(const rs_snapshot *snapshot, rs_object_id object) {
    return rs_snapshot_type_of(snapshot, object)->kind;
}

/* The target of the first attribute of `object` that is of that kind, or RS_NO_OBJECT. */
static rs_object_id attribute_of_kind(const rs_snapshot *snapshot, rs_object_id object, rs_kind kind) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++)
        if (RS_NAME_KIND(c->name[r]) == RS_NAME_ATTRIBUTE && kind_of(snapshot, c->target[r]) == kind)
            return c->target[r];
    return RS_NO_OBJECT;
}

static rs_object_id namespace_of(const rs_snapshot *snapshot, rs_object_id object) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++)
        if (rs__is_attribute(snapshot, r, "__dict__")) return c->target[r];
    return RS_NO_OBJECT;
}

rs_object_id rs__code_of(const rs_snapshot *snapshot, rs_object_id object) {
    switch (kind_of(snapshot, object)) {
    case RS_KIND_METHOD: object = attribute_of_kind(snapshot, object, RS_KIND_FUNCTION); break;
    case RS_KIND_TRACEBACK: object = attribute_of_kind(snapshot, object, RS_KIND_FRAME); break;
    case RS_KIND_FUNCTION:
    case RS_KIND_FRAME:
    case RS_KIND_GENERATOR: break;
    default: return RS_NO_OBJECT;
    }
    return object == RS_NO_OBJECT ? object : attribute_of_kind(snapshot, object, RS_KIND_CODE);
}

/* ---- Classes -------------------------------------------------------------------------------------------------------- */

static const char *last_part(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

/* Was a function of this qualified name written in the class? "Node.walk" in "app.Node". */
static bool is_written_in(const char *function, const char *type) {
    size_t outer = (size_t)(last_part(function) - function), length = strlen(type);
    if (outer < 2 || outer - 1 > length) return false;
    size_t before = length - (outer - 1);
    return memcmp(type + before, function, outer - 1) == 0 && (before == 0 || type[before - 1] == '.');
}

static bool is_file(const char *file) {
    return file[0] != '\0' && file[0] != '<'; /* "<string>": made by exec */
}

typedef struct search {
    const rs_snapshot *snapshot;
    const char *type;   /* NULL: whatever the name */
    rs_code_place best; /* file NULL: none yet */
} search;

/* The lowest line in the file that was met first. */
static void offer(search *s, rs_object_id function) {
    rs_code_place place;
    rs_object_id code = rs__code_of(s->snapshot, function);
    if (code == RS_NO_OBJECT || !rs_snapshot_code_place(&place, s->snapshot, code)) return;
    const char *name = rs_snapshot_object_name(s->snapshot, function);
    const char *code_name = rs_snapshot_object_name(s->snapshot, code);
    if (!name || !code_name || !is_file(place.file)) return;
    if (!is_written_in(name, s->type) || strcmp(last_part(name), last_part(code_name)) != 0) return;
    if (!s->best.file || (strcmp(place.file, s->best.file) == 0 && place.line < s->best.line))
        s->best = place;
}

/* A function, or what one is wrapped in: a property, a classmethod, another function by functools.wraps. */
static void offer_value(search *s, rs_object_id value) {
    const rs_columns *c = rs_snapshot_columns(s->snapshot);
    rs_kind kind = kind_of(s->snapshot, value);
    if (kind == RS_KIND_TYPE || kind == RS_KIND_MODULE) return;
    rs_object_id inner = value;
    if (kind == RS_KIND_FUNCTION) {
        offer(s, value);
        inner = namespace_of(s->snapshot, value);
        if (inner == RS_NO_OBJECT) return;
    }
    for (rs_reference_id r = c->row[inner]; r < c->row[inner + 1]; r++)
        if (kind_of(s->snapshot, c->target[r]) == RS_KIND_FUNCTION) offer(s, c->target[r]);
}

bool rs__class_place(rs_code_place *out, const rs_snapshot *snapshot, rs_object_id type, const char *name) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    search s = {.snapshot = snapshot, .type = name};
    rs_object_id space = namespace_of(snapshot, type);
    if (space == RS_NO_OBJECT) return false;
    for (rs_reference_id r = c->row[space]; r < c->row[space + 1]; r++) offer_value(&s, c->target[r]);
    if (!s.best.file) return false;
    *out = s.best;
    return true;
}

/* ---- Modules -------------------------------------------------------------------------------------------------------- */

static bool is_global_of(const rs_snapshot *snapshot, rs_object_id function, rs_object_id space) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_reference_id r = c->row[function]; r < c->row[function + 1]; r++)
        if (c->target[r] == space && rs__is_attribute(snapshot, r, "__globals__")) return true;
    return false;
}

/* "app" defines "app.Node". */
static bool is_of_module(const char *type, const char *module) {
    size_t length = strlen(module);
    return strncmp(type, module, length) == 0 && type[length] == '.' &&
           strchr(type + length + 1, '.') == NULL;
}

static bool place_in_module(rs_code_place *out, const rs_snapshot *snapshot, rs_object_id value,
                            rs_object_id space, const char *module) {
    if (kind_of(snapshot, value) == RS_KIND_FUNCTION) {
        rs_object_id code = rs__code_of(snapshot, value);
        return is_global_of(snapshot, value, space) && code != RS_NO_OBJECT &&
               rs_snapshot_code_place(out, snapshot, code) && is_file(out->file);
    }
    const char *name = rs_snapshot_object_name(snapshot, value);
    return kind_of(snapshot, value) == RS_KIND_TYPE && name && is_of_module(name, module) &&
           rs__class_place(out, snapshot, value, name);
}

bool rs__module_file(const char **out, const rs_snapshot *snapshot, rs_object_id module, const char *name) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_object_id space = namespace_of(snapshot, module);
    rs_code_place place;
    if (space == RS_NO_OBJECT) return false;
    for (rs_reference_id r = c->row[space]; r < c->row[space + 1]; r++) {
        if (!place_in_module(&place, snapshot, c->target[r], space, name)) continue;
        *out = place.file;
        return true;
    }
    return false;
}
