/* type_kind.h: which of the shapes that other layers tell apart a type has.                        Code: type_kind.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TYPE_KIND_H
#define TYPE_KIND_H

#include "decoder.h"

/* The kind of `type`. `base` is the first of its bases that no class statement made: the type itself for a type written in
 * C. *exact: it is the built-in type of that kind itself. */
rs_kind rs__type_kind(bool *exact, const rs_decoding *decoding, uint64_t type, uint64_t base);

/* Whether `type` is `object`. */
bool rs__type_is_object(const rs_decoding *decoding, uint64_t type);

/* Whether `type` is list, tuple, dict, set or frozenset itself. */
bool rs__type_is_container(const rs_decoding *decoding, uint64_t type);

/* Whether what that type adds to an object is plain data. */
bool rs__type_is_plain(const rs_decoding *decoding, uint64_t type, const char *tp_name);
/* Whether objects of a type may hold more than a decoder, a table or tp_traverse tells (type_opaque.c). */
bool rs__type_is_opaque(const rs_decoding *decoding, const rs_type_shape *shape);
/* Whether instances of that built-in type hold no references at all, though their type has no tp_traverse to say so. */
bool rs__type_is_leaf(const rs_decoding *decoding, const rs_type_shape *shape);

#endif
