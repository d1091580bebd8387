/* rs_paths.h: the shortest named paths from roots to an object.             Implementation: paths.c. Map: graph/README.md
 *
 * Paths that a person can act on come first: those from a running frame's local variable or a module, then those from
 * what is only known to be held from outside. Within that, shortest first. Paths do not share their last holder unless
 * there are fewer holders than paths asked for, so that the n best are n reasons and not n copies of one: and first come those
 * of independent holders, which hold the object when the last holders of the paths before are gone. Nor is a path given that
 * only runs through the module or the frame that a better one starts from.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_PATHS_H
#define RS_PATHS_H

#include "rs_graph.h"
#include "rs_liveness.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_paths rs_paths;

typedef struct rs_path {
    rs_object_id root;
    rs_root reason;                    /* why `root` is one */
    const rs_reference_id *references; /* from the root to the object; borrowed from the rs_paths */
    size_t length;                     /* 0: the object is itself a root */
} rs_path;

/* At most `limit` paths to `object`, or with 0 one through each holder. None (and RS_OK) when it is garbage. On success *out is yours; it borrows the graph's
 * snapshot. RS_NO_MEMORY. */
RS_API rs_status rs_paths_find(rs_paths **out, rs_graph *graph, rs_object_id object, size_t limit,
                               rs_error *err);
RS_API size_t rs_paths_count(const rs_paths *paths);
/* How many more holders of the object live, and not only through the object itself: no path has them as its last. Works out
 * the graph's dominators. RS_NO_MEMORY. */
RS_API rs_status rs_paths_more(size_t *more, const rs_paths *paths, rs_graph *graph, rs_error *err);
RS_API rs_path rs_paths_at(const rs_paths *paths, size_t index);
RS_API void rs_paths_free(rs_paths *paths);

/* Add where a path starts: "module app", "local request of handle (server.py:88) in thread 140…", "held from outside
 * (2 references): list of 3". `skipped` receives how many references of the path the text already covers (the one from
 * sys.modules to a module, from a thread to its frame and the local variable). */
RS_API void rs_text_add_path_start(rs_text *text, rs_graph *graph, const rs_path *path, size_t *skipped);

#ifdef __cplusplus
}
#endif
#endif
