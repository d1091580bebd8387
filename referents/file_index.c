/* file_index.c: what stands where in a snapshot file.                          Header: file_index.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "file_index.h"

#include <string.h>

#include "file_format.h"
#include "rs_memory.h"

/* ---- The first bytes -------------------------------------------------------------------------------------------------- */

static rs_status read_opening(rs__file_index *index, const rs__file_source *source, rs_error *err) {
    unsigned char header[RS__FILE_HEADER];
    size_t size = source->size < sizeof header ? (size_t)source->size : sizeof header;
    if (size == 0) return rs_fail(err, RS_BAD_ARGUMENT, "the file is empty: no snapshot is in it");
    rs_status st = rs__source_read(source, header, size, 0, err);
    if (st != RS_OK) return st;
    if (memcmp(header, RS__FILE_MAGIC, size < 8 ? size : 8) != 0)
        return rs_fail(err, RS_BAD_ARGUMENT, "byte 0: not a snapshot file: it begins with other bytes");
    if (size < sizeof header)
        return rs_fail(err, RS_BAD_ARGUMENT, "byte %zu: the file ends in its first header: it was cut off",
                       size);
    index->major = rs__get16(header + 8);
    index->minor = rs__get16(header + 10);
    if (rs__get64(header + 16) != rs__file_checksum(header, 16))
        return rs_fail(err, RS_BAD_ARGUMENT, "byte 8: the first header is damaged");
    if (index->major != RS__FILE_MAJOR)
        return rs_fail(
            err, RS_UNSUPPORTED,
            "byte 8: a snapshot file of version %u.%u, and this refscope reads version %u: use the one "
            "that wrote it, or a later one",
            index->major, index->minor, RS__FILE_MAJOR);
    return RS_OK;
}

/* ---- Sections ----------------------------------------------------------------------------------------------------------- */

static const struct {
    uint32_t tag;
    const char *text;
} known[] = {
#define XX(name, a, b, c, d, text) {RS__SECTION_##name, text},
    RS__SECTION_MAP(XX)
#undef XX
};

static const char *text_of(uint32_t tag) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].tag == tag) return known[i].text;
    return NULL;
}

/* What there is more of than can be told apart is added to the last. */
static void count_section(rs__file_index *index, const rs__section *section) {
    char tag[5] = "";
    for (int i = 0; i < 4; i++) {
        tag[i] = (char)(section->tag >> (8 * i));
        if (tag[i] < ' ' || tag[i] > '~') tag[i] = '?';
    }
    uint32_t i = 0;
    while (i < index->seen_count && strcmp(index->seen[i].tag, tag) != 0) i++;
    if (i == RS_FILE_SECTIONS_MAX) i--;
    if (i == index->seen_count) {
        const char *text = text_of(section->tag);
        memcpy(index->seen[i].tag, tag, sizeof tag);
        index->seen[i].text = text ? text : "unknown";
        index->seen_count++;
    }
    index->seen[i].count++;
    index->seen[i].stored += section->stored + RS__SECTION_HEADER;
    index->seen[i].content += section->content;
}

/* The content of a section that is stored plain and short. */
static rs_status read_plain(unsigned char *content, size_t size, const rs__section *section,
                            const rs__file_source *source, rs_error *err) {
    if (section->form != RS__FORM_PLAIN || section->stored < size)
        return rs__section_refuse(section, "lies about its length", err);
    rs__unpacker *unpacker = rs__unpacker_new(section->stored, 0);
    const unsigned char *bytes = NULL;
    rs_status st = unpacker ? rs__section_unpack(&bytes, unpacker, section, source, err)
                            : rs_fail_memory(err, "cannot open the snapshot");
    if (st == RS_OK) memcpy(content, bytes, size);
    rs__unpacker_free(unpacker);
    return st;
}

static rs_status add_part(rs__file_index *index, const rs__section *section, const rs__file_source *source,
                          rs_error *err) {
    unsigned char content[RS__PART_CONTENT];
    rs_status st = read_plain(content, sizeof content, section, source, err);
    if (st != RS_OK) return st;
    void *parts = index->parts;
    if (!rs_reserve(&parts, &index->part_capacity, index->part_count + 1, sizeof *index->parts))
        return rs_fail_memory(err, "cannot open the snapshot");
    index->parts = parts;
    rs__file_part *part = &index->parts[index->part_count++];
    *part = (rs__file_part){.at = section->at,
                            .first = (rs_object_id)index->objects,
                            .objects = rs__get32(content),
                            .first_reference = (uint32_t)index->references,
                            .references = rs__get32(content + 4),
                            .first_value = 1 + index->value_bytes,
                            .value_bytes = rs__get32(content + 8)};
    index->objects += part->objects;
    index->references += part->references;
    index->value_bytes += part->value_bytes;
    if (index->objects > index->head.objects || index->references > index->head.references ||
        index->value_bytes > index->head.value_bytes)
        return rs__section_refuse(section, "is of more objects than the file says it has", err);
    return RS_OK;
}

static rs_status check_last_part(const rs__file_index *index, rs_error *err) {
    return index->part_count ? rs__part_complete(&index->parts[index->part_count - 1], err) : RS_OK;
}

static unsigned table_of(uint32_t tag) {
    static const uint32_t tags[RS__TABLES] = {RS__SECTION_HEAD,  RS__SECTION_TYPES, RS__SECTION_STRINGS,
                                              RS__SECTION_NAMED, RS__SECTION_CODE,  RS__SECTION_BIG};
    unsigned table = 0;
    while (table < RS__TABLES && tags[table] != tag) table++;
    return table;
}

static void note_bounds(rs__file_index *index, const rs__section *section) {
    if (section->stored > index->most_stored) index->most_stored = section->stored;
    if (section->content > index->most_content) index->most_content = section->content;
}

/* Keep where a section is, which may be there once: in the file, or in its part. */
static rs_status keep_section(rs__file_index *index, const rs__section *section, rs_error *err) {
    unsigned table = table_of(section->tag), column = rs__part_column_of(section->tag);
    if (section->form > RS__FORM_ZSTD)
        return rs__section_refuse(section, "is in a form that this version does not know", err);
    if (column < RS__COLUMNS && index->part_count == 0)
        return rs__section_refuse(section, "stands before any part of the heap", err);
    rs__section *place = table < RS__TABLES ? &index->tables[table]
                                            : &index->parts[index->part_count - 1].columns[column];
    if (place->tag != 0) return rs__section_refuse(section, "is there twice", err);
    *place = *section;
    note_bounds(index, section);
    index->content += section->content;
    return RS_OK;
}

static rs_status read_head(rs__file_index *index, const rs__section *section, const rs__file_source *source,
                           rs_error *err) {
    if (section->form > RS__FORM_ZSTD || section->content > RS__HEAD_MAX * 64u)
        return rs__section_refuse(section, "lies about its length", err);
    rs__unpacker *unpacker = rs__unpacker_new(section->stored, section->content);
    const unsigned char *content = NULL;
    rs_status st = unpacker ? rs__section_unpack(&content, unpacker, section, source, err)
                            : rs_fail_memory(err, "cannot open the snapshot");
    if (st == RS_OK && !rs__head_get(&index->head, content, (size_t)section->content))
        st = rs__section_refuse(section, "does not hold what it should", err);
    rs__unpacker_free(unpacker);
    return st;
}

static rs_status take_section(rs__file_index *index, const rs__section *section,
                              const rs__file_source *source, rs_error *err) {
    rs_status st = RS_OK;
    bool is_head = section->tag == RS__SECTION_HEAD, is_part = section->tag == RS__SECTION_PART;
    count_section(index, section);
    if (index->sections++ == 0 && !is_head)
        return rs__section_refuse(section, "stands where section HEAD should", err);
    if (is_part) {
        st = check_last_part(index, err);
        return st == RS_OK ? add_part(index, section, source, err) : st;
    }
    if (table_of(section->tag) == RS__TABLES && rs__part_column_of(section->tag) == RS__COLUMNS)
        return RS_OK; /* of a later minor version: passed over */
    st = keep_section(index, section, err);
    return st == RS_OK && is_head ? read_head(index, section, source, err) : st;
}

/* ---- The end ------------------------------------------------------------------------------------------------------------ */

/* Before memory is asked for: a few bytes can claim to hold any number of zeros. */
static rs_status check_density(const rs__file_index *index, const rs__file_source *source, rs_error *err) {
    if (index->content / RS__DENSITY_MAX <= source->size) return RS_OK;
    return rs_fail(
        err, RS_BAD_ARGUMENT,
        "claims %u objects and %u references, %llu bytes, in a file of %llu: no snapshot is packed "
        "so tightly",
        index->head.objects, index->head.references, (unsigned long long)index->content,
        (unsigned long long)source->size);
}

static rs_status check_totals(const rs__file_index *index, const rs__section *end, rs_error *err) {
    const rs__file_head *head = &index->head;
    for (unsigned table = 0; table <= RS__TABLE_NAMED; table++)
        if (index->tables[table].tag == 0)
            return rs__section_refuse(end, "comes before all tables were there", err);
    if (index->part_count != head->parts || index->objects != head->objects ||
        index->references != head->references || index->value_bytes != head->value_bytes)
        return rs__section_refuse(end, "comes before all of the heap was there", err);
    if (head->value_bytes >= UINT32_MAX || head->value_first > head->objects)
        return rs__section_refuse(&index->tables[RS__TABLE_HEAD], "counts more values than there can be",
                                  err);
    return check_last_part(index, err);
}

static rs_status read_end(rs__file_index *index, const rs__section *end, const rs__file_source *source,
                          rs_error *err) {
    unsigned char content[RS__END_CONTENT];
    rs_status st = read_plain(content, sizeof content, end, source, err);
    if (st != RS_OK) return st;
    if (rs__get32(content) != (uint32_t)index->sections)
        return rs__section_refuse(end, "counts other sections than there are: some are missing", err);
    uint64_t behind = end->at + RS__SECTION_HEADER + end->stored;
    if (behind != source->size)
        return rs_fail(err, RS_BAD_ARGUMENT, "byte %llu: something stands behind the end of the snapshot",
                       (unsigned long long)behind);
    st = check_totals(index, end, err);
    return st == RS_OK ? check_density(index, source, err) : st;
}

rs_status rs__file_index_make(rs__file_index *index, const rs__file_source *source, rs_error *err) {
    memset(index, 0, sizeof *index);
    uint64_t at = RS__FILE_HEADER;
    rs__section section = {0};
    rs_status st = read_opening(index, source, err);
    while (st == RS_OK) {
        st = rs__section_header(&section, source, at, err);
        if (st != RS_OK) break;
        if (section.tag == RS__SECTION_END) {
            count_section(index, &section);
            return read_end(index, &section, source, err);
        }
        st = take_section(index, &section, source, err);
        at += RS__SECTION_HEADER + section.stored;
    }
    return st;
}

void rs__file_index_release(rs__file_index *index) {
    rs_release(index->parts);
    index->parts = NULL;
}
