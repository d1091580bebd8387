/* rs_collected.h: the patterns of cycles that collections took while a program ran.   Implementation: collected.c
 *                                                                                                    Map: graph/README.md
 * A collection takes cycles away before the photograph at the end, so that is looked at just before (rs_collections.h), and
 * what it is about to take is gathered here: each pattern once, with how often it was found, what that kept, and one example.
 * Of the photographs nothing is kept but a small one of each example, of the first RS_COLLECTED_EXAMPLES patterns; the rest
 * is words. So a program that collects for days costs what its patterns cost, not what its garbage did.
 *
 *     rs_collected *taken = NULL;
 *     st = rs_collected_new(&taken, &err);
 *     st = rs_collected_add(taken, graph, show, context, &err);       // before each collection
 *     ...
 *     options.collected = taken;                                      // of rs_cycles_find, at the end
 *     rs_collected_free(taken);
 *
 * Garbage that no collection frees (rs_liveness.h) is left out here: it is in the photograph at the end. An object that its
 * finalizer brings back to life is found again by the collection that takes it in the end, and counts twice.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_COLLECTED_H
#define RS_COLLECTED_H

#include "rs_sources.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RS_COLLECTED_EXAMPLES 256 /* photographs of examples that are kept at most */

/* On success *out is yours. RS_NO_MEMORY. */
RS_API rs_status rs_collected_new(rs_collected **out, rs_error *err);
RS_API void rs_collected_free(rs_collected *collected); /* NULL is fine */

/* Photograph these objects with what is theirs alone: called by rs_collected_add while they still live. */
typedef rs_status (*rs_collected_show)(rs_snapshot **out, const uint64_t *addresses, size_t count,
                                       void *context, rs_error *err);

/* A collection is about to take the garbage of this photograph. RS_NO_MEMORY and what `show` says: nothing of it is in, and it
 * counts as one that was missed. */
RS_API rs_status rs_collected_add(rs_collected *collected, rs_graph *graph, rs_collected_show show,
                                  void *context, rs_error *err);
/* So many more collections could not be looked at. */
RS_API void rs_collected_miss(rs_collected *collected, size_t collections);

RS_API rs_collected_totals rs_collected_sums(const rs_collected *collected);
RS_API size_t rs_collected_count(const rs_collected *collected); /* patterns, in the order they were found */
RS_API const rs_pattern *rs_collected_pattern(const rs_collected *collected, size_t index); /* borrowed */

#ifdef __cplusplus
}
#endif
#endif
