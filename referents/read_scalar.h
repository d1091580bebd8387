/* read_scalar.h: the values of str, bytes, int and float objects, read from an image.                   Code: read_scalar.c
 * By what offsets: layout.h. Who asks: name_table.c, decode_*.c, the capture's values.       Map: referents/README.md
 *
 * Nothing here trusts the object: lengths are believed only as far as the image has that many bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef READ_SCALAR_H
#define READ_SCALAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image.h"
#include "layout.h"

/* The characters of a str, borrowed from the image. */
typedef struct rs_chars {
    const void *data; /* `length` characters of `width` bytes */
    uint64_t length;
    uint8_t width; /* 1 (Latin-1), 2 or 4 */
    bool ascii;    /* width 1 and all below 128 */
} rs_chars;

/* The characters of the str object (or object of a subclass of str) at `address`. Of one whose characters the image does
 * not have to the end, as many as `limit` allows; false: it is no str, or not readable. */
bool rs__read_str(rs_chars *out, const rs_image *image, const rs_layout *layout, uint64_t address,
                  uint64_t limit);

/* UTF-8 of `chars` into `buffer`, at most `size` bytes and only whole characters; lone surrogates as in "surrogatepass".
 * Returns the bytes written; *taken, when not NULL, is the number of characters they stand for. No NUL is added. */
size_t rs__chars_to_utf8(const rs_chars *chars, char *buffer, size_t size, uint64_t *taken);

/* At most `limit` bytes of a bytes object; *whole is the length it claims. NULL: not readable. */
const void *rs__read_bytes(size_t *length, uint64_t *whole, const rs_image *image, const rs_layout *layout,
                           uint64_t address, uint64_t limit);

/* An int: its value when it fits into 64 bits, else only how large it is. */
typedef struct rs_int {
    bool fits;
    int64_t value; /* fits */
    bool negative;
    uint64_t bits; /* !fits: bit_length() */
} rs_int;
bool rs__read_int(rs_int *out, const rs_image *image, const rs_layout *layout, uint64_t address);

bool rs__read_double(double *out, const rs_image *image, uint64_t address);

/* A C string of the process, cut to size - 1 bytes; "" when not readable. Returns `buffer`. */
const char *rs__read_c_string(char *buffer, size_t size, const rs_image *image, uint64_t address);

/* The tp_flags of the type of the object at `object`; 0 when not readable. */
static inline uint64_t rs__type_flags_of(const rs_image *image, const rs_layout *layout, uint64_t object) {
    uint64_t type = rs__word(image, object + layout->object_type);
    return type ? rs__word(image, type + layout->type_flags) : 0;
}

#endif
