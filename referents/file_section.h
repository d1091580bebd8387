/* file_section.h: one section of a snapshot file: made, and taken apart.  Implementation: file_section.c. Form:
 * SNAPSHOT_FORMAT.md                                                                            Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FILE_SECTION_H
#define FILE_SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rs_status.h"

/* A section's header, as numbers, and where its stored bytes begin. */
typedef struct rs__section {
    uint32_t tag, form;
    uint64_t stored, content; /* bytes in the file; bytes of what they hold */
    uint64_t checksum;        /* of the stored bytes */
    uint64_t at;              /* offset of its header in the file */
} rs__section;

uint64_t rs__file_checksum(const void *bytes, size_t size);

/* ---- Making --------------------------------------------------------------------------------------------------------- */

typedef struct rs__packer rs__packer; /* one a thread */
rs__packer *rs__packer_new(void);     /* NULL: out of memory */
void rs__packer_free(rs__packer *packer);

/* Bytes that a section of `content` bytes takes at most, its header included. */
size_t rs__section_bound(size_t content);
/* Write a section to `to`, which has room for rs__section_bound of its content: compressed where that is shorter. Returns its
 * bytes, or 0: out of memory. */
size_t rs__section_pack(rs__packer *packer, unsigned char *to, uint32_t tag, const void *content,
                        size_t size);

/* The same as it is. */
size_t rs__section_lay(unsigned char *to, uint32_t tag, const void *content, size_t size);

/* ---- Taking apart ----------------------------------------------------------------------------------------------------- */

/* Where a file's bytes are had from: a descriptor, or memory. */
typedef struct rs__file_source {
    int descriptor; /* -1: memory */
    const unsigned char *bytes;
    uint64_t size;
} rs__file_source;

/* `count` bytes from `at` on, which lie within the source. RS_BAD_ARGUMENT: the system refuses, or the file shrank. */
rs_status rs__source_read(const rs__file_source *source, void *to, size_t count, uint64_t at, rs_error *err);

/* The section whose header stands at `at`. RS_BAD_ARGUMENT with the byte and the reason. */
rs_status rs__section_header(rs__section *section, const rs__file_source *source, uint64_t at, rs_error *err);

typedef struct rs__unpacker rs__unpacker; /* one a thread */
/* For sections of at most so many stored bytes and bytes of content; NULL: out of memory. */
rs__unpacker *rs__unpacker_new(uint64_t stored, uint64_t content);
void rs__unpacker_free(rs__unpacker *unpacker);
/* The content of a section, in the unpacker's own memory until its next use. The section must be within its bounds. */
rs_status rs__section_unpack(const unsigned char **content, rs__unpacker *unpacker,
                             const rs__section *section, const rs__file_source *source, rs_error *err);

/* Only whether its stored bytes are those that were written. */
rs_status rs__section_verify(rs__unpacker *unpacker, const rs__section *section,
                             const rs__file_source *source, rs_error *err);

/* "byte 4711: section ADDR WHAT", as an error of bad input. */
rs_status rs__section_refuse(const rs__section *section, const char *what, rs_error *err);

#endif
