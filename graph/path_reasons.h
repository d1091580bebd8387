/* path_reasons.h: which paths are reasons of their own.                       The other half: path_reasons.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PATH_REASONS_H
#define PATH_REASONS_H

#include "paths.h"

/* Whether the path of number `path` tells nothing that one of those before it does not tell: it is the same, or it runs
 * through the place that the other starts from. */
bool rs__path_is_repeated(const rs_path_search *search, size_t path);
/* Leave out all that are. The references of what is left stay where they are. */
void rs__paths_drop_repeated(rs_path_search *search);

#endif
