/* file_part_read.c: a part of a heap from the sections of a file.               Header: file_part.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "file_format.h"
#include "file_part.h"
#include "snapshot_internal.h"

static const uint32_t tags[RS__COLUMNS] = {
    [RS__COLUMN_TYPE] = RS__SECTION_TYPE,     [RS__COLUMN_ADDRESS] = RS__SECTION_ADDRESS,
    [RS__COLUMN_SIZE] = RS__SECTION_SIZE,     [RS__COLUMN_REFCOUNT] = RS__SECTION_REFCOUNT,
    [RS__COLUMN_FLAGS] = RS__SECTION_FLAGS,   [RS__COLUMN_DEGREE] = RS__SECTION_DEGREE,
    [RS__COLUMN_NAME] = RS__SECTION_NAME,     [RS__COLUMN_TARGET] = RS__SECTION_TARGET,
    [RS__COLUMN_VALUED] = RS__SECTION_VALUED, [RS__COLUMN_VALUES] = RS__SECTION_VALUES,
};

unsigned rs__part_column_of(uint32_t tag) {
    unsigned column = 0;
    while (column < RS__COLUMNS && tags[column] != tag) column++;
    return column;
}

/* ---- Whether it is all there ------------------------------------------------------------------------------------------ */

/* Bytes of an entry at most: 0 for what is no planes. */
static unsigned width_of(unsigned column) {
    static const unsigned widths[RS__COLUMNS] = {4, 8, 4, 4, 1, 4, 4, 4, 0, 0};
    return widths[column];
}

static bool has_right_size(const rs__file_part *part, unsigned column) {
    uint64_t content = part->columns[column].content;
    if (column == RS__COLUMN_VALUED) return content == (part->objects + (uint64_t)7) / 8;
    if (column == RS__COLUMN_VALUES) return content == part->value_bytes;
    bool of_references = column == RS__COLUMN_NAME || column == RS__COLUMN_TARGET;
    uint64_t count = of_references ? part->references : part->objects;
    if (count == 0) return content == 1;
    return content >= 1 + count && (content - 1) % count == 0 && (content - 1) / count <= width_of(column);
}

rs_status rs__part_complete(const rs__file_part *part, rs_error *err) {
    for (unsigned column = 0; column < RS__COLUMNS; column++) {
        bool there = part->columns[column].tag != 0;
        bool wanted = column < RS__COLUMN_VALUED || part->value_bytes > 0;
        if (wanted && !there)
            return rs_fail(err, RS_BAD_ARGUMENT, "byte %llu: this part of the heap has no section %.4s",
                           (unsigned long long)part->at, (const char *)&tags[column]);
        if (there && !wanted)
            return rs__section_refuse(&part->columns[column], "holds values where there are none", err);
        if (there && !has_right_size(part, column))
            return rs__section_refuse(&part->columns[column], "lies about its length", err);
    }
    return RS_OK;
}

/* ---- Reading ---------------------------------------------------------------------------------------------------------- */

static const struct {
    enum rs__part_column column;
    bool (*decode)(rs__part *, const unsigned char *, size_t);
} decoders[] = {
    {RS__COLUMN_TYPE, rs__decode_types},         {RS__COLUMN_SIZE, rs__decode_sizes},
    {RS__COLUMN_FLAGS, rs__decode_flags},        {RS__COLUMN_ADDRESS, rs__decode_addresses},
    {RS__COLUMN_REFCOUNT, rs__decode_refcounts}, {RS__COLUMN_DEGREE, rs__decode_degrees},
    {RS__COLUMN_NAME, rs__decode_names},         {RS__COLUMN_TARGET, rs__decode_targets},
};
#define ALL_COLUMNS    (sizeof decoders / sizeof *decoders)
#define OBJECT_COLUMNS 3 /* of them tell types, sizes and flags */

static rs_status read_columns(rs__part *slices, size_t columns, const rs__file_part *part,
                              rs__unpacker *unpacker, const rs__file_source *source, rs_error *err) {
    for (size_t i = 0; i < columns; i++) {
        const rs__section *section = &part->columns[decoders[i].column];
        const unsigned char *content = NULL;
        rs_status st = rs__section_unpack(&content, unpacker, section, source, err);
        if (st != RS_OK) return st;
        if (!decoders[i].decode(slices, content, (size_t)section->content))
            return rs__section_refuse(section, "does not hold what it should", err);
    }
    return RS_OK;
}

/* Value after value, where each begins. */
static bool place_values(rs_parts *parts, const rs__file_part *part) {
    size_t at = (size_t)part->first_value, end = at + part->value_bytes;
    for (uint32_t i = 0; i < part->objects; i++) {
        rs_object_id o = part->first + i;
        if (o < parts->value_first || parts->value_at[o - parts->value_first] == 0) continue;
        if (at >= end || !rs__value_is_sound(parts->value_bytes, end, at)) return false;
        parts->value_at[o - parts->value_first] = (uint32_t)at;
        at += rs__value_length(parts->value_bytes + at);
    }
    return at == end;
}

static bool mark_valued(rs_parts *parts, const rs__file_part *part, const unsigned char *marks) {
    for (uint32_t i = 0; i < part->objects; i++) {
        rs_object_id o = part->first + i;
        bool marked = marks[i / 8] >> i % 8 & 1;
        if (o < parts->value_first && marked) return false;
        if (o >= parts->value_first) parts->value_at[o - parts->value_first] = marked;
    }
    return true;
}

static rs_status read_values(rs_parts *parts, const rs__file_part *part, rs__unpacker *unpacker,
                             const rs__file_source *source, rs_error *err) {
    const rs__section *valued = &part->columns[RS__COLUMN_VALUED],
                      *values = &part->columns[RS__COLUMN_VALUES];
    const unsigned char *content = NULL;
    rs_status st = rs__section_unpack(&content, unpacker, valued, source, err);
    if (st != RS_OK) return st;
    if (!mark_valued(parts, part, content))
        return rs__section_refuse(valued, "does not hold what it should", err);
    st = rs__section_unpack(&content, unpacker, values, source, err);
    if (st != RS_OK) return st;
    memcpy(parts->value_bytes + part->first_value, content, part->value_bytes);
    if (!place_values(parts, part)) return rs__section_refuse(values, "does not hold what it should", err);
    return RS_OK;
}

static void no_values(rs_parts *parts, const rs__file_part *part) {
    for (uint32_t i = 0; i < part->objects; i++)
        if (part->first + i >= parts->value_first) parts->value_at[part->first + i - parts->value_first] = 0;
}

static rs__part slices_of(const rs_parts *parts, const rs__file_part *part) {
    return (rs__part){
        .objects = part->objects,
        .references = part->references,
        .first_reference = part->first_reference,
        .address = parts->address + part->first,
        .type = parts->type + part->first,
        .size = parts->size + part->first,
        .refcount = parts->refcount + part->first,
        .flags = parts->flags + part->first,
        .row = parts->row + part->first,
        .target = parts->target + part->first_reference,
        .name = parts->name + part->first_reference,
    };
}

/* What the numbers lead to, told with the place of the part in the file. */
static rs_status check(const rs_parts *parts, const rs__file_part *part, uint32_t references, rs_error *err) {
    rs_error inner = RS_ERROR_INIT;
    const rs_part_bounds bounds = {part->first, part->first + part->objects, part->first_reference,
                                   part->first_reference + references};
    rs_status st = rs__parts_check_range(parts, &bounds, &inner);
    if (st == RS_OK) return st;
    return rs_fail(err, st, "byte %llu: in this part of the heap %s", (unsigned long long)part->at,
                   inner.message);
}

rs_status rs__part_read(rs_parts *parts, const rs__file_part *part, rs__unpacker *unpacker,
                        const rs__file_source *source, rs_error *err) {
    rs__part slices = slices_of(parts, part);
    rs_status st = read_columns(&slices, ALL_COLUMNS, part, unpacker, source, err);
    if (st == RS_OK) st = check(parts, part, part->references, err);
    if (st != RS_OK || !parts->value_at) return st;
    if (part->value_bytes) return read_values(parts, part, unpacker, source, err);
    no_values(parts, part);
    return RS_OK;
}

rs_status rs__part_read_objects(rs_parts *parts, const rs__file_part *part, rs__unpacker *unpacker,
                                const rs__file_source *source, rs_error *err) {
    rs__file_part alone = *part;
    alone.first_reference = alone.references = 0;
    rs__part slices = slices_of(parts, &alone);
    rs_status st = read_columns(&slices, OBJECT_COLUMNS, part, unpacker, source, err);
    for (unsigned column = 0; column < RS__COLUMNS && st == RS_OK; column++) {
        bool read = column == RS__COLUMN_TYPE || column == RS__COLUMN_SIZE || column == RS__COLUMN_FLAGS;
        if (!read && part->columns[column].tag)
            st = rs__section_verify(unpacker, &part->columns[column], source, err);
    }
    return st == RS_OK ? check(parts, &alone, 0, err) : st;
}
