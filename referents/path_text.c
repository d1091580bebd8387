/* path_text.c: a chain of references as one expression.          Manual: rs_snapshot.h. One name: names.c
 *                                                                                             Map: referents/README.md
 * Two things in a chain are how CPython keeps an object and not how a person reaches into it: the dict behind an
 * attribute, and the tuple and the cell behind a variable of a closure. Both are folded away.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "repeats.h"
#include "rs_snapshot.h"

/* What is left to be written of one chain. */
typedef struct chain {
    const rs_snapshot *snapshot;
    const rs_reference_id *path;
    size_t length;
} chain;

static uint32_t name_at(const chain *rest, size_t step) {
    return rs_snapshot_columns(rest->snapshot)->name[rest->path[step]];
}

static bool is_attribute(const chain *rest, size_t step, const char *attribute) {
    if (step >= rest->length) return false;
    uint32_t name = name_at(rest, step);
    return RS_NAME_KIND(name) == RS_NAME_ATTRIBUTE &&
           strcmp(rs_snapshot_string(rest->snapshot, RS_NAME_ARGUMENT(name)), attribute) == 0;
}

static bool is_kind(const chain *rest, size_t step, rs_name_kind kind) {
    return step < rest->length && RS_NAME_KIND(name_at(rest, step)) == kind;
}

/* ---- Attributes ----------------------------------------------------------------------------------------------------- */

static bool is_identifier(const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
        if (!letter && (i == 0 || c < '0' || c > '9')) return false;
    }
    return count > 0;
}

/* The whole string that is the key of a dict's value at `step`; false when it is none or was not kept. */
static bool string_key(const chain *rest, size_t step, const char **bytes, size_t *count) {
    rs_reference_id reference = rest->path[step];
    uint32_t name = name_at(rest, step);
    if (RS_NAME_KIND(name) == RS_NAME_KEY_TEXT) {
        *bytes = rs_snapshot_string(rest->snapshot, RS_NAME_ARGUMENT(name));
        *count = strlen(*bytes);
        return true;
    }
    if (RS_NAME_KIND(name) != RS_NAME_KEY || reference == 0) return false;
    rs_value key = rs_snapshot_value(rest->snapshot,
                                     rs_snapshot_columns(rest->snapshot)->target[reference - 1]);
    *bytes = key.bytes;
    *count = key.length;
    return key.kind == RS_VALUE_TEXT && !key.cut;
}

/* .__dict__['x'] is .x */
static size_t add_attribute(rs_text *text, const chain *rest) {
    const char *bytes;
    size_t count;
    if (!is_attribute(rest, 0, "__dict__") || rest->length < 2) return 0;
    if (!string_key(rest, 1, &bytes, &count) || !is_identifier(bytes, count)) return 0;
    rs_text_add_char(text, '.');
    rs_text_add_escaped(text, bytes, count, 0);
    return 2;
}

/* ---- Closures ------------------------------------------------------------------------------------------------------- */

static void add_space(rs_text *text) {
    if (text->length > 0) rs_text_add_char(text, ' ');
}

/* What `object` refers to by the attribute, or RS_NO_OBJECT. */
static rs_object_id attribute_of(const rs_snapshot *snapshot, rs_object_id object, const char *attribute) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++) {
        chain one = {snapshot, &r, 1};
        if (is_attribute(&one, 0, attribute)) return c->target[r];
    }
    return RS_NO_OBJECT;
}

static uint32_t items_of(const rs_snapshot *snapshot, rs_object_id tuple) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    return c->row[tuple + 1] - c->row[tuple];
}

/* The string that is item `index` of a tuple; kind RS_VALUE_UNKNOWN when there is none. */
static rs_value text_item(const rs_snapshot *snapshot, rs_object_id tuple, uint32_t index) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_value value = {.kind = RS_VALUE_UNKNOWN};
    if (index < items_of(snapshot, tuple))
        value = rs_snapshot_value(snapshot, c->target[c->row[tuple] + index]);
    if (value.kind != RS_VALUE_TEXT) value.kind = RS_VALUE_UNKNOWN;
    return value;
}

/* The variable that cell `index` of a function's closure holds. Its name is in the code: item `index` of co_freevars
 * (to 3.10), or of the last ones of co_localsplusnames (from 3.11 on). */
static rs_value closure_variable(const rs_snapshot *snapshot, rs_object_id function, rs_object_id closure,
                                 uint32_t index) {
    rs_value unknown = {.kind = RS_VALUE_UNKNOWN};
    rs_object_id code = attribute_of(snapshot, function, "__code__");
    if (code == RS_NO_OBJECT) return unknown;
    rs_object_id names = attribute_of(snapshot, code, "co_freevars");
    if (names != RS_NO_OBJECT) return text_item(snapshot, names, index);
    names = attribute_of(snapshot, code, "co_localsplusnames");
    if (names == RS_NO_OBJECT || items_of(snapshot, names) < items_of(snapshot, closure)) return unknown;
    return text_item(snapshot, names, items_of(snapshot, names) - items_of(snapshot, closure) + index);
}

/* .__closure__[i].cell_contents is " closure x" */
static size_t add_closure_item(rs_text *text, const chain *rest) {
    if (!is_attribute(rest, 0, "__closure__") || !is_kind(rest, 1, RS_NAME_INDEX)) return 0;
    const rs_columns *c = rs_snapshot_columns(rest->snapshot);
    rs_object_id function = rs_snapshot_source(rest->snapshot, rest->path[0]);
    rs_value variable = closure_variable(rest->snapshot, function, c->target[rest->path[0]],
                                         RS_NAME_ARGUMENT(name_at(rest, 1)));
    if (variable.kind == RS_VALUE_UNKNOWN) return 0;
    add_space(text);
    rs_text_add(text, "closure ");
    rs_text_add_escaped(text, variable.bytes, variable.length, 0);
    return is_attribute(rest, 2, "cell_contents") ? 3 : 2;
}

/* .__closure__ closure x .cell_contents is " closure x"; a frame's variable in a cell is written without the cell. */
static size_t add_cell_variable(rs_text *text, const chain *rest) {
    size_t at = is_attribute(rest, 0, "__closure__") ? 1 : 0;
    bool variable = is_kind(rest, at, RS_NAME_CLOSURE) || (at == 0 && is_kind(rest, 0, RS_NAME_LOCAL));
    if (!variable) return 0;
    add_space(text);
    rs_text_add_reference_name(text, rest->snapshot, rest->path[at]);
    return is_attribute(rest, at + 1, "cell_contents") ? at + 2 : at + 1;
}

/* ---- Chains --------------------------------------------------------------------------------------------------------- */

/* Names that read like a word want a space in front of them, those that begin with a sign do not. */
static size_t add_one(rs_text *text, const chain *rest) {
    rs_name_kind kind = RS_NAME_KIND(name_at(rest, 0));
    if (kind == RS_NAME_NONE || kind == RS_NAME_DICT_KEY || kind == RS_NAME_STACK || kind == RS_NAME_OFFSET)
        add_space(text);
    rs_text_add_reference_name(text, rest->snapshot, rest->path[0]);
    return 1;
}

/* Each step a piece. */
static void add_steps(rs__pieces *steps, const rs_snapshot *snapshot, const rs_reference_id *path,
                      size_t length) {
    static size_t (*const folds[])(rs_text *, const chain *) = {add_attribute, add_closure_item,
                                                                add_cell_variable, add_one};
    for (size_t at = 0, taken; at < length && !steps->text.failed; at += taken) {
        chain here = {snapshot, path + at, length - at};
        taken = 0;
        for (size_t i = 0; taken == 0; i++) taken = folds[i](&steps->text, &here);
        rs__piece_end(steps);
    }
}

void rs_text_add_path(rs_text *text, const rs_snapshot *snapshot, const rs_reference_id *path,
                      size_t length) {
    rs__pieces steps = RS__PIECES_INIT;
    size_t at = text->length >
                0; /* what stands before it is a piece as well: a word needs a space behind it */
    if (at > 0) rs_text_add_char(&steps.text, '.');
    if (at > 0) rs__piece_end(&steps);
    add_steps(&steps, snapshot, path, length);
    while (at < steps.count && !steps.text.failed) {
        rs__run run = rs__run_at(&steps, at);
        if (run.times > 1) rs_text_add_char(text, '(');
        rs__add_pieces(text, &steps, at, run.period);
        if (run.times > 1) {
            rs_text_add(text, " \xC3\x97");
            rs_text_add_count(text, run.times);
            rs_text_add_char(text, ')');
        }
        at += run.period * run.times;
    }
    text->failed |= steps.text.failed;
    rs__pieces_release(&steps);
}
