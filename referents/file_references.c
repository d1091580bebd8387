/* file_references.c: the columns of references, as differences from what was foretold.     Manual: file_columns.h. Those of
 * objects: file_columns.c                                                                       Map: referents/README.md
 *
 * A reference's name is what followed the name before it in the last object of that type; behind an index comes the next. Its
 * target stands as far from the target of the same name in the last object of that type as that one from its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "file_columns.h"
#include "file_planes.h"
#include "rs_snapshot.h"

#define NAMES_SEEN   4096u
#define TARGETS_SEEN 4096u
#define PLACES_APART 15u /* references behind these of a row are foretold together */

/* The end of row i of a part: the next part's first row is not there yet when this part is read. */
static inline uint32_t row_end(const rs__part *part, uint32_t i) {
    return (i + 1 < part->objects ? part->row[i + 1] : part->first_reference + part->references) -
           part->first_reference;
}

static inline bool is_index(uint32_t name) {
    return RS_NAME_KIND(name) == RS_NAME_INDEX && RS_NAME_ARGUMENT(name) != RS_NAME_ARGUMENT_MAX;
}

static inline uint32_t place_of_name(uint32_t type, uint32_t before) {
    return (type * 0x9E3779B1u ^ before * 0x85EBCA77u) >> 20;
}

static inline uint32_t place_of_target(uint32_t type, uint32_t name, uint32_t place) {
    if (RS_NAME_KIND(name) == RS_NAME_INDEX) name &= ~RS_NAME_ARGUMENT_MAX;
    if (place > PLACES_APART) place = PLACES_APART;
    return (type * 0x9E3779B1u ^ name * 0x85EBCA77u ^ place * 0xC2B2AE3Du) >> 20;
}

static inline uint32_t fold_sign(uint32_t difference) {
    return difference << 1 ^ (0 - (difference >> 31));
}

static inline uint32_t unfold_sign(uint32_t folded) {
    return folded >> 1 ^ (0 - (folded & 1));
}

/* ---- Names ---------------------------------------------------------------------------------------------------------- */

size_t rs__encode_names(unsigned char *to, const rs__part *part, uint64_t *differences) {
    uint32_t next[NAMES_SEEN] = {0}, r = 0;
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t before = 0;
        for (uint32_t end = row_end(part, i); r < end; r++) {
            uint32_t name = part->name[r], *foretold = &next[place_of_name(part->type[i], before)];
            differences[r] = name ^ (is_index(before) ? before + 1 : *foretold);
            if (!is_index(before)) *foretold = name;
            before = name;
        }
    }
    return rs__put_planes(to, differences, part->references);
}

static inline void read_names(rs__part *part, const unsigned char *from, unsigned planes) {
    uint32_t next[NAMES_SEEN] = {0}, r = 0;
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t before = 0;
        for (uint32_t end = row_end(part, i); r < end; r++) {
            uint32_t difference = (uint32_t)rs__plane_number(from, part->references, r, planes);
            if (is_index(before))
                before = (before + 1) ^ difference;
            else
                before = next[place_of_name(part->type[i], before)] ^= difference;
            part->name[r] = before;
        }
    }
}

bool rs__decode_names(rs__part *part, const unsigned char *from, size_t size) {
    unsigned planes = rs__planes_of(from, size, part->references, 4);
#define READ(n) read_names(part, from, n)
    if (planes) RS__FOR_PLANES(planes, READ);
#undef READ
    return planes != 0;
}

/* ---- Targets -------------------------------------------------------------------------------------------------------- */

size_t rs__encode_targets(unsigned char *to, const rs__part *part, uint64_t *differences) {
    uint32_t last[TARGETS_SEEN] = {0}, r = 0;
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t begin = r;
        for (uint32_t end = row_end(part, i); r < end; r++) {
            uint32_t *foretold = &last[place_of_target(part->type[i], part->name[r], r - begin)];
            differences[r] = fold_sign(part->target[r] - *foretold);
            *foretold = part->target[r];
        }
    }
    return rs__put_planes(to, differences, part->references);
}

static inline void read_targets(rs__part *part, const unsigned char *from, unsigned planes) {
    uint32_t last[TARGETS_SEEN] = {0}, r = 0;
    for (uint32_t i = 0; i < part->objects; i++) {
        uint32_t begin = r;
        for (uint32_t end = row_end(part, i); r < end; r++) {
            uint32_t *foretold = &last[place_of_target(part->type[i], part->name[r], r - begin)];
            uint32_t folded = (uint32_t)rs__plane_number(from, part->references, r, planes);
            part->target[r] = *foretold += unfold_sign(folded);
        }
    }
}

bool rs__decode_targets(rs__part *part, const unsigned char *from, size_t size) {
    unsigned planes = rs__planes_of(from, size, part->references, 4);
#define READ(n) read_targets(part, from, n)
    if (planes) RS__FOR_PLANES(planes, READ);
#undef READ
    return planes != 0;
}
