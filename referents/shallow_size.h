/* shallow_size.h: the bytes of one object.                                                     Code: shallow_size.c
 *
 * What the object itself takes: its body, the heads in front of it, and the blocks that are its alone (a list's items, a
 * dict's table, an instance's attribute values, the characters of a str). Computed from the layout, never asked of the
 * object.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SHALLOW_SIZE_H
#define SHALLOW_SIZE_H

#include "decoder.h"

uint64_t rs__shallow_size(const rs_decoding *decoding, const rs_type_shape *shape, uint64_t object);

/* The block of attribute values that an instance of that type has apart, when it has one: 3.11 and 3.12. */
uint64_t rs__values_size(const rs_decoding *decoding, const rs_type_shape *shape);

/* Whether all instances of that type have one size: rs__shallow_size of any of them. */
bool rs__size_is_fixed(const rs_type_shape *shape);

#endif
