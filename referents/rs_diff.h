/* rs_diff.h: what is new, gone and kept between two photographs.        Implementation: diff.c, diff_match.c. Map: referents/README.md
 *
 * An object is taken for the same when it stands at the same address, is of the same type and something else agrees as well:
 * an address is used again as soon as it is free, most of all for objects of one type. rs_fate says how sure that is.
 *
 *     rs_diff *diff = NULL;
 *     rs_status st = rs_diff_new(&diff, older, newer, &err);
 *     const rs_diff_row *rows = NULL;
 *     size_t count = rs_diff_rows(diff, &rows);                     // by type, those that grew most first
 *     rs_diff_free(diff);
 *
 * Addresses of two runs of a program say nothing. Then no object is matched: rs_diff_matched is false and the rows have counts
 * alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_DIFF_H
#define RS_DIFF_H

#include "rs_snapshot.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_diff rs_diff;

/* What became of an object of the newer photograph. */
typedef enum rs_fate {
    RS_FATE_NEW,    /* nothing stood at its address, or the photographs cannot be matched */
    RS_FATE_REUSED, /* something else did: another type or value, or nothing but the type agrees */
    RS_FATE_LIKELY, /* the same, as far as can be seen: its value, what it holds or what holds it agrees */
    RS_FATE_CERTAIN, /* the same: a module, type, function or code of that name, or what one of them has held unchangeably */
} rs_fate;

typedef struct rs_tally {
    uint64_t objects, bytes; /* shallow */
} rs_tally;

typedef struct rs_diff_row {
    const char *type; /* borrowed from the snapshots */
    rs_tally before, after;
    rs_tally added, gone; /* 0 when the photographs are not matched */
} rs_diff_row;

typedef struct rs_diff_about {
    bool matched; /* both are of one process: addresses can be compared */
    rs_tally before, after, added, gone;
    uint64_t certain, likely, reused; /* objects of the newer one, by their fate */
} rs_diff_about;

/* On success *out is yours; it borrows both snapshots. Records are no objects here. RS_NO_MEMORY. */
RS_API rs_status rs_diff_new(rs_diff **out, const rs_snapshot *older, const rs_snapshot *newer,
                             rs_error *err);
RS_API void rs_diff_free(rs_diff *diff); /* NULL is fine */

RS_API const rs_diff_about *rs_diff_about_it(const rs_diff *diff); /* borrowed */
/* One row a type name that has objects in either; those that grew by most bytes first, then by objects, then by name. */
RS_API size_t rs_diff_rows(const rs_diff *diff, const rs_diff_row **rows); /* how many; borrowed */

RS_API rs_fate rs_diff_fate(const rs_diff *diff, rs_object_id newer);
/* The object of the older photograph that it is, or RS_NO_OBJECT. */
RS_API rs_object_id rs_diff_older(const rs_diff *diff, rs_object_id newer);

/* Are both of one process, so that an address means the same in both? */
RS_API bool rs_diff_is_same_process(const rs_snapshot *older, const rs_snapshot *newer);

#ifdef __cplusplus
}
#endif
#endif
