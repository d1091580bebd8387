/* file_forge.h: snapshot files as bytes, taken apart, changed and put together again with right checksums.
 *                                                                                              Map: tests/README.md
 *     forged f = forged_of(heap);                         // as saved
 *     forged_section(&f, "TARG")[1] = 9;                  // the content of a section, to be changed
 *     forged_seal(&f);                                    // checksums are right again
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_FORGE_H
#define FILE_FORGE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks.h"
#include "file_format.h"
#include "file_read.h"
#include "heap.h"
#include "scratch.h"

#define FORGED_ROOM (1u << 16)

typedef struct forged {
    unsigned char bytes[FORGED_ROOM];
    size_t size;
} forged;

static void forged_of(forged *f, const char *notation) {
    char path[SCRATCH_ROOM];
    heap *h = heap_of(notation);
    rs_save_options options = {RS_VALUES_SHORT, "app.py", "at the end", 0, 0};
    rs_error err = RS_ERROR_INIT;
    int descriptor = mkstemp(scratch_template(path, "forge"));
    if (descriptor >= 0) close(descriptor);
    check_ok(notation, rs_snapshot_save(h->snapshot, path, &options, &err), &err);
    FILE *file = fopen(path, "rb");
    f->size = file ? fread(f->bytes, 1, sizeof f->bytes, file) : 0;
    if (file) fclose(file);
    unlink(path);
    heap_free(h);
}

/* The header of the n-th section of that tag, from 0; ends the test program when there is none. */
static unsigned char *forged_header(forged *f, const char *tag, unsigned n) {
    for (size_t at = RS__FILE_HEADER; at + RS__SECTION_HEADER <= f->size;
         at += RS__SECTION_HEADER + (size_t)rs__get64(f->bytes + at + 8))
        if (memcmp(f->bytes + at, tag, 4) == 0 && n-- == 0) return f->bytes + at;
    fprintf(stderr, "no section %s\n", tag);
    exit(EXIT_FAILURE);
}

static inline unsigned char *forged_section(forged *f, const char *tag) {
    return forged_header(f, tag, 0) + RS__SECTION_HEADER;
}

static inline size_t forged_length(forged *f, const char *tag) {
    return RS__SECTION_HEADER + (size_t)rs__get64(forged_header(f, tag, 0) + 8);
}

/* Checksums as who forges a file makes them. */
static void forged_seal(forged *f) {
    rs__put64(f->bytes + 16, rs__file_checksum(f->bytes, 16));
    for (size_t at = RS__FILE_HEADER; at + RS__SECTION_HEADER <= f->size;) {
        unsigned char *header = f->bytes + at;
        uint64_t stored = rs__get64(header + 8), room = f->size - at - RS__SECTION_HEADER;
        if (stored <= room)
            rs__put64(header + 24, rs__file_checksum(header + RS__SECTION_HEADER, (size_t)stored));
        rs__put64(header + 32, rs__file_checksum(header, 32));
        if (stored > room) return;
        at += RS__SECTION_HEADER + (size_t)stored;
    }
}

/* Take `count` bytes out at `at`, or put so many in, copied from `bytes`. */
static inline void forged_remove(forged *f, size_t at, size_t count) {
    memmove(f->bytes + at, f->bytes + at + count, f->size - at - count);
    f->size -= count;
}

static inline void forged_insert(forged *f, size_t at, const void *bytes, size_t count) {
    memmove(f->bytes + at + count, f->bytes + at, f->size - at);
    memcpy(f->bytes + at, bytes, count);
    f->size += count;
}

/* Read it from memory of exactly its size, so that a sanitizer sees the first byte beyond. */
static rs_status forged_read(rs_snapshot **out, const forged *f, rs_error *err) {
    unsigned char *exact = malloc(f->size ? f->size : 1);
    if (!exact) exit(EXIT_FAILURE);
    memcpy(exact, f->bytes, f->size);
    rs__file_source source = {.descriptor = -1, .bytes = exact, .size = f->size};
    rs_status status = rs__snapshot_read(out, &source, false, err);
    free(exact);
    return status;
}

#endif
