/* snapshot_values.c: the scalars a snapshot keeps.           Form: value_encoding.h. Asked by: snapshot.c, snapshot_check.c
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "snapshot_internal.h"
#include "value_encoding.h"

static uint64_t little_endian(const unsigned char *bytes, size_t count) {
    uint64_t number = 0;
    for (size_t i = count; i > 0; i--) number = number << 8 | bytes[i - 1];
    return number;
}

static double real_of(const unsigned char *bytes) {
    uint64_t bits = little_endian(bytes, 8);
    double real;
    memcpy(&real, &bits, sizeof real);
    return real;
}

rs_value rs__value_read(const unsigned char *encoded) {
    unsigned tag = encoded[0];
    const unsigned char *payload = encoded + 1;
    rs_value value = {.kind = RS_VALUE_UNKNOWN};
    switch (tag & RS__TAG_MASK) {
    case RS__TAG_TEXT:
    case RS__TAG_BYTES:
        value.kind = (tag & RS__TAG_MASK) == RS__TAG_TEXT ? RS_VALUE_TEXT : RS_VALUE_BYTES;
        value.bytes = (const char *)payload + 1;
        value.length = payload[0];
        value.cut = tag & RS__TAG_CUT;
        break;
    case RS__TAG_INT:
        value.kind = RS_VALUE_INT;
        value.integer = (int64_t)little_endian(payload, 8);
        break;
    case RS__TAG_INT1:
        value.kind = RS_VALUE_INT;
        value.integer = (int8_t)payload[0];
        break;
    case RS__TAG_INT4:
        value.kind = RS_VALUE_INT;
        value.integer = (int32_t)little_endian(payload, 4);
        break;
    case RS__TAG_BIG_INT:
        value.kind = RS_VALUE_BIG_INT;
        value.length = (uint32_t)little_endian(payload, 4);
        value.negative = tag & RS__TAG_NEGATIVE;
        break;
    case RS__TAG_FLOAT:
        value.kind = RS_VALUE_FLOAT;
        value.real = real_of(payload);
        break;
    }
    return value;
}

bool rs__value_is_sound(const unsigned char *bytes, size_t size, size_t at) {
    if (at >= size) return false;
    size_t room = size - at - 1;
    const unsigned char *payload = bytes + at + 1;
    unsigned marks = bytes[at] & ~(unsigned)RS__TAG_MASK;
    switch (bytes[at] & RS__TAG_MASK) {
    case RS__TAG_TEXT:
    case RS__TAG_BYTES:
        return !(marks & RS__TAG_NEGATIVE) && room >= 1 && payload[0] <= RS__VALUE_BYTES_MAX &&
               room - 1 >= payload[0];
    case RS__TAG_INT:
    case RS__TAG_FLOAT: return !marks && room >= 8;
    case RS__TAG_INT1: return !marks && room >= 1;
    case RS__TAG_INT4: return !marks && room >= 4;
    case RS__TAG_BIG_INT: return !(marks & RS__TAG_CUT) && room >= 4;
    default: return false;
    }
}

size_t rs__value_length(const unsigned char *encoded) {
    switch (encoded[0] & RS__TAG_MASK) {
    case RS__TAG_TEXT:
    case RS__TAG_BYTES: return 2 + (size_t)encoded[1];
    case RS__TAG_INT:
    case RS__TAG_FLOAT: return 9;
    case RS__TAG_INT1: return 2;
    default: return 5; /* RS__TAG_INT4, RS__TAG_BIG_INT */
    }
}
