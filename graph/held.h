/* held.h: where the examples of patterns are held from outside.                    The other half: held.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HELD_H
#define HELD_H

#include "patterns.h"

/* Fill `held` of every pattern that is alive. RS_NO_MEMORY. */
rs_status rs__held_find(rs_cycles *cycles, rs_error *err);

#endif
