/* baseline.h: what the files of a baseline share.           Manual: rs_baseline.h. The other half: baseline.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef BASELINE_H
#define BASELINE_H

#include "rs_baseline.h"

#define RS__FINGERPRINT_DIGITS 16u

/* Words of an entry that need not end in a NUL. */
typedef struct rs__piece {
    const char *bytes;
    size_t length;
} rs__piece;

/* Take an entry in without looking whether it is there: many are added, then sorted once. false: out of memory. */
bool rs__baseline_append(rs_baseline *baseline, rs__piece fingerprint, rs__piece text, rs__piece comment);
/* After rs__baseline_append: in order, and of several with one fingerprint the first in that order. */
void rs__baseline_sort(rs_baseline *baseline);
/* Take in an entry whose fingerprint is not there yet, in its place. false: out of memory. */
bool rs__baseline_insert(rs_baseline *baseline, rs__piece fingerprint, rs__piece text, rs__piece comment);

#endif
