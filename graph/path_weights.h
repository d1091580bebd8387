/* path_weights.h: how far a reference leads away from what a person would write.
 * The other half: path_weights.c, the table with its reasons.                                     Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PATH_WEIGHTS_H
#define PATH_WEIGHTS_H

#include "bits.h"

#define RS__WEIGHT_MAX 8
#define RS__WEIGHT_SCENERY                                                                                   \
    3 /* from this weight on nobody would write it, and it is only gone where nothing else leads */

typedef struct rs_path_weights {
    const rs_snapshot *snapshot; /* borrowed */
    rs_object_id sys_modules;    /* RS_NO_OBJECT: the interpreter is not in this snapshot */
    const rs_bits *modules; /* borrowed; NULL: their types are asked, which is slower over a whole heap */
} rs_path_weights;

rs_path_weights rs__path_weights_of(const rs_snapshot *snapshot);
/* For rs_path_weights.modules; the caller's, from rs_memory.h. NULL: out of memory. */
rs_bits *rs__bits_of_modules(const rs_snapshot *snapshot);
/* 0 .. RS__WEIGHT_MAX. `source` is the reference's. */
unsigned rs__path_weight(const rs_path_weights *weights, rs_object_id source, rs_reference_id reference);

#endif
