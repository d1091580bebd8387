/* heapsnapshot_words.c: kinds of objects and references as DevTools know them, and the table of strings.
 * Manual: heapsnapshot_words.h                                                                     Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "heapsnapshot_words.h"

#include <string.h>

#include "rs_memory.h"

static const char *const words[RS__V8_WORDS] = {[RS__V8_DUMMY] = "<dummy>",
                                                [RS__V8_EMPTY] = "",
                                                [RS__V8_GC_ROOTS] = "(GC roots)",
                                                [RS__V8_GARBAGE] = "(garbage)",
                                                [RS__V8_SELECTION] = "(selection)",
                                                [RS__V8_KEY] = "key",
                                                [RS__V8_MEMBER] = "member",
                                                [RS__V8_ITEM] = "item",
                                                [RS__V8_UNKNOWN] = "?",
                                                [RS__V8_WITHHELD] = "\xE2\x80\xA6"};

/* ---- Objects -------------------------------------------------------------------------------------------------------- */

enum rs__v8_node rs__v8_node_type(const rs_snapshot *snapshot, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(snapshot, object);
    switch (type->kind) {
    case RS_KIND_STR:
    case RS_KIND_BYTES:
    case RS_KIND_BYTEARRAY: return RS__V8_STRING;
    case RS_KIND_BOOL:
    case RS_KIND_FLOAT:
    case RS_KIND_COMPLEX: return RS__V8_NUMBER;
    case RS_KIND_INT:
        return rs_snapshot_value(snapshot, object).kind == RS_VALUE_BIG_INT ? RS__V8_BIGINT : RS__V8_NUMBER;
    case RS_KIND_FUNCTION:
    case RS_KIND_BUILTIN:
    case RS_KIND_METHOD: return RS__V8_CLOSURE;
    case RS_KIND_CODE: return RS__V8_CODE;
    case RS_KIND_THREAD_RECORD:
    case RS_KIND_INTERPRETER_RECORD:
    case RS_KIND_FRAME_RECORD: return RS__V8_NATIVE;
    default: return RS__V8_OBJECT;
    }
}

/* By more than its type: a scalar that was kept, or an object that bears a name. */
static bool has_own_label(const rs_snapshot *snapshot, rs_object_id object) {
    return rs_snapshot_value(snapshot, object).kind != RS_VALUE_UNKNOWN ||
           rs_snapshot_object_name(snapshot, object) != NULL;
}

/* DevTools put strings into quotes themselves, and say by the type that a closure is one. */
static void add_label(rs_text *text, const rs_snapshot *snapshot, rs_object_id object) {
    rs_value value = rs_snapshot_value(snapshot, object);
    const char *name = rs_snapshot_object_name(snapshot, object);
    rs_text label = RS_TEXT_INIT;
    if (value.kind == RS_VALUE_TEXT) {
        rs_text_add_bytes(&label, value.bytes, value.length);
        if (value.cut) rs_text_add(&label, words[RS__V8_WITHHELD]);
    } else if (name && rs__v8_node_type(snapshot, object) == RS__V8_CLOSURE)
        rs_text_add(&label, name);
    else
        rs_text_add_preview(&label, snapshot, object, RS__EXPORT_LABEL);
    rs__add_json_string(text, rs_text_string(&label), label.length);
    text->failed |= label.failed;
    rs_text_release(&label);
}

/* ---- References ----------------------------------------------------------------------------------------------------- */

static uint32_t key_string(const rs__v8_strings *strings, rs_reference_id reference) {
    const rs_snapshot *snapshot = strings->job->snapshot;
    rs_object_id key = reference > 0 ? strings->job->columns->target[reference - 1] : RS_NO_OBJECT;
    if (key == RS_NO_OBJECT) return RS__V8_WITHHELD;
    switch (rs_snapshot_type_of(snapshot, key)->kind) {
    case RS_KIND_STR:
    case RS_KIND_BYTES:
    case RS_KIND_INT:
    case RS_KIND_BOOL:
    case RS_KIND_FLOAT: return has_own_label(snapshot, key) ? strings->label[key] : RS__V8_WITHHELD;
    default: return strings->label[key];
    }
}

/* An item whose index does not fit into its name is told by its place, which only a walk through its row would find:
 * beyond 67 million items their order is kept and the number is the largest. */
rs__v8_name rs__v8_edge_name(const rs__v8_strings *strings, rs_reference_id reference) {
    uint32_t name = strings->job->columns->name[reference], argument = RS_NAME_ARGUMENT(name);
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_ATTRIBUTE:
    case RS_NAME_KEY_TEXT: return (rs__v8_name){RS__V8_PROPERTY, strings->names + argument};
    case RS_NAME_INDEX: return (rs__v8_name){RS__V8_ELEMENT, argument};
    case RS_NAME_KEY: return (rs__v8_name){RS__V8_PROPERTY, key_string(strings, reference)};
    case RS_NAME_DICT_KEY: return (rs__v8_name){RS__V8_INTERNAL, RS__V8_KEY};
    case RS_NAME_MEMBER: return (rs__v8_name){RS__V8_INTERNAL, RS__V8_MEMBER};
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE: return (rs__v8_name){RS__V8_CONTEXT, strings->names + argument};
    case RS_NAME_STACK:
    case RS_NAME_OFFSET: return (rs__v8_name){RS__V8_HIDDEN, argument};
    case RS_NAME_FIELD_ITEM: return (rs__v8_name){RS__V8_INTERNAL, strings->names + argument};
    case RS_NAME_NONE: break;
    }
    return (rs__v8_name){RS__V8_INTERNAL, RS__V8_UNKNOWN};
}

/* ---- The table ------------------------------------------------------------------------------------------------------ */

static uint32_t strings_in_names(const rs_columns *c) {
    uint32_t count = 0;
    for (rs_reference_id r = 0; r < c->references; r++)
        if (rs_name_has_string(c->name[r]) && RS_NAME_ARGUMENT(c->name[r]) >= count)
            count = RS_NAME_ARGUMENT(c->name[r]) + 1;
    return count;
}

/* What of the table the exported references ask for: names of attributes, and the labels of keys. */
static void mark_asked(rs__v8_strings *strings, rs_bits *labelled) {
    const rs_columns *c = strings->job->columns;
    for (rs_object_id o = 0; o < c->objects; o++) {
        if (!rs__is_exported(strings->job, o)) continue;
        rs__bit_set(labelled, o);
        for (rs_reference_id r = c->row[o]; r < c->row[o + 1]; r++) {
            if (!rs__is_exported(strings->job, c->target[r])) continue;
            if (rs_name_has_string(c->name[r])) rs__bit_set(strings->named, RS_NAME_ARGUMENT(c->name[r]));
            if (RS_NAME_KIND(c->name[r]) == RS_NAME_KEY && r > 0) rs__bit_set(labelled, c->target[r - 1]);
        }
    }
}

static void number_labels(rs__v8_strings *strings, const rs_bits *labelled) {
    const rs__export *job = strings->job;
    for (rs_object_id o = 0; o < job->columns->objects; o++) {
        bool own = rs__bit(labelled, o) && has_own_label(job->snapshot, o);
        strings->label[o] = own ? strings->count++ : strings->types + job->columns->type[o];
    }
}

rs_status rs__v8_strings_number(rs__v8_strings *strings, const rs__export *job, rs_error *err) {
    const rs_columns *c = job->columns;
    *strings = (rs__v8_strings){.job = job, .types = RS__V8_WORDS};
    strings->names = strings->types + (uint32_t)rs_snapshot_type_count(job->snapshot);
    strings->count = strings->names + strings_in_names(c);
    strings->label = rs_alloc_array(c->objects, sizeof *strings->label);
    strings->named = rs__bits_new(strings->count - strings->names);
    rs_bits *labelled = rs__bits_new(c->objects);
    bool done = strings->label && strings->named && labelled;
    if (done) {
        mark_asked(strings, labelled);
        number_labels(strings, labelled);
    }
    rs_release(labelled);
    return done ? RS_OK : rs_fail_memory(err, "the export");
}

static void add_string(rs_text *text, const char *string) {
    rs_text_add(text, ",\n");
    rs__add_json_string(text, string, strlen(string));
}

rs_status rs__v8_strings_write(const rs__v8_strings *strings, rs__stream *out, rs_error *err) {
    const rs_snapshot *snapshot = strings->job->snapshot;
    rs_status st = RS_OK;
    rs__add_json_string(&out->text, words[0], strlen(words[0]));
    for (uint32_t i = 1; i < RS__V8_WORDS; i++) add_string(&out->text, words[i]);
    for (uint32_t t = 0; t < strings->names - strings->types; t++)
        add_string(&out->text, rs_snapshot_type(snapshot, t)->name);
    uint32_t label = strings->names + strings_in_names(strings->job->columns);
    for (uint32_t s = 0; s < label - strings->names && st == RS_OK; s++) {
        add_string(&out->text, rs__bit(strings->named, s) ? rs_snapshot_string(snapshot, s) : "");
        st = rs__stream_pour(out, err);
    }
    for (rs_object_id o = 0; o < strings->job->columns->objects && st == RS_OK; o++) {
        if (strings->label[o] != label) continue;
        rs_text_add(&out->text, ",\n");
        add_label(&out->text, snapshot, o);
        label++;
        st = rs__stream_pour(out, err);
    }
    return st;
}

void rs__v8_strings_release(rs__v8_strings *strings) {
    rs_release(strings->label);
    rs_release(strings->named);
    strings->label = NULL;
    strings->named = NULL;
}
