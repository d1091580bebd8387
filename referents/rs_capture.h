/* rs_capture.h: take the photograph of the running interpreter.    Implementation: cpython/capture.c. Map: cpython/README.md
 *
 * Runs no user code, changes nothing in the heap, leaves no reference behind. One pass over the collector's lists and
 * what they refer to; the caller must hold the GIL all along.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_CAPTURE_H
#define RS_CAPTURE_H

#include "rs_snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_capture_options {
    rs_values values;
    const uint64_t *seeds; /* addresses of live objects to start from; NULL: the whole heap */
    size_t seed_count;
    bool only_seeds; /* with seeds: no other object, and only the references between them */
    const uint64_t
        *hidden; /* the observer's own objects (modules, namespaces, snapshots, types): left out together */
    size_t
        hidden_count; /*   with what only they hold; a hidden type hides its instances, a hidden dict the frames
                                *   whose globals it is */
    uint64_t
        closed_kinds; /* with seeds: objects of these kinds (bits 1 << rs_kind) are in the snapshot, but what they */
    bool open_seeds; /*   hold is not followed; open_seeds: unless they are seeds themselves */
    bool
        stop_at_tracked; /* with seeds: the same of objects that the collector tracks and that are no seeds */
    bool
        exact_by_traverse; /* ask every type's tp_traverse, trusting no decoder: slower; the oracle of the tests */
    const uint64_t *
        lent; /* addresses of objects that the caller holds a reference to on behalf of the question, one each */
    size_t lent_count; /*   time: not counted in the snapshot, and left as it is in the heap */
    bool nameless; /* with RS_VALUES_NONE: keys of namespaces are not wanted either, which spares a pass */
} rs_capture_options;
#define RS_CAPTURE_OPTIONS_INIT                                                                              \
    { RS_VALUES_SHORT, NULL, 0, false, NULL, 0, 0, false, false, false, NULL, 0, false }

/* On success *out is yours to free with rs_snapshot_free. NULL options: the whole heap with short values. RS_NO_MEMORY;
 * RS_LIMIT at 2^31 objects or 2^32 references; RS_UNSUPPORTED when the running interpreter is not the one built for. */
RS_API rs_status rs_capture_process(rs_snapshot **out, const rs_capture_options *options, rs_error *err);

/* Is tracemalloc tracing in this process? Needs the GIL. */
RS_API bool rs_capture_is_traced(void);
/* Ask tracemalloc which line allocated these objects, and keep that in the snapshot for rs_snapshot_allocation. To be called
 * while the GIL is still held since the capture: traces are kept by address, and an address is soon used again. Makes a few
 * small Python objects for each and lets go of them; no code of the program runs. RS_OK too when nothing is traced.
 * RS_NO_MEMORY. */
RS_API rs_status rs_capture_allocations(rs_snapshot *snapshot, const rs_object_id *objects, size_t count,
                                        rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
