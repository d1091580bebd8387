/* traced.h: where the examples of cycles were allocated, when tracemalloc is tracing.      The other half: traced.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_TRACED_H
#define REFSCOPE_TRACED_H

#include "rs_graph.h"

/* Keep in the snapshot which lines allocated the objects that a cycle report, of whatever scope, will show as examples: then
 * and only then it can be asked, while the GIL has been held since the capture. Does nothing when nothing is traced.
 * RS_NO_MEMORY; RS_INTERNAL. */
rs_status rs__remember_allocations(rs_snapshot *snapshot, rs_graph *graph, rs_error *err);

#endif
