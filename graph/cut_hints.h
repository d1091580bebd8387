/* cut_hints.h: what is said behind the advice on a cut, from what is around the cycle.
 * The other half: cut_hints.c. Who asks: cut.c.                                                    Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CUT_HINTS_H
#define CUT_HINTS_H

#include "patterns.h"

/* "; `weak_parent` of the Leaf is weak already", and that a cycle is the standard library's own. */
void rs__text_add_hints(rs_text *text, const struct rs_cycles *cycles, const rs_found *found);

#endif
