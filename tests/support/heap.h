/* heap.h: snapshots for tests.       Implementation: heap_builder.c; the notation: heap_notation.c; random ones: heap_random.c
 *                                                                                                Map: tests/README.md
 *     heap *h = heap_of("root->a a->x x->a");
 *     rs_object_id a = heap_id(h, "a");
 *     ... h->snapshot ...
 *     heap_free(h);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HEAP_H
#define HEAP_H

#include "rs_snapshot.h"

typedef struct heap {
    rs_snapshot *snapshot;
    char **labels; /* [objects] by object number */
    size_t count;
} heap;

/* ---- The notation ---------------------------------------------------------------------------------------------------
 *
 * Chains of objects, separated by spaces. An object is there from its first mention on; what is said of it (type, value,
 * braces) may be said at any mention.
 *
 *     a                          an object: type Node, kind INSTANCE, 16 bytes, tracked, reference count = references to it
 *     root, root2                names that begin with "root" count one more: they are held from outside
 *     a->b->c                    references; named by what kind the source is by then: attributes by the target's label, items
 *                                of lists and tuples by index, dicts' by the label as a key, members of sets, cell_contents
 *     a:app.Item  d:dict         a type. Built-in names have their kind (below), any other is an INSTANCE.
 *     d:Cache<dict               a subclass of a built-in one: its kind, and not exact
 *     s='text' b=b'bytes'        a value, which gives the type too: str, bytes, int, float, bool, NoneType
 *     n=-42 f=1.5 t=True z=None
 *     n=int2048 n=-int2048       a big integer of so many bits
 *     s='text'...                a value that goes on
 *     a{size=100 refs=3}         shallow bytes (also beyond 4 GB); reference count
 *     a{refs=+2}                 reference count: two more than the references to it
 *     a{frozen immortal opaque seed untracked}      flags
 *     f{name=work} f{name="work (app.py:12)"}       the name an object bears
 *     c:code{file=app.py line=12}   where a code object was written
 *     a{addr=0x7f12ab34cd50}
 *
 * Names of references stand between "-" and "->":
 *     a-.peer->b                 an attribute                       l-[3]->x     an item
 *     d-['k']->v                 a key the dict does not own        d-[k]->v     a key that is the object labelled k:
 *                                                                                two references, "key" and value
 *     s-{member}->x              f-local x->v      f-closure x->v   f-stack[3]->v     a-+0x30->b     a-?->b
 *     c-field .co_consts[3]->x
 *     a-.peer!->b                not reported by tp_traverse        a-.peer~->b  guessed: not counted
 *
 * Built-in types: list tuple dict set frozenset str bytes bytearray int bool float complex NoneType ellipsis function
 * builtin_function_or_method method code cell module type frame generator coroutine traceback weakref, the exception
 * Exception, and the records interpreter, thread and running_frame, which come first in the snapshot. Objects otherwise
 * stand in the order of their first mention. An object of type `type` is the type object of that name.
 * Addresses are 0x1000 + 16 * number. A mistake in the notation ends the test program with a message. */
heap *heap_of(const char *notation);

/* The object with that label; ends the test program when there is none. */
rs_object_id heap_id(const heap *h, const char *label);
const char *heap_label(const heap *h, rs_object_id object);
/* The reference from `from` to `to` (labels), the first one of that name when `name` is not NULL. */
rs_reference_id heap_reference(const heap *h, const char *from, const char *to, const char *name);
void heap_free(heap *h); /* NULL is fine */

/* ---- Step by step --------------------------------------------------------------------------------------------------- */

typedef struct heap_builder heap_builder;

typedef struct heap_object {
    const char *label; /* copied; may be NULL: "o0", "o1", ... */
    const char *type;  /* copied; NULL: "Node" */
    rs_kind kind;
    bool subclass;    /* not the built-in type of `kind` itself */
    uint64_t size;    /* 0: 16 */
    uint64_t address; /* 0: 0x1000 + 16 * number */
    uint32_t held;    /* added to the references found */
    bool count_given; /* then `count` is the reference count */
    uint32_t count;
    uint8_t flags;
    const char *name; /* the name it bears, or NULL; copied */
    const char *file; /* of a code object, or NULL; copied */
    uint32_t line;
    rs_value value; /* bytes copied */
} heap_object;
/* An INSTANCE of Node that nothing is said of, tracked. */
heap_object heap_node(void);

heap_builder *heap_builder_new(void);
/* The number of the object in this builder: heap_build moves records to the front, else numbers stay. */
uint32_t heap_add_object(heap_builder *builder, const heap_object *object);
heap_object *heap_object_at(heap_builder *builder,
                            uint32_t object); /* to change it; strings in it are the builder's */
uint32_t heap_add_string(heap_builder *builder, const char *string);
void heap_add_reference(heap_builder *builder, uint32_t from, uint32_t to, uint32_t name);
rs_coverage *
heap_coverage(heap_builder *builder);    /* of the snapshot to come; values short, whole heap, "3.11.2" */
heap *heap_build(heap_builder *builder); /* and frees the builder */
heap_builder *heap_builder_of(const char *notation); /* what heap_of builds, to add to it */
/* Only the parts, for who makes a snapshot of them by itself; frees the builder. Free them with rs__parts_release. */
struct rs_parts;
void heap_build_parts(struct rs_parts *out, heap_builder *builder);

/* ---- At random ------------------------------------------------------------------------------------------------------ */

typedef struct heap_random_options {
    uint64_t seed;
    uint32_t objects, references;
    uint32_t records;          /* among the objects */
    uint32_t held_per_mille;   /* of the objects are held from outside */
    uint32_t leaves_per_mille; /* of the objects are strings that hold nothing */
} heap_random_options;
/* The same options make the same heap. Sources and targets are drawn evenly, self references and doubles included. */
heap *heap_random(const heap_random_options *options);

/* A number from a seed that moves on: splitmix64. */
uint64_t random_next(uint64_t *seed);

#endif
