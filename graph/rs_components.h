/* rs_components.h: strongly connected components.                      Implementation: components.c. Map: graph/README.md
 *
 * Two objects are in one component when each reaches the other. Only cyclic components are kept: those of two members and
 * more, and single objects that refer to themselves. They are numbered in the order of their first member.
 * Method: Pearce, "A space-efficient algorithm for finding strongly connected components" (2016), iterative; before it,
 * in a large heap, the component of a well connected object in breadth, by what it reaches and what reaches it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_COMPONENTS_H
#define RS_COMPONENTS_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RS_NO_COMPONENT UINT32_MAX

/* Usually had from rs_graph_components. On success *out is yours; it borrows `snapshot`. RS_NO_MEMORY. */
RS_API rs_status rs_components_new(rs_components **out, const rs_snapshot *snapshot, rs_error *err);
RS_API void rs_components_free(rs_components *components);

RS_API size_t rs_components_count(const rs_components *components);
RS_API size_t rs_components_objects(const rs_components *components); /* members of all components together */
/* Members of component `index`, ascending; *members is borrowed. */
RS_API size_t rs_components_members(const rs_components *components, size_t index,
                                    const rs_object_id **members);
/* The component of `object`, or RS_NO_COMPONENT when it is on no cycle. O(1). */
RS_API uint32_t rs_components_of(const rs_components *components, rs_object_id object);

#ifdef __cplusplus
}
#endif
#endif
