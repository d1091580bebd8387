/* asizeof_walk.h: what asizeof counts of what given objects hold.    Implementation: asizeof_walk.c, asizeof_follow.c,
 *                                                                     asizeof_total.c. Map: README.md
 * Every object that is met counts once, for the one that met it first, in depth: an object's own bytes and, in the order of
 * its references, all it holds. Which references count and what stops at them is decided in asizeof_follow.c.
 *
 *     rs__sizing sizing = {.snapshot = heap, .flat = &flat, .limit = RS__NO_LIMIT, ...};
 *     if (rs__sizing_init(&sizing)) ok = rs__sizing_add(&sizing, object, NULL, &bytes);
 *     rs__sizing_release(&sizing);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ASIZEOF_WALK_H
#define REFSCOPE_ASIZEOF_WALK_H

#include <Python.h>

#include "asizeof_flat.h"
#include "asizeof_seen.h"

#define RS__NO_LIMIT (-1)
#define RS__RANKS    100 /* largest objects that are kept */

enum rs__sizing_flags {
    RS__SIZE_CODE = 1,
    RS__SIZE_FRAMES = 2,
    RS__SIZE_IGNORED = 4 /* types that are ignored by default */
};

typedef struct rs__rank { /* one of the largest objects, with all it holds */
    uint64_t size;
    rs_object_id object, holder; /* holder: RS_NO_OBJECT for a given object */
    uint32_t depth;
} rs__rank;

typedef struct rs__profile { /* the objects of one type, by their own bytes */
    uint64_t number, total, high;
    rs_object_id largest;
} rs__profile;

typedef struct rs__visit { /* an object whose references are being followed */
    rs_object_id object;
    rs_reference_id next;
    uint64_t flat, total;
    PyObject *children; /* a list, or NULL: no tree, or too deep for one */
    uint32_t level;     /* in the tree */
} rs__visit;

/* Makes the nodes of a tree of Asized (asizeof_tree.c). */
typedef struct rs__tree {
    PyObject *(*make)(struct rs__tree *tree, rs_object_id object, uint64_t size, uint64_t flat,
                      PyObject *children);
    /* Rename a node for the reference that leads to it; false: an exception is set. */
    bool (*name)(struct rs__tree *tree, PyObject *node, rs_reference_id reference);
    /* How many levels below its holder's node the target's is to be. */
    uint32_t (*levels)(struct rs__tree *tree, rs_reference_id reference);
    uint32_t detail; /* objects of a lower level than this show what they hold */
    uint32_t level;  /* of the node that is being made */
} rs__tree;

typedef struct rs__sizing {
    /* To be set before init. */
    const rs_snapshot *snapshot;
    const rs__flat_sizes *flat;
    rs__seen *seen;     /* what was met before; borrowed */
    rs__seen *excluded; /* types whose objects do not count, and how many were met; borrowed, or NULL */
    unsigned flags;     /* rs__sizing_flags */
    int64_t limit;      /* how many references deep, or RS__NO_LIMIT */
    uint64_t mask;      /* sizes are rounded up to multiples of mask + 1 */
    uint64_t above;     /* with `ranking`: objects larger than this are ranked */
    bool ranking, profiling;

    /* The answer. */
    uint32_t deepest;
    uint64_t ranked;
    rs__rank ranks[RS__RANKS];
    size_t rank_count;
    rs__profile *profiles; /* [types] with `profiling` */

    /* In between. */
    int64_t *visits;     /* [objects] as in asizeof_seen.h */
    unsigned char *fate; /* [types] rs__fate of an object of the type */
    uint32_t *distance;  /* [objects] with a limit: references from the object being sized + 1 */
    rs__visit *stack;
    size_t depth, room;
} rs__sizing;

/* *sizing is yours to release, also on failure. false: an exception is set. */
bool rs__sizing_init(rs__sizing *sizing);
void rs__sizing_release(rs__sizing *sizing);

/* The object is a given one: references to it do not count, unless it was met already. */
void rs__sizing_give(rs__sizing *sizing, rs_object_id object);
/* Bytes of a given object with what it holds, 0 when it was met before. With `tree`, *node is a tree's root, yours. */
bool rs__sizing_add(rs__sizing *sizing, rs_object_id object, rs__tree *tree, uint64_t *bytes,
                    PyObject **node);
/* Keep what was met: in the table with `each`, else only how much it was. false: MemoryError is set. */
bool rs__sizing_keep(rs__sizing *sizing, bool each);

/* Bytes of all that `count` objects hold together, when nothing that was asked needs more than a sum; no photograph and no
 * init is needed, only what is to be set, and `mapped` (asizeof_total.c). false: it does, or an exception is set. */
bool rs__sizing_total(const rs__sizing *sizing, PyObject *const *objects, size_t count, double mapped,
                      uint64_t *total);

/* ---- asizeof_follow.c ----------------------------------------------------------------------------------------------- */

typedef enum rs__fate {
    RS__FATE_COUNT,    /* counts, with what it holds */
    RS__FATE_FLAT,     /* counts, but what it holds does not unless it was given: a module */
    RS__FATE_SKIP,     /* does not count */
    RS__FATE_EXCLUDED, /* does not count: of a type that the caller excluded */
    RS__FATE_ASK,      /* differs from one object of the type to the next: a class */
} rs__fate;

/* Kinds whose objects are not followed, as in rs_capture_options. */
uint64_t rs__closed_kinds(unsigned flags);
/* The fate of objects of a class, or of a type of the photograph. */
rs__fate rs__fate_of_class(const rs__sizing *sizing, PyTypeObject *class, rs_kind kind);
rs__fate rs__fate_of_type(const rs__sizing *sizing, uint32_t type);
/* The fate of one object; given: it was given itself. */
rs__fate rs__fate_of(const rs__sizing *sizing, rs_object_id object, bool given);
/* Does this reference of `source` count? */
bool rs__is_followed(const rs_snapshot *snapshot, rs_object_id source, rs_reference_id reference);

#endif
