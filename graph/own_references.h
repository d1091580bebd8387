/* own_references.h: references that close cycles by CPython's own making: nobody can cut them, so the cycle report sets
 * them aside. The other half: own_references.c. Who asks: knots.c.                                 Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef OWN_REFERENCES_H
#define OWN_REFERENCES_H

#include "number_map.h"
#include "rs_snapshot.h"

typedef struct rs_own_references {
    const rs_snapshot *snapshot;
    rs_number_map rule_of;     /* by packed name of an attribute: what its name says */
    rs_number_map class_cells; /* references from closures to the cell "__class__" that super() needs */
    rs_number_map cached;      /* objects that a functools.lru_cache keeps as arguments */
    bool failed;               /* out of memory: answers may be wrong */
} rs_own_references;
#define RS_OWN_REFERENCES_INIT(snapshot)                                                                     \
    { (snapshot), RS_NUMBER_MAP_INIT, RS_NUMBER_MAP_INIT, RS_NUMBER_MAP_INIT, false }

/* To be called for every object of a cyclic component before the first question about one of them. */
void rs__own_references_meet(rs_own_references *own, rs_object_id object);

/* A type's way back to itself (its __mro__, the __objclass__ of its descriptors, the cell for super(), __new__), that of
 * the members of an enumeration, a type's second way to its base; the builtins; in what is alive also modules, the
 * namespaces behind functions and frames, and the types of instances, which live as long as the program: all but that of an
 * instance that the cache of a method keeps, since that cycle is the program's. */
bool rs__is_own_reference(rs_own_references *own, rs_object_id source, rs_reference_id reference,
                          bool garbage);
void rs__own_references_release(rs_own_references *own);

#endif
