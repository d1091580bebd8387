/* value_text.h: scalars as a Python programmer writes them.    Implementation: value_text.c. Used by names.c and preview.c
 *                                                                                             Map: referents/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef VALUE_TEXT_H
#define VALUE_TEXT_H

#include "rs_snapshot.h"

/* Add 'text', b'bytes', 42, 1.5, True, None or <int of 2,048 bits>, at most `columns` wide. false, and nothing was
 * added, when the object is no such scalar or its value was not kept. */
bool rs__text_add_scalar(rs_text *text, const rs_snapshot *snapshot, rs_object_id object, size_t columns);

/* Whether objects of that kind have a value that a policy may withhold. */
bool rs__kind_has_value(rs_kind kind);

/* Cut what stands behind `start` to at most `columns`, the last of them an ellipsis when anything is cut. */
void rs__text_cut(rs_text *text, size_t start, size_t columns);

#endif
