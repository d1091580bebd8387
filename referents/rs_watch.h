/* rs_watch.h: the garbage that a program made since a moment.     Implementation: cpython/watch.c. Map: cpython/README.md
 *
 * A watch pauses the collector and keeps its place in the list of the youngest objects, to which CPython appends. What
 * stands behind that place later is new, so that a photograph of the new objects costs what they cost, however large the
 * heap is:
 *
 *     rs_watch *watch = NULL;
 *     st = rs_watch_start(&watch, &err);                     // the collector is paused
 *     ...                                                    // the program runs
 *     rs_snapshot *heap = NULL;
 *     st = rs_watch_capture(&heap, watch, RS_WATCH_ALL, NULL, &err);
 *     rs_watch_stop(watch);                                  // the collector is as it was
 *
 * What of the photograph no root reaches (rs_liveness.h) is garbage, and was made since. Seen are the new objects, what they
 * hold that the collector does not track, and older objects that nothing but these hold. A knot of older objects that the
 * program merely let go of since is not seen: only the whole heap shows it.
 *
 * The program may start the collector itself. Then rs_watch_capture before it (of the generations it goes through), and
 * rs_watch_collects; behind it, rs_watch_collected. Both are for callbacks of the collector.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_WATCH_H
#define RS_WATCH_H

#include "rs_capture.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_watch rs_watch;

#define RS_WATCH_ALL 2 /* the oldest generation, and all younger ones */

/* On success *out is yours, to be stopped. The caller holds the GIL here and in all other calls. RS_NO_MEMORY; RS_UNSUPPORTED
 * when the running interpreter is not the one built for. */
RS_API rs_status rs_watch_start(rs_watch **out, rs_error *err);

/* Photograph what is new in the generations 0 .. `generation`; of the options only `values` and `hidden` count. Changes
 * nothing. RS_NO_MEMORY, RS_LIMIT. */
RS_API rs_status rs_watch_capture(rs_snapshot **out, rs_watch *watch, int generation,
                                  const rs_capture_options *options, rs_error *err);

/* The collector is about to run: what is new will not stand in its place any more, so it is remembered. RS_NO_MEMORY: it is
 * lost, which rs_watch_unseen tells from then on. */
RS_API rs_status rs_watch_collects(rs_watch *watch, rs_error *err);
/* It ran: what is new from now on stands behind a new place. RS_NO_MEMORY as before. */
RS_API rs_status rs_watch_collected(rs_watch *watch, rs_error *err);

/* What has been going on since the start that hides objects from the watch. */
typedef struct rs_watch_unseen {
    size_t collections; /* that rs_watch_collects was not told of */
    bool frozen;        /* gc.freeze(): what was new then is out of the collector's and our sight */
    bool lost;          /* out of memory */
} rs_watch_unseen;
RS_API rs_watch_unseen rs_watch_blind_spots(const rs_watch *watch);

/* The collector is on again if it was before the start, or if the program has switched it on since. NULL is fine. */
RS_API void rs_watch_stop(rs_watch *watch);

/* The type of the one object by which a watch keeps its place: for rs_capture_options.hidden. */
RS_API uint64_t rs_watch_own_type(void);

#ifdef __cplusplus
}
#endif
#endif
