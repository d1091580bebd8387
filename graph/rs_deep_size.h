/* rs_deep_size.h: how large an object is with all it refers to.        Implementation: deep_size.c. Map: graph/README.md
 *
 * The deep size of objects is the sum of the shallow sizes of all that they reach, each object once, at any depth. What
 * belongs to the whole program is not gone into, or every deep size would be that of the heap: classes, modules, the
 * namespace that a function or a frame runs in. Those given are counted, and gone into, whatever they are.
 *
 * So a deep size says how large a thing is, however many others share its parts; a retained size (rs_dominators.h) says
 * what would be freed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_DEEP_SIZE_H
#define RS_DEEP_SIZE_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_deep_size {
    uint64_t bytes;
    size_t objects; /* Python objects counted, those given included */
} rs_deep_size;

/* Costs what is reached. `objects` may name one twice: it counts once. RS_NO_MEMORY. */
RS_API rs_status rs_deep_size_of(rs_deep_size *size, const rs_snapshot *snapshot, const rs_object_id *objects,
                                 size_t count, rs_error *err);

#ifdef __cplusplus
}
#endif
#endif
