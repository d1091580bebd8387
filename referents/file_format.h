/* file_format.h: the snapshot file in numbers.   What they mean: SNAPSHOT_FORMAT.md. Written: file_write.c. Read: file_read.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_FORMAT_H
#define FILE_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define RS__FILE_MAGIC  "\x89RSNAP\r\n"
#define RS__FILE_MAJOR  1u
#define RS__FILE_MINOR  0u
#define RS__FILE_HEADER 24u /* magic, major, minor, reserved, checksum */
#define RS__SECTION_HEADER                                                                                   \
    40u /* tag, form, stored, content, checksum of the stored bytes, checksum of these */
#define RS__HEAD_FIXED       128u
#define RS__PART_CONTENT     16u
#define RS__END_CONTENT      16u
#define RS__TYPE_ENTRY       16u
#define RS__NAMED_ENTRY      8u
#define RS__CODE_ENTRY       12u
#define RS__BIG_ENTRY        12u
#define RS__PART_OBJECTS_MAX (1u << 18)
#define RS__PART_REFERENCES  (1u << 20) /* a part is closed by the object that passes this */
#define RS__RATIO_MAX        32768u     /* no zstd frame holds more bytes for one of its own */
/* Bytes that all sections hold, for one of the file: more is refused, and a file of a heap that packs better is filled up. Heaps
 * of programs come to about 3; what a reader asks memory for stays in proportion to what it was given. */
#define RS__DENSITY_MAX 16u

#define RS__TAG(a, b, c, d) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24)

/* Every section this version knows: its tag and what a person is told of it. */
#define RS__SECTION_MAP(XX)                                                                                  \
    XX(HEAD, 'H', 'E', 'A', 'D', "counts, coverage, origin")                                                 \
    XX(TYPES, 'T', 'Y', 'P', 'S', "types")                                                                   \
    XX(STRINGS, 'S', 'T', 'R', 'I', "names")                                                                 \
    XX(NAMED, 'N', 'O', 'B', 'J', "names objects bear")                                                      \
    XX(CODE, 'C', 'O', 'D', 'E', "where code was written")                                                   \
    XX(BIG, 'B', 'I', 'G', 'S', "sizes of 4 GB and more")                                                    \
    XX(PART, 'P', 'A', 'R', 'T', "a run of objects")                                                         \
    XX(TYPE, 'T', 'Y', 'P', 'E', "types of objects")                                                         \
    XX(ADDRESS, 'A', 'D', 'D', 'R', "addresses")                                                             \
    XX(SIZE, 'S', 'I', 'Z', 'E', "shallow sizes")                                                            \
    XX(REFCOUNT, 'R', 'E', 'F', 'C', "reference counts")                                                     \
    XX(FLAGS, 'F', 'L', 'A', 'G', "flags")                                                                   \
    XX(DEGREE, 'D', 'E', 'G', 'R', "numbers of references")                                                  \
    XX(NAME, 'N', 'A', 'M', 'E', "names of references")                                                      \
    XX(TARGET, 'T', 'A', 'R', 'G', "targets of references")                                                  \
    XX(VALUED, 'V', 'A', 'L', 'P', "which objects have values")                                              \
    XX(VALUES, 'V', 'A', 'L', 'B', "values")                                                                 \
    XX(FILL, 'F', 'I', 'L', 'L', "zeros, that the file is not too dense")                                    \
    XX(END, 'E', 'N', 'D', ' ', "the end")

enum rs__section_tag {
#define XX(name, a, b, c, d, text) RS__SECTION_##name = RS__TAG(a, b, c, d),
    RS__SECTION_MAP(XX)
#undef XX
};

enum rs__section_form { RS__FORM_PLAIN, RS__FORM_ZSTD };

/* ---- Numbers in a file: little-endian ---------------------------------------------------------------------------------- */

static inline void rs__put16(unsigned char *to, uint16_t number) {
    to[0] = (unsigned char)number;
    to[1] = (unsigned char)(number >> 8);
}
static inline void rs__put32(unsigned char *to, uint32_t number) {
    rs__put16(to, (uint16_t)number);
    rs__put16(to + 2, (uint16_t)(number >> 16));
}
static inline void rs__put64(unsigned char *to, uint64_t number) {
    rs__put32(to, (uint32_t)number);
    rs__put32(to + 4, (uint32_t)(number >> 32));
}
static inline uint16_t rs__get16(const unsigned char *from) {
    return (uint16_t)(from[0] | from[1] << 8);
}
static inline uint32_t rs__get32(const unsigned char *from) {
    return rs__get16(from) | (uint32_t)rs__get16(from + 2) << 16;
}
static inline uint64_t rs__get64(const unsigned char *from) {
    return rs__get32(from) | (uint64_t)rs__get32(from + 4) << 32;
}

#endif
