/* file_planes.h: numbers as planes of bytes, for file_columns.c and file_references.c.           Form: SNAPSHOT_FORMAT.md
 *
 * The first byte tells how many planes follow, at least one; plane p has byte p of every number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_PLANES_H
#define FILE_PLANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Planes of the numbers: the bytes they take, at least 1. */
static inline size_t rs__put_planes(unsigned char *to, const uint64_t *numbers, size_t count) {
    uint64_t all = 0xFF;
    for (size_t i = 0; i < count; i++) all |= numbers[i];
    unsigned planes = 8 - (unsigned)__builtin_clzll(all) / 8;
    unsigned char *next = to;
    *next++ = (unsigned char)planes;
    for (unsigned p = 0; p < planes; p++)
        for (size_t i = 0; i < count; i++) *next++ = (unsigned char)(numbers[i] >> (8 * p));
    return (size_t)(next - to);
}

/* How many planes there are, or 0 when the bytes are no planes of `count` numbers of at most `width` bytes. */
static inline unsigned rs__planes_of(const unsigned char *from, size_t size, size_t count, unsigned width) {
    unsigned planes = size ? from[0] : 0;
    return planes >= 1 && planes <= width && size == 1 + (size_t)planes * count ? planes : 0;
}

/* Number `i` of `count`. `planes` should be known where this is called: see RS__FOR_PLANES. */
static inline uint64_t rs__plane_number(const unsigned char *from, size_t count, size_t i, unsigned planes) {
    uint64_t number = from[1 + i];
    for (unsigned p = 1; p < planes; p++) number |= (uint64_t)from[1 + p * count + i] << (8 * p);
    return number;
}

/* Run `statement`, which uses `planes`, compiled anew for the numbers of planes that are common. */
#define RS__FOR_PLANES(planes, statement)                                                                    \
    do {                                                                                                     \
        if ((planes) == 1) {                                                                                 \
            statement(1u);                                                                                   \
        } else if ((planes) == 2) {                                                                          \
            statement(2u);                                                                                   \
        } else if ((planes) == 3) {                                                                          \
            statement(3u);                                                                                   \
        } else {                                                                                             \
            statement(planes);                                                                               \
        }                                                                                                    \
    } while (0)

#endif
