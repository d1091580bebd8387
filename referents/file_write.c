/* file_write.c: a photograph into a file.     Manual: rs_snapshot_file.h. Form: SNAPSHOT_FORMAT.md. The other half: file_read.c
 *                                                                                             Map: referents/README.md
 * The tables go first, then part after part of the heap. Parts are made by a few threads and written in their order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "file_format.h"
#include "file_head.h"
#include "file_part.h"
#include "parallel.h"
#include "rs_memory.h"
#include "rs_snapshot_file.h"
#include "snapshot_internal.h"
#include "utf8.h"
#include "whole_file.h"

typedef struct file_writer {
    const rs_snapshot *snapshot;
    const rs_parts *parts;
    const rs_save_options *options;
    rs__file_choice choice;
    rs__whole_file file;
    rs__packer *packer;
    uint32_t sections; /* written so far, and their bytes; bytes of what they hold */
    uint64_t bytes, content;

    /* What the parts come to, and the largest of each. */
    uint32_t part_count, most_objects, most_references, most_value_bytes;
    uint64_t value_bytes;

    /* The round of parts at hand: one a thread. */
    unsigned threads, at_work;
    rs__part_writer *makers[RS__THREADS_MAX];
    rs__part_range ranges[RS__THREADS_MAX];
    bool made[RS__THREADS_MAX];
} file_writer;

/* ---- Tables ----------------------------------------------------------------------------------------------------------- */

static rs_status write_bytes(file_writer *writer, const void *bytes, size_t size, rs_error *err) {
    writer->bytes += size;
    return rs__whole_file_write(&writer->file, bytes, size, err);
}

/* `content` is released. */
static rs_status write_section(file_writer *writer, uint32_t tag, unsigned char *content, size_t size,
                               rs_error *err) {
    unsigned char *out = content ? rs_alloc_array(rs__section_bound(size), 1) : NULL;
    size_t packed = out ? rs__section_pack(writer->packer, out, tag, content, size) : 0;
    rs_status st = packed ? write_bytes(writer, out, packed, err)
                          : rs_fail_memory(err, "cannot save the snapshot");
    writer->sections++;
    writer->content += size;
    rs_release(out);
    rs_release(content);
    return st;
}

/* A text that fits, cut between two characters. */
static void copy_text(char *to, size_t room, const char *text) {
    size_t length = 0, step = 0, whole = strlen(text);
    while (length < whole) {
        bool bad = rs__utf8(text + length, whole - length, &step) == RS__NOT_UTF8;
        if (length + (bad ? 1 : step) >= room) break;
        if (bad)
            to[length++] = '?';
        else {
            memcpy(to + length, text + length, step);
            length += step;
        }
    }
    to[length] = '\0';
}

static void describe(rs__file_head *head, const file_writer *writer, uint64_t string_bytes) {
    const rs_parts *p = writer->parts;
    *head = (rs__file_head){.objects = p->objects,
                            .records = p->records,
                            .references = p->references,
                            .types = p->type_count,
                            .strings = p->string_count,
                            .named = p->named_count,
                            .code = writer->choice.code_count,
                            .big = p->big_count,
                            .value_first = writer->value_bytes ? p->value_first : p->objects,
                            .parts = writer->part_count,
                            .value_bytes = writer->value_bytes,
                            .string_bytes = string_bytes,
                            .total_size = rs_snapshot_total_size(writer->snapshot),
                            .inner_references = rs_snapshot_reference_count(writer->snapshot),
                            .coverage = p->coverage,
                            .origin = p->origin};
    head->coverage.values = writer->choice.values;
    head->coverage.values_withheld += writer->choice.withheld;
    copy_text(head->writer, sizeof head->writer, REFSCOPE_VERSION);
    if (writer->options->target)
        copy_text(head->origin.target, sizeof head->origin.target, writer->options->target);
    if (writer->options->where)
        copy_text(head->origin.where, sizeof head->origin.where, writer->options->where);
    if (writer->options->collections > 0) {
        head->origin.collections = writer->options->collections;
        head->origin.collected = writer->options->collected;
    }
}

static rs_status write_head(file_writer *writer, uint64_t string_bytes, rs_error *err) {
    rs__file_head head;
    describe(&head, writer, string_bytes);
    unsigned char *content = rs_alloc(RS__HEAD_MAX);
    size_t size = content ? rs__head_put(content, &head) : 0;
    return write_section(writer, RS__SECTION_HEAD, content, size, err);
}

static rs_status write_types(file_writer *writer, rs_error *err) {
    const rs_parts *p = writer->parts;
    size_t size = (size_t)p->type_count * RS__TYPE_ENTRY;
    unsigned char *content = rs_alloc_cleared(size, 1);
    for (uint32_t t = 0; content && t < p->type_count; t++) {
        unsigned char *entry = content + (size_t)t * RS__TYPE_ENTRY;
        rs__put32(entry, p->types[t].name);
        rs__put32(entry + 4, p->types[t].bare);
        rs__put32(entry + 8, p->types[t].object);
        entry[12] = (unsigned char)p->types[t].kind;
        entry[13] = p->types[t].exact;
        entry[14] = (unsigned char)p->types[t].told;
    }
    return write_section(writer, RS__SECTION_TYPES, content, size, err);
}

static uint64_t string_bytes_of(const file_writer *writer) {
    uint64_t size = 0;
    for (uint32_t s = 0; s < writer->parts->string_count; s++)
        size += strlen(rs__chosen_string(&writer->choice, s)) + 1;
    return size;
}

static rs_status write_strings(file_writer *writer, uint64_t size, rs_error *err) {
    unsigned char *content = rs_alloc_array((size_t)size, 1), *next = content;
    for (uint32_t s = 0; content && s < writer->parts->string_count; s++) {
        const char *string = rs__chosen_string(&writer->choice, s);
        size_t length = strlen(string) + 1;
        memcpy(next, string, length);
        next += length;
    }
    return write_section(writer, RS__SECTION_STRINGS, content, (size_t)size, err);
}

static rs_status write_named(file_writer *writer, rs_error *err) {
    const rs_parts *p = writer->parts;
    size_t size = (size_t)p->named_count * RS__NAMED_ENTRY;
    unsigned char *content = rs_alloc_array(size, 1), *entry = content;
    for (uint32_t i = 0; content && i < p->named_count; i++, entry += RS__NAMED_ENTRY) {
        rs__put32(entry, p->named_object[i]);
        rs__put32(entry + 4, p->named_string[i]);
    }
    return write_section(writer, RS__SECTION_NAMED, content, size, err);
}

static rs_status write_code(file_writer *writer, rs_error *err) {
    const rs_parts *p = writer->parts;
    size_t size = (size_t)writer->choice.code_count * RS__CODE_ENTRY;
    if (writer->choice.code_count == 0) return RS_OK;
    unsigned char *content = rs_alloc_array(size, 1), *entry = content;
    for (uint32_t i = 0; content && i < writer->choice.code_count; i++, entry += RS__CODE_ENTRY) {
        rs__put32(entry, p->code_object[i]);
        rs__put32(entry + 4, p->code_file[i]);
        rs__put32(entry + 8, p->code_line[i]);
    }
    return write_section(writer, RS__SECTION_CODE, content, size, err);
}

static rs_status write_big(file_writer *writer, rs_error *err) {
    const rs_parts *p = writer->parts;
    size_t size = (size_t)p->big_count * RS__BIG_ENTRY;
    if (p->big_count == 0) return RS_OK;
    unsigned char *content = rs_alloc_array(size, 1), *entry = content;
    for (uint32_t i = 0; content && i < p->big_count; i++, entry += RS__BIG_ENTRY) {
        rs__put32(entry, p->big_object[i]);
        rs__put64(entry + 4, p->big_size[i]);
    }
    return write_section(writer, RS__SECTION_BIG, content, size, err);
}

static rs_status write_opening(file_writer *writer, rs_error *err) {
    unsigned char header[RS__FILE_HEADER] = {0};
    uint64_t string_bytes = string_bytes_of(writer);
    memcpy(header, RS__FILE_MAGIC, 8);
    rs__put16(header + 8, RS__FILE_MAJOR);
    rs__put16(header + 10, RS__FILE_MINOR);
    rs__put64(header + 16, rs__file_checksum(header, 16));
    rs_status st = write_bytes(writer, header, sizeof header, err);
    if (st == RS_OK) st = write_head(writer, string_bytes, err);
    if (st == RS_OK) st = write_types(writer, err);
    if (st == RS_OK) st = write_strings(writer, string_bytes, err);
    if (st == RS_OK) st = write_named(writer, err);
    if (st == RS_OK) st = write_code(writer, err);
    if (st == RS_OK) st = write_big(writer, err);
    return st;
}

static rs_status write_end(file_writer *writer, rs_error *err) {
    unsigned char *content = rs_alloc_cleared(RS__END_CONTENT, 1);
    if (content) rs__put32(content, writer->sections);
    return write_section(writer, RS__SECTION_END, content, RS__END_CONTENT, err);
}

/* ---- Parts ------------------------------------------------------------------------------------------------------------ */

static void raise_to(uint32_t *most, uint32_t number) {
    if (number > *most) *most = number;
}

static void plan_parts(file_writer *writer) {
    const rs_parts *p = writer->parts;
    for (rs_object_id first = 0; first < p->objects;) {
        rs__part_range range = rs__part_range_at(&writer->choice, first);
        raise_to(&writer->most_objects, range.objects);
        raise_to(&writer->most_references, p->row[first + range.objects] - p->row[first]);
        raise_to(&writer->most_value_bytes, range.value_bytes);
        writer->value_bytes += range.value_bytes;
        writer->part_count++;
        first += range.objects;
    }
}

static rs_status hire(file_writer *writer, rs_error *err) {
    writer->threads = rs__threads_for(writer->parts->objects);
    if (writer->threads > writer->part_count) writer->threads = writer->part_count;
    for (unsigned t = 0; t < writer->threads; t++) {
        writer->makers[t] = rs__part_writer_new(writer->most_objects, writer->most_references,
                                                writer->most_value_bytes);
        if (!writer->makers[t]) return rs_fail_memory(err, "cannot save the snapshot");
    }
    return RS_OK;
}

static void make_part(void *job, unsigned thread) {
    file_writer *writer = job;
    writer->made[thread] = rs__part_write(writer->makers[thread], &writer->choice, &writer->ranges[thread]);
}

static rs_status write_round(file_writer *writer, rs_error *err) {
    rs__run_threads(writer->at_work, make_part, writer);
    for (unsigned t = 0; t < writer->at_work; t++) {
        size_t size = 0;
        if (!writer->made[t]) return rs_fail_memory(err, "cannot save the snapshot");
        const unsigned char *bytes = rs__part_written(writer->makers[t], &size);
        rs_status st = write_bytes(writer, bytes, size, err);
        if (st != RS_OK) return st;
        writer->sections += rs__part_sections(writer->makers[t]);
        writer->content += rs__part_content(writer->makers[t]);
    }
    return RS_OK;
}

static rs_status write_parts(file_writer *writer, rs_error *err) {
    rs_status st = hire(writer, err);
    for (rs_object_id first = 0; first < writer->parts->objects && st == RS_OK;) {
        writer->at_work = 0;
        while (writer->at_work < writer->threads && first < writer->parts->objects) {
            rs__part_range range = rs__part_range_at(&writer->choice, first);
            writer->ranges[writer->at_work++] = range;
            first += range.objects;
        }
        st = write_round(writer, err);
    }
    return st;
}

/* ---- Filling up ------------------------------------------------------------------------------------------------------- */

/* Heaps of millions that are all alike pack to nearly nothing, as a forged file would: zeros make up for it. */
static rs_status fill_up(file_writer *writer, rs_error *err) {
    enum { PIECE = 1u << 16 };
    uint64_t wanted = writer->content / RS__DENSITY_MAX + 1;
    unsigned char *zeros = NULL, *section = NULL;
    rs_status st = RS_OK;
    if (writer->bytes >= wanted) return RS_OK;
    zeros = rs_alloc_cleared(PIECE, 1);
    section = rs_alloc_array(RS__SECTION_HEADER + PIECE, 1);
    if (!zeros || !section) st = rs_fail_memory(err, "cannot save the snapshot");
    while (st == RS_OK && writer->bytes < wanted) {
        size_t size = rs__section_lay(section, RS__SECTION_FILL, zeros, PIECE);
        st = write_bytes(writer, section, size, err);
        writer->sections++;
    }
    rs_release(zeros);
    rs_release(section);
    return st;
}

/* ---- The whole -------------------------------------------------------------------------------------------------------- */

static rs_status write_all(file_writer *writer, rs_error *err) {
    rs_status st = rs__file_choose(&writer->choice, writer->snapshot, writer->options->values, err);
    if (st != RS_OK) return st;
    plan_parts(writer);
    writer->packer = rs__packer_new();
    if (!writer->packer) return rs_fail_memory(err, "cannot save the snapshot");
    st = write_opening(writer, err);
    if (st == RS_OK) st = write_parts(writer, err);
    if (st == RS_OK) st = fill_up(writer, err);
    if (st == RS_OK) st = write_end(writer, err);
    return st;
}

rs_status rs_snapshot_save(const rs_snapshot *snapshot, const char *path, const rs_save_options *options,
                           rs_error *err) {
    static const rs_save_options defaults = RS_SAVE_OPTIONS_INIT;
    file_writer *writer = rs_alloc_cleared(1, sizeof *writer);
    if (!writer) return rs_fail_memory(err, "cannot save the snapshot");
    writer->snapshot = snapshot;
    writer->parts = rs__snapshot_parts(snapshot);
    writer->options = options ? options : &defaults;
    rs_status st = rs__whole_file_begin_secret(&writer->file, path, err);
    if (st == RS_OK) st = write_all(writer, err);
    st = rs__whole_file_end(&writer->file, st, err);
    for (unsigned t = 0; t < writer->threads; t++) rs__part_writer_free(writer->makers[t]);
    rs__packer_free(writer->packer);
    rs__file_choice_release(&writer->choice);
    rs_release(writer);
    return st;
}
