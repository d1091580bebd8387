/* file_columns.c: the columns of objects, as differences from what was foretold.   Manual: file_columns.h. Those of references:
 * file_references.c                                                                             Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "file_columns.h"

#include <string.h>

#include "file_planes.h"

#define LAST_TYPES 1024u /* types share a place by the low bits of their number */
#define TYPE_PAIRS 4096u
#define SAME(type) ((type) & (LAST_TYPES - 1))

/* ---- Types: by the two types before --------------------------------------------------------------------------------- */

static inline uint32_t place_of_pair(uint32_t last, uint32_t before) {
    return (last * 0x9E3779B1u ^ before * 0x85EBCA77u) >> 20;
}

size_t rs__encode_types(unsigned char *to, const rs__part *part, uint64_t *differences) {
    uint32_t next[TYPE_PAIRS] = {0}, last = 0, before = 0;
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t *foretold = &next[place_of_pair(last, before)];
        differences[i] = part->type[i] ^ *foretold;
        *foretold = part->type[i];
        before = last;
        last = part->type[i];
    }
    return rs__put_planes(to, differences, part->objects);
}

static inline void read_types(rs__part *part, const unsigned char *from, unsigned planes) {
    uint32_t next[TYPE_PAIRS] = {0}, last = 0, before = 0;
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t *foretold = &next[place_of_pair(last, before)];
        *foretold ^= (uint32_t)rs__plane_number(from, part->objects, i, planes);
        before = last;
        last = part->type[i] = *foretold;
    }
}

bool rs__decode_types(rs__part *part, const unsigned char *from, size_t size) {
    unsigned planes = rs__planes_of(from, size, part->objects, 4);
#define READ(n) read_types(part, from, n)
    if (planes) RS__FOR_PLANES(planes, READ);
#undef READ
    return planes != 0;
}

/* ---- Addresses: steps from the last object of the same type, which are mostly multiples of 16 ------------------------- */

static inline uint64_t pack_step(uint64_t step) {
    int64_t units = (int64_t)step >> 4;
    uint64_t sign = units < 0 ? UINT64_MAX : 0;
    return ((uint64_t)units << 1 ^ sign) | step << 60;
}

static inline uint64_t unpack_step(uint64_t packed) {
    uint64_t units = packed & ~(15ull << 60);
    return (units >> 1 ^ (0 - (units & 1))) << 4 | packed >> 60;
}

size_t rs__encode_addresses(unsigned char *to, const rs__part *part, uint64_t *differences) {
    uint64_t last[LAST_TYPES] = {0};
    for (uint32_t i = 0; i < part->objects; i++) {
        uint64_t *foretold = &last[SAME(part->type[i])];
        differences[i] = pack_step(part->address[i] - *foretold);
        *foretold = part->address[i];
    }
    return rs__put_planes(to, differences, part->objects);
}

static inline void read_addresses(rs__part *part, const unsigned char *from, unsigned planes) {
    uint64_t last[LAST_TYPES] = {0};
    for (uint32_t i = 0; i < part->objects; i++) {
        uint64_t *foretold = &last[SAME(part->type[i])];
        part->address[i] = *foretold += unpack_step(rs__plane_number(from, part->objects, i, planes));
    }
}

bool rs__decode_addresses(rs__part *part, const unsigned char *from, size_t size) {
    unsigned planes = rs__planes_of(from, size, part->objects, 8);
#define READ(n) read_addresses(part, from, n)
    if (planes) RS__FOR_PLANES(planes, READ);
#undef READ
    return planes != 0;
}

/* ---- Sizes, counts, flags, degrees: as the last object of the same type ----------------------------------------------- */

static size_t encode_alike(unsigned char *to, const rs__part *part, const uint32_t *column,
                           uint64_t *differences) {
    uint32_t last[LAST_TYPES] = {0};
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t *foretold = &last[SAME(part->type[i])];
        differences[i] = column[i] ^ *foretold;
        *foretold = column[i];
    }
    return rs__put_planes(to, differences, part->objects);
}

static inline void read_alike(const rs__part *part, uint32_t *column, const unsigned char *from,
                              unsigned planes) {
    uint32_t last[LAST_TYPES] = {0};
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t *foretold = &last[SAME(part->type[i])];
        column[i] = *foretold ^= (uint32_t)rs__plane_number(from, part->objects, i, planes);
    }
}

static bool decode_alike(const rs__part *part, uint32_t *column, const unsigned char *from, size_t size) {
    unsigned planes = rs__planes_of(from, size, part->objects, 4);
#define READ(n) read_alike(part, column, from, n)
    if (planes) RS__FOR_PLANES(planes, READ);
#undef READ
    return planes != 0;
}

size_t rs__encode_sizes(unsigned char *to, const rs__part *part, uint64_t *differences) {
    return encode_alike(to, part, part->size, differences);
}

bool rs__decode_sizes(rs__part *part, const unsigned char *from, size_t size) {
    return decode_alike(part, part->size, from, size);
}

size_t rs__encode_refcounts(unsigned char *to, const rs__part *part, uint64_t *differences) {
    return encode_alike(to, part, part->refcount, differences);
}

bool rs__decode_refcounts(rs__part *part, const unsigned char *from, size_t size) {
    return decode_alike(part, part->refcount, from, size);
}

size_t rs__encode_flags(unsigned char *to, const rs__part *part, uint64_t *differences) {
    uint8_t last[LAST_TYPES] = {0};
    for (uint32_t i = 0; i < part->objects; i++) {
        uint8_t *foretold = &last[SAME(part->type[i])];
        differences[i] = part->flags[i] ^ *foretold;
        *foretold = part->flags[i];
    }
    return rs__put_planes(to, differences, part->objects);
}

bool rs__decode_flags(rs__part *part, const unsigned char *from, size_t size) {
    uint8_t last[LAST_TYPES] = {0};
    if (!rs__planes_of(from, size, part->objects, 1)) return false;
    for (uint32_t i = 0; i < part->objects; i++) part->flags[i] = last[SAME(part->type[i])] ^= from[1 + i];
    return true;
}

size_t rs__encode_degrees(unsigned char *to, const rs__part *part, uint64_t *differences) {
    uint32_t last[LAST_TYPES] = {0};
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t *foretold = &last[SAME(part->type[i])], degree = part->row[i + 1] - part->row[i];
        differences[i] = degree ^ *foretold;
        *foretold = degree;
    }
    return rs__put_planes(to, differences, part->objects);
}

/* The row that belongs to the next part's first object is not written: it is that part's. */
static bool add_up_degrees(rs__part *part) {
    uint64_t next = part->first_reference, end = next + part->references;
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t degree = part->row[i];
        part->row[i] = (uint32_t)next;
        next += degree;
        if (next > end) return false;
    }
    return next == end;
}

bool rs__decode_degrees(rs__part *part, const unsigned char *from, size_t size) {
    return decode_alike(part, part->row, from, size) && add_up_degrees(part);
}
