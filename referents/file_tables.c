/* file_tables.c: the tables of a snapshot file.                               Header: file_tables.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "file_tables.h"

#include <string.h>

#include "file_format.h"
#include "rs_memory.h"

static rs_status no_memory(rs_error *err) {
    return rs_fail_memory(err, "cannot open the snapshot");
}

/* The content of a table of `count` entries of `entry` bytes. */
static rs_status table(const unsigned char **content, const rs__section *section, uint64_t count,
                       uint64_t entry, rs__unpacker *unpacker, const rs__file_source *source, rs_error *err) {
    if (section->content != count * entry)
        return rs__section_refuse(section, "has other entries than are counted", err);
    return rs__section_unpack(content, unpacker, section, source, err);
}

static rs_status read_types(rs_parts *parts, const rs__file_index *index, rs__unpacker *unpacker,
                            const rs__file_source *source, rs_error *err) {
    const unsigned char *entry = NULL;
    rs_status st = table(&entry, &index->tables[RS__TABLE_TYPES], index->head.types, RS__TYPE_ENTRY, unpacker,
                         source, err);
    if (st != RS_OK) return st;
    parts->types = rs_alloc_array(index->head.types, sizeof *parts->types);
    if (!parts->types) return no_memory(err);
    parts->type_count = index->head.types;
    for (uint32_t t = 0; t < parts->type_count; t++, entry += RS__TYPE_ENTRY) {
        bool known = entry[12] <= RS_KIND_FRAME_RECORD;
        parts->types[t] = (rs_type_part){.name = rs__get32(entry),
                                         .bare = rs__get32(entry + 4),
                                         .object = rs__get32(entry + 8),
                                         .kind = known ? (rs_kind)entry[12] : RS_KIND_OTHER,
                                         .exact = entry[13] != 0,
                                         .told = entry[14] <= RS_TOLD_WRONGLY ? (rs_told)entry[14] : RS_TOLD_RIGHTLY};
    }
    return RS_OK;
}

/* Where each string begins: behind the end of the one before. */
static bool find_strings(rs_parts *parts, uint32_t count) {
    size_t at = 0;
    for (uint32_t s = 0; s < count; s++) {
        const char *end = at < parts->string_size
                              ? memchr(parts->string_bytes + at, '\0', parts->string_size - at)
                              : NULL;
        if (!end) return false;
        parts->string_start[s] = (uint32_t)at;
        at = (size_t)(end - parts->string_bytes) + 1;
    }
    parts->string_count = count;
    return at == parts->string_size;
}

static rs_status read_strings(rs_parts *parts, const rs__file_index *index, rs__unpacker *unpacker,
                              const rs__file_source *source, rs_error *err) {
    const rs__section *section = &index->tables[RS__TABLE_STRINGS];
    const unsigned char *content = NULL;
    rs_status st = table(&content, section, index->head.string_bytes, 1, unpacker, source, err);
    if (st != RS_OK) return st;
    if (section->content > UINT32_MAX || index->head.strings > section->content)
        return rs__section_refuse(section, "has other entries than are counted", err);
    parts->string_size = (size_t)section->content;
    parts->string_bytes = rs_alloc_array(parts->string_size, 1);
    parts->string_start = rs_alloc_array(index->head.strings, sizeof *parts->string_start);
    if (!parts->string_bytes || !parts->string_start) return no_memory(err);
    if (parts->string_size) memcpy(parts->string_bytes, content, parts->string_size);
    if (!find_strings(parts, index->head.strings))
        return rs__section_refuse(section, "has other entries than are counted", err);
    return RS_OK;
}

static rs_status read_named(rs_parts *parts, const rs__file_index *index, rs__unpacker *unpacker,
                            const rs__file_source *source, rs_error *err) {
    const unsigned char *entry = NULL;
    rs_status st = table(&entry, &index->tables[RS__TABLE_NAMED], index->head.named, RS__NAMED_ENTRY,
                         unpacker, source, err);
    if (st != RS_OK) return st;
    parts->named_object = rs_alloc_array(index->head.named, sizeof *parts->named_object);
    parts->named_string = rs_alloc_array(index->head.named, sizeof *parts->named_string);
    if (!parts->named_object || !parts->named_string) return no_memory(err);
    parts->named_count = index->head.named;
    for (uint32_t i = 0; i < parts->named_count; i++, entry += RS__NAMED_ENTRY) {
        parts->named_object[i] = rs__get32(entry);
        parts->named_string[i] = rs__get32(entry + 4);
    }
    return RS_OK;
}

/* A table that is left out when it has no entries: whether it is there. */
static rs_status find_table(bool *there, const rs__file_index *index, enum rs__file_table table,
                            uint32_t count, rs_error *err) {
    *there = index->tables[table].tag != 0;
    if (*there || count == 0) return RS_OK;
    return rs__section_refuse(&index->tables[RS__TABLE_HEAD], "counts entries of a table that is not there",
                              err);
}

static rs_status read_code(rs_parts *parts, const rs__file_index *index, rs__unpacker *unpacker,
                           const rs__file_source *source, rs_error *err) {
    uint32_t count = index->head.code;
    const unsigned char *entry = NULL;
    bool there = false;
    rs_status st = find_table(&there, index, RS__TABLE_CODE, count, err);
    if (st != RS_OK || !there) return st;
    st = table(&entry, &index->tables[RS__TABLE_CODE], count, RS__CODE_ENTRY, unpacker, source, err);
    if (st != RS_OK) return st;
    parts->code_object = rs_alloc_array(count, sizeof *parts->code_object);
    parts->code_file = rs_alloc_array(count, sizeof *parts->code_file);
    parts->code_line = rs_alloc_array(count, sizeof *parts->code_line);
    if (!parts->code_object || !parts->code_file || !parts->code_line) return no_memory(err);
    parts->code_count = count;
    for (uint32_t i = 0; i < count; i++, entry += RS__CODE_ENTRY) {
        parts->code_object[i] = rs__get32(entry);
        parts->code_file[i] = rs__get32(entry + 4);
        parts->code_line[i] = rs__get32(entry + 8);
    }
    return RS_OK;
}

static rs_status read_big(rs_parts *parts, const rs__file_index *index, rs__unpacker *unpacker,
                          const rs__file_source *source, rs_error *err) {
    const unsigned char *entry = NULL;
    bool there = false;
    rs_status st = find_table(&there, index, RS__TABLE_BIG, index->head.big, err);
    if (st != RS_OK || !there) return st;
    st = table(&entry, &index->tables[RS__TABLE_BIG], index->head.big, RS__BIG_ENTRY, unpacker, source, err);
    if (st != RS_OK) return st;
    parts->big_object = rs_alloc_array(index->head.big, sizeof *parts->big_object);
    parts->big_size = rs_alloc_array(index->head.big, sizeof *parts->big_size);
    if (!parts->big_object || !parts->big_size) return no_memory(err);
    parts->big_count = index->head.big;
    for (uint32_t i = 0; i < parts->big_count; i++, entry += RS__BIG_ENTRY) {
        parts->big_object[i] = rs__get32(entry);
        parts->big_size[i] = rs__get64(entry + 4);
    }
    return RS_OK;
}

rs_status rs__tables_read(rs_parts *parts, const rs__file_index *index, rs__unpacker *unpacker,
                          const rs__file_source *source, rs_error *err) {
    rs_status st = read_types(parts, index, unpacker, source, err);
    if (st == RS_OK) st = read_strings(parts, index, unpacker, source, err);
    if (st == RS_OK) st = read_named(parts, index, unpacker, source, err);
    if (st == RS_OK) st = read_code(parts, index, unpacker, source, err);
    if (st == RS_OK) st = read_big(parts, index, unpacker, source, err);
    return st;
}
