/* decode_instance.c: instances of classes written in Python.                      Header: decoder.h. Shapes: type_shape.c
 *
 * Slots of the class and its bases, the attributes that stand in the instance itself, its __dict__ if it has been made,
 * its class; then what the built-in type below the classes adds, if there is one. Nothing is made that was not there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decoder.h"

/* `values`: address of the first of `count` values, in the order of the class's shared keys. */
static void emit_values(rs_decoding *decoding, rs_type_shape *shape, uint64_t values, uint64_t count) {
    const uint64_t *value = rs__at(decoding->image, values, 8 * count);
    rs_found *found = rs__emitter_room(&decoding->out, count);
    if (!value || !found) return;
    const rs_found *before = found;
    for (uint64_t i = 0; i < count; i++) {
        found->target = value[i];
        found->name = i < shape->key_count ? shape->key_names[i] : RS_NAME(RS_NAME_NONE, 0);
        found += value[i] != 0;
    }
    decoding->out.count += (size_t)(found - before);
}

/* The names of the shared keys; a class gets new ones as its instances get new attributes. */
static uint64_t key_count_now(rs_decoding *decoding, rs_type_shape *shape) {
    if (shape->cached_keys == 0) return 0;
    uint64_t count = rs__word(decoding->image, shape->cached_keys + decoding->layout->keys_nentries);
    if (__builtin_expect(count > shape->key_count, 0)) rs__type_shape_update_keys(shape, decoding);
    return count;
}

/* A dict made over valid values borrows them. Which of the two reports them: decoder.h, dict_reports_values. Returns the dict
 * that the instance reports, or 0. */
static uint64_t emit_inline(rs_decoding *decoding, rs_type_shape *shape, uint64_t object, uint64_t dict) {
    const rs_layout *layout = decoding->layout;
    uint64_t block = object + (uint64_t)shape->basicsize;
    if (rs__byte(decoding->image, block + layout->values_valid) == 0) return dict;
    if (dict != 0 && decoding->dict_reports_values) return dict;
    key_count_now(decoding, shape);
    emit_values(decoding, shape, block + layout->values_first,
                rs__byte(decoding->image, block + layout->values_capacity));
    rs__emit(&decoding->out, dict, shape->dict_name | RS_NAME_EXTRA);
    return 0;
}

/* Attributes where tp_flags say that the interpreter manages them; returns the address of the __dict__ or 0. */
static uint64_t emit_managed(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    uint64_t dict = rs__word(decoding->image, object - 24), values = 0;
    if (layout->attributes == RS_ATTRIBUTES_AT_MINUS_4) {
        values = rs__word(decoding->image, object - 32);
    } else if (layout->attributes == RS_ATTRIBUTES_TAGGED && (dict & 1) != 0) {
        values = dict + 1;
        dict = 0;
    } else if (layout->attributes == RS_ATTRIBUTES_INLINE && shape->inline_values) {
        dict = emit_inline(decoding, shape, object, dict);
    }
    if (values != 0)
        emit_values(decoding, shape, values + layout->values_first, key_count_now(decoding, shape));
    return dict;
}

/* tp_dictoffset: behind the object's start, or, negative, behind its last item. */
static uint64_t dict_at_offset(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    int64_t offset = shape->dict_offset;
    if (offset < 0) {
        int64_t items = (int64_t)rs__word(decoding->image, object + decoding->layout->object_size);
        uint64_t size = (uint64_t)shape->basicsize +
                        (uint64_t)shape->itemsize * (uint64_t)(items < 0 ? -items : items);
        offset += (int64_t)((size + 7) & ~7ull);
    }
    return offset > 0 ? rs__word(decoding->image, object + (uint64_t)offset) : 0;
}

void rs__decode_instance(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    uint64_t dict = 0;
    for (uint32_t i = 0; i < shape->field_count; i++)
        rs__emit(&decoding->out,
                 rs__word(decoding->image, object + (uint64_t)(int64_t)shape->fields[i].offset),
                 shape->fields[i].name);
    if (shape->managed_dict)
        dict = emit_managed(decoding, shape, object);
    else if (shape->dict_offset != 0)
        dict = dict_at_offset(decoding, shape, object);
    rs__emit(&decoding->out, dict, shape->dict_name);
    if (shape->class_name != 0) rs__emit(&decoding->out, shape->address, shape->class_name);
    if (shape->decode_base) shape->decode_base(decoding, shape, object);
}
