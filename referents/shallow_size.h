/* shallow_size.h: the bytes of one object.                                                     Code: shallow_size.c
 *
 * What the object itself takes: its body, the heads in front of it, and the blocks that are its alone (a list's items, a
 * dict's table, an instance's attribute values, the characters of a str; the others: side_blocks.c). Computed from the layout, never asked of the
 * object.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SHALLOW_SIZE_H
#define SHALLOW_SIZE_H

#include "decoder.h"

uint64_t rs__shallow_size(const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object);

/* The block of attribute values at `values`, an instance's or a split dict's, for the keys of its class. In 3.11 and 3.12 the
 * block does not say its size to the byte: of the first few instances of a class it may be told up to 56 bytes too large. */
uint64_t rs__values_size(const rs_decoding *decoding, uint64_t keys, uint64_t values);

/* What a dict has outside of its body: its table, or its values when the table is a class's. */
uint64_t rs__dict_size(const rs_decoding *decoding, uint64_t dict);

/* What says how large the other blocks of its instances are, or NULL when they have none (side_blocks.c). */
rs_blocks_function *rs__side_blocks_of(const rs_decoding *decoding, uint64_t type);

/* Whether all instances of that type have one size: rs__shallow_size of any of them. */
bool rs__size_is_fixed(const rs_type_shape *shape);

#endif
