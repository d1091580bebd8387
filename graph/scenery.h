/* scenery.h: references that every program has and nobody asks about, and dicts that are no objects of their own to a
 * person: the namespace behind an attribute, the tuple behind a closure.  The other half: scenery.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef SCENERY_H
#define SCENERY_H

#include "rs_graph.h"
#include "rs_referrers.h"

/* Is the reference an attribute of that name? */
bool rs__is_attribute(const rs_snapshot *snapshot, rs_reference_id reference, const char *name);

/* From an object to its type, from a type to its bases and its own descriptors back to it, from a function or a frame to
 * its module's namespace and to the builtins. */
bool rs__is_scenery(const rs_snapshot *snapshot, rs_reference_id reference);
/* What an object holds only to describe itself: names, documentation, code; keys of dicts. */
bool rs__is_description(const rs_snapshot *snapshot, rs_reference_id reference);
/* Modules and types hold much and are held by all: the search for neighbours shows them and does not go through them. */
bool rs__is_crossroads(const rs_snapshot *snapshot, rs_object_id object);

/* Could the object be the ".__dict__" or the ".__closure__" of another: a plain dict or tuple? */
bool rs__may_be_inner(const rs_snapshot *snapshot, rs_object_id object);
/* Is `reference` the one by which an owner has its inner dict or tuple? */
bool rs__leads_inside(const rs_snapshot *snapshot, rs_reference_id reference);
/* The reference by which an owner has `object` inside, or RS_NO_REFERENCE. Costs the number of references to `object`. */
rs_reference_id rs__owner_of_inner(const rs_snapshot *snapshot, const rs_referrers *referrers,
                                   rs_object_id object);

#endif
