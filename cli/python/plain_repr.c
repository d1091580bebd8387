/* plain_repr.c: what repr() would say, from the photograph alone.            Declared in pympler_shapes.h. Map: README.md
 *
 * Built-in containers are written out with what is in them; of everything else the default repr() is written, since a
 * __repr__ of its own would be code of the program.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pympler_shapes.h"

#define DEEPEST 12

typedef struct writer {
    rs_text *text;
    const rs_snapshot *snapshot;
    size_t end;                 /* stop when the text is this long */
    rs_object_id open[DEEPEST]; /* containers being written */
    unsigned depth;
} writer;

static void write_object(writer *to, rs_object_id object);

static bool is_full(const writer *to) {
    return to->text->length > to->end || to->text->failed;
}

static bool is_open(const writer *to, rs_object_id object) {
    for (unsigned i = 0; i < to->depth; i++)
        if (to->open[i] == object) return true;
    return false;
}

/* Write the values behind references of one kind, commas between; how many there were. */
static size_t write_items(writer *to, rs_object_id object, rs_name_kind kind) {
    const rs_columns *columns = rs_snapshot_columns(to->snapshot);
    size_t count = 0;
    for (uint32_t r = columns->row[object]; r < columns->row[object + 1] && !is_full(to); r++) {
        if (RS_NAME_KIND(columns->name[r]) != kind) continue;
        if (count++) rs_text_add(to->text, ", ");
        write_object(to, columns->target[r]);
    }
    return count;
}

static void write_pairs(writer *to, rs_object_id object) {
    const rs_columns *columns = rs_snapshot_columns(to->snapshot);
    bool first = true;
    for (uint32_t r = columns->row[object]; r < columns->row[object + 1] && !is_full(to); r++) {
        rs_name_kind kind = RS_NAME_KIND(columns->name[r]);
        if (kind != RS_NAME_KEY && kind != RS_NAME_KEY_TEXT) continue;
        if (!first) rs_text_add(to->text, ", ");
        first = false;
        if (kind == RS_NAME_KEY) {
            write_object(to, columns->target[r - 1]);
        } else {
            const char *key = rs_snapshot_string(to->snapshot, RS_NAME_ARGUMENT(columns->name[r]));
            rs_text_add_char(to->text, '\'');
            rs_text_add_escaped(to->text, key, strlen(key), '\'');
            rs_text_add_char(to->text, '\'');
        }
        rs_text_add(to->text, ": ");
        write_object(to, columns->target[r]);
    }
}

static void write_container(writer *to, rs_object_id object, rs_kind kind) {
    static const struct {
        const char *open, *close, *empty, *again;
        rs_name_kind items;
    } forms[] = {
        [RS_KIND_LIST] = {"[", "]", "[]", "[...]", RS_NAME_INDEX},
        [RS_KIND_TUPLE] = {"(", ")", "()", "(...)", RS_NAME_INDEX},
        [RS_KIND_DICT] = {"{", "}", "{}", "{...}", RS_NAME_KEY},
        [RS_KIND_SET] = {"{", "}", "set()", "set(...)", RS_NAME_MEMBER},
        [RS_KIND_FROZENSET] = {"frozenset({", "})", "frozenset()", "frozenset(...)", RS_NAME_MEMBER},
    };
    size_t before = to->text->length, count = 0;
    if (is_open(to, object) || to->depth == DEEPEST) {
        rs_text_add(to->text, forms[kind].again);
        return;
    }
    to->open[to->depth++] = object;
    rs_text_add(to->text, forms[kind].open);
    size_t inside = to->text->length;
    if (kind == RS_KIND_DICT)
        write_pairs(to, object);
    else
        count = write_items(to, object, forms[kind].items);
    bool empty = to->text->length == inside;
    if (empty && !to->text->failed) {
        to->text->length = before;
        rs_text_add(to->text, forms[kind].empty);
    } else {
        if (kind == RS_KIND_TUPLE && count == 1) rs_text_add_char(to->text, ',');
        rs_text_add(to->text, forms[kind].close);
    }
    to->depth--;
}

static void write_address(writer *to, rs_object_id object) {
    rs_text_add(to->text, " at ");
    rs_text_add_address(to->text, rs_snapshot_columns(to->snapshot)->address[object]);
}

static void write_name(writer *to, rs_object_id object, const char *what, const char *name, bool address) {
    rs_text_add_char(to->text, '<');
    rs_text_add(to->text, what);
    if (name) {
        rs_text_add_char(to->text, ' ');
        rs_text_add_escaped(to->text, name, strlen(name), 0);
    }
    if (address) write_address(to, object);
    rs_text_add_char(to->text, '>');
}

static void write_other(writer *to, rs_object_id object, const rs_type *type) {
    const char *name = rs_snapshot_object_name(to->snapshot, object);
    switch (type->kind) {
    case RS_KIND_FUNCTION: write_name(to, object, "function", name, true); break;
    case RS_KIND_METHOD: write_name(to, object, "bound method", name, true); break;
    case RS_KIND_BUILTIN: write_name(to, object, "built-in function", name, false); break;
    case RS_KIND_MODULE: write_name(to, object, "module", name, false); break;
    case RS_KIND_TYPE: write_name(to, object, "class", name, false); break;
    case RS_KIND_FRAME: write_name(to, object, "frame", name, true); break;
    default:
        rs_text_add_char(to->text, '<');
        rs_text_add_escaped(to->text, type->name, strlen(type->name), 0);
        rs_text_add(to->text, " object");
        write_address(to, object);
        rs_text_add_char(to->text, '>');
    }
}

static void write_object(writer *to, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(to->snapshot, object);
    bool scalar = type->kind >= RS_KIND_STR && type->kind <= RS_KIND_ELLIPSIS;
    bool container = type->kind >= RS_KIND_LIST && type->kind <= RS_KIND_FROZENSET;
    if (is_full(to)) return;
    if (scalar && type->exact)
        rs_text_add_preview(to->text, to->snapshot, object, to->end - to->text->length + 3);
    else if (container && type->exact)
        write_container(to, object, type->kind);
    else
        write_other(to, object, type);
}

void rs__plain_repr(rs_text *text, const rs_snapshot *snapshot, rs_object_id object, size_t room) {
    size_t start = text->length;
    writer to = {.text = text, .snapshot = snapshot, .end = start + room};
    write_object(&to, object);
    if (text->failed || text->length == start) return;
    size_t length = text->length - start;
    if (rs_text_columns(text->data + start, length) <= room) return;
    text->length = start + rs_text_fit(text->data + start, length, room - 2);
    rs_text_add(text, "..");
}
