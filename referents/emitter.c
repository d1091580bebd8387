/* emitter.c: the buffer decoded references go to.                                                    Header: decoder.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decoder.h"
#include "rs_memory.h"

void rs__emitter_make_room(rs_emitter *out, size_t count) {
    if (out->drain && out->count >= RS__EMITTER_DRAIN) {
        out->drain(out->drain_context);
        if (out->failed || out->capacity - out->count >= count) return;
    }
    void *found = out->found;
    if (rs_reserve(&found, &out->capacity, out->count + count, sizeof *out->found))
        out->found = found;
    else
        out->failed = true;
}

void rs__emitter_grow(rs_emitter *out) {
    rs__emitter_make_room(out, 1);
}
