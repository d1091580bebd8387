/* place_name.h: what a person would call the place where an object is held.   The other half: place_name.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PLACE_NAME_H
#define PLACE_NAME_H

#include "rs_graph.h"
#include "rs_text.h"

/* Add the shortest named path to `object`: "app.cache.sessions", "module app", "local x of f (app.py:3) in main thread",
 * "held from outside (1 reference): list of 3"; of garbage "garbage: Node at 0x7f…". With `within`, which must dominate it,
 * only what comes behind that: ".sessions['a3']". *shown receives the object that the name is of: for a namespace
 * the object it is part of. */
rs_status rs__add_place_name(rs_text *text, rs_graph *graph, rs_object_id object, rs_object_id within,
                             rs_object_id *shown, rs_error *err);

#endif
