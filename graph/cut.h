/* cut.h: which reference of a pattern to cut, and what that frees.                          The other half: cut.c, freed.c
 *                                                                                                  Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CUT_H
#define CUT_H

#include "patterns.h"
#include "rs_refgraph.h"

/* Choose the cut of every pattern: a feedback arc set of least weight on the graph of its word. RS_NO_MEMORY; RS_INTERNAL
 * when igraph refuses. */
rs_status rs__cuts_choose(rs_cycles *cycles, rs_error *err);

/* Is this edge of a knot one that the pattern's cut removes? */
bool rs__is_cut(const rs_cycles *cycles, const rs_found *found, uint32_t edge);

/* Add up what each cut frees. Call it while found[] is in the order of pattern_of. false: out of memory. */
bool rs__freed_bytes(rs_cycles *cycles, const uint64_t *kept);

#endif
