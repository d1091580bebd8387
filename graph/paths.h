/* paths.h: how paths are searched.           The searches: path_backward.c, path_forward.c; who asks them: paths.c.
 *                                                                                                 Map: graph/README.md
 * There are two searches with one result. Backwards, from the object over those who refer to it, costs what the answer
 * costs, unless very much refers to it. Forwards, from all roots, is one pass over the heap at worst. So the first is
 * given a bound, and where it would exceed it the second answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PATHS_H
#define PATHS_H

#include "bits.h"
#include "path_weights.h"
#include "rs_paths.h"
#include "rs_referrers.h"

/* Which roots a person can do more with: those of a lower tier come first, however long their paths. */
typedef enum rs_tier {
    RS__TIER_RECORDS, /* variables of running frames, modules: what the interpreter itself leads to */
    RS__TIER_OUTSIDE, /* held by somebody who is not seen */
    RS__TIER_FIXED,   /* frozen or immortal */
    RS__TIERS,
} rs_tier;

typedef struct rs_found_path {
    rs_object_id root;
    rs_tier tier;
    bool dependent;       /* its last holder is only held through those of other paths */
    uint32_t distance;    /* the weights of its references added up */
    size_t begin, length; /* in `references` */
} rs_found_path;

struct rs_paths {
    const rs_liveness *liveness; /* borrowed */
    rs_found_path *found;
    size_t count, capacity;
    rs_reference_id *references;
    size_t reference_count, reference_capacity;
    rs_object_id object;
};

/* A path of no references yet; then its references. false: out of memory. */
bool rs__paths_begin(rs_paths *paths, rs_object_id root, rs_tier tier, uint32_t distance);
bool rs__paths_add(rs_paths *paths, rs_reference_id reference);

typedef struct rs_path_search {
    const rs_snapshot *snapshot;
    const rs_referrers *referrers;
    const rs_liveness *liveness;
    rs_path_weights weights;
    rs_object_id object;
    size_t limit; /* paths wanted; less one once a place is kept for the object itself */
    bool keeps_place;
    bool dependent;     /* what is found now is */
    bool holders_only;  /* one path a holder, and no more */
    size_t work;        /* references that the search backwards may still look at */
    rs_bits *explained; /* [objects] holders of the object that a path was found through */
    rs_paths *paths;    /* what was found */
} rs_path_search;

typedef enum rs_searched {
    RS__SEARCHED,      /* all there are, or as many as wanted */
    RS__SEARCHED_PART, /* the bound was reached: what was found is right, but there may be more */
    RS__SEARCHED_OUT_OF_MEMORY,
} rs_searched;

/* The nearest path from roots of that tier that passes no explained holder: none or one. Where it begins, at modules and
 * frames, it may pass what it likes. */
rs_searched rs__paths_backward_independent(rs_path_search *search, rs_tier tier);
/* Paths through holders that are not explained yet, from roots of that tier, nearest first. */
rs_searched rs__paths_backward(rs_path_search *search, rs_tier tier);
/* Paths that may share their last holder with those found, without scenery. */
rs_searched rs__paths_backward_more(rs_path_search *search, rs_tier tier);
/* As rs__paths_backward for all tiers one after the other, in one pass over the heap. */
rs_searched rs__paths_forward(rs_path_search *search);

/* Where the object itself is a root of that tier, keep a place for it. */
void rs__paths_keep_place(rs_path_search *search, rs_tier tier);

static inline bool rs__paths_are_enough(const rs_path_search *search) {
    return search->paths->count >= search->limit;
}
static inline bool rs__is_root_of(const rs_path_search *search, rs_object_id object, rs_tier tier) {
    rs_root root = rs_liveness_root(search->liveness, object);
    switch (tier) {
    case RS__TIER_RECORDS: return root == RS_ROOT_RECORD;
    case RS__TIER_OUTSIDE: return root == RS_ROOT_OUTSIDE;
    default: return root == RS_ROOT_FROZEN || root == RS_ROOT_IMMORTAL;
    }
}

#endif
