/* prove.h: types whose fields only a table knows, proven before they are believed.          Implementation: prove.c
 *                                                                                              Map: README.md
 * A decoder that no header confirms has read its table right when all that it offers are objects, when tp_traverse reports
 * what it says is reported, and when the type has the size that it had where the table was made (layout.h). Until the first
 * objects of a type have shown that, they are decoded through an image in which nothing faults, and a decoder that follows
 * pointers for good. A type of another size is
 * never trusted, and one that offers what is no object loses its decoder: its references are then those that tp_traverse
 * reports, and names are those of its members and __dict__ alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PROVE_H
#define PROVE_H

#include "known_types.h"

/* From now on the type's decoder has to be proven. */
void rs__type_begin_proof(rs_known_type *type);
static inline bool rs__type_is_being_proven(const rs_known_type *type) {
    return type->unproven != NULL && type->shape.decode != type->unproven;
}
/* It has been found wrong. */
void rs__type_refute(rs_known_type *type);

#endif
