/* value_encoding.h: how a scalar is kept in a snapshot's value bytes. Written by the capture, read by snapshot.c.
 *                                                                                        Map: referents/README.md
 * A value is a tag byte and its payload:
 *     RS__TAG_TEXT, RS__TAG_BYTES   one byte of length (at most RS__VALUE_BYTES_MAX), then that many bytes
 *     RS__TAG_INT                   8 bytes, little-endian two's complement   (RS__TAG_INT1: one byte, RS__TAG_INT4: four)
 *     RS__TAG_BIG_INT               4 bytes: number of bits
 *     RS__TAG_FLOAT                 8 bytes: IEEE 754 binary64
 * RS__TAG_CUT is or-ed to TEXT and BYTES that go on, RS__TAG_NEGATIVE to a negative BIG_INT. Offset 0 of the value bytes
 * is never a value.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef VALUE_ENCODING_H
#define VALUE_ENCODING_H

enum {
    RS__TAG_TEXT = 1,
    RS__TAG_BYTES,
    RS__TAG_INT,
    RS__TAG_INT1,
    RS__TAG_INT4,
    RS__TAG_BIG_INT,
    RS__TAG_FLOAT,
    RS__TAG_CUT = 0x40,
    RS__TAG_NEGATIVE = 0x80,
    RS__TAG_MASK = 0x3F,
};
#define RS__VALUE_BYTES_MAX 40

#endif
