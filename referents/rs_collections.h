/* rs_collections.h: be asked before each collection of this interpreter.     Implementation: cpython/collections.c
 *                                                                                        Map: cpython/README.md
 * What a collection takes is gone from every later photograph. To keep the collector from it would change the program: weak
 * references would stay, finalizers would not run, gc.collect() would return 0. So everything goes as it would have gone,
 * and who wants to know looks just before:
 *
 *     st = rs_collections_begin(look, context, &err);
 *     ...                                                    // the program runs, and collects
 *     rs_collections_seen seen = rs_collections_end();
 *
 *     static void look(int generation, void *context) {      // inside of the collector, the GIL held
 *         st = rs_collection_capture(&heap, generation, &options, &err);
 *
 * The collector calls what stands in a list, of which the program knows as gc.callbacks. While this lasts the collector has
 * another list, of ours, and what stands in the program's is called from there: so the program finds its own list as it
 * left it, and may empty it. Nothing of that is tracked by the collector.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_COLLECTIONS_H
#define RS_COLLECTIONS_H

#include "rs_capture.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A collection of the generations 0 .. `generation` is about to begin. It must not call into Python. */
typedef void (*rs_collections_look)(int generation, void *context);

/* One at a time. The caller holds the GIL here and in all other calls. A process that is forked meanwhile is not asked.
 * RS_NO_MEMORY; RS_INTERNAL: there is no module gc. */
RS_API rs_status rs_collections_begin(rs_collections_look look, void *context, rs_error *err);

typedef struct rs_collections_seen {
    size_t looked; /* collections that were looked at before */
    size_t missed; /* collections that were not, whatever the reason */
} rs_collections_seen;
/* The collector has the program's list again. Nothing happens when none was begun. */
RS_API rs_collections_seen rs_collections_end(void);

#define RS_OLDEST_GENERATION 2

/* Photograph what a collection of the generations 0 .. `generation` goes through; of the options only `values` and `hidden`
 * count. What no root reaches in it (rs_liveness.h) is what that collection takes: what older objects hold is held, be they
 * garbage themselves. Of the oldest generation it is the whole heap. RS_NO_MEMORY, RS_LIMIT. */
RS_API rs_status rs_collection_capture(rs_snapshot **out, int generation, const rs_capture_options *options,
                                       rs_error *err);

/* Collections of this interpreter so far, and the objects they took as the collector counts them. Costs nothing, and says
 * nothing of what these were. */
typedef struct rs_collections_tally {
    size_t collections;
    uint64_t taken;
} rs_collections_tally;
RS_API rs_collections_tally rs_collections_so_far(void);

/* The list of ours while it is there, for rs_capture_options.hidden; else 0. */
RS_API uint64_t rs_collections_own_list(void);

#ifdef __cplusplus
}
#endif
#endif
