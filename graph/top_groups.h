/* top_groups.h: what the views of rs_top.h share.                       The other half: top_groups.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TOP_GROUPS_H
#define TOP_GROUPS_H

#include "rs_top.h"

/* What a person does not count as retaining anything: the interpreter, and sys.modules, which alone holds many modules. */
typedef struct rs_transparent {
    const rs_snapshot *snapshot;
    rs_object_id sys_modules; /* or RS_NO_OBJECT */
} rs_transparent;
rs_transparent rs__transparent_of(const rs_snapshot *snapshot);
bool rs__is_transparent(const rs_transparent *transparent, rs_object_id object);

/* Takes over the array; groups without objects and without bytes are left out. */
rs_top_groups rs__top_groups_sorted(rs_top_group *groups, size_t count);

#endif
