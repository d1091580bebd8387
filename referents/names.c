/* names.c: one reference's name as a person writes it behind its source.  Manual: rs_snapshot.h. Chains of them: path_text.c
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "rs_snapshot.h"
#include "value_text.h"

enum { KEY_COLUMNS = 60, TUPLE_ITEMS = 4 };
#define WITHHELD "\xE2\x80\xA6" /* an ellipsis stands for a value that was not kept */

bool rs_name_has_string(uint32_t name) {
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_ATTRIBUTE:
    case RS_NAME_KEY_TEXT:
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE:
    case RS_NAME_FIELD_ITEM: return true;
    default: return false;
    }
}

/* ---- Keys ----------------------------------------------------------------------------------------------------------- */

static bool add_scalar_or_withheld(rs_text *text, const rs_snapshot *snapshot, rs_object_id object) {
    if (rs__text_add_scalar(text, snapshot, object, KEY_COLUMNS)) return true;
    if (!rs__kind_has_value(rs_snapshot_type_of(snapshot, object)->kind)) return false;
    rs_text_add(text, WITHHELD);
    return true;
}

static bool is_scalar(const rs_snapshot *snapshot, rs_object_id object) {
    rs_kind kind = rs_snapshot_type_of(snapshot, object)->kind;
    return rs__kind_has_value(kind) || kind == RS_KIND_NONE || kind == RS_KIND_ELLIPSIS;
}

/* A tuple of a few scalars, the usual key of a table of two dimensions. */
static bool is_shallow_tuple(const rs_snapshot *snapshot, rs_object_id object) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    const rs_type *type = rs_snapshot_type_of(snapshot, object);
    if (type->kind != RS_KIND_TUPLE || !type->exact || c->row[object + 1] - c->row[object] > TUPLE_ITEMS)
        return false;
    for (uint32_t r = c->row[object]; r < c->row[object + 1]; r++)
        if (!is_scalar(snapshot, c->target[r])) return false;
    return true;
}

static void add_tuple(rs_text *text, const rs_snapshot *snapshot, rs_object_id object) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    uint32_t first = c->row[object], end = c->row[object + 1];
    rs_text_add_char(text, '(');
    for (uint32_t r = first; r < end; r++) {
        if (r > first) rs_text_add(text, ", ");
        add_scalar_or_withheld(text, snapshot, c->target[r]);
    }
    rs_text_add(text, end - first == 1 ? ",)" : ")");
}

static void add_key(rs_text *text, const rs_snapshot *snapshot, rs_object_id key) {
    if (add_scalar_or_withheld(text, snapshot, key)) return;
    if (is_shallow_tuple(snapshot, key)) {
        add_tuple(text, snapshot, key);
        return;
    }
    rs_text_add_char(text, '<');
    if (rs_snapshot_object_name(snapshot, key))
        rs_text_add_preview(text, snapshot, key, KEY_COLUMNS);
    else {
        const char *bare = rs_snapshot_type_of(snapshot, key)->bare;
        rs_text_add_escaped(text, bare, strlen(bare), 0);
        rs_text_add(text, " at ");
        rs_text_add_address(text, rs_snapshot_columns(snapshot)->address[key]);
    }
    rs_text_add_char(text, '>');
}

/* ---- Names ---------------------------------------------------------------------------------------------------------- */

/* The index of an item whose own does not fit into the name: its place among the items of its row. */
static uint32_t place_among_items(const rs_snapshot *snapshot, rs_reference_id reference) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    uint32_t place = 0;
    for (uint32_t r = c->row[rs_snapshot_source(snapshot, reference)]; r < reference; r++)
        place += RS_NAME_KIND(c->name[r]) == RS_NAME_INDEX;
    return place;
}

static uint32_t index_of(const rs_snapshot *snapshot, rs_reference_id reference) {
    uint32_t name = rs_snapshot_columns(snapshot)->name[reference];
    bool fits = RS_NAME_KIND(name) != RS_NAME_INDEX || RS_NAME_ARGUMENT(name) != RS_NAME_ARGUMENT_MAX;
    return fits ? RS_NAME_ARGUMENT(name) : place_among_items(snapshot, reference);
}

/* The key stands in front of its value; a value at the beginning of everything has none. */
static void add_key_of_value(rs_text *text, const rs_snapshot *snapshot, rs_reference_id reference) {
    rs_text_add_char(text, '[');
    if (reference > 0)
        add_key(text, snapshot, rs_snapshot_columns(snapshot)->target[reference - 1]);
    else
        rs_text_add(text, WITHHELD);
    rs_text_add_char(text, ']');
}

static void add_string(rs_text *text, const char *before, const char *string, char quote) {
    rs_text_add(text, before);
    rs_text_add_escaped(text, string, strlen(string), quote);
}

static void add_index(rs_text *text, const char *before, uint32_t index) {
    rs_text_add(text, before);
    rs_text_add_decimal(text, index);
    rs_text_add_char(text, ']');
}

void rs_text_add_reference_name(rs_text *text, const rs_snapshot *snapshot, rs_reference_id reference) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    uint32_t name = c->name[reference];
    const char *string = rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name));
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_NONE: rs_text_add(text, "?"); break;
    case RS_NAME_ATTRIBUTE: add_string(text, ".", string, 0); break;
    case RS_NAME_INDEX: add_index(text, "[", index_of(snapshot, reference)); break;
    case RS_NAME_KEY: add_key_of_value(text, snapshot, reference); break;
    case RS_NAME_KEY_TEXT:
        add_string(text, "['", string, '\'');
        rs_text_add(text, "']");
        break;
    case RS_NAME_DICT_KEY:
        rs_text_add(text, "key ");
        add_key(text, snapshot, c->target[reference]);
        break;
    case RS_NAME_MEMBER: rs_text_add(text, "{member}"); break;
    case RS_NAME_LOCAL: add_string(text, "local ", string, 0); break;
    case RS_NAME_CLOSURE: add_string(text, "closure ", string, 0); break;
    case RS_NAME_STACK: add_index(text, "stack[", index_of(snapshot, reference)); break;
    case RS_NAME_OFFSET: rs_text_addf(text, "+0x%x", RS_NAME_ARGUMENT(name)); break;
    case RS_NAME_FIELD_ITEM: add_string(text, "", string, 0); break;
    }
    if (name & RS_NAME_GUESSED) rs_text_add(text, " (guessed)");
}
