/* file_read.c: a photograph from a file.      Manual: rs_snapshot_file.h. Form: SNAPSHOT_FORMAT.md. The other half: file_write.c
 *                                                                                             Map: referents/README.md
 * First the index of the file is made, which checks every length (file_index.c); then the columns are asked for and filled,
 * part after part, by a few threads; every number in them is checked there and then (snapshot_check.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_format.h"
#include "file_index.h"
#include "file_tables.h"
#include "parallel.h"
#include "rs_memory.h"
#include "snapshot_internal.h"

typedef struct file_reader {
    const rs__file_source *source;
    bool objects_only;
    rs__file_index index;
    rs_parts parts;
    unsigned threads;
    rs__unpacker *unpackers[RS__THREADS_MAX];
    rs_status statuses[RS__THREADS_MAX];
    rs_error errors[RS__THREADS_MAX];
    size_t failed[RS__THREADS_MAX]; /* the part that a thread failed at */
} file_reader;

static rs_status no_memory(rs_error *err) {
    return rs_fail_memory(err, "cannot open the snapshot");
}

/* ---- Room ------------------------------------------------------------------------------------------------------------- */

static uint64_t memory_needed(const rs__file_head *head) {
    uint64_t bytes = (uint64_t)head->objects * (8 + 4 * 4 + 1) + (uint64_t)head->references * 8;
    if (head->value_bytes) bytes += head->value_bytes + (uint64_t)(head->objects - head->value_first) * 4;
    return bytes;
}

/* More than the whole machine has: asked for, it would be given, and the process killed when it is filled. */
static rs_status check_memory(const rs__file_head *head, rs_error *err) {
    uint64_t needed = memory_needed(head);
    uint64_t there = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    if (needed <= there) return RS_OK;
    return rs_fail(err, RS_LIMIT, "the snapshot takes %.1f GB of memory, and this machine has %.1f",
                   (double)needed / 1e9, (double)there / 1e9);
}

static void describe(rs_parts *parts, const rs__file_head *head) {
    parts->objects = head->objects;
    parts->records = head->records;
    parts->coverage = head->coverage;
    parts->origin = head->origin;
}

static bool make_columns(rs_parts *parts, const rs__file_head *head) {
    size_t objects = head->objects, references = head->references;
    parts->references = head->references;
    parts->address = rs_alloc_array(objects, sizeof *parts->address);
    parts->type = rs_alloc_array(objects, sizeof *parts->type);
    parts->size = rs_alloc_array(objects, sizeof *parts->size);
    parts->refcount = rs_alloc_array(objects, sizeof *parts->refcount);
    parts->flags = rs_alloc_array(objects, sizeof *parts->flags);
    parts->row = rs_alloc_array(objects + 1, sizeof *parts->row);
    parts->target = rs_alloc_array(references, sizeof *parts->target);
    parts->name = rs_alloc_array(references, sizeof *parts->name);
    if (!parts->address || !parts->type || !parts->size || !parts->refcount || !parts->flags || !parts->row ||
        !parts->target || !parts->name)
        return false;
    parts->row[objects] = head->references;
    return true;
}

/* What is not read is pages of zeros that nobody touches. */
static bool make_object_columns(rs_parts *parts, const rs__file_head *head) {
    size_t objects = head->objects;
    parts->references_left_out = head->inner_references;
    parts->value_first = head->objects;
    parts->address = rs_alloc_cleared(objects, sizeof *parts->address);
    parts->type = rs_alloc_array(objects, sizeof *parts->type);
    parts->size = rs_alloc_array(objects, sizeof *parts->size);
    parts->refcount = rs_alloc_cleared(objects, sizeof *parts->refcount);
    parts->flags = rs_alloc_array(objects, sizeof *parts->flags);
    parts->row = rs_alloc_cleared(objects + 1, sizeof *parts->row);
    parts->target = rs_alloc_array(0, sizeof *parts->target);
    parts->name = rs_alloc_array(0, sizeof *parts->name);
    return parts->address && parts->type && parts->size && parts->refcount && parts->flags && parts->row &&
           parts->target && parts->name;
}

static bool make_values(rs_parts *parts, const rs__file_head *head) {
    parts->value_first = head->value_first;
    if (head->value_bytes == 0) return true;
    parts->value_size = 1 + (size_t)head->value_bytes;
    parts->value_at = rs_alloc_array(head->objects - head->value_first, sizeof *parts->value_at);
    parts->value_bytes = rs_alloc_array(parts->value_size, 1);
    if (!parts->value_at || !parts->value_bytes) return false;
    parts->value_bytes[0] = 0;
    return true;
}

static rs_status make_room(file_reader *reader, rs_error *err) {
    rs_status st = check_memory(&reader->index.head, err);
    if (st != RS_OK) return st;
    rs_parts *parts = &reader->parts;
    const rs__file_head *head = &reader->index.head;
    describe(parts, head);
    bool made = reader->objects_only ? make_object_columns(parts, head)
                                     : make_columns(parts, head) && make_values(parts, head);
    if (!made) return no_memory(err);
    reader->threads = rs__threads_for(reader->parts.objects);
    for (unsigned t = 0; t < reader->threads; t++) {
        reader->unpackers[t] = rs__unpacker_new(reader->index.most_stored, reader->index.most_content);
        if (!reader->unpackers[t]) return no_memory(err);
    }
    return RS_OK;
}

/* ---- Filling ---------------------------------------------------------------------------------------------------------- */

static void read_every_nth(void *job, unsigned thread) {
    file_reader *reader = job;
    rs_status (*read)(rs_parts *, const rs__file_part *, rs__unpacker *, const rs__file_source *,
                      rs_error *) = reader->objects_only ? rs__part_read_objects : rs__part_read;
    for (size_t i = thread; i < reader->index.part_count; i += reader->threads) {
        reader->statuses[thread] = read(&reader->parts, &reader->index.parts[i], reader->unpackers[thread],
                                        reader->source, &reader->errors[thread]);
        reader->failed[thread] = i;
        if (reader->statuses[thread] != RS_OK) return;
    }
}

/* What went wrong first in the file. */
static rs_status first_failure(const file_reader *reader, rs_error *err) {
    const rs_error *first = NULL;
    size_t part = SIZE_MAX;
    for (unsigned t = 0; t < reader->threads; t++) {
        if (reader->statuses[t] == RS_OK || reader->failed[t] >= part) continue;
        part = reader->failed[t];
        first = &reader->errors[t];
    }
    if (first && err) *err = *first;
    return first ? first->status : RS_OK;
}

static rs_status read_all(file_reader *reader, rs_error *err) {
    rs_status st = rs__file_index_make(&reader->index, reader->source, err);
    if (st == RS_OK) st = make_room(reader, err);
    if (st == RS_OK)
        st = rs__tables_read(&reader->parts, &reader->index, reader->unpackers[0], reader->source, err);
    if (st == RS_OK) st = rs__parts_check_tables(&reader->parts, err);
    if (st != RS_OK) return st;
    rs__run_threads(reader->threads, read_every_nth, reader);
    return first_failure(reader, err);
}

rs_status rs__snapshot_read(rs_snapshot **out, const rs__file_source *source, bool objects_only,
                            rs_error *err) {
    file_reader *reader = rs_alloc_cleared(1, sizeof *reader);
    if (!reader) return no_memory(err);
    reader->source = source;
    reader->objects_only = objects_only;
    rs_status st = read_all(reader, err);
    if (st == RS_OK) st = rs__snapshot_from_parts(out, &reader->parts, false, err);
    for (unsigned t = 0; t < reader->threads; t++) rs__unpacker_free(reader->unpackers[t]);
    rs__parts_release(&reader->parts);
    rs__file_index_release(&reader->index);
    rs_release(reader);
    return st;
}

/* ---- Paths ------------------------------------------------------------------------------------------------------------ */

/* A pipe without a writer must not be waited for. */
static rs_status open_source(rs__file_source *source, const char *path, rs_error *err) {
    struct stat about;
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return rs_fail(err, RS_BAD_ARGUMENT, "%s", strerror(errno));
    if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(descriptor);
        return rs_fail(err, RS_BAD_ARGUMENT, "%s",
                       S_ISDIR(about.st_mode)
                           ? "a directory, not a snapshot file"
                           : "not a regular file: a snapshot is read at many places at once");
    }
    *source = (rs__file_source){.descriptor = descriptor, .size = (uint64_t)about.st_size};
    return RS_OK;
}

/* Put the path in front of what is said of the file. */
static rs_status name_path(rs_status st, const char *path, const rs_error *inner, rs_error *err) {
    return st == RS_OK ? st : rs_fail(err, st, "%s: %s", path, inner->message);
}

static rs_status open_path(rs_snapshot **out, const char *path, bool objects_only, rs_error *err) {
    rs__file_source source = {.descriptor = -1};
    rs_error inner = RS_ERROR_INIT;
    rs_status st = open_source(&source, path, &inner);
    if (st == RS_OK) {
        st = rs__snapshot_read(out, &source, objects_only, &inner);
        close(source.descriptor);
    }
    return name_path(st, path, &inner, err);
}

rs_status rs_snapshot_open(rs_snapshot **out, const char *path, rs_error *err) {
    return open_path(out, path, false, err);
}

rs_status rs_snapshot_open_objects(rs_snapshot **out, const char *path, rs_error *err) {
    return open_path(out, path, true, err);
}

bool rs_snapshot_is_file(const char *path) {
    char start[8];
    rs__file_source source = {.descriptor = -1};
    if (open_source(&source, path, NULL) != RS_OK) return false;
    bool is = pread(source.descriptor, start, sizeof start, 0) == (ssize_t)sizeof start &&
              memcmp(start, RS__FILE_MAGIC, sizeof start) == 0;
    close(source.descriptor);
    return is;
}

/* ---- What a file says of itself --------------------------------------------------------------------------------------- */

static void tell(rs_file_about *about, const rs__file_index *index, const rs__file_source *source) {
    const rs__file_head *head = &index->head;
    *about = (rs_file_about){.major = index->major,
                             .minor = index->minor,
                             .bytes = source->size,
                             .origin = head->origin,
                             .coverage = head->coverage,
                             .objects = head->objects - head->records,
                             .references = (uint32_t)head->inner_references,
                             .types = head->types,
                             .total_size = head->total_size,
                             .section_count = index->seen_count};
    memcpy(about->writer, head->writer, sizeof about->writer);
    memcpy(about->sections, index->seen, sizeof about->sections);
}

rs_status rs_snapshot_about_file(rs_file_about *about, const char *path, rs_error *err) {
    rs__file_source source = {.descriptor = -1};
    rs__file_index index = {0};
    rs_error inner = RS_ERROR_INIT;
    rs_status st = open_source(&source, path, &inner);
    if (st == RS_OK) {
        st = rs__file_index_make(&index, &source, &inner);
        if (st == RS_OK) tell(about, &index, &source);
        rs__file_index_release(&index);
        close(source.descriptor);
    }
    return name_path(st, path, &inner, err);
}
