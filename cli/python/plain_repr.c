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
    size_t room;     /* stop when more columns than these are taken */
    size_t measured; /* up to this byte of the text `columns` are taken */
    size_t columns;
    size_t safe; /* as long as the text is no longer, there is room: no byte takes more than a column */
    rs_object_id open[DEEPEST]; /* containers being written */
    unsigned depth;
} writer;

static void write_object(writer *to, rs_object_id object);

/* Of what was added, only what is new is measured. */
static bool overflows(writer *to) {
    size_t length = to->text->length;
    to->columns += rs_text_columns(rs_text_string(to->text) + to->measured, length - to->measured);
    to->measured = length;
    if (to->columns > to->room) return true;
    to->safe = length + to->room - to->columns;
    return false;
}

static bool is_full(writer *to) {
    return to->text->failed || (to->text->length > to->safe && overflows(to));
}

static size_t columns_left(writer *to) {
    return overflows(to) ? 0 : to->room - to->columns;
}

/* Take back ASCII that was added. */
static void take_back(writer *to, size_t length) {
    if (to->measured > length) {
        to->columns -= to->measured - length;
        to->measured = length;
    }
    to->text->length = length;
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
        if (count++) rs_text_add_bytes(to->text, ", ", 2);
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
        if (!first) rs_text_add_bytes(to->text, ", ", 2);
        first = false;
        if (kind == RS_NAME_KEY) {
            write_object(to, columns->target[r - 1]);
        } else {
            const char *key = rs_snapshot_string(to->snapshot, RS_NAME_ARGUMENT(columns->name[r]));
            rs_text_add_char(to->text, '\'');
            rs_text_add_escaped(to->text, key, strlen(key), '\'');
            rs_text_add_char(to->text, '\'');
        }
        rs_text_add_bytes(to->text, ": ", 2);
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
        take_back(to, before);
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

static void write_name(writer *to, rs_object_id object, const char *what, bool address) {
    const char *name = rs_snapshot_object_name(to->snapshot, object);
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
    switch (type->kind) {
    case RS_KIND_FUNCTION: write_name(to, object, "function", true); break;
    case RS_KIND_METHOD: write_name(to, object, "bound method", true); break;
    case RS_KIND_BUILTIN: write_name(to, object, "built-in function", false); break;
    case RS_KIND_MODULE: write_name(to, object, "module", false); break;
    case RS_KIND_TYPE: write_name(to, object, "class", false); break;
    case RS_KIND_FRAME: write_name(to, object, "frame", true); break;
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
        rs_text_add_preview(to->text, to->snapshot, object, columns_left(to) + 3);
    else if (container && type->exact)
        write_container(to, object, type->kind);
    else
        write_other(to, object, type);
}

void rs__plain_repr(rs_text *text, const rs_snapshot *snapshot, rs_object_id object, size_t room) {
    size_t start = text->length;
    writer to = {.text = text, .snapshot = snapshot, .room = room, .measured = start, .safe = start + room};
    write_object(&to, object);
    if (!is_full(&to) || text->failed) return;
    text->length = start + rs_text_fit(text->data + start, text->length - start, room - 2);
    rs_text_add(text, "..");
}
