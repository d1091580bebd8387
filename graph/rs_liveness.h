/* rs_liveness.h: roots and garbage by arithmetic.                        Implementation: liveness.c. Map: graph/README.md
 *
 * An object's reference count less the references found to it is what is held from outside the graph: a C variable, an
 * evaluation stack, an extension's private table. More than zero makes it a root, and so do being a record (interpreter,
 * thread, running frame), frozen or immortal. What no root reaches is garbage, found without collecting. Guessed references
 * mark what they reach but are never subtracted.
 *
 * gc.collect() frees garbage, but for what a cycle keeps that passes through a reference which the collector does not see:
 * that of an object which is not in its lists (a numpy.ndarray, a suspended greenlet), or one that a tp_traverse leaves out.
 * Such garbage is uncollectable; nobody will ever free it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_LIVENESS_H
#define RS_LIVENESS_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Usually had from rs_graph_liveness. On success *out is yours; it borrows `snapshot`. RS_NO_MEMORY. */
RS_API rs_status rs_liveness_new(rs_liveness **out, const rs_snapshot *snapshot, rs_error *err);
RS_API void rs_liveness_free(rs_liveness *liveness);

typedef enum rs_root {
    RS_ROOT_NONE,    /* no root: all its references are accounted for */
    RS_ROOT_RECORD,  /* the interpreter, a thread or a running frame */
    RS_ROOT_OUTSIDE, /* references from outside the graph: rs_liveness_outside tells how many */
    RS_ROOT_FROZEN,  /* gc.freeze */
    RS_ROOT_IMMORTAL,
} rs_root;
RS_API rs_root rs_liveness_root(const rs_liveness *liveness, rs_object_id object);

/* References to the object that were not found: its count less those found. 0 for records, immortals and objects whose
 * count is smaller than what was found (rs_liveness_negative counts those: they are treated as held). */
RS_API uint32_t rs_liveness_outside(const rs_liveness *liveness, rs_object_id object);
RS_API bool rs_liveness_is_garbage(const rs_liveness *liveness, rs_object_id object);

RS_API size_t rs_liveness_garbage_objects(const rs_liveness *liveness); /* Python objects */
RS_API uint64_t rs_liveness_garbage_bytes(const rs_liveness *liveness); /* shallow sizes added up */

/* Of the garbage: what gc.collect() does not free, the first time or ever. */
RS_API bool rs_liveness_is_uncollectable(const rs_liveness *liveness, rs_object_id object);
/* The reference that keeps it, on a cycle that it is on or hangs on; RS_NO_REFERENCE: it is not uncollectable. */
RS_API rs_reference_id rs_liveness_unseen(const rs_liveness *liveness, rs_object_id object);
/* The same in words: "numpy.ndarray does not take part", "app.T does not report .peer"; else nothing. */
RS_API void rs_liveness_add_unseen(rs_text *text, const rs_liveness *liveness, rs_object_id object);
RS_API size_t rs_liveness_uncollectable_objects(const rs_liveness *liveness);
RS_API uint64_t rs_liveness_uncollectable_bytes(const rs_liveness *liveness);

RS_API size_t rs_liveness_outside_roots(const rs_liveness *liveness); /* how many roots are RS_ROOT_OUTSIDE */
RS_API size_t rs_liveness_negative(const rs_liveness *liveness);      /* 0 unless a decoder is wrong */

#ifdef __cplusplus
}
#endif
#endif
