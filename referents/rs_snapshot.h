/* rs_snapshot.h: the photograph of a heap.        Implementation: snapshot.c, names.c, preview.c. Map: referents/README.md
 *
 * A snapshot holds every object of a heap and every reference between them, as columns. It is immutable: any number of
 * threads may read it, nothing in it touches Python again, and it keeps no Python object alive.
 *
 *     rs_snapshot *heap = NULL;
 *     rs_status st = rs_capture_process(&heap, NULL, &err);          // rs_capture.h; needs the GIL
 *     const rs_columns *c = rs_snapshot_columns(heap);
 *     for (rs_object_id o = c->records; o < c->objects; o++)          // every Python object
 *         for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++)        // every reference it holds, in its own order
 *             visit(o, c->target[r]);
 *     rs_snapshot_free(heap);
 *
 * Objects are numbered 0 .. objects-1. The first `records` of them are no Python objects but what holds some from the
 * interpreter itself: the interpreter, its threads and, from CPython 3.11 on, the running frames. They have names and
 * references, are always roots, and are left out of every count of objects and bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef RS_SNAPSHOT_H
#define RS_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rs_status.h"
#include "rs_text.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rs_snapshot rs_snapshot;
typedef uint32_t rs_object_id; /* the number of an object in its snapshot */
typedef uint32_t
    rs_reference_id; /* the number of a reference in its snapshot: an index into target[] and name[] */
#define RS_NO_OBJECT    UINT32_MAX
#define RS_NO_REFERENCE UINT32_MAX

/* What is kept of values. Names of attributes, namespaces' keys, functions, modules and types are always kept. */
typedef enum rs_values {
    RS_VALUES_SHORT, /* short previews of built-in scalars, keys of dicts included */
    RS_VALUES_NAMES, /* no values; a key of a dict that is no namespace counts as a value */
    RS_VALUES_NONE, /* shapes only: of texts the names alone, by which patterns are told apart, and no places of code */
} rs_values;

/* ---- Columns -------------------------------------------------------------------------------------------------------- */

enum rs_object_flags {
    RS_OBJECT_TRACKED = 1,  /* in the collector's lists */
    RS_OBJECT_FROZEN = 2,   /* in the permanent generation (gc.freeze) */
    RS_OBJECT_IMMORTAL = 4, /* its reference count means nothing */
    RS_OBJECT_RECORD = 8,   /* not a Python object: an interpreter, a thread or a running frame */
    RS_OBJECT_OPAQUE = 16,  /* its type may hold references but does not tell which */
    RS_OBJECT_SEED = 32,    /* one of the objects the capture was asked to start from */
};

typedef struct rs_columns {
    uint32_t objects; /* records included */
    uint32_t records; /* objects 0 .. records-1 are records */
    uint32_t references;
    const uint64_t *address; /* [objects] where it lived */
    const uint32_t *type;    /* [objects] index for rs_snapshot_type */
    const uint32_t *size; /* [objects] shallow bytes, headers included; RS_SIZE_BIG: ask rs_snapshot_size */
    const uint32_t *refcount; /* [objects] reference count at capture, at most UINT32_MAX */
    const uint8_t *flags;     /* [objects] rs_object_flags */
    const uint32_t *row;      /* [objects + 1] references of o are row[o] .. row[o + 1] - 1 */
    const uint32_t *target;   /* [references] the object referred to */
    const uint32_t *name;     /* [references] packed: rs_name_kind and its argument */
} rs_columns;
#define RS_SIZE_BIG UINT32_MAX

RS_API const rs_columns *rs_snapshot_columns(const rs_snapshot *snapshot); /* borrowed */
RS_API void rs_snapshot_free(rs_snapshot *snapshot);                       /* NULL is fine */

RS_API size_t rs_snapshot_object_count(const rs_snapshot *snapshot); /* Python objects: records left out */
RS_API size_t
rs_snapshot_reference_count(const rs_snapshot *snapshot);            /* references between Python objects */
RS_API uint64_t rs_snapshot_total_size(const rs_snapshot *snapshot); /* bytes of all Python objects */
RS_API size_t rs_snapshot_memory(const rs_snapshot *snapshot);       /* bytes the snapshot itself takes */
RS_API uint64_t rs_snapshot_size(const rs_snapshot *snapshot, rs_object_id object); /* shallow bytes, exact */

/* The object at `address`, or RS_NO_OBJECT. Reads the address column once (5 ms at 6 million objects); for many
 * look-ups use rs_graph_find (graph/rs_graph.h), which keeps an index. */
RS_API rs_object_id rs_snapshot_find(const rs_snapshot *snapshot, uint64_t address);
/* Who holds `reference`: its source object. O(log objects). */
RS_API rs_object_id rs_snapshot_source(const rs_snapshot *snapshot, rs_reference_id reference);

/* ---- Types ---------------------------------------------------------------------------------------------------------- */

/* Shapes that other layers tell apart; everything else is RS_KIND_OTHER. A subclass has its base's kind and `exact`
 * false. */
typedef enum rs_kind {
    RS_KIND_OTHER,
    RS_KIND_INSTANCE, /* of a class written in Python whose bases are as well */
    RS_KIND_LIST,
    RS_KIND_TUPLE,
    RS_KIND_DICT,
    RS_KIND_SET,
    RS_KIND_FROZENSET,
    RS_KIND_STR,
    RS_KIND_BYTES,
    RS_KIND_BYTEARRAY,
    RS_KIND_INT,
    RS_KIND_BOOL,
    RS_KIND_FLOAT,
    RS_KIND_COMPLEX,
    RS_KIND_NONE,
    RS_KIND_ELLIPSIS,
    RS_KIND_FUNCTION,
    RS_KIND_BUILTIN,
    RS_KIND_METHOD,
    RS_KIND_CODE,
    RS_KIND_CELL,
    RS_KIND_MODULE,
    RS_KIND_TYPE,
    RS_KIND_FRAME,
    RS_KIND_GENERATOR, /* coroutines and asynchronous generators too */
    RS_KIND_TRACEBACK,
    RS_KIND_EXCEPTION,
    RS_KIND_WEAKREF,
    RS_KIND_THREAD_RECORD,
    RS_KIND_INTERPRETER_RECORD,
    RS_KIND_FRAME_RECORD,
} rs_kind;

/* How far what was seen of a type's objects can be relied on. */
typedef enum rs_told {
    RS_TOLD_RIGHTLY,
    RS_TOLD_LAYOUT_UNKNOWN, /* its fields are not where they were in the Pythons that refscope was made for: fewer have names */
    RS_TOLD_WRONGLY, /* its own tp_traverse reported what is no object, or raised an exception: that was left out */
} rs_told;

typedef struct rs_type {
    const char *name;    /* "module.Qualified.Name"; built-ins without their module: "list" */
    const char *bare;    /* the part behind the module: "Qualified.Name" */
    rs_object_id object; /* the type object itself, or RS_NO_OBJECT when it is not in the snapshot */
    rs_kind kind;
    bool exact; /* the built-in type of `kind` itself, not a subclass */
    rs_told told;
} rs_type;

RS_API size_t rs_snapshot_type_count(const rs_snapshot *snapshot);
RS_API const rs_type *rs_snapshot_type(const rs_snapshot *snapshot, uint32_t type); /* borrowed */
RS_API const rs_type *rs_snapshot_type_of(const rs_snapshot *snapshot, rs_object_id object);

/* ---- Names of references -------------------------------------------------------------------------------------------- */

typedef enum rs_name_kind {
    RS_NAME_NONE,      /* nothing is known of it                             "?" */
    RS_NAME_ATTRIBUTE, /* an attribute, a slot, a field of a C structure     ".attr"        argument: string */
    RS_NAME_INDEX,     /* an item of a sequence                              "[3]"          argument: index */
    RS_NAME_KEY,       /* a dict's value; its key is the target before it    "['key']"      argument: none */
    RS_NAME_KEY_TEXT, /* a dict's value whose key the dict does not own     "['key']"      argument: string */
    RS_NAME_DICT_KEY, /* a dict's key itself                                "key 'key'"    argument: none */
    RS_NAME_MEMBER,   /* a member of a set                                  "{member}"     argument: none */
    RS_NAME_LOCAL,    /* a variable of a frame                              "local var"    argument: string */
    RS_NAME_CLOSURE,  /* a cell of a closure                                "closure var"  argument: string */
    RS_NAME_STACK,    /* the value stack of a frame                         "stack[3]"     argument: index */
    RS_NAME_OFFSET,   /* a pointer found in the object's body               "+0x30"        argument: offset */
    RS_NAME_FIELD_ITEM, /* an element behind a C field                        ".co_consts[3]" has text in the string */
} rs_name_kind;

/* A packed name: kind in bits 28-31, marks in 26-27, argument in 0-25. An index that does not fit is RS_NAME_ARGUMENT_MAX
 * and is then told by the reference's place among the RS_NAME_INDEX references of its row. */
#define RS_NAME_ARGUMENT_MAX 0x03FFFFFFu
#define RS_NAME_EXTRA        0x08000000u /* strong, but tp_traverse does not report it */
#define RS_NAME_GUESSED                                                                                      \
    0x04000000u /* found by a conservative scan; never subtracted from a reference count */
#define RS_NAME(kind, argument) (((uint32_t)(kind) << 28) | ((uint32_t)(argument)&RS_NAME_ARGUMENT_MAX))
#define RS_NAME_KIND(name)      ((rs_name_kind)((name) >> 28))
#define RS_NAME_ARGUMENT(name)  ((name)&RS_NAME_ARGUMENT_MAX)

/* Is the argument of a packed name the number of a string? */
RS_API bool rs_name_has_string(uint32_t name);

/* The string with number `string` of the snapshot's table of names; "" when out of range. Borrowed, UTF-8. */
RS_API const char *rs_snapshot_string(const rs_snapshot *snapshot, uint32_t string);

/* Add the name of one reference as a person would write it behind its source: ".attr", "['key']", "[3]", "local x". */
RS_API void rs_text_add_reference_name(rs_text *text, const rs_snapshot *snapshot, rs_reference_id reference);

/* Add a chain of references as one expression behind its first source, the way a person writes it: an instance's
 * ".__dict__['x']" is ".x", a module's ".__dict__['x']" is ".x", ".__closure__ closure x .cell_contents" is
 * " closure x". */
RS_API void rs_text_add_path(rs_text *text, const rs_snapshot *snapshot, const rs_reference_id *path,
                             size_t length);

/* ---- Values and labels ---------------------------------------------------------------------------------------------- */

typedef enum rs_value_kind {
    RS_VALUE_UNKNOWN, /* no scalar, or withheld by the policy */
    RS_VALUE_TEXT,
    RS_VALUE_BYTES,
    RS_VALUE_INT,
    RS_VALUE_BIG_INT,
    RS_VALUE_FLOAT,
} rs_value_kind;

typedef struct rs_value {
    rs_value_kind kind;
    const char *
        bytes; /* TEXT (UTF-8, lone surrogates as in "surrogatepass") and BYTES; borrowed, no NUL behind it */
    uint32_t length; /* of `bytes`; for BIG_INT the number of bits */
    bool cut;        /* TEXT and BYTES: the value goes on */
    bool negative;   /* BIG_INT */
    int64_t integer; /* INT */
    double real;     /* FLOAT */
} rs_value;

/* The scalar kept of an object; kind RS_VALUE_UNKNOWN when there is none. */
RS_API rs_value rs_snapshot_value(const rs_snapshot *snapshot, rs_object_id object);
/* The name an object itself bears (function, method's function, module, type, code, frame, generator), or NULL. For a
 * frame it is "function (file.py:12)". Borrowed. */
RS_API const char *rs_snapshot_object_name(const rs_snapshot *snapshot, rs_object_id object);

/* Where a code object was written: the file as the compiler was told it, and the line of its "def"; borrowed. false: it is
 * no code object, or that was not kept (under RS_VALUES_NONE). */
typedef struct rs_code_place {
    const char *file; /* "app.py", "/usr/lib/python3.11/json/decoder.py", "<string>" */
    uint32_t line;    /* from 1; 0: not known */
} rs_code_place;
RS_API bool rs_snapshot_code_place(rs_code_place *out, const rs_snapshot *snapshot, rs_object_id code);

/* Add a short text that tells this object from others of its type: "'key'", "42", "list of 3", "function work",
 * "module app", "Node at 0x7f…". At most `columns` columns. Never runs anything. */
RS_API void rs_text_add_preview(rs_text *text, const rs_snapshot *snapshot, rs_object_id object,
                                size_t columns);

/* The line that allocated an object, "app.py:12", or NULL: it is known only where tracemalloc was tracing when the photograph
 * was taken, and of the objects it was asked about then (rs_capture.h): the examples of cycles. Borrowed. */
RS_API const char *rs_snapshot_allocation(const rs_snapshot *snapshot, rs_object_id object);

/* ---- What was not seen ---------------------------------------------------------------------------------------------- */

typedef struct rs_coverage {
    rs_values values;        /* the policy it was captured under */
    bool whole_heap;         /* false: only what the given objects reach */
    bool during_collection;  /* captured while the collector ran: objects it held in hand are missing */
    uint32_t opaque_objects; /* objects whose types may hold references but do not tell which */
    uint32_t opaque_types;
    uint32_t immortal_objects;
    uint32_t hidden_objects;     /* refscope's own, left out */
    uint32_t unnamed_references; /* references of kind RS_NAME_NONE or RS_NAME_OFFSET */
    uint32_t other_interpreters; /* that could not be walked from here */
    uint64_t values_withheld;    /* scalars whose value the policy keeps out */
    char python[32];             /* "3.11.2" */
} rs_coverage;
RS_API const rs_coverage *rs_snapshot_coverage(const rs_snapshot *snapshot); /* borrowed */

/* A type whose objects may hold references and do not tell which. */
typedef struct rs_opaque_type {
    const char *name; /* borrowed from the snapshot */
    uint32_t type;
    uint32_t objects;
} rs_opaque_type;
/* All of them, those with the most objects first. *out is yours to release with rs_release(). Looks at every object. */
RS_API rs_status rs_snapshot_opaque_types(rs_opaque_type **out, size_t *types, const rs_snapshot *snapshot,
                                          rs_error *err);

/* ---- Where it comes from -------------------------------------------------------------------------------------------- */

typedef struct rs_origin {
    int64_t taken;         /* when: nanoseconds since 1970 UTC; 0: not known */
    uint64_t nanoseconds;  /* how long it took; 0: not known */
    unsigned pointer_size; /* bytes of an address there; 0: not known */
    uint32_t
        process; /* the same in two photographs of one process, so that addresses compare; 0: not known */
    bool opened; /* from a file: its addresses mean nothing to this process */
    char platform[64];    /* "linux x86_64"; "" when not known, as the texts below */
    char target[256];     /* the program that was photographed: "app.py", "-m pip" */
    char where[256];      /* at what moment: "at the end", "refscope.capture() at app.py:12" */
    uint32_t collections; /* while the program ran, before it; of a program that `refscope run` ran, else 0 */
    uint64_t collected;   /* what they took: objects, as the collector counts them */
} rs_origin;
RS_API const rs_origin *rs_snapshot_origin(const rs_snapshot *snapshot); /* borrowed */

#ifdef __cplusplus
}
#endif
#endif
