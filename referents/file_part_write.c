/* file_part_write.c: a part of a heap as the sections of a file.                Header: file_part.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "file_format.h"
#include "file_part.h"
#include "rs_memory.h"
#include "snapshot_internal.h"

struct rs__part_writer {
    rs__packer *packer;
    uint64_t *differences;
    unsigned char *content; /* of the section at hand */
    unsigned char *out;     /* the sections so far */
    size_t size;
    uint32_t sections;
    uint64_t held; /* bytes that they hold */
    bool failed;
};

/* ---- Which objects --------------------------------------------------------------------------------------------------- */

static size_t value_bytes_of(const rs__file_choice *choice, rs_object_id object) {
    uint32_t at = rs__chosen_value(choice, object);
    return at ? rs__value_length(choice->parts->value_bytes + at) : 0;
}

rs__part_range rs__part_range_at(const rs__file_choice *choice, rs_object_id first) {
    const rs_parts *parts = choice->parts;
    rs__part_range range = {first, 0, 0};
    uint32_t references = 0;
    for (rs_object_id o = first;
         o < parts->objects && range.objects < RS__PART_OBJECTS_MAX && references < RS__PART_REFERENCES;
         o++) {
        range.value_bytes += (uint32_t)value_bytes_of(choice, o);
        range.objects++;
        references = parts->row[o + 1] - parts->row[first];
    }
    return range;
}

/* ---- Room ------------------------------------------------------------------------------------------------------------ */

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

/* The largest content of one section, and the most that all take. */
static size_t content_bound(size_t objects, size_t references, size_t value_bytes) {
    size_t columns = larger(RS__PLANES_MAX(objects, 8), RS__PLANES_MAX(references, 4));
    return larger(larger(columns, value_bytes), RS__PART_CONTENT);
}

static size_t sections_bound(size_t objects, size_t references, size_t value_bytes) {
    return rs__section_bound(RS__PART_CONTENT) + rs__section_bound(RS__PLANES_MAX(objects, 8)) +
           5 * rs__section_bound(RS__PLANES_MAX(objects, 4)) +
           2 * rs__section_bound(RS__PLANES_MAX(references, 4)) + rs__section_bound(objects / 8 + 1) +
           rs__section_bound(value_bytes);
}

rs__part_writer *rs__part_writer_new(uint32_t objects, uint32_t references, uint32_t value_bytes) {
    rs__part_writer *writer = rs_alloc_cleared(1, sizeof *writer);
    if (!writer) return NULL;
    writer->packer = rs__packer_new();
    writer->differences = rs_alloc_array(larger(objects, references), sizeof *writer->differences);
    writer->content = rs_alloc_array(content_bound(objects, references, value_bytes), 1);
    writer->out = rs_alloc_array(sections_bound(objects, references, value_bytes), 1);
    if (writer->packer && writer->differences && writer->content && writer->out) return writer;
    rs__part_writer_free(writer);
    return NULL;
}

void rs__part_writer_free(rs__part_writer *writer) {
    if (!writer) return;
    rs__packer_free(writer->packer);
    rs_release(writer->differences);
    rs_release(writer->content);
    rs_release(writer->out);
    rs_release(writer);
}

/* ---- Sections -------------------------------------------------------------------------------------------------------- */

static void add_section(rs__part_writer *writer, uint32_t tag, size_t size) {
    size_t packed = writer->failed ? 0
                                   : rs__section_pack(writer->packer, writer->out + writer->size, tag,
                                                      writer->content, size);
    writer->failed |= packed == 0;
    writer->size += packed;
    writer->sections++;
    writer->held += size;
}

static void add_opening(rs__part_writer *writer, const rs__part *part, const rs__part_range *range) {
    rs__put32(writer->content, part->objects);
    rs__put32(writer->content + 4, part->references);
    rs__put32(writer->content + 8, range->value_bytes);
    rs__put32(writer->content + 12, 0);
    add_section(writer, RS__SECTION_PART, RS__PART_CONTENT);
}

static void add_columns(rs__part_writer *writer, const rs__part *part) {
    static const struct {
        uint32_t tag;
        size_t (*encode)(unsigned char *to, const rs__part *part, uint64_t *differences);
    } columns[] = {
        {RS__SECTION_TYPE, rs__encode_types},  {RS__SECTION_ADDRESS, rs__encode_addresses},
        {RS__SECTION_SIZE, rs__encode_sizes},  {RS__SECTION_REFCOUNT, rs__encode_refcounts},
        {RS__SECTION_FLAGS, rs__encode_flags}, {RS__SECTION_DEGREE, rs__encode_degrees},
        {RS__SECTION_NAME, rs__encode_names},  {RS__SECTION_TARGET, rs__encode_targets},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        add_section(writer, columns[i].tag, columns[i].encode(writer->content, part, writer->differences));
}

static void add_values(rs__part_writer *writer, const rs__file_choice *choice, const rs__part_range *range) {
    const rs_parts *parts = choice->parts;
    size_t bytes = 0, marks = (range->objects + (size_t)7) / 8;
    if (range->value_bytes == 0) return;
    memset(writer->content, 0, marks);
    for (uint32_t i = 0; i < range->objects; i++)
        if (rs__chosen_value(choice, range->first + i))
            writer->content[i / 8] |= (unsigned char)(1u << i % 8);
    add_section(writer, RS__SECTION_VALUED, marks);
    for (uint32_t i = 0; i < range->objects; i++) {
        uint32_t at = rs__chosen_value(choice, range->first + i);
        size_t length = at ? rs__value_length(parts->value_bytes + at) : 0;
        memcpy(writer->content + bytes, parts->value_bytes + at, length);
        bytes += length;
    }
    add_section(writer, RS__SECTION_VALUES, bytes);
}

bool rs__part_write(rs__part_writer *writer, const rs__file_choice *choice, const rs__part_range *range) {
    const rs_parts *parts = choice->parts;
    rs_object_id first = range->first;
    rs__part part = {
        .objects = range->objects,
        .references = parts->row[first + range->objects] - parts->row[first],
        .first_reference = parts->row[first],
        .address = parts->address + first,
        .type = parts->type + first,
        .size = parts->size + first,
        .refcount = parts->refcount + first,
        .flags = parts->flags + first,
        .row = parts->row + first,
        .target = parts->target + parts->row[first],
        .name = parts->name + parts->row[first],
    };
    writer->size = writer->sections = 0;
    writer->held = 0;
    writer->failed = false;
    add_opening(writer, &part, range);
    add_columns(writer, &part);
    add_values(writer, choice, range);
    return !writer->failed;
}

const unsigned char *rs__part_written(const rs__part_writer *writer, size_t *size) {
    *size = writer->size;
    return writer->out;
}

uint64_t rs__part_content(const rs__part_writer *writer) {
    return writer->held;
}

uint32_t rs__part_sections(const rs__part_writer *writer) {
    return writer->sections;
}
