/* decode_hamt.c: the nodes of a context's mapping (contextvars).                          Header: decode_builtins.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

enum { HAMT_CHILDREN = 32 };

/* Pairs of a key and its value; without a key the value is a node further down. */
static void decode_pairs(rs_decoding *decoding, uint64_t object, uint64_t pairs) {
    uint64_t count = rs__word(decoding->image, object + decoding->layout->object_size) / 2;
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t *pair = rs__at(decoding->image, pairs + 16 * i, 16);
        if (!pair) return;
        uint64_t key = pair[0], value = pair[1];
        rs__emit(&decoding->out, key, RS_NAME(RS_NAME_DICT_KEY, 0));
        rs__emit(&decoding->out, value, key ? RS_NAME(RS_NAME_KEY, 0) : RS_NAME(RS_NAME_INDEX, i));
    }
}

void rs__decode_hamt_array(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    rs__emit_indexed(decoding, object + decoding->layout->hamt_array, HAMT_CHILDREN, 0);
}

void rs__decode_hamt_bitmap(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    decode_pairs(decoding, object, object + decoding->layout->hamt_bitmap);
}

void rs__decode_hamt_collision(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    decode_pairs(decoding, object, object + decoding->layout->hamt_collision);
}
