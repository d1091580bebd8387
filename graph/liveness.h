/* liveness.h: what other files of this folder ask a liveness.      The other half: liveness.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIVENESS_H
#define LIVENESS_H

#include "bits.h"
#include "rs_liveness.h"

/* What the records reach: the interpreter, its threads, the running frames. */
const rs_bits *rs__liveness_held_by_records(const rs_liveness *liveness);
const rs_bits *rs__liveness_alive(const rs_liveness *liveness);
/* The objects that are RS_ROOT_OUTSIDE, ascending. */
size_t rs__liveness_root_list(const rs_liveness *liveness, const rs_object_id **roots);

#endif
