/* decoder.h: what turns an object's bytes into named references.                             Map: referents/README.md
 * The decoders: decode_*.c. What they read by: layout.h (offsets of one CPython version) and image.h. Who calls them:
 * cpython/walk.c.
 *
 * A decoder emits every reference an object holds, in the object's own order, with its name. It calls no Python, follows
 * no pointer but through the image, and believes no count it cannot bound.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DECODER_H
#define DECODER_H

#include <stdbool.h>
#include <stdint.h>

#include "image.h"
#include "layout.h"
#include "rs_snapshot.h"

/* The snapshot's table of names while it is being made. Implementation: name_table.c
 * In place of a table NULL says that no names are wanted: every string is 0. */
typedef struct rs_name_table rs_name_table;
/* The number of a string; the same content has the same number. 0 (the empty string) when out of memory, and then
 * rs__name_table_failed() is true from then on. */
uint32_t rs__name_of_text(rs_name_table *names, const char *text, size_t length);
/* The same for a Python str object in the image, remembered by address (a captured str does not move or change); of a
 * subclass of str its characters, too. What is no str or not readable is 0. */
uint32_t rs__name_of_str(rs_name_table *names, const rs_image *image, const rs_layout *layout, uint64_t str);
/* The text of a number, until the next one is asked for. */
const char *rs__name_text(const rs_name_table *names, uint32_t number);
bool rs__name_table_failed(const rs_name_table *names);
rs_name_table *rs__name_table_new(void);
void rs__name_table_free(rs_name_table *names);
/* Hand the strings over to a snapshot in the making (rs_parts: string_bytes, string_start, ...). */
struct rs_parts;
bool rs__name_table_give(rs_name_table *names, struct rs_parts *parts);

/* Where decoded references go: a buffer the walker empties between objects. */
typedef struct rs_found {
    uint64_t target; /* address, never 0 */
    uint32_t name;   /* packed, RS_NAME(...) with marks */
} rs_found;
typedef struct rs_emitter {
    rs_found *found;
    size_t count, capacity;
    bool failed; /* out of memory: this capture is lost */
    void (*drain)(
        void *
            context); /* when not NULL: takes what is buffered and sets `count` to 0, so that an object with */
    void *drain_context; /*   millions of references needs no buffer for them all */
} rs_emitter;
#define RS__EMITTER_DRAIN 65536u        /* references buffered before drain() is called */
void rs__emitter_grow(rs_emitter *out); /* room for one more (emitter.c) */
void rs__emitter_make_room(rs_emitter *out, size_t count);
static inline void rs__emit(rs_emitter *out, uint64_t target, uint32_t name) {
    if (target == 0) return;
    if (__builtin_expect(out->count == out->capacity, 0)) {
        rs__emitter_grow(out);
        if (out->failed) return;
    }
    out->found[out->count].target = target;
    out->found[out->count++].name = name;
}

/* Room for `count` references (at most a few thousand) to be written at once, or NULL when out of memory; then add to
 * out->count how many were written. */
static inline rs_found *rs__emitter_room(rs_emitter *out, size_t count) {
    if (__builtin_expect(out->capacity - out->count < count, 0)) rs__emitter_make_room(out, count);
    return out->failed ? NULL : out->found + out->count;
}

/* What all decoders of one walk share. */
typedef struct rs_decoding rs_decoding;
struct rs_decoding {
    const rs_image *image;
    const rs_layout *layout;
    rs_name_table *names;
    rs_emitter out;
    uint64_t
        static_types; /* 3.12 on: the interpreter's records of its static built-in types (the first record of */
    uint32_t static_type_count; /*   interp->types.builtins), where their namespaces are; 0 when not known */
    uint64_t extension_types;   /* 3.13 on: and of those of extensions (interp->types.for_extensions) */
    uint32_t extension_type_count;
    uint64_t
        subtype_traverse; /* address of the tp_traverse that the class statement gives a class; 0: not known */
    /* RS_KEYS_SIZED: whether dict_traverse reports the keys of tables with that dk_lookup. NULL: not known */
    bool (*reports_keys)(rs_decoding *decoding, uint64_t dict, uint64_t lookup);
    /* RS_ATTRIBUTES_INLINE: of an instance with a dict over its inline values, the dict reports the values and the instance
     * the dict; false: the instance reports the values and leaves the dict out. A patch release of 3.13 changed it. */
    bool dict_reports_values;
    /* Read what may not be there, without a fault; false: it is not. NULL: nothing of that kind is to be read. */
    bool (*read_safely)(const rs_image *image, uint64_t address, void *to, size_t size);
    /* The same memory, read so that nothing faults, for what stands where only a table says it does. NULL: `image` */
    const rs_image *careful;
    bool unseen; /* set by a decoder that could not see what the object holds */
};

/* A C field or slot: the pointer at `offset` in the object's body is the reference `name`. */
typedef struct rs_field {
    uint32_t name; /* packed, marks included (RS_NAME_EXTRA for fields that tp_traverse leaves out) */
    int32_t offset;
} rs_field;

/* The bytes of the blocks that an object alone owns beside its body (side_blocks.c). */
typedef uint64_t rs_blocks_function(const rs_decoding *decoding, uint64_t object);

/* What the walk knows of a type; made once, at the first instance. Implementation: type_shape.c */
typedef struct rs_type_shape {
    uint64_t address; /* of the type object */
    uint64_t flags;   /* tp_flags */
    int64_t basicsize, itemsize;
    uint32_t header_size; /* bytes in front of the object: the collector's head, managed words */
    rs_kind kind;
    bool exact;
    bool heap; /* a heap type (class statement or PyType_FromSpec) */
    bool
        plain_instance; /* tp_traverse is CPython's own subtype_traverse for a class whose bases are all such: the
                             * fields, inline values and __dict__ below are all there is */
    rs_field *fields; /* __slots__ and C fields of it and its bases, in order of offset */
    uint32_t field_count;
    int64_t
        dict_offset; /* where the __dict__ pointer is; 0: none; see layout.h for managed and negative ones */
    bool managed_dict, inline_values;
    uint64_t cached_keys; /* address of the shared keys, or 0 */
    uint32_t *key_names;  /* names of the shared keys' entries, extended as they grow */
    uint32_t key_count, key_capacity;
    void (*decode)(rs_decoding *decoding, struct rs_type_shape *shape,
                   uint64_t object); /* NULL: nothing known */
    void (*decode_base)(rs_decoding *decoding, struct rs_type_shape *shape,
                        uint64_t object); /* for rs__decode_instance:
                             * what the built-in type below the classes written in Python adds, or NULL */
    uint32_t dict_name,
        class_name; /* packed names of __dict__ and __class__; 0: the object has no such reference */
    rs_blocks_function *side_blocks; /* NULL: it has none, or they are in shallow_size.c */
    bool opaque;                     /* objects of it may hold more than anybody tells */
    bool
        layout_unknown; /* it or a base has another size than where the tables were made: these are not believed */
    bool layout_confirmed; /* it and its bases have the sizes that they had there */
    bool
        decode_is_exact; /* decode() alone is the multiset tp_traverse reports; otherwise it only offers names */
} rs_type_shape;

/* Fill *shape from the type object at `type`: everything above. *shape is yours to release, also on failure. false: out
 * of memory, or `type` is not readable. */
bool rs__type_shape_make(rs_type_shape *shape, rs_decoding *decoding, uint64_t type);
void rs__type_shape_release(rs_type_shape *shape);
/* The full and the bare name of the type, into the table of names (type_name.c). */
void rs__type_names(uint32_t *name, uint32_t *bare, rs_decoding *decoding, uint64_t type);
/* The value of a namespace dict that is not split, for an ASCII key of exact str; 0: none. Looks at every entry. */
uint64_t rs__dict_value(const rs_decoding *decoding, uint64_t dict, const char *key, size_t length);
/* shape->key_names, brought up to the keys the type's shared table has now. */
void rs__type_shape_update_keys(rs_type_shape *shape, rs_decoding *decoding);

/* Decoders of containers, complete by themselves (decode_containers.c). */
void rs__decode_list(rs_decoding *decoding, rs_type_shape *shape, uint64_t object);
void rs__decode_tuple(rs_decoding *decoding, rs_type_shape *shape, uint64_t object);
/* Of a struct sequence, a tuple whose items are fields with names: those items that are none of shape->fields. */
void rs__decode_unnamed_items(rs_decoding *decoding, rs_type_shape *shape, uint64_t object);
void rs__decode_dict(rs_decoding *decoding, rs_type_shape *shape, uint64_t object);
void rs__decode_set(rs_decoding *decoding, rs_type_shape *shape, uint64_t object);
/* Instances of classes written in Python (decode_instance.c): slots, inline values, __dict__, __class__. */
void rs__decode_instance(rs_decoding *decoding, rs_type_shape *shape, uint64_t object);

/* Built-in types (decode_builtins.c): functions, methods, cells, modules, types, code, tracebacks, exceptions, generators,
 * frames, weak references, properties, partials, deques, ... For the type of shape->address, or for the base of it that
 * is written in C and whose tp_name is `tp_name`:
 *   - adds the fixed fields of that type and its bases to shape->fields (none twice at one offset; in order of offset),
 *     marks included. A __dict__ that is among them is taken out of shape->dict_offset, which becomes 0;
 *   - returns what else such an object holds, the function for shape->decode_base: items behind pointers, what a frame
 *     holds, ... rs__decode_nothing when the fields are all there is; NULL when the type is not known.
 * Call it when the rest of *shape is filled; then rs__decode_instance decodes built-in objects, too. It sets
 * shape->decode_is_exact when shape->address itself is a type whose fields and function are all that tp_traverse reports. */
typedef void rs_decode_function(rs_decoding *decoding, rs_type_shape *shape, uint64_t object);
/* Whether builtin_fields.def has the fields of the type called `tp_name`, or a decoder is made for it. */
bool rs__type_is_listed(const rs_decoding *decoding, uint64_t type, const char *tp_name);
rs_decode_function *rs__decoder_of_builtin(rs_decoding *decoding, rs_type_shape *shape, const char *tp_name);
void rs__decode_nothing(rs_decoding *decoding, rs_type_shape *shape, uint64_t object);

/* A running frame (3.11 on: an _PyInterpreterFrame, no object): its locals, cells, code, function, globals, builtins.
 * Returns the address of the frame it was called from, or 0 (decode_frames.c). */
uint64_t rs__decode_interpreter_frame(rs_decoding *decoding, uint64_t frame);

#endif
