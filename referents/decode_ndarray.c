/* decode_ndarray.c: numpy arrays of objects, whose elements nobody else sees.             Header: decode_builtins.h
 *
 * numpy.ndarray has no tp_traverse, so the elements of an array of dtype object look as if C code held them. The offsets
 * are those of PyArrayObject_fields and PyArray_Descr, part of numpy's binary interface and the same in 1.x and 2.x.
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
    DESCR_TYPE_KIND = 24, /* a character: 'O' for objects */
    FLAG_OWNS_DATA = 4,
    DIMENSIONS_MAX = 64,
};

/* How many elements an array of objects owns; they stand side by side. A view owns none: the array behind it does. */
static uint64_t owned_elements(rs_decoding *decoding, uint64_t object, uint64_t descr) {
    const rs_image *image = decoding->image;
    if (descr == 0 || rs__byte(image, descr + DESCR_TYPE_KIND) != 'O') return 0;
    if (!(rs__half(image, object + ARRAY_FLAGS) & FLAG_OWNS_DATA)) return 0;
    uint32_t dimensions = rs__half(image, object + ARRAY_NDIM);
    uint64_t extents = rs__word(image, object + ARRAY_DIMENSIONS), elements = 1;
    if (dimensions > DIMENSIONS_MAX || (dimensions > 0 && extents == 0)) return 0;
    for (uint32_t i = 0; i < dimensions; i++)
        if (__builtin_mul_overflow(elements, rs__word(image, extents + 8 * i), &elements)) return 0;
    return elements;
}

/* Elements are numbered in the order of memory: the order of an array of one dimension. */
void rs__decode_ndarray(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_image *image = decoding->image;
    uint64_t descr = rs__word(image, object + ARRAY_DESCR);
    rs__emit(&decoding->out, rs__word(image, object + ARRAY_BASE),
             rs__attribute_name(decoding, "base") | RS_NAME_EXTRA);
    rs__emit(&decoding->out, descr, rs__attribute_name(decoding, "dtype") | RS_NAME_EXTRA);
    uint64_t data = rs__word(image, object + ARRAY_DATA), count = owned_elements(decoding, object, descr);
    for (uint64_t i = 0; data != 0 && i < count && rs__at(image, data + 8 * i, 8); i++) {
        uint64_t index = i < RS_NAME_ARGUMENT_MAX ? i : RS_NAME_ARGUMENT_MAX;
        rs__emit(&decoding->out, rs__word(image, data + 8 * i),
                 RS_NAME(RS_NAME_INDEX, index) | RS_NAME_EXTRA);
    }
}
