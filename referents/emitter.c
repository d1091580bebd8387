/* emitter.c: the buffer decoded references go to.                                                    Header: decoder.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decoder.h"
#include "rs_memory.h"

void rs__emitter_grow(rs_emitter *out) {
    void *found = out->found;
    if (rs_reserve(&found, &out->capacity, out->count + 1, sizeof *out->found))
        out->found = found;
    else
        out->failed = true;
}
