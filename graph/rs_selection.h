/* rs_selection.h: which objects a question is about.                    Implementation: selection.c. Map: graph/README.md
 *
 * Resolved in the snapshot alone; no code of the program runs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_SELECTION_H
#define RS_SELECTION_H

#include "rs_graph.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_selection {
    rs_object_id *objects; /* ascending, each once */
    size_t count;
} rs_selection;
#define RS_SELECTION_INIT                                                                                    \
    { NULL, 0 }

/* All fill *selection, which is the caller's to release; on failure it is untouched. When nothing matches: RS_NOT_FOUND
 * and a sentence that says what was looked for and, where there is one, the nearest name there is ("did you mean"). */

/* Every instance of the type: "module.Name" or, where that is no type, every type whose bare name it is or, last, the end
 * of whose bare name ("Name" for "Outer.Name"). A name with *, ? or [ is a pattern of the shell. Exact types: instances of
 * subclasses are not meant. "class Name" is the class itself. Where there is such a class and no instance of it:
 * RS_NO_INSTANCES, and a sentence that says so. */
RS_API rs_status rs_select_type(rs_selection *selection, rs_graph *graph, const char *name, rs_error *err);
/* The same with instances of classes that are derived from those. */
RS_API rs_status rs_select_type_and_derived(rs_selection *selection, rs_graph *graph, const char *name,
                                            rs_error *err);

/* The instances of a class that is in the heap, with those of derived classes or without. None: RS_OK, and count is 0. */
RS_API rs_status rs_select_instances(rs_selection *selection, rs_graph *graph, rs_object_id type,
                                     bool derived, rs_error *err);

/* One object by the path a person would write: "module.attr.attr['key'][3]", "module" alone too; modules are those of
 * sys.modules, the longest module name that fits is taken; a path may also begin with a variable of __main__, and
 * with the name of the program's file instead of __main__. Follows
 * attributes through __dict__, inline values, slots and the class; keys by text, bytes or number; says at which step it
 * failed. */
RS_API rs_status rs_select_path(rs_selection *selection, rs_graph *graph, const char *path, rs_error *err);

/* One object by address: "0x7f…" or decimal. */
RS_API rs_status rs_select_address(rs_selection *selection, rs_graph *graph, const char *address,
                                   rs_error *err);

RS_API void rs_selection_release(rs_selection *selection);

#ifdef __cplusplus
}
#endif
#endif
