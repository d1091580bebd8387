/* file_section.c: one section of a snapshot file: made, and taken apart.       Manual: file_section.h. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define ZSTD_STATIC_LINKING_ONLY /* for contexts on our own allocator */
#include "file_section.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>
#include <zstd.h>

#include "file_format.h"
#include "rs_memory.h"

#define LEVEL             1
#define WORTH_COMPRESSING 1024u /* small files stay readable in a dump */
#define OF_THE_HEADER     32u   /* bytes that the header's own checksum is of */
#define PRINTABLE(byte)   ((byte) >= 0x20 && (byte) < 0x7F ? (char)(byte) : '?')

static void *allocate(void *unused, size_t size) {
    (void)unused;
    return rs_alloc(size);
}

static void release(void *unused, void *block) {
    (void)unused;
    rs_release(block);
}

static const ZSTD_customMem own_memory = {allocate, release, NULL};

uint64_t rs__file_checksum(const void *bytes, size_t size) {
    return XXH3_64bits(bytes, size);
}

/* ---- Making --------------------------------------------------------------------------------------------------------- */

struct rs__packer {
    ZSTD_CCtx *context;
};

rs__packer *rs__packer_new(void) {
    rs__packer *packer = rs_alloc(sizeof *packer);
    if (!packer) return NULL;
    packer->context = ZSTD_createCCtx_advanced(own_memory);
    if (packer->context) return packer;
    rs_release(packer);
    return NULL;
}

void rs__packer_free(rs__packer *packer) {
    if (!packer) return;
    ZSTD_freeCCtx(packer->context);
    rs_release(packer);
}

size_t rs__section_bound(size_t content) {
    return RS__SECTION_HEADER + ZSTD_compressBound(content);
}

static void put_header(unsigned char *to, const rs__section *section) {
    rs__put32(to, section->tag);
    rs__put32(to + 4, section->form);
    rs__put64(to + 8, section->stored);
    rs__put64(to + 16, section->content);
    rs__put64(to + 24, section->checksum);
    rs__put64(to + 32, rs__file_checksum(to, OF_THE_HEADER));
}

static size_t finish(unsigned char *to, rs__section *section) {
    section->checksum = rs__file_checksum(to + RS__SECTION_HEADER, (size_t)section->stored);
    put_header(to, section);
    return RS__SECTION_HEADER + (size_t)section->stored;
}

size_t rs__section_lay(unsigned char *to, uint32_t tag, const void *content, size_t size) {
    rs__section section = {.tag = tag, .form = RS__FORM_PLAIN, .stored = size, .content = size};
    if (size) memcpy(to + RS__SECTION_HEADER, content, size);
    return finish(to, &section);
}

size_t rs__section_pack(rs__packer *packer, unsigned char *to, uint32_t tag, const void *content,
                        size_t size) {
    unsigned char *stored = to + RS__SECTION_HEADER;
    if (size >= WORTH_COMPRESSING) {
        size_t packed = ZSTD_compressCCtx(packer->context, stored, ZSTD_compressBound(size), content, size,
                                          LEVEL);
        if (ZSTD_isError(packed)) return 0;
        rs__section section = {.tag = tag, .form = RS__FORM_ZSTD, .stored = packed, .content = size};
        if (packed < size) return finish(to, &section);
    }
    return rs__section_lay(to, tag, content, size);
}

/* ---- Taking apart ----------------------------------------------------------------------------------------------------- */

rs_status rs__source_read(const rs__file_source *source, void *to, size_t count, uint64_t at, rs_error *err) {
    unsigned char *next = to;
    if (source->descriptor < 0) {
        if (count) memcpy(to, source->bytes + at, count);
        return RS_OK;
    }
    while (count > 0) {
        ssize_t got = pread(source->descriptor, next, count, (off_t)at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return rs_fail(err, RS_BAD_ARGUMENT, "%s", strerror(errno));
        if (got == 0)
            return rs_fail(err, RS_BAD_ARGUMENT, "byte %llu: the file became shorter while it was read",
                           (unsigned long long)at);
        next += got;
        at += (uint64_t)got;
        count -= (size_t)got;
    }
    return RS_OK;
}

rs_status rs__section_refuse(const rs__section *section, const char *what, rs_error *err) {
    char tag[4];
    for (int i = 0; i < 4; i++) tag[i] = PRINTABLE(section->tag >> (8 * i) & 0xFF);
    return rs_fail(err, RS_BAD_ARGUMENT, "byte %llu: section %.4s %s", (unsigned long long)section->at, tag,
                   what);
}

static rs_status check_lengths(const rs__section *section, const rs__file_source *source, rs_error *err) {
    if (section->stored > source->size - section->at - RS__SECTION_HEADER)
        return rs__section_refuse(section, "goes on behind the end of the file: it was cut off", err);
    if (section->form == RS__FORM_PLAIN && section->content != section->stored)
        return rs__section_refuse(section, "lies about its length", err);
    if (section->form == RS__FORM_ZSTD && section->content / RS__RATIO_MAX > section->stored)
        return rs__section_refuse(section, "claims more than its bytes can hold", err);
    return RS_OK;
}

rs_status rs__section_header(rs__section *section, const rs__file_source *source, uint64_t at,
                             rs_error *err) {
    unsigned char header[RS__SECTION_HEADER];
    if (source->size - at < sizeof header)
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "byte %llu: the file ends where a section should begin: it was cut off",
                       (unsigned long long)at);
    rs_status st = rs__source_read(source, header, sizeof header, at, err);
    if (st != RS_OK) return st;
    *section = (rs__section){.tag = rs__get32(header),
                             .form = rs__get32(header + 4),
                             .stored = rs__get64(header + 8),
                             .content = rs__get64(header + 16),
                             .checksum = rs__get64(header + 24),
                             .at = at};
    if (rs__get64(header + 32) != rs__file_checksum(header, OF_THE_HEADER))
        return rs_fail(err, RS_BAD_ARGUMENT, "byte %llu: the header of a section is damaged",
                       (unsigned long long)at);
    return check_lengths(section, source, err);
}

struct rs__unpacker {
    ZSTD_DCtx *context;
    unsigned char *stored, *content;
};

rs__unpacker *rs__unpacker_new(uint64_t stored, uint64_t content) {
    rs__unpacker *unpacker = rs_alloc_cleared(1, sizeof *unpacker);
    if (!unpacker) return NULL;
    unpacker->context = ZSTD_createDCtx_advanced(own_memory);
    unpacker->stored = rs_alloc_array((size_t)stored, 1);
    unpacker->content = rs_alloc_array((size_t)content, 1);
    if (unpacker->context && unpacker->stored && unpacker->content) return unpacker;
    rs__unpacker_free(unpacker);
    return NULL;
}

void rs__unpacker_free(rs__unpacker *unpacker) {
    if (!unpacker) return;
    ZSTD_freeDCtx(unpacker->context);
    rs_release(unpacker->stored);
    rs_release(unpacker->content);
    rs_release(unpacker);
}

static bool decompress(rs__unpacker *unpacker, const rs__section *section) {
    size_t stored = (size_t)section->stored, content = (size_t)section->content;
    if (ZSTD_getFrameContentSize(unpacker->stored, stored) != section->content) return false;
    return ZSTD_decompressDCtx(unpacker->context, unpacker->content, content, unpacker->stored, stored) ==
           content;
}

rs_status rs__section_verify(rs__unpacker *unpacker, const rs__section *section,
                             const rs__file_source *source, rs_error *err) {
    size_t stored = (size_t)section->stored;
    rs_status st = rs__source_read(source, unpacker->stored, stored, section->at + RS__SECTION_HEADER, err);
    if (st != RS_OK || rs__file_checksum(unpacker->stored, stored) == section->checksum) return st;
    return rs__section_refuse(section, "is damaged: its checksum is another", err);
}

rs_status rs__section_unpack(const unsigned char **content, rs__unpacker *unpacker,
                             const rs__section *section, const rs__file_source *source, rs_error *err) {
    rs_status st = rs__section_verify(unpacker, section, source, err);
    if (st != RS_OK) return st;
    *content = unpacker->stored;
    if (section->form == RS__FORM_PLAIN) return RS_OK;
    if (section->form != RS__FORM_ZSTD)
        return rs__section_refuse(section, "is in a form that this version does not know", err);
    *content = unpacker->content;
    if (!decompress(unpacker, section))
        return rs__section_refuse(section, "does not decompress to what it claims", err);
    return RS_OK;
}
