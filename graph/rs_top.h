/* rs_top.h: what retains the most.    Implementation: top_objects.c, top_types.c, top_modules.c. Map: graph/README.md
 *
 * Two views of the tree of dominators (rs_dominators.h).
 *
 * Objects: the largest ones, each below the one that retains it. What a person does not count apart is one row: a module,
 * its namespace, the only object in it and the dict that this consists of are told by the last of them. A structure that
 * goes on in itself, as a linked list does, is one row, too; and so are items or values of one type that are alike. What
 * nothing retains and is too small for a row of its own is told together: by the package or module that leads to it, as
 * running frames, as garbage or as held from outside.
 *
 * Groups: the retained size of a set of objects is what would be freed if all of them went. It is not the sum of theirs:
 * what is retained by one that another of the set retains counts once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_TOP_H
#define RS_TOP_H

#include "rs_dominated.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Objects -------------------------------------------------------------------------------------------------------- */

#define RS_NO_ROW UINT32_MAX

typedef enum rs_top_kind {
    RS_TOP_OBJECT, /* one object */
    RS_TOP_ALIKE,  /* items or values of one type below one row */
    RS_TOP_PACKAGE, /* the rest are objects that nothing retains, told together: of several modules of one package, */
    RS_TOP_MODULE,      /* of one module, */
    RS_TOP_INTERPRETER, /* of the interpreter itself, */
    RS_TOP_FRAMES,      /* of running frames, */
    RS_TOP_GARBAGE,     /* of nobody, */
    RS_TOP_OUTSIDE      /* and of somebody who is not seen */
} rs_top_kind;

typedef struct rs_top_row {
    rs_object_id first; /* the objects told as one, from the one that retains the others */
    rs_object_id
        object; /* to the last, which the row is about; of objects told together the one that retains most */
    rs_top_kind kind;
    size_t objects;   /* told together, without what they retain; 1 for an object */
    const char *name; /* [name_length] of the package or module; NULL otherwise. Borrowed from the snapshot */
    size_t name_length;
    uint64_t retained; /* by `object`, or by all that are told together */
    uint32_t above;    /* the row that retains this one, or RS_NO_ROW */
    uint32_t depth;    /* how many rows are above */
    uint32_t
        held_type; /* of the objects told together, or directly below, that are no rows: the type that retains most; */
    size_t held_count;   /* how many of it there are, 0: none */
    uint64_t held_bytes; /* and what they retain */
} rs_top_row;

typedef struct rs_top_options {
    rs_object_id under; /* only what this one retains: it is the first row. RS_NO_OBJECT: the whole heap */
    size_t limit;       /* rows; 0: all */
    unsigned least;     /* rows retain at least so many thousandths of the heap, or of `under` */
} rs_top_options;
#define RS_TOP_OPTIONS_INIT                                                                                  \
    { RS_NO_OBJECT, 20, 5 }

typedef struct rs_top rs_top;

/* On success *out is yours. RS_NO_MEMORY. */
RS_API rs_status rs_top_objects(rs_top **out, rs_graph *graph, const rs_top_options *options, rs_error *err);
RS_API void rs_top_free(rs_top *top); /* NULL is fine */

/* A row is followed by those it retains, the largest first. *rows is borrowed. */
RS_API size_t rs_top_rows(const rs_top *top, const rs_top_row **rows);
/* What nothing retains and is in no row, as too small even together or for the limit: how many objects, and what they retain. */
RS_API size_t rs_top_others(const rs_top *top, uint64_t *bytes);
/* How many packages, and modules of none, are in no row and have some of those. */
RS_API size_t rs_top_other_modules(const rs_top *top);

/* ---- Groups --------------------------------------------------------------------------------------------------------- */

typedef struct rs_top_group {
    const char *name; /* borrowed from the snapshot */
    size_t objects;   /* of the set; by module: those that nothing retains */
    uint64_t bytes;   /* their shallow sizes added up */
    uint64_t retained;
} rs_top_group;

typedef struct rs_top_groups {
    rs_top_group *group; /* [count] those that retain most first */
    size_t count;
} rs_top_groups;
#define RS_TOP_GROUPS_INIT                                                                                   \
    { NULL, 0 }

/* The instances of each type, in what `under` retains or, RS_NO_OBJECT, in the whole heap. RS_NO_MEMORY. */
RS_API rs_status rs_top_types(rs_top_groups *groups, rs_graph *graph, rs_object_id under, rs_error *err);

/* Every object that nothing retains belongs, with all it retains, to the module nearest to it: a type or a function to the one
 * it was defined in, everything else to that from which the fewest references lead to it. What no module leads to are
 * groups of their own: "(running frames)", "(garbage)", "(held from outside)". So the groups add up to the heap. */
RS_API rs_status rs_top_modules(rs_top_groups *groups, rs_graph *graph, rs_error *err);

RS_API void rs_top_groups_release(rs_top_groups *groups);

#ifdef __cplusplus
}
#endif
#endif
