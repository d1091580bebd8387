/* read_scalar.c: the values of str, bytes, int and float objects, read from an image.             Header: read_scalar.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read_scalar.h"

enum { STR_KIND_SHIFT = 2, STR_KIND_MASK = 7, STR_COMPACT = 1 << 5, STR_ASCII = 1 << 6 };

static uint64_t data_of_str(const rs_image *image, const rs_layout *layout, uint64_t address,
                            uint32_t state) {
    if (!(state & STR_COMPACT)) return rs__word(image, address + layout->str_data);
    return address + ((state & STR_ASCII) ? layout->str_ascii_data : layout->str_compact_data);
}

bool rs__read_str(rs_chars *out, const rs_image *image, const rs_layout *layout, uint64_t address,
                  uint64_t limit) {
    if (!(rs__type_flags_of(image, layout, address) & RS_TYPE_STR)) return false;
    uint32_t state = rs__half(image, address + layout->str_state);
    uint32_t width = (state >> STR_KIND_SHIFT) & STR_KIND_MASK;
    if (width != 1 && width != 2 && width != 4) return false; /* kind 0: not made ready yet, before 3.12 */
    uint64_t length = rs__word(image, address + layout->str_length);
    if (length > limit) length = limit;
    uint64_t data = data_of_str(image, layout, address, state);
    const void *chars = length == 0 ? "" : data ? rs__at(image, data, (size_t)(length * width)) : NULL;
    if (!chars) return false;
    *out = (rs_chars){chars, length, (uint8_t)width, (state & STR_ASCII) != 0 && width == 1};
    return true;
}

static uint32_t char_at(const rs_chars *chars, uint64_t i) {
    if (chars->width == 1) return ((const uint8_t *)chars->data)[i];
    if (chars->width == 2) return ((const uint16_t *)chars->data)[i];
    return ((const uint32_t *)chars->data)[i];
}

/* Write one character; the number of bytes, 0 when `room` is too small. What is above U+10FFFF is U+FFFD. */
static size_t put_char(char *to, size_t room, uint32_t c) {
    if (c > 0x10FFFF) c = 0xFFFD;
    size_t bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (bytes > room) return 0;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = bytes; i > 1; i--, c >>= 6) to[i - 1] = (char)(0x80 | (c & 0x3F));
    to[0] = (char)(lead[bytes == 1 ? 0 : bytes] | c);
    return bytes;
}

size_t rs__chars_to_utf8(const rs_chars *chars, char *buffer, size_t size, uint64_t *taken) {
    size_t written = 0;
    uint64_t i = 0;
    if (chars->ascii) {
        written = chars->length < size ? (size_t)chars->length : size;
        memcpy(buffer, chars->data, written);
        i = written;
    } else {
        for (size_t n; i < chars->length; i++, written += n) {
            n = put_char(buffer + written, size - written, char_at(chars, i));
            if (n == 0) break;
        }
    }
    if (taken) *taken = i;
    return written;
}

const void *rs__read_bytes(size_t *length, uint64_t *whole, const rs_image *image, const rs_layout *layout,
                           uint64_t address, uint64_t limit) {
    uint64_t size = rs__word(image, address + layout->object_size);
    uint64_t wanted = size < limit ? size : limit;
    const void *data = rs__at(image, address + layout->bytes_data, (size_t)wanted);
    if (!data) return NULL;
    *length = (size_t)wanted;
    *whole = size;
    return data;
}

/* How many digits of 30 bits, and the sign. */
static uint64_t digits_of_int(bool *negative, const rs_image *image, const rs_layout *layout,
                              uint64_t address) {
    uint64_t size = rs__word(image, address + layout->int_size);
    if (layout->ints == RS_INT_TAG) {
        *negative = (size & 3) == 2;
        return size >> 3;
    }
    *negative = (int64_t)size < 0;
    return *negative ? 0 - size : size;
}

static unsigned bits_of(uint32_t digit) {
    return digit ? 32u - (unsigned)__builtin_clz(digit) : 0;
}

bool rs__read_int(rs_int *out, const rs_image *image, const rs_layout *layout, uint64_t address) {
    bool negative = false;
    uint64_t digits = digits_of_int(&negative, image, layout, address);
    if (digits > UINT64_MAX / 30) return false;
    uint64_t at = address + layout->int_digits;
    uint64_t bits = digits ? (digits - 1) * 30 + bits_of(rs__half(image, at + 4 * (digits - 1))) : 0;
    if (digits && !rs__at(image, at, (size_t)digits * 4)) return false;
    rs_int made = {.fits = bits <= 63, .negative = negative, .bits = bits};
    if (made.fits) {
        uint64_t magnitude = 0;
        for (uint64_t i = digits; i > 0; i--)
            magnitude = (magnitude << 30) | rs__half(image, at + 4 * (i - 1));
        made.value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    }
    *out = made;
    return true;
}

bool rs__read_double(double *out, const rs_image *image, uint64_t address) {
    const void *bytes = rs__at(image, address, sizeof *out);
    if (bytes) memcpy(out, bytes, sizeof *out);
    return bytes != NULL;
}

const char *rs__read_c_string(char *buffer, size_t size, const rs_image *image, uint64_t address) {
    size_t length = 0;
    const char *byte = NULL;
    while (address && length + 1 < size && (byte = rs__at(image, address + length, 1)) && *byte)
        buffer[length++] = *byte;
    if (byte == NULL) length = 0;
    buffer[length] = 0;
    return buffer;
}
