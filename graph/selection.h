/* selection.h: what the ways of selecting share.                  The other half: selection.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SELECTION_H
#define SELECTION_H

#include "rs_selection.h"

/* Exactly this object. */
rs_status rs__select_one(rs_selection *selection, rs_object_id object, rs_error *err);
/* Fill *err with the sentence in `text`, which is released: RS_NOT_FOUND, or RS_NO_MEMORY when the text failed. */
rs_status rs__not_found(rs_error *err, rs_text *text);

#endif
