/* cut_hints.c: what is said behind the advice on a cut.                              Manual: cut_hints.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cut_hints.h"

#include <string.h>

#include "class_facts.h"
#include "scenery.h"

/* ---- Half weak already ---------------------------------------------------------------------------------------------- */

/* References of one object that are looked at; who has more is no pair that somebody began to make weak. */
enum { MOST_REFERENCES = 1000 };

static bool is_weak(const rs_type *type) {
    static const char *const names[] = {"weakref.WeakValueDictionary",
                                        "weakref.WeakKeyDictionary",
                                        "_weakrefset.WeakSet",
                                        "weakref.WeakMethod",
                                        "weakproxy",
                                        "weakref.ProxyType",
                                        NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(type->name, names[i]) == 0) return true;
    return type->kind == RS_KIND_WEAKREF;
}

/* The attribute by which the object holds something weakly, as a path of one reference or two; 0: it has none. */
static size_t find_weak_attribute(const rs_snapshot *snapshot, rs_object_id object, rs_reference_id *path) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    if (c->row[object + 1] - c->row[object] > MOST_REFERENCES) return 0;
    for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++) {
        path[0] = r;
        if (RS_NAME_KIND(c->name[r]) == RS_NAME_ATTRIBUTE &&
            is_weak(rs_snapshot_type_of(snapshot, c->target[r])))
            return 1;
        rs_object_id inner = c->target[r];
        if (!rs__is_attribute(snapshot, r, "__dict__") || c->row[inner + 1] - c->row[inner] > MOST_REFERENCES)
            continue;
        for (path[1] = c->row[inner]; path[1] < c->row[inner + 1]; path[1]++)
            if (RS_NAME_KIND(c->name[path[1]]) != RS_NAME_DICT_KEY &&
                is_weak(rs_snapshot_type_of(snapshot, c->target[path[1]])))
                return 2;
    }
    return 0;
}

static bool is_of_a_class(rs_kind kind) {
    return kind == RS_KIND_INSTANCE || kind == RS_KIND_LIST || kind == RS_KIND_DICT || kind == RS_KIND_SET ||
           kind == RS_KIND_OTHER;
}

static bool is_on_example(const rs_found *found, rs_object_id object) {
    for (size_t i = 0; i < found->shown.example_steps; i++)
        if (found->shown.example[i].object == object) return true;
    return false;
}

static bool add_weak_attribute(rs_text *text, const rs_snapshot *snapshot, const rs_found *found,
                               rs_object_id object) {
    rs_reference_id path[2];
    const rs_type *type = rs_snapshot_type_of(snapshot, object);
    if (!is_of_a_class(type->kind) || rs__is_of_library((rs_vertex_name){type->name, type->bare}))
        return false;
    size_t length = find_weak_attribute(snapshot, object, path);
    if (length == 0) return false;
    if (is_on_example(found, rs_snapshot_columns(snapshot)->target[path[length - 1]])) return false;
    rs_text name = RS_TEXT_INIT;
    rs_text_add_path(&name, snapshot, path, length);
    const char *shown = rs_text_string(&name);
    rs_text_addf(text, "; `%s` of the %s is a weak reference already, this one is not",
                 shown + (shown[0] == '.'), type->bare);
    text->failed |= name.failed;
    rs_text_release(&name);
    return true;
}

/* ---- The library's own ---------------------------------------------------------------------------------------------- */

/* Every class on the cycle is of the standard library, there is one, and no code of the program takes part. */
static bool is_within_library(const rs_found *found) {
    bool any = false;
    for (size_t i = 0; i < found->shown.steps; i++) {
        bool has_module = strchr(found->steps[i].name.name, '.') != NULL;
        bool of_library = rs__is_of_library(found->steps[i].name);
        rs_kind kind = found->steps[i].type->kind;
        bool runs = kind == RS_KIND_FRAME || kind == RS_KIND_FUNCTION || kind == RS_KIND_GENERATOR;
        if (runs || (has_module && !of_library)) return false;
        any |= of_library && kind != RS_KIND_OTHER;
    }
    return any;
}

void rs__text_add_hints(rs_text *text, const rs_cycles *r, const rs_found *found) {
    for (size_t i = 0; i < found->shown.example_steps; i++)
        if (add_weak_attribute(text, r->knots.snapshot, found, found->shown.example[i].object)) return;
    const char *said = rs_text_string(text);
    if (is_within_library(found) && !strstr(said, "library") && !strstr(said, "unlink"))
        rs_text_add(text, "; every class on this cycle is the standard library's");
}
