/* utf8.h: one character of UTF-8 at a time.       Used by text_escape.c, text_columns.c, snapshot_check.c, preview.c
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

#define RS__NOT_UTF8 UINT32_MAX

/* The character that `bytes` begins with; *length receives its bytes. A byte that begins none is RS__NOT_UTF8 of length
 * 1. Lone surrogates are characters here, as in Python's "surrogatepass"; overlong forms and what lies above U+10FFFF
 * are not. `count` is at least 1. */
static inline uint32_t rs__utf8(const char *bytes, size_t count, size_t *length) {
    const unsigned char *b = (const unsigned char *)bytes;
    *length = 1;
    if (b[0] < 0x80) return b[0];
    size_t wanted = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
    if (b[0] < 0xC2 || b[0] > 0xF4 || count < wanted) return RS__NOT_UTF8;
    uint32_t character = b[0] & (0x7Fu >> wanted);
    for (size_t i = 1; i < wanted; i++) {
        if ((b[i] & 0xC0) != 0x80) return RS__NOT_UTF8;
        character = character << 6 | (b[i] & 0x3Fu);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (character < least[wanted] || character > 0x10FFFF) return RS__NOT_UTF8;
    *length = wanted;
    return character;
}

#endif
