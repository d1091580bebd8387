/* class_facts.h: what a snapshot tells of classes that matters to advice.         The other half: class_facts.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CLASS_FACTS_H
#define CLASS_FACTS_H

#include "vertex_names.h"

/* What the class itself has under that name, or RS_NO_OBJECT; bases are not asked. */
rs_object_id rs__attribute_of_class(const rs_snapshot *snapshot, rs_object_id class, const char *name,
                                    size_t length);
/* Is it a type of CPython's standard library? Not of the built-in ones, which belong to whoever uses them. */
bool rs__is_of_library(rs_vertex_name type);

#endif
