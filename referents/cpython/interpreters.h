/* interpreters.h: the interpreters of this process and what they keep themselves.                    Map: README.md
 * Implementation: enumerate.c (the collector's lists), records.c (interpreters, threads, frames), record_fields.c (where
 * the objects in their structures are, version by version).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef INTERPRETERS_H
#define INTERPRETERS_H

#include "walk.h"

/* ---- The collector's lists (enumerate.c) ---------------------------------------------------------------------------- */

/* Number every object in the lists of all interpreters that share our GIL, after rs__records_number. `own`, when not NULL, is asked for each type
 * that is met whether its objects are to be told to `found`. */
typedef struct rs_own_types {
    const uint64_t *types; /* ascending */
    size_t count;
    uint64_t *found; /* addresses of their instances that the collector tracks; from rs_memory.h */
    size_t found_count, found_capacity;
} rs_own_types;
void rs__enumerate(rs_walk *walk, rs_own_types *own);
/* Hand the same objects to `each`, in the order in which they are numbered, until it says false. */
void rs__enumerate_each(const rs_walk *walk, bool (*each)(void *context, uint64_t object), void *context);

/* ---- Records (records.c) -------------------------------------------------------------------------------------------- */

/* Read the lists of interpreters and threads, and number the records. Before any object has a number.
 * `hidden`: addresses, ascending; a frame whose globals are among them gets no record. */
void rs__records_number(rs_walk *walk, const uint64_t *hidden, size_t hidden_count);
/* The references of the records; before rs__walk_run and after the objects have their numbers. */
void rs__records_walk(rs_walk *walk);
/* Tell the decoders of `walk` what they need to know of the running interpreter. */
void rs__records_prepare(rs_walk *walk);

/* ".text" as a packed name. */
uint32_t rs__record_name(rs_walk *walk, const char *text);

/* Emit what the running frames hold whose globals are `hidden`: from 3.11 on, where they are no objects. After
 * rs__records_number. */
void rs__records_decode_hidden(rs_walk *walk, const uint64_t *hidden, size_t hidden_count);

/* Frame objects of running functions whose globals are `hidden`: appended to *found. false: out of memory. */
bool rs__records_hidden_frames(uint64_t **found, size_t *count, size_t *capacity, const uint64_t *hidden,
                               size_t hidden_count);

/* ---- Structures (record_fields.c) ----------------------------------------------------------------------------------- */

typedef struct rs_record_field {
    const char *name;
    size_t offset; /* of a PyObject * that the structure owns */
} rs_record_field;
const rs_record_field *rs__interpreter_fields(size_t *count);
const rs_record_field *rs__thread_fields(size_t *count);

#endif
