/* rs_reach.h: how many bytes given objects hold, without a photograph.  Implementation: cpython/reach.c. Map: cpython/README.md
 *
 * One walk in depth that remembers one bit an object: for a question whose whole answer is a sum. The caller judges types.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_REACH_H
#define RS_REACH_H

#include "rs_snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum rs_judgement {
    RS_REACH_COUNT = 1, /* objects of the type count, with what they hold */
    RS_REACH_ASK,       /* the same, and resize() says how large each is */
    RS_REACH_END,       /* they count, what they hold does not; given ones give up */
    RS_REACH_SKIP,      /* they do not count, nor what they hold */
    RS_REACH_GIVE_UP,   /* this walk cannot answer */
} rs_judgement;

typedef struct rs_reach_options {
    const uint64_t *seeds; /* addresses of live objects */
    size_t seed_count;
    uint64_t mask; /* sizes are rounded up to multiples of mask + 1 */
    rs_judgement (*judge)(void *context, uint64_t type,
                          rs_kind kind); /* asked once a type; must run nothing */
    uint64_t (*resize)(void *context, uint64_t object,
                       uint64_t size); /* may run C, and must change no object */
    void *context;
} rs_reach_options;

/* What is learned of types is kept from one question to the next, and little else. One question at a time. */
typedef struct rs_reach rs_reach;
RS_API rs_status rs_reach_new(rs_reach **out, rs_error *err); /* yours to free; RS_NO_MEMORY */
RS_API void rs_reach_free(rs_reach *reach);                   /* NULL is fine */

/* The sum, everything once. The caller holds the GIL. RS_UNSUPPORTED: judge() gave up, or the interpreter is another one;
 * RS_BAD_ARGUMENT: asked from within resize(); RS_NO_MEMORY. */
RS_API rs_status rs_reach_bytes(rs_reach *reach, uint64_t *bytes, const rs_reach_options *options,
                                rs_error *err);

/* The bytes of each seed by itself, into sizes[seed_count]; of judge() only COUNT, ASK and GIVE_UP are told apart. */
RS_API rs_status rs_reach_sizes(rs_reach *reach, uint64_t *sizes, const rs_reach_options *options,
                                rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
