/* rs_holders.h: who holds an object, who holds that, and so on, without a photograph.          Implementation: cpython/holders.c
 *                                                                                              Map: cpython/README.md
 * An object's count says how many references there are to it. Once as many were found, nobody else can hold it, and the search
 * for its holders ends: often long before the whole heap was looked at. Where the counts leave something open, a reference
 * from C, or from something that the collector does not track, this search does not answer, and a photograph does.
 *
 *     rs_holders *holders = NULL;
 *     rs_status status = rs_holders_find(&holders, &options, &err);    // RS_UNSUPPORTED: take a photograph
 *     size_t count = rs_holders_of(holders, 0, &numbers);              // those who hold the object asked about
 *     rs_holders_free(holders);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_HOLDERS_H
#define RS_HOLDERS_H

#include "rs_snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_holders rs_holders;

typedef struct rs_holders_options {
    uint64_t object; /* address of a live object */
    size_t depth;    /* 1: its holders; 2: and theirs; ... */
    const uint64_t *hidden;
    size_t hidden_count; /* as in rs_capture_options: the observer's own */
} rs_holders_options;

/* Everything within `depth` steps, numbered from 0, the object itself. On success *out is yours to free. The caller holds the
 * GIL. RS_UNSUPPORTED: only a photograph tells; RS_NO_MEMORY. */
RS_API rs_status rs_holders_find(rs_holders **out, const rs_holders_options *options, rs_error *err);
RS_API void rs_holders_free(rs_holders *holders); /* NULL is fine */

RS_API size_t rs_holders_count(const rs_holders *holders);
/* Where it is, an object or the structure of a running frame; of the latter the name, "work (app.py:12)", else NULL. */
RS_API uint64_t rs_holders_address(const rs_holders *holders, size_t number);
RS_API const char *rs_holders_frame(const rs_holders *holders, size_t number);
/* The numbers of those who hold it, each once, in the order in which a photograph numbers them; none of a frame, and of what
 * is `depth` steps away. Interpreters and threads are not among them. */
RS_API size_t rs_holders_of(const rs_holders *holders, size_t number, const uint32_t **out);

#ifdef __cplusplus
}
#endif
#endif
