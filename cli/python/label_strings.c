/* label_strings.c: what the edges of a ReferenceGraph are called, as Python strings.  The other half: label_strings.h.
 *                                                                                                      Map: README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "label_strings.h"

#include "text.h"
#include "types.h"

void rs__label_strings_release(rs__label_strings *labels) {
    for (size_t i = 0; i < RS__LABEL_STRINGS; i++) Py_CLEAR(labels->kept[i].label);
    rs_text_release(&labels->text);
}

/* ---- Writing a label ------------------------------------------------------------------------------------------------ */

/* A key as it is: a str without quotes, anything else as it stands between the brackets of the reference's name. */
static void add_key(rs_text *text, const rs_snapshot *snapshot, rs_reference_id reference) {
    rs_value value = rs_snapshot_value(snapshot, rs_snapshot_columns(snapshot)->target[reference - 1]);
    if (value.kind == RS_VALUE_TEXT) {
        rs_text_add_bytes(text, value.bytes, value.length);
        return;
    }
    rs_text name = RS_TEXT_INIT;
    rs_text_add_reference_name(&name, snapshot, reference);
    if (name.length > 2) rs_text_add_bytes(text, name.data + 1, name.length - 2);
    text->failed |= name.failed;
    rs_text_release(&name);
}

static PyObject *make_label(rs_text *text, const rs_snapshot *snapshot, rs_reference_id reference) {
    uint32_t name = rs_snapshot_columns(snapshot)->name[reference];
    rs_text_clear(text);
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_ATTRIBUTE:
    case RS_NAME_LOCAL:
    case RS_NAME_CLOSURE:
    case RS_NAME_KEY_TEXT: rs_text_add(text, rs_snapshot_string(snapshot, RS_NAME_ARGUMENT(name))); break;
    case RS_NAME_KEY: add_key(text, snapshot, reference); break;
    default: rs_text_add_reference_name(text, snapshot, reference);
    }
    return rs__text_string(text);
}

/* ---- Keeping it ----------------------------------------------------------------------------------------------------- */

/* Two references of that name have one label. Not so where the label is told by what the reference leads to, or is beside,
 * or by its place in a row. */
static bool is_told_by_name(uint32_t name) {
    switch (RS_NAME_KIND(name)) {
    case RS_NAME_KEY:
    case RS_NAME_DICT_KEY: return false;
    case RS_NAME_INDEX: return RS_NAME_ARGUMENT(name) != RS_NAME_ARGUMENT_MAX;
    default: return true;
    }
}

/* Names differ in the low bits (their argument) and in the high ones (their kind). */
static size_t place_of(uint32_t name) {
    return (name ^ name >> 23) % RS__LABEL_STRINGS;
}

PyObject *rs__label_string(rs__label_strings *labels, rs_reference_id reference) {
    uint32_t name = rs_snapshot_columns(labels->snapshot)->name[reference];
    if (!is_told_by_name(name)) return make_label(&labels->text, labels->snapshot, reference);
    size_t place = place_of(name);
    if (!labels->kept[place].label || labels->kept[place].name != name) {
        PyObject *made = make_label(&labels->text, labels->snapshot, reference);
        if (!made) return NULL;
        Py_XSETREF(labels->kept[place].label, made);
        labels->kept[place].name = name;
    }
    return rs__new_reference(labels->kept[place].label);
}
