/* diff_match.h: which objects of two photographs of one process are the same.  The other half: diff_match.c, diff_evidence.c
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DIFF_MATCH_H
#define DIFF_MATCH_H

#include "rs_diff.h"

/* Strings and types of both photographs by numbers that mean the same in both. */
typedef struct rs_same_words {
    uint32_t *name[2]; /* [strings of names] */
    uint32_t names[2];
    uint32_t *type[2]; /* [types] equal: the same name, kind, and type object where that is known */
} rs_same_words;

typedef struct rs_match {
    const rs_snapshot *snapshot[2]; /* the older, the newer */
    const rs_columns *columns[2];
    rs_same_words words;
    rs_object_id
        *older;    /* [newer's objects] what stood at its address and may be the same, or RS_NO_OBJECT */
    uint8_t *fate; /* [newer's objects] rs_fate */
} rs_match;

/* Fills older and fate. RS_NO_MEMORY; to be released in either case. */
rs_status rs__match_find(rs_match *match, const rs_snapshot *older, const rs_snapshot *newer, rs_error *err);
void rs__match_release(rs_match *match);

/* ---- What speaks for and against a pair: diff_evidence.c ------------------------------------------------------------- */

typedef enum rs_verdict {
    RS_VERDICT_OTHER,
    RS_VERDICT_OPEN,
    RS_VERDICT_LIKELY,
    RS_VERDICT_CERTAIN
} rs_verdict;

/* By the two objects themselves: type, size, name, value, and what an unchangeable one holds. */
rs_verdict rs__match_alone(const rs_match *match, rs_object_id older, rs_object_id newer);
/* Do these two references have the same name? Places in sequences do not count: items move. */
bool rs__match_names(const rs_match *match, rs_reference_id older, rs_reference_id newer);
/* Does the object hold the same as long as it lives? */
bool rs__match_is_unchangeable(const rs_match *match, rs_object_id newer);

#endif
