/* values.c: the values of scalars, as value_encoding.h keeps them.                                     Header: walk.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "keep_value.h"
#include "read_scalar.h"
#include "rs_memory.h"

/* Room for a value behind the others; offset 0 is never one. */
bool rs__walk_room_for_value(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    void *bytes = parts->value_bytes;
    if (parts->value_size == 0) parts->value_size = 1;
    if (parts->value_size + RS__VALUE_LARGEST > UINT32_MAX) return false; /* the rest goes without */
    if (!rs_reserve(&bytes, &walk->value_bytes_capacity, parts->value_size + RS__VALUE_LARGEST, 1)) {
        walk->no_memory = true;
        return false;
    }
    parts->value_bytes = bytes;
    parts->value_bytes[0] = 0;
    return true;
}

static size_t put_int(unsigned char *to, const rs_decoding *decoding, uint64_t object) {
    rs_int value;
    if (!rs__read_int(&value, decoding->image, decoding->layout, object)) return 0;
    if (!value.fits) {
        uint32_t bits = value.bits > UINT32_MAX ? UINT32_MAX : (uint32_t)value.bits;
        to[0] = (unsigned char)(RS__TAG_BIG_INT | (value.negative ? RS__TAG_NEGATIVE : 0));
        memcpy(to + 1, &bits, sizeof bits);
        return 5;
    }
    return rs__put_number(to, value.value);
}

static size_t put_text(unsigned char *to, const rs_decoding *decoding, uint64_t object) {
    rs_chars chars;
    uint64_t taken;
    if (!rs__read_str(&chars, decoding->image, decoding->layout, object, UINT64_MAX)) return 0;
    size_t length = rs__chars_to_utf8(&chars, (char *)to + 2, RS__VALUE_BYTES_MAX, &taken);
    to[0] = (unsigned char)(RS__TAG_TEXT | (taken < chars.length ? RS__TAG_CUT : 0));
    to[1] = (unsigned char)length;
    return 2 + length;
}

static size_t put_bytes(unsigned char *to, const rs_decoding *decoding, uint64_t object) {
    size_t length;
    uint64_t whole;
    const void *data = rs__read_bytes(&length, &whole, decoding->image, decoding->layout, object,
                                      RS__VALUE_BYTES_MAX);
    if (!data) return 0;
    to[0] = (unsigned char)(RS__TAG_BYTES | (whole > length ? RS__TAG_CUT : 0));
    to[1] = (unsigned char)length;
    memcpy(to + 2, data, length);
    return 2 + length;
}

static size_t put_float(unsigned char *to, const rs_decoding *decoding, uint64_t object) {
    double value;
    if (!rs__read_double(&value, decoding->image, object + decoding->layout->float_value)) return 0;
    to[0] = RS__TAG_FLOAT;
    memcpy(to + 1, &value, sizeof value);
    return 1 + sizeof value;
}

size_t rs__walk_put_value(rs_walk *walk, const rs_known_type *type, uint64_t object, unsigned char *to) {
    switch (type->shape.kind) {
    case RS_KIND_STR: return put_text(to, &walk->decoding, object);
    case RS_KIND_BYTES: return put_bytes(to, &walk->decoding, object);
    case RS_KIND_INT:
    case RS_KIND_BOOL: return put_int(to, &walk->decoding, object);
    case RS_KIND_FLOAT: return put_float(to, &walk->decoding, object);
    default: return 0;
    }
}
