/* rs_referrers.h: who refers to an object.        Implementation: referrers.c (one counting sort). Map: graph/README.md
 *
 * After one pass over the references the answer for any object costs its own length, however large the heap.
 *
 *     const rs_reference_id *held = NULL;
 *     size_t count = rs_referrers_of(referrers, object, &held);
 *     for (size_t i = 0; i < count; i++)
 *         holder = rs_snapshot_source(heap, held[i]);      // and held[i] has the name it is held by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_REFERRERS_H
#define RS_REFERRERS_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Usually had from rs_graph_referrers. On success *out is yours; it borrows `snapshot`. RS_NO_MEMORY. */
RS_API rs_status rs_referrers_new(rs_referrers **out, const rs_snapshot *snapshot, rs_error *err);
RS_API void rs_referrers_free(rs_referrers *referrers);

/* The references to `object`, ascending (so those of one holder stand together); *references is borrowed. */
RS_API size_t rs_referrers_of(const rs_referrers *referrers, rs_object_id object,
                              const rs_reference_id **references);

#ifdef __cplusplus
}
#endif
#endif
