/* rs_comparison.h: two photographs or more side by side: by type, object by object, and by what retains what grew.
 * Implementation: comparison.c. Its halves: referents/rs_diff.h, rs_growth.h.                     Map: graph/README.md
 *
 *     rs_comparison comparison = RS_COMPARISON_INIT;
 *     rs_status st = rs_compare(&comparison, snapshots, count, &err);          // oldest first
 *     ... comparison.diff, comparison.growth ...
 *     rs_comparison_release(&comparison);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_COMPARISON_H
#define RS_COMPARISON_H

#include "rs_diff.h"
#include "rs_growth.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_comparison {
    const rs_snapshot *const *snapshots; /* borrowed, as the array is */
    size_t count;
    rs_diff *diff;     /* of the first and the last */
    rs_growth *growth; /* of all of them */
} rs_comparison;
#define RS_COMPARISON_INIT                                                                                   \
    { NULL, 0, NULL, NULL }

/* At least two snapshots, which have to outlive the comparison. One after the other its dominators are worked out and
 * forgotten. RS_NO_MEMORY; then *comparison is as it was. */
RS_API rs_status rs_compare(rs_comparison *comparison, const rs_snapshot *const *snapshots, size_t count,
                            rs_error *err);
RS_API void rs_comparison_release(rs_comparison *comparison);

/* How many objects and shallow bytes a type grew by from the first to the last: "module.Name", or every type of that bare
 * name. Negative where it became less. false: neither of the two has an object of such a type. */
RS_API bool rs_comparison_of_type(const rs_comparison *comparison, const char *type, int64_t *objects,
                                  int64_t *bytes);

#ifdef __cplusplus
}
#endif
#endif
