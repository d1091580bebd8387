/* preview.c: a short text that tells an object from others of its type.      Manual: rs_snapshot.h. Scalars: value_text.c
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "rs_snapshot.h"
#include "value_text.h"

static void add_string(rs_text *text, const char *string) {
    rs_text_add_escaped(text, string, strlen(string), 0);
}

/* ---- Containers ----------------------------------------------------------------------------------------------------- */

static bool is_item(rs_kind container, rs_name_kind name) {
    switch (container) {
    case RS_KIND_LIST:
    case RS_KIND_TUPLE: return name == RS_NAME_INDEX || name == RS_NAME_CLOSURE; /* the cells of a closure */
    case RS_KIND_DICT: return name == RS_NAME_KEY || name == RS_NAME_KEY_TEXT;
    case RS_KIND_SET:
    case RS_KIND_FROZENSET: return name == RS_NAME_MEMBER;
    default: return false;
    }
}

static bool is_container(rs_kind kind) {
    return kind == RS_KIND_LIST || kind == RS_KIND_TUPLE || kind == RS_KIND_DICT || kind == RS_KIND_SET ||
           kind == RS_KIND_FROZENSET;
}

/* The items that have names, of a struct sequence (os.stat_result), are not told from attributes: the last of the others
 * says how many there are in front of it. */
static uint32_t count_items(const rs_snapshot *snapshot, rs_object_id object, rs_kind kind) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    uint32_t items = 0, behind_last = 0;
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++) {
        uint32_t name = c->name[r];
        if (!is_item(kind, RS_NAME_KIND(name))) continue;
        items++;
        if (RS_NAME_KIND(name) == RS_NAME_INDEX && RS_NAME_ARGUMENT(name) != RS_NAME_ARGUMENT_MAX)
            behind_last = RS_NAME_ARGUMENT(name) + 1;
    }
    return kind == RS_KIND_TUPLE && behind_last > items ? behind_last : items;
}

/* All the items of some struct sequences have names (time.struct_time): they are shown as instances are. */
static bool has_items_to_count(const rs_snapshot *snapshot, rs_object_id object, const rs_type *type) {
    if (!is_container(type->kind)) return false;
    if (type->exact || type->kind != RS_KIND_TUPLE) return true;
    const rs_columns *c = rs_snapshot_columns(snapshot);
    return count_items(snapshot, object, type->kind) > 0 || c->row[object + 1] - c->row[object] < 2;
}

static void add_container(rs_text *text, const rs_snapshot *snapshot, rs_object_id object,
                          const rs_type *type) {
    add_string(text, type->bare);
    rs_text_add(text, " of ");
    rs_text_add_count(text, count_items(snapshot, object, type->kind));
}

/* ---- Objects that bear a name --------------------------------------------------------------------------------------- */

/* What objects of that kind are called; NULL: by their type. */
static const char *word_of(const rs_type *type) {
    switch (type->kind) {
    case RS_KIND_FUNCTION: return "function";
    case RS_KIND_BUILTIN: return "builtin";
    case RS_KIND_METHOD: return "method";
    case RS_KIND_CODE: return "code";
    case RS_KIND_MODULE: return "module";
    case RS_KIND_TYPE: return "type";
    case RS_KIND_FRAME:
    case RS_KIND_FRAME_RECORD: return "frame";
    case RS_KIND_THREAD_RECORD: return "thread";
    case RS_KIND_INTERPRETER_RECORD: return "interpreter";
    default: return NULL;
    }
}

static void add_named(rs_text *text, const rs_type *type, const char *name) {
    bool says_itself = type->kind == RS_KIND_THREAD_RECORD || type->kind == RS_KIND_INTERPRETER_RECORD;
    const char *word = word_of(type);
    if (!says_itself) { /* "main thread" is a whole name, "work" is not */
        add_string(text, word ? word : type->bare);
        rs_text_add_char(text, ' ');
    }
    add_string(text, name);
}

static bool is_record(rs_kind kind) {
    return kind >= RS_KIND_THREAD_RECORD;
}

/* ---- Any object ----------------------------------------------------------------------------------------------------- */

static void add_preview(rs_text *text, const rs_snapshot *snapshot, rs_object_id object, size_t columns) {
    const rs_type *type = rs_snapshot_type_of(snapshot, object);
    if (rs__text_add_scalar(text, snapshot, object, columns)) return;
    const char *name = rs_snapshot_object_name(snapshot, object);
    if (name)
        add_named(text, type, name);
    else if (has_items_to_count(snapshot, object, type))
        add_container(text, snapshot, object, type);
    else if (is_record(type->kind))
        rs_text_add(text, word_of(type));
    else {
        add_string(text, type->bare);
        rs_text_add(text, " at ");
        rs_text_add_address(text, rs_snapshot_columns(snapshot)->address[object]);
    }
}

void rs_text_add_preview(rs_text *text, const rs_snapshot *snapshot, rs_object_id object, size_t columns) {
    size_t start = text->length;
    add_preview(text, snapshot, object, columns);
    rs__text_cut(text, start, columns);
}
