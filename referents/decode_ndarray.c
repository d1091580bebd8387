/* decode_ndarray.c: numpy arrays of objects, whose elements nobody else sees.             Header: decode_builtins.h
 *
 * numpy.ndarray has no tp_traverse, so the objects in an array of dtype object, or of records that have some, look as if C
 * code held them. The offsets are those of PyArrayObject_fields and PyVoidScalarObject, part of numpy's binary interface and
 * the same in 1.x and 2.x. Where in an element objects are: decode_dtype.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

enum {
    ARRAY_DATA = 16,
    ARRAY_NDIM = 24,
    ARRAY_DIMENSIONS = 32,
    ARRAY_BASE = 48,
    ARRAY_DESCR = 56,
    ARRAY_FLAGS = 64,
    RECORD_DATA = 24,
    RECORD_DESCR = 32,
    RECORD_FLAGS = 40,
    RECORD_BASE = 48,
    FLAG_OWNS_DATA = 4,
    DIMENSIONS_MAX = 64,
};

/* How many elements an array owns; they stand side by side. A view owns none: the array behind it does. */
static uint64_t owned_elements(rs_decoding *decoding, uint64_t object) {
    const rs_image *image = decoding->image;
    if (!(rs__half(image, object + ARRAY_FLAGS) & FLAG_OWNS_DATA)) return 0;
    uint32_t dimensions = rs__half(image, object + ARRAY_NDIM);
    uint64_t extents = rs__word(image, object + ARRAY_DIMENSIONS), elements = 1;
    if (dimensions > DIMENSIONS_MAX || (dimensions > 0 && extents == 0)) return 0;
    for (uint32_t i = 0; i < dimensions; i++)
        if (__builtin_mul_overflow(elements, rs__word(image, extents + 8 * i), &elements)) return 0;
    return elements;
}

/* Fields of records need not be aligned. */
static uint64_t word_at(const rs_image *image, uint64_t address) {
    uint64_t word = 0;
    const void *bytes = rs__at(image, address, sizeof word);
    if (bytes) memcpy(&word, bytes, sizeof word);
    return word;
}

/* Elements are numbered in the order of memory: the order of an array of one dimension. false: the image ends there. */
static bool emit_element(rs_decoding *decoding, const rs_object_slots *slots, uint64_t element,
                         uint64_t index) {
    if (index > RS_NAME_ARGUMENT_MAX) index = RS_NAME_ARGUMENT_MAX;
    for (uint32_t i = 0; i < slots->count; i++) {
        if (!rs__at(decoding->image, element + slots->offset[i], 8)) return false;
        rs__emit(&decoding->out, word_at(decoding->image, element + slots->offset[i]),
                 RS_NAME(RS_NAME_INDEX, index) | RS_NAME_EXTRA);
    }
    return true;
}

static void emit_elements(rs_decoding *decoding, uint64_t descr, uint64_t data, uint64_t count) {
    rs_object_slots slots;
    if (data == 0 || count == 0 || descr == 0) return;
    rs__dtype_object_slots(&slots, decoding, descr);
    uint64_t size = rs__dtype_element_size(decoding, descr);
    for (uint64_t i = 0; slots.count > 0 && size > 0 && i < count; i++)
        if (!emit_element(decoding, &slots, data + size * i, i)) return;
}

static void emit_word(rs_decoding *decoding, uint64_t target, const char *name) {
    rs__emit(&decoding->out, target, rs__attribute_name(decoding, name) | RS_NAME_EXTRA);
}

void rs__decode_ndarray(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_image *image = decoding->image;
    uint64_t descr = rs__word(image, object + ARRAY_DESCR);
    emit_word(decoding, rs__word(image, object + ARRAY_BASE), "base");
    emit_word(decoding, descr, "dtype");
    emit_elements(decoding, descr, rs__word(image, object + ARRAY_DATA), owned_elements(decoding, object));
}

/* A record that was taken out of an array: a view of it, or with data of its own. */
void rs__decode_numpy_record(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_image *image = decoding->image;
    uint64_t descr = rs__word(image, object + RECORD_DESCR), base = rs__word(image, object + RECORD_BASE);
    bool owned = base == 0 && (rs__half(image, object + RECORD_FLAGS) & FLAG_OWNS_DATA) != 0;
    emit_word(decoding, base, "base");
    emit_word(decoding, descr, "dtype");
    emit_elements(decoding, descr, rs__word(image, object + RECORD_DATA), owned ? 1 : 0);
}
