/* file_columns.h: the columns of a part of a heap, as bytes that compress well, and back.
 * Implementation: file_columns.c, file_references.c. Form: SNAPSHOT_FORMAT.md                  Map: referents/README.md
 *
 * Each entry is foretold from what was read before it, mostly from the last object of the same type, and what is kept is the
 * difference: nearly always 0. Differences are kept as planes: all lowest bytes, then all second bytes, as far as any is
 * not 0. Tables of predictions begin empty in every part, so that parts can be read by different threads.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_COLUMNS_H
#define FILE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A run of objects with all of their references: slices of a snapshot's columns. `row` is counted from the whole heap's
 * first reference; its slice has objects + 1 entries. */
typedef struct rs__part {
    uint32_t objects, references;
    uint32_t first_reference;
    uint64_t *address;
    uint32_t *type, *size, *refcount;
    uint8_t *flags;
    uint32_t *row, *target, *name;
} rs__part;

/* Bytes that `count` entries of at most `width` bytes take at most. */
#define RS__PLANES_MAX(count, width) ((size_t)(count) * (width) + 1)

/* Encoders fill `to`, which has room for RS__PLANES_MAX of their entries and width, and return how many bytes there are;
 * `differences` has room for as many numbers as there are entries. Decoders take `size` bytes and say whether they are of
 * the form; they never write beyond the slices of the part, and every number they read is as good as any: what it leads
 * to is checked later. The type column comes first, then degrees, then names, then targets. */
size_t rs__encode_types(unsigned char *to, const rs__part *part, uint64_t *differences);
size_t rs__encode_addresses(unsigned char *to, const rs__part *part, uint64_t *differences);
size_t rs__encode_sizes(unsigned char *to, const rs__part *part, uint64_t *differences);
size_t rs__encode_refcounts(unsigned char *to, const rs__part *part, uint64_t *differences);
size_t rs__encode_flags(unsigned char *to, const rs__part *part, uint64_t *differences);
size_t rs__encode_degrees(unsigned char *to, const rs__part *part, uint64_t *differences);
size_t rs__encode_names(unsigned char *to, const rs__part *part, uint64_t *differences);
size_t rs__encode_targets(unsigned char *to, const rs__part *part, uint64_t *differences);

bool rs__decode_types(rs__part *part, const unsigned char *from, size_t size);
bool rs__decode_addresses(rs__part *part, const unsigned char *from, size_t size);
bool rs__decode_sizes(rs__part *part, const unsigned char *from, size_t size);
bool rs__decode_refcounts(rs__part *part, const unsigned char *from, size_t size);
bool rs__decode_flags(rs__part *part, const unsigned char *from, size_t size);
bool rs__decode_degrees(rs__part *part, const unsigned char *from, size_t size); /* also: they add up */
bool rs__decode_names(rs__part *part, const unsigned char *from, size_t size);
bool rs__decode_targets(rs__part *part, const unsigned char *from, size_t size);

#endif
