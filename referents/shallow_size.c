/* shallow_size.c: the bytes of one object.                                                   Header: shallow_size.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "shallow_size.h"

#include "decode_keys.h"

enum { STR_KIND_SHIFT = 2, STR_KIND_MASK = 7, STR_COMPACT = 1 << 5, STR_ASCII = 1 << 6 };
#define ITEMS_MAX       (1ull << 46) /* more is no count: the type keeps something else there */
#define SET_SMALL_SLOTS 8u           /* a set of that size has its table in its body */

static uint64_t magnitude(uint64_t size) {
    return (int64_t)size < 0 ? 0 - size : size;
}

/* From 3.11 on generators and frame objects hold a frame, as long as their code wants it, and no count of items. */
static uint64_t frame_slots(const rs_decoding *decoding, rs_kind kind, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    const rs_image *image = decoding->image;
    uint64_t frame = kind == RS_KIND_FRAME ? rs__word(image, object + layout->frame_frame)
                                           : object + layout->generator_iframe;
    uint64_t code = kind == RS_KIND_GENERATOR && layout->generator_code
                        ? rs__word(image, object + layout->generator_code)
                    : frame ? rs__word(image, frame + layout->iframe_code)
                            : 0;
    if (code == 0) return 0;
    return (uint64_t)rs__half(image, code + layout->code_n_locals_plus) +
           rs__half(image, code + layout->code_stack_size);
}

static uint64_t item_count(const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    if (layout->ints == RS_INT_TAG && (shape->flags & RS_TYPE_INT)) {
        uint64_t digits = rs__word(decoding->image, object + layout->int_size) >> 3;
        return digits ? digits : 1; /* there is always room for one */
    }
    if ((shape->kind == RS_KIND_GENERATOR || shape->kind == RS_KIND_FRAME) &&
        layout->frames == RS_FRAMES_INTERPRETER)
        return frame_slots(decoding, shape->kind, object);
    uint64_t count = magnitude(rs__word(decoding->image, object + layout->object_size));
    if (count == 0 && layout->minor == 11 && (shape->flags & RS_TYPE_INT))
        return 1; /* 0 takes a digit, too */
    return count <= ITEMS_MAX ? count : 0;
}

/* A str's body ends where its characters start; the body of the others is as large as their type says. */
static uint64_t size_of_str(const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    const rs_image *image = decoding->image;
    uint32_t state = rs__half(image, object + layout->str_state);
    uint64_t width = (state >> STR_KIND_SHIFT) & STR_KIND_MASK;
    uint64_t length = rs__word(image, object + layout->str_length);
    if ((state & STR_COMPACT) && (state & STR_ASCII)) return layout->str_ascii_data + length + 1;
    uint64_t size = (state & STR_COMPACT) ? layout->str_compact_data : (uint64_t)shape->basicsize;
    uint64_t data = (state & STR_COMPACT) ? 0 : rs__word(image, object + layout->str_data);
    uint64_t utf8 = rs__word(image, object + layout->str_utf8);
    if ((state & STR_COMPACT) || data != 0) size += (length + 1) * width;
    if (utf8 != 0 && utf8 != data) size += rs__word(image, object + layout->str_utf8_length) + 1;
    return size;
}

static uint64_t round_up_to_8(uint64_t bytes) {
    return (bytes + 7) & ~7ull;
}

/* 3.11 and 3.12: the byte in front of the values counts the bytes that stand there, one a value and two more, in full words.
 * The number of values is what the class had room for when the instance was made; that shrinks by one with each instance,
 * down to one free place, so that for all but the first few it is what the class has room for now. */
static uint64_t size_of_values_apart(const rs_decoding *decoding, uint64_t keys, uint64_t values) {
    const rs_layout *layout = decoding->layout;
    uint64_t front = rs__byte(decoding->image, values - 1);
    uint64_t now = rs__word(decoding->image, keys + layout->keys_nentries) +
                   rs__word(decoding->image, keys + layout->keys_usable);
    uint64_t room = round_up_to_8(now + 2) == front || front < 2 ? now : front - 2;
    return front + 8 * room;
}

uint64_t rs__values_size(const rs_decoding *decoding, uint64_t keys, uint64_t values) {
    const rs_layout *layout = decoding->layout;
    rs_keys table;
    if (layout->values == RS_VALUES_HEADED) { /* 3.13: their number stands in front, a byte for each behind */
        uint64_t room = rs__byte(decoding->image, values + layout->values_capacity);
        return layout->values_first + 8 * room + round_up_to_8(room);
    }
    if (layout->attributes != RS_ATTRIBUTES_IN_DICT) return size_of_values_apart(decoding, keys, values);
    return rs__keys_read(&table, decoding->image, layout, keys) ? 8 * rs__keys_usable(&table) : 0;
}

static uint64_t size_of_table(const rs_layout *layout, const rs_keys *keys) {
    return layout->keys_indices + keys->indices + rs__keys_usable(keys) * keys->entry_size;
}

/* The table of keys that a class shares out to its instances is the class's alone. */
static uint64_t size_of_shared_keys(const rs_decoding *decoding, uint64_t type) {
    const rs_layout *layout = decoding->layout;
    rs_keys keys;
    if (!layout->heap_type_cached_keys) return 0;
    uint64_t table = rs__word(decoding->image, type + layout->heap_type_cached_keys);
    return table && rs__keys_read(&keys, decoding->image, layout, table) ? size_of_table(layout, &keys) : 0;
}

uint64_t rs__dict_size(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    uint64_t values = rs__word(decoding->image, object + layout->dict_values);
    uint64_t table = rs__word(decoding->image, object + layout->dict_keys);
    rs_keys keys;
    if (!rs__keys_read(&keys, decoding->image, layout, table)) return 0;
    if (values == 0) { /* a table that others refer to is the one of all empty dicts */
        return rs__word(decoding->image, table) == 1 ? size_of_table(layout, &keys) : 0;
    }
    if (layout->values == RS_VALUES_HEADED &&
        rs__byte(decoding->image, values + layout->values_embedded) != 0)
        return 0;
    return rs__values_size(decoding, table, values);
}

static uint64_t size_of_set(const rs_decoding *decoding, uint64_t object) {
    uint64_t slots = rs__word(decoding->image, object + decoding->layout->set_mask) + 1;
    return slots > SET_SMALL_SLOTS ? slots * decoding->layout->set_entry_size : 0;
}

/* Attribute values of an instance, where the interpreter manages them. */
static uint64_t size_of_attributes(const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    uint64_t values = 0,
             tagged = layout->attributes == RS_ATTRIBUTES_TAGGED ? rs__word(decoding->image, object - 24) : 0;
    if (shape->inline_values) values = object + (uint64_t)shape->basicsize;
    if (layout->attributes == RS_ATTRIBUTES_AT_MINUS_4) values = rs__word(decoding->image, object - 32);
    if (tagged & 1) values = tagged + 1; /* 3.12: the values less one, or the dict */
    return values ? rs__values_size(decoding, shape->cached_keys, values) : 0;
}

static uint64_t size_of_bytearray(const rs_decoding *decoding, uint64_t object) {
    return rs__word(decoding->image,
                    object + decoding->layout->object_size + 8); /* ob_alloc stands behind ob_size */
}

static uint64_t size_of_body(const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    uint64_t body = (uint64_t)shape->basicsize;
    switch (shape->kind) {
    case RS_KIND_STR: return size_of_str(decoding, shape, object);
    case RS_KIND_LIST: return body + 8 * rs__word(decoding->image, object + layout->list_allocated);
    case RS_KIND_DICT: return body + rs__dict_size(decoding, object);
    case RS_KIND_SET:
    case RS_KIND_FROZENSET: return body + size_of_set(decoding, object);
    case RS_KIND_BYTEARRAY: return body + size_of_bytearray(decoding, object);
    case RS_KIND_BOOL:
        return layout->int_digits + (uint64_t)shape->itemsize * item_count(decoding, shape, object);
    default: break;
    }
    return body + (shape->itemsize ? (uint64_t)shape->itemsize * item_count(decoding, shape, object) : 0);
}

/* A type written in C as a static structure has no head, and is shorter than those made on the heap. */
static bool is_static_type(const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object) {
    return shape->kind == RS_KIND_TYPE &&
           !(rs__word(decoding->image, object + decoding->layout->type_flags) & RS_TYPE_HEAP);
}

uint64_t rs__shallow_size(const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object) {
    if (is_static_type(decoding, shape, object)) return decoding->layout->type_size;
    uint64_t size = shape->header_size + size_of_body(decoding, shape, object);
    if (shape->kind == RS_KIND_TYPE) size += size_of_shared_keys(decoding, object);
    if (shape->side_blocks) size += shape->side_blocks(decoding, object);
    if (shape->managed_dict || shape->inline_values) size += size_of_attributes(decoding, shape, object);
    return size;
}

bool rs__size_is_fixed(const rs_type_shape *shape) {
    switch (shape->kind) {
    case RS_KIND_STR:
    case RS_KIND_LIST:
    case RS_KIND_DICT:
    case RS_KIND_SET:
    case RS_KIND_FROZENSET:
    case RS_KIND_BYTEARRAY:
    case RS_KIND_TYPE:
    case RS_KIND_BOOL: return false;
    default:
        return !shape->side_blocks && shape->itemsize == 0 && !shape->managed_dict && !shape->inline_values;
    }
}
