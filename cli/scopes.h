/* scopes.h: the choices of --scope, which two commands have.                                     Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_SCOPES_H
#define REFSCOPE_SCOPES_H

#include "rs_cycles.h"

#define RS__SCOPES_TEXT "garbage|live|all"
static const char *const rs__scopes[] = {
    [RS_SCOPE_GARBAGE] = "garbage", [RS_SCOPE_LIVE] = "live", [RS_SCOPE_ALL] = "all", NULL};

#endif
