/* prove.c: types whose fields only a table knows, proven before they are believed.                Header: prove.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "prove.h"

#include "rs_memory.h"
#include "trust.h"

#define PROOFS 16u /* objects that offered something, all of it right */

/* Some fields are objects or small numbers, as the codecs' way to handle errors is; a guess may be anything. Those are left out.
 * false: another one is no object. */
static bool keep_objects(rs_walk *walk, size_t first) {
    rs_emitter *out = &walk->decoding.out;
    size_t kept = first;
    for (size_t i = first; i < out->count; i++) {
        const rs_found *offer = &out->found[i];
        bool is_object = rs__is_object(walk, offer->target);
        if (!is_object && !(offer->name & RS_NAME_GUESSED) && !rs__is_small_number(offer->target))
            return false;
        if (is_object) out->found[kept++] = out->found[i];
    }
    out->count = kept;
    return true;
}

/* Not every object takes such a decoder down the same way, and so what others have shown is no proof of where this one leads. What
 * is behind the pointers of containers is CPython's own, and in its headers. */
static bool follows_pointers(const rs_type_shape *shape) {
    return shape->decode_base != NULL && shape->decode_base != rs__decode_nothing &&
           shape->decode_base != rs__decode_dict && shape->decode_base != rs__decode_list &&
           shape->decode_base != rs__decode_tuple && shape->decode_base != rs__decode_set;
}

static bool is_proven_now(rs_known_type *type) {
    return type->shape.layout_confirmed && !follows_pointers(&type->shape) && ++type->proofs == PROOFS;
}

/* In place of the type's own decoder. Nothing drains what it offers before it is looked at. */
static void decode_unproven(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    rs_known_type *type = (rs_known_type *)(void *)shape; /* its first member */
    rs_walk *walk = (rs_walk *)(void *)decoding;
    const rs_image *image = decoding->image;
    void (*const drain)(void *) = decoding->out.drain;
    size_t first = decoding->out.count;
    decoding->out.drain = NULL;
    decoding->image = &rs__checked_image;
    type->unproven(decoding, shape, object);
    decoding->image = image;
    decoding->out.drain = drain;
    if (!keep_objects(walk, first)) {
        decoding->out.count = first;
        rs__type_refute(type);
    } else if (decoding->out.count > first && is_proven_now(type)) {
        shape->decode = type->unproven;
    }
}

void rs__type_begin_proof(rs_known_type *type) {
    if (!type->shape.decode) return;
    type->unproven = type->shape.decode;
    type->shape.decode = decode_unproven;
}

void rs__type_refute(rs_known_type *type) {
    type->told = RS_TOLD_LAYOUT_UNKNOWN;
    type->shape.decode = NULL;
    type->shape.field_count = 0;
    type->shape.opaque = true;
}
