/* stream.h: a file too large to be held as one text, written in pieces.       The other half: stream.c. Map: render/README.md
 *
 * As with rs_output_write the file is there whole or what it replaces stays: referents/whole_file.h. Nobody but its owner may
 * read it: what is so large holds a heap.
 *
 *     rs__stream out;
 *     rs_status st = rs__stream_open(&out, path, &err);
 *     while (st == RS_OK && more) {
 *         rs_text_add(&out.text, piece);
 *         st = rs__stream_pour(&out, &err);              // costs nothing until much has gathered
 *     }
 *     st = rs__stream_close(&out, st, &err);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef STREAM_H
#define STREAM_H

#include <stdint.h>

#include "rs_text.h"
#include "whole_file.h"

typedef struct rs__stream {
    rs_text text; /* what is added here is written next */
    rs__whole_file file;
    uint64_t bytes; /* written */
} rs__stream;

/* RS_IO, RS_NO_MEMORY. Whatever they return, rs__stream_close has to follow once. */
rs_status rs__stream_open(rs__stream *out, const char *path, rs_error *err);
rs_status rs__stream_pour(rs__stream *out, rs_error *err);
/* All that has gathered, so that somebody else can go on writing to out->file.descriptor. */
rs_status rs__stream_pour_all(rs__stream *out, rs_error *err);
/* The rest, and the file is in place; when `so_far` is a failure it is given up instead. Returns what came of it. */
rs_status rs__stream_close(rs__stream *out, rs_status so_far, rs_error *err);

#endif
