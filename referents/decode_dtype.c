/* decode_dtype.c: numpy's descriptions of elements, and where in an element objects are.      Header: decode_builtins.h
 *
 * The offsets are those of PyArray_Descr, part of numpy's binary interface: one for 1.x and one for 2.x, told apart by size.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"
#include "decode_keys.h"
#include "read_scalar.h"

enum {
    TYPE = 16,
    KIND = 24,
    SUBARRAY_BASE = 0,
    SUBARRAY_SHAPE = 8,
    DEEPEST = 16,
    SIZE_1 = 96,
    SIZE_2 = 120,
    STEPS_MAX = 4096
};

typedef struct places {
    uint8_t element_size, subarray, fields, names, metadata;
    bool wide; /* the size of an element has 8 bytes, not 4 */
} places;

static const places of_1 = {32, 40, 48, 56, 72, false}, of_2 = {40, 88, 96, 104, 56, true};

/* NULL: of a kind that numpy's interface does not tell of. */
static const places *places_of(const rs_decoding *decoding, uint64_t descr) {
    uint64_t type = rs__word(decoding->image, descr + decoding->layout->object_type);
    uint64_t size = rs__word(decoding->image, type + decoding->layout->type_basicsize);
    return size == SIZE_1 ? &of_1 : size == SIZE_2 ? &of_2 : NULL;
}

uint64_t rs__dtype_element_size(const rs_decoding *decoding, uint64_t descr) {
    const places *at = places_of(decoding, descr);
    if (!at) return 0;
    return at->wide ? rs__word(decoding->image, descr + at->element_size)
                    : rs__half(decoding->image, descr + at->element_size);
}

/* ---- Where objects are ---------------------------------------------------------------------------------------------- */

/* A field that has a title is in the table twice. */
static void add_slot(rs_object_slots *slots, uint64_t offset) {
    for (uint32_t i = 0; i < slots->count; i++)
        if (slots->offset[i] == offset) return;
    if (slots->count < RS__OBJECT_SLOTS_MAX) slots->offset[slots->count++] = offset;
}

static void add_slots(rs_object_slots *slots, const rs_decoding *decoding, uint64_t descr, uint64_t offset,
                      unsigned depth);

static void add_subarray(rs_object_slots *slots, const rs_decoding *decoding, uint64_t base, uint64_t bytes,
                         uint64_t offset, unsigned depth) {
    uint64_t size = rs__dtype_element_size(decoding, base);
    for (uint64_t at = 0; size != 0 && at + size <= bytes && slots->count < RS__OBJECT_SLOTS_MAX;
         at += size) {
        uint32_t before = slots->count;
        add_slots(slots, decoding, base, offset + at, depth + 1);
        if (slots->count == before) return;
    }
}

/* `field`: (descr, offset) or (descr, offset, title). */
static void add_field(rs_object_slots *slots, const rs_decoding *decoding, uint64_t field, uint64_t offset,
                      unsigned depth) {
    const rs_layout *layout = decoding->layout;
    rs_int at;
    if (!(rs__type_flags_of(decoding->image, layout, field) & RS_TYPE_TUPLE) ||
        rs__word(decoding->image, field + layout->object_size) < 2)
        return;
    uint64_t descr = rs__word(decoding->image, field + layout->tuple_items);
    uint64_t number = rs__word(decoding->image, field + layout->tuple_items + 8);
    if (!(rs__type_flags_of(decoding->image, layout, number) & RS_TYPE_INT) ||
        !rs__read_int(&at, decoding->image, layout, number) || !at.fits || at.value < 0)
        return;
    add_slots(slots, decoding, descr, offset + (uint64_t)at.value, depth + 1);
}

static void add_fields(rs_object_slots *slots, const rs_decoding *decoding, uint64_t fields, uint64_t offset,
                       unsigned depth) {
    const rs_layout *layout = decoding->layout;
    rs_keys keys;
    if (!(rs__type_flags_of(decoding->image, layout, fields) & RS_TYPE_DICT) ||
        !rs__keys_read(&keys, decoding->image, layout, rs__word(decoding->image, fields + layout->dict_keys)))
        return;
    for (uint64_t i = 0; i < keys.count && slots->count < RS__OBJECT_SLOTS_MAX; i++) {
        uint64_t entry = keys.entries + i * keys.entry_size;
        if (!rs__at(decoding->image, entry, keys.entry_size)) return;
        uint64_t field = rs__word(decoding->image, entry + keys.value_at);
        if (field != 0) add_field(slots, decoding, field, offset, depth);
    }
}

static void add_slots(rs_object_slots *slots, const rs_decoding *decoding, uint64_t descr, uint64_t offset,
                      unsigned depth) {
    const places *at = descr && depth < DEEPEST ? places_of(decoding, descr) : NULL;
    if (!at || slots->steps >= STEPS_MAX) return;
    slots->steps++;
    uint64_t subarray = rs__word(decoding->image, descr + at->subarray);
    uint64_t fields = rs__word(decoding->image, descr + at->fields);
    if (rs__byte(decoding->image, descr + KIND) == 'O')
        add_slot(slots, offset);
    else if (subarray != 0)
        add_subarray(slots, decoding, rs__word(decoding->image, subarray + SUBARRAY_BASE),
                     rs__dtype_element_size(decoding, descr), offset, depth);
    else if (fields != 0)
        add_fields(slots, decoding, fields, offset, depth);
}

void rs__dtype_object_slots(rs_object_slots *slots, const rs_decoding *decoding, uint64_t descr) {
    slots->count = slots->steps = 0;
    add_slots(slots, decoding, descr, 0, 0);
}

/* ---- The description itself ----------------------------------------------------------------------------------------- */

static void emit(rs_decoding *decoding, uint64_t target, const char *name, uint32_t mark) {
    rs__emit(&decoding->out, target, rs__attribute_name(decoding, name) | mark);
}

/* Types of scalars that are compiled in are not counted by what describes them. */
void rs__decode_dtype(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_image *image = decoding->image;
    const places *at = places_of(decoding, object);
    if (!at) return;
    uint64_t subarray = rs__word(image, object + at->subarray);
    emit(decoding, rs__word(image, object + TYPE), "type", RS_NAME_GUESSED);
    emit(decoding, rs__word(image, object + at->fields), "fields", RS_NAME_EXTRA);
    emit(decoding, rs__word(image, object + at->names), "names", RS_NAME_EXTRA);
    emit(decoding, rs__word(image, object + at->metadata), "metadata", RS_NAME_EXTRA);
    if (subarray == 0) return;
    emit(decoding, rs__word(image, subarray + SUBARRAY_BASE), "base", RS_NAME_EXTRA);
    emit(decoding, rs__word(image, subarray + SUBARRAY_SHAPE), "shape", RS_NAME_EXTRA);
}
