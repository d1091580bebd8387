/* keep_value.h: keep the value of a scalar, without a call for those that there are most of.      The others: values.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef KEEP_VALUE_H
#define KEEP_VALUE_H

#include "value_encoding.h"
#include "walk.h"

#define RS__VALUE_LARGEST (2 + RS__VALUE_BYTES_MAX) /* bytes that one value takes at most */

/* Both bits of a str's state: in one piece, and ASCII. */
static inline bool rs__state_is_ascii(uint32_t state) {
    return (state & 0x60) == 0x60;
}

/* Copy at most RS__VALUE_BYTES_MAX bytes without a call: by words, the last of which overlaps the one before. */
static inline void rs__copy_short(unsigned char *to, const char *from, size_t count) {
    if (count < 8) {
        for (size_t i = 0; i < count; i++) to[i] = (unsigned char)from[i];
        return;
    }
    for (size_t i = 0; i + 8 <= count; i += 8) memcpy(to + i, from + i, 8);
    memcpy(to + count - 8, from + count - 8, 8);
}

static inline size_t rs__put_ascii(unsigned char *to, const rs_layout *layout, const char *object) {
    uint64_t length = *(const uint64_t *)(const void *)(object + layout->str_length);
    size_t kept = length < RS__VALUE_BYTES_MAX ? (size_t)length : RS__VALUE_BYTES_MAX;
    to[0] = (unsigned char)(RS__TAG_TEXT | (length > kept ? RS__TAG_CUT : 0));
    to[1] = (unsigned char)kept;
    rs__copy_short(to + 2, object + layout->str_ascii_data, kept);
    return 2 + kept;
}

static inline size_t rs__put_number(unsigned char *to, int64_t number) {
    size_t width = number >= INT8_MIN && number <= INT8_MAX     ? 1
                   : number >= INT32_MIN && number <= INT32_MAX ? 4
                                                                : 8;
    to[0] = width == 1 ? RS__TAG_INT1 : width == 4 ? RS__TAG_INT4 : RS__TAG_INT;
    memcpy(to + 1, &number, 8); /* the low bytes come first on every machine that these layouts are of */
    return 1 + width;
}

/* An int of at most one digit; 0: it has more. */
static inline size_t rs__put_small_int(unsigned char *to, const rs_layout *layout, const char *object) {
    uint64_t size = *(const uint64_t *)(const void *)(object + layout->int_size);
    int64_t digit = *(const uint32_t *)(const void *)(object + layout->int_digits);
    if (layout->ints == RS_INT_TAG)
        return size >> 3 > 1 ? 0 : rs__put_number(to, (size & 3) == 1 ? 0 : (size & 3) == 2 ? -digit : digit);
    return size + 1 > 2 ? 0 : rs__put_number(to, size == 0 ? 0 : size == 1 ? digit : -digit);
}

/* Where the value is kept; 0: nowhere. */
static inline uint32_t rs__keep_value(rs_walk *walk, const rs_known_type *type, uint64_t object) {
    rs_parts *parts = &walk->parts;
    const rs_layout *layout = walk->decoding.layout;
    const char *o = (const char *)(uintptr_t)object;
    size_t size = 0;
    if (__builtin_expect(parts->value_size + RS__VALUE_LARGEST > walk->value_bytes_capacity, 0) &&
        !rs__walk_room_for_value(walk))
        return 0;
    unsigned char *to = parts->value_bytes + parts->value_size;
    if (type->shape.kind == RS_KIND_STR &&
        rs__state_is_ascii(*(const uint32_t *)(const void *)(o + layout->str_state)))
        size = rs__put_ascii(to, layout, o);
    else if (type->shape.kind == RS_KIND_INT)
        size = rs__put_small_int(to, layout, o);
    if (size == 0) size = rs__walk_put_value(walk, type, object, to);
    uint32_t at = size ? (uint32_t)parts->value_size : 0;
    parts->value_size += size;
    return at;
}

#endif
