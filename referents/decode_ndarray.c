/* decode_ndarray.c: numpy arrays of objects, whose elements nobody else sees.             Header: decode_builtins.h
 *
 * numpy.ndarray has no tp_traverse, so the elements of an array of dtype object look as if C code held them. The offsets
 * are those of PyArrayObject_fields and PyArray_Descr, part of numpy's binary interface and the same in 1.x and 2.x.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

enum {
    ARRAY_DATA = 16, ARRAY_NDIM = 24, ARRAY_DIMENSIONS = 32, ARRAY_STRIDES = 40, ARRAY_BASE = 48, ARRAY_DESCR = 56,
    ARRAY_FLAGS = 64,
    DESCR_TYPE_KIND = 24, /* a character: 'O' for objects */
    FLAG_OWNS_DATA = 4,
    DIMENSIONS_MAX = 64,
};

typedef struct object_array {
    uint64_t data;
    uint32_t dimensions;
    uint64_t extent[DIMENSIONS_MAX], stride[DIMENSIONS_MAX]; /* strides in bytes, may stand for negative ones */
} object_array;

/* A view does not own the elements; the array behind it does. */
static bool read_object_array(object_array *out, rs_decoding *decoding, uint64_t object) {
    const rs_image *image = decoding->image;
    uint64_t descr = rs__word(image, object + ARRAY_DESCR);
    if (descr == 0 || rs__byte(image, descr + DESCR_TYPE_KIND) != 'O') return false;
    if (!(rs__half(image, object + ARRAY_FLAGS) & FLAG_OWNS_DATA)) return false;
    out->data = rs__word(image, object + ARRAY_DATA);
    out->dimensions = rs__half(image, object + ARRAY_NDIM);
    if (out->data == 0 || out->dimensions > DIMENSIONS_MAX) return false;
    uint64_t extents = rs__word(image, object + ARRAY_DIMENSIONS), strides = rs__word(image, object + ARRAY_STRIDES);
    for (uint32_t i = 0; i < out->dimensions; i++) {
        out->extent[i] = rs__word(image, extents + 8 * i);
        out->stride[i] = rs__word(image, strides + 8 * i);
        if (out->extent[i] == 0) return false;
    }
    return true;
}

/* The next place in C order; false behind the last. */
static bool step(const object_array *array, uint64_t *place, uint64_t *address) {
    for (uint32_t i = array->dimensions; i-- > 0;) {
        *address += array->stride[i];
        if (++place[i] < array->extent[i]) return true;
        *address -= array->stride[i] * array->extent[i];
        place[i] = 0;
    }
    return false;
}

void rs__decode_ndarray(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    object_array array;
    uint64_t place[DIMENSIONS_MAX] = {0};
    rs__emit(&decoding->out, rs__word(decoding->image, object + ARRAY_BASE), rs__attribute_name(decoding, "base") | RS_NAME_EXTRA);
    rs__emit(&decoding->out, rs__word(decoding->image, object + ARRAY_DESCR), rs__attribute_name(decoding, "dtype") | RS_NAME_EXTRA);
    if (!read_object_array(&array, decoding, object)) return;
    uint64_t address = array.data;
    uint64_t index = 0;
    do {
        if (!rs__at(decoding->image, address, 8)) return;
        uint64_t named = index < RS_NAME_ARGUMENT_MAX ? index : RS_NAME_ARGUMENT_MAX;
        rs__emit(&decoding->out, rs__word(decoding->image, address), RS_NAME(RS_NAME_INDEX, named) | RS_NAME_EXTRA);
        index++;
    } while (step(&array, place, &address));
}
