/* lookup.h: attributes, items and modules of a snapshot, as the language would find them but without running anything.
 * The other half: lookup.c.                                                                       Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "nearest_names.h"
#include "path_syntax.h"
#include "rs_snapshot.h"

/* What a look-up came to. */
typedef struct rs_lookup {
    rs_object_id object; /* RS_NO_OBJECT: not found */
    rs_object_id
        through;    /* the descriptor of the class that would compute it; RS_NO_OBJECT: none is in the way */
    uint32_t alike; /* keys whose kept beginning is that of the key asked for, so that they may be it */
    rs_object_id alike_value; /* what the first of those leads to */
    uint32_t withheld;        /* keys of whose value nothing was kept */
    int64_t length;           /* of a sequence; -1: it is none */
} rs_lookup;

/* The attribute `name` of an object: its own, then its class's. With `names` (or NULL) what there is instead. */
rs_lookup rs__lookup_attribute(const rs_snapshot *snapshot, rs_object_id object, const char *name,
                               size_t length, rs_nearest_names *names);
/* The item of a sequence by index, or of a dict by key. Keys are compared as the language does it: 1 is 1.0 is True. */
rs_lookup rs__lookup_item(const rs_snapshot *snapshot, rs_object_id object, const rs_path_step *key,
                          rs_nearest_names *names);
/* What sys.modules has under that name, else a module that calls itself so; RS_NO_OBJECT. */
rs_object_id rs__lookup_module(const rs_snapshot *snapshot, const char *name, size_t length,
                               rs_nearest_names *names);
/* What `object` refers to by exactly this attribute, or RS_NO_OBJECT. */
rs_object_id rs__lookup_field(const rs_snapshot *snapshot, rs_object_id object, const char *name);

#endif
