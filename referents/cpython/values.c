/* values.c: the values of scalars, as value_encoding.h keeps them.                                     Header: walk.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read_scalar.h"
#include "rs_memory.h"
#include "value_encoding.h"
#include "walk.h"

#define LARGEST (2 + RS__VALUE_BYTES_MAX) /* bytes that one value takes at most */

/* A place for a value behind the others; offset 0 is never one. NULL: out of memory. */
static unsigned char *place(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    void *bytes = parts->value_bytes;
    if (parts->value_size == 0) parts->value_size = 1;
    if (parts->value_size + LARGEST > walk->value_bytes_capacity &&
        !rs_reserve(&bytes, &walk->value_bytes_capacity, parts->value_size + LARGEST, 1)) {
        walk->no_memory = true;
        return NULL;
    }
    parts->value_bytes = bytes;
    if (parts->value_size == 1) parts->value_bytes[0] = 0;
    return parts->value_bytes + parts->value_size;
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
    int64_t number = value.value;
    size_t width = number >= INT8_MIN && number <= INT8_MAX ? 1 : number >= INT32_MIN && number <= INT32_MAX ? 4 : 8;
    to[0] = width == 1 ? RS__TAG_INT1 : width == 4 ? RS__TAG_INT4 : RS__TAG_INT;
    memcpy(to + 1, &number, width); /* the low bytes come first on every machine that these layouts are of */
    return 1 + width;
}

enum { STR_COMPACT_ASCII = 0x60 }; /* both bits of the state of a str */

/* Copy 0 to RS__VALUE_BYTES_MAX bytes without a call: by words, the last of which overlaps the one before. */
static inline void copy_short(unsigned char *to, const char *from, size_t count) {
    if (count < 8) {
        for (size_t i = 0; i < count; i++) to[i] = (unsigned char)from[i];
        return;
    }
    for (size_t i = 0; i + 8 <= count; i += 8) memcpy(to + i, from + i, 8);
    memcpy(to + count - 8, from + count - 8, 8);
}

/* Most texts are ASCII and in one piece. */
static inline size_t put_ascii(unsigned char *to, const rs_layout *layout, const char *object) {
    uint64_t length = *(const uint64_t *)(const void *)(object + layout->str_length);
    size_t kept = length < RS__VALUE_BYTES_MAX ? (size_t)length : RS__VALUE_BYTES_MAX;
    to[0] = (unsigned char)(RS__TAG_TEXT | (length > kept ? RS__TAG_CUT : 0));
    to[1] = (unsigned char)kept;
    copy_short(to + 2, object + layout->str_ascii_data, kept);
    return 2 + kept;
}

static size_t put_text(unsigned char *to, const rs_decoding *decoding, uint64_t object) {
    const char *o = (const char *)(uintptr_t)object;
    uint32_t state = *(const uint32_t *)(const void *)(o + decoding->layout->str_state);
    if ((state & STR_COMPACT_ASCII) == STR_COMPACT_ASCII) return put_ascii(to, decoding->layout, o);
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
    const void *data = rs__read_bytes(&length, &whole, decoding->image, decoding->layout, object, RS__VALUE_BYTES_MAX);
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

uint32_t rs__walk_keep_value(rs_walk *walk, const rs_known_type *type, uint64_t object) {
    unsigned char *to = place(walk);
    size_t size = 0;
    if (!to || walk->parts.value_size > UINT32_MAX) return 0;
    switch (type->shape.kind) {
    case RS_KIND_STR: size = put_text(to, &walk->decoding, object); break;
    case RS_KIND_BYTES: size = put_bytes(to, &walk->decoding, object); break;
    case RS_KIND_INT: case RS_KIND_BOOL: size = put_int(to, &walk->decoding, object); break;
    case RS_KIND_FLOAT: size = put_float(to, &walk->decoding, object); break;
    default: break;
    }
    uint32_t at = size ? (uint32_t)walk->parts.value_size : 0;
    walk->parts.value_size += size;
    return at;
}
