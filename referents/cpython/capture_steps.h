/* capture_steps.h: the steps of a capture, in the order capture.c takes them.                          Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CAPTURE_STEPS_H
#define CAPTURE_STEPS_H

#include "interpreters.h"
#include "rs_capture.h"
#include "walk.h"

/* own_objects.c: ascending, from rs_memory.h; NULL: out of memory. */
uint64_t *rs__sorted_copy(const uint64_t *addresses, size_t count);
/* own_objects.c: find the observer's own objects and what only they hold, and close their cells in `walk`, so that no
 * reference to them and none of theirs is seen. Whole heap: call it with the objects of the lists numbered, `found` being
 * those of hidden types; otherwise before anything is numbered. false: out of memory. */
bool rs__hide_own_objects(rs_walk *walk, const uint64_t *hidden, size_t hidden_count, const uint64_t *found,
                          size_t found_count);
/* own_instances.c: take the instances of hidden types that were met during the walk out of the columns. false: out of
 * memory. */
bool rs__remove_own_instances(rs_walk *walk);
/* own_objects.c: take what hidden objects refer to, and what the caller lent, off the counts of the objects seen. */
void rs__forget_own_references(rs_walk *walk);

/* names_only.c: under RS_VALUES_NAMES keep the texts of the keys of namespaces and of names of code, and no other. */
bool rs__keep_names_only(rs_walk *walk);

/* closure_names.c: name the cells of a function's closure after its free variables. */
void rs__name_closures(rs_walk *walk);

/* finish.c: types, counts, strings; the columns cut to what they hold. false: out of memory. */
bool rs__capture_finish(rs_walk *walk);

/* capture.c: the layout of the release that runs; NULL: there is none. */
const rs_layout *rs__running_layout(void);
/* capture.c: RS_UNSUPPORTED unless the running interpreter is the one built for. */
rs_status rs__check_interpreter(rs_error *err);

#endif
