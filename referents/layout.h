/* layout.h: where things are in the objects of one CPython version, as data.     Implementation: layout.c, builtin_fields.def
 * The tables: cpython/layouts/. How a table is made and checked: LAYOUTS.md. Who reads them: decode_*.c, cpython/walk.c.
 *
 * A layout is the only place where CPython versions differ for a decoder. Every number is an offset in bytes from the start
 * of its structure unless its comment says otherwise; an offset of 0 in a structure that starts with an object header means
 * that this version has no such field. All layouts are of 64-bit builds with the GIL and without Py_TRACE_REFS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where an instance of a class keeps the attributes that are in no slot, when its type says "managed" (tp_flags). */
typedef enum rs_attributes_model {
    RS_ATTRIBUTES_IN_DICT = 1, /* 3.9, 3.10: nothing is managed; the dict at tp_dictoffset holds all */
    RS_ATTRIBUTES_AT_MINUS_4, /* 3.11: word -4 before the object is the values, word -3 the dict; at most one is not NULL */
    RS_ATTRIBUTES_TAGGED, /* 3.12: word -3 is the dict, or when its bit 0 is set, the values at word + 1 */
    RS_ATTRIBUTES_INLINE, /* 3.13: word -3 is the dict; with RS_TYPE_INLINE_VALUES the values are at tp_basicsize */
} rs_attributes_model;

/* How a running function is kept. */
typedef enum rs_frames_model {
    RS_FRAMES_OBJECTS = 1, /* 3.9, 3.10: every frame is a Python object */
    RS_FRAMES_INTERPRETER, /* 3.11 on: an _PyInterpreterFrame, which may have a frame object, or be inside a generator */
} rs_frames_model;

/* How a code object tells the line of an instruction. */
typedef enum rs_lines_model {
    RS_LINES_LNOTAB = 1, /* 3.9: pairs of signed steps, offsets in bytes */
    RS_LINES_LINETABLE,  /* 3.10: pairs of an extent in bytes and a signed step */
    RS_LINES_LOCATIONS,  /* 3.11 on: the table of locations, offsets in code units of 2 bytes */
} rs_lines_model;

/* How a dict's keys tell their shape. */
typedef enum rs_keys_model {
    RS_KEYS_SIZED = 1, /* 3.9, 3.10: dk_size slots; every entry is {hash, key, value} */
    RS_KEYS_LOG2, /* 3.11 on: logarithms of the sizes, and a kind: 0 entries {hash, key, value}, 1 and 2 {key, value} */
} rs_keys_model;

/* How a split dict or an instance keeps its values. */
typedef enum rs_values_model {
    RS_VALUES_BARE = 1, /* 3.9 to 3.12: an array of object pointers */
    RS_VALUES_HEADED,   /* 3.13: a header {capacity, size, embedded, valid}, then the array */
} rs_values_model;

/* How an int keeps its size. */
typedef enum rs_int_model {
    RS_INT_SIGNED_SIZE = 1, /* 3.9 to 3.11: ob_size, negative for a negative number */
    RS_INT_TAG,             /* 3.12 on: number of digits << 3 | sign (0 positive, 1 zero, 2 negative) */
} rs_int_model;

/* Bits of tp_flags that all these versions share. */
#define RS_TYPE_INLINE_VALUES (1ull << 2) /* 3.13 */
#define RS_TYPE_STATIC_BUILTIN                                                                               \
    (1ull << 1) /* 3.12 on: tp_dict, tp_subclasses and tp_weaklist live in the interpreter */
#define RS_TYPE_MANAGED_WEAKREF (1ull << 3) /* 3.12 on */
#define RS_TYPE_MANAGED_DICT    (1ull << 4) /* 3.11 on */
#define RS_TYPE_HEAP            (1ull << 9)
#define RS_TYPE_HAVE_GC         (1ull << 14)
#define RS_TYPE_INT             (1ull << 24)
#define RS_TYPE_LIST            (1ull << 25)
#define RS_TYPE_TUPLE           (1ull << 26)
#define RS_TYPE_BYTES           (1ull << 27)
#define RS_TYPE_STR             (1ull << 28)
#define RS_TYPE_DICT            (1ull << 29)
#define RS_TYPE_EXCEPTION       (1ull << 30)
#define RS_TYPE_TYPE            (1ull << 31)

#define RS__LAYOUTS 6 /* tables of versions, and of patch releases in which something has moved */

typedef struct rs_layout {
    uint16_t major, minor, micro; /* the oldest release that it is of */
    uint16_t column;              /* its place among the layouts, from the oldest on */
    rs_attributes_model attributes;
    rs_frames_model frames;
    rs_lines_model lines;
    rs_keys_model keys;
    rs_values_model values;
    rs_int_model ints;
    bool
        immortals; /* 3.12 on: the low half of a reference count, as a signed number below 0, means immortal */

    /* The collector's head is in front of a collected object: {next, previous}, flags in the lowest bits of both. */
    uint16_t gc_head_size, gc_next, gc_prev;
    uint16_t object_refcnt, object_type, object_size; /* object_size: ob_size of objects of variable size */

    uint16_t list_items, list_allocated;
    uint16_t tuple_items;

    uint16_t dict_used, dict_keys, dict_values; /* dict_values: NULL unless the dict is split */
    uint16_t keys_size;                         /* RS_KEYS_SIZED: 8 bytes */
    uint16_t keys_log2_size, keys_log2_index_bytes, keys_kind; /* RS_KEYS_LOG2: 1 byte each */
    uint16_t keys_usable, keys_nentries;                       /* 8 bytes each */
    uint16_t keys_indices;                       /* the table of indices; the entries are behind it */
    uint16_t entry_size, entry_key, entry_value; /* with a hash */
    uint16_t unicode_entry_size, unicode_entry_key, unicode_entry_value;  /* without */
    uint16_t values_capacity, values_size, values_embedded, values_valid; /* RS_VALUES_HEADED: 1 byte each */
    uint16_t values_first;                                                /* the first value */

    uint16_t set_fill, set_used, set_mask, set_table; /* slots 0 .. mask of the table */
    uint16_t set_entry_size, set_entry_key;

    uint16_t int_size;   /* RS_INT_SIGNED_SIZE: ob_size; RS_INT_TAG: the tag */
    uint16_t int_digits; /* uint32_t each, 30 bits */
    uint16_t float_value, complex_real, complex_imag;

    uint16_t str_length, str_state;     /* state: 4 bytes; kind << 2 (3 bits), compact 1 << 5, ascii 1 << 6 */
    uint16_t str_ascii_data;            /* characters of a compact ASCII str; also the size of that header */
    uint16_t str_compact_data;          /* characters of another compact str */
    uint16_t str_utf8_length, str_utf8; /* of a str that is not compact ASCII: the cached UTF-8, or NULL */
    uint16_t str_data;                  /* of a str that is not compact: pointer to the characters */
    uint16_t bytes_data, bytearray_start;

    uint16_t type_name, type_basicsize, type_itemsize, type_flags, type_traverse, type_members;
    uint16_t type_dictoffset, type_weaklistoffset, type_subclasses;
    uint16_t heap_type_cached_keys, heap_type_size, type_size; /* sizes of the whole structures */
    /* 3.12 on: the interpreter's record of a static type; it begins with the type's address. */
    uint16_t static_type_size, static_type_dict, static_type_subclasses;
    uint16_t member_size, member_name, member_type, member_offset; /* PyMemberDef; its type is an int */

    /* RS_FRAMES_OBJECTS, a frame object: f_valuestack, f_stacktop (3.9), f_stackdepth (3.10), f_lasti, f_localsplus. */
    uint16_t frame_stack, frame_stack_top, frame_stack_depth, frame_last, frame_locals_plus;
    /* RS_FRAMES_INTERPRETER, a frame object: pointer to the frame; the object's own copy of it. */
    uint16_t frame_frame, frame_data;
    /* RS_FRAMES_INTERPRETER, the frame itself (_PyInterpreterFrame); the stack's top is an int, the owner 1 byte. */
    uint16_t iframe_func, iframe_code, iframe_globals, iframe_builtins, iframe_locals, iframe_object;
    uint16_t iframe_previous, iframe_instruction, iframe_stack_top, iframe_owner, iframe_locals_plus;
    uint16_t generator_iframe, generator_frame_state; /* RS_FRAMES_INTERPRETER: the frame inside; int8_t */

    uint16_t code_flags, code_first_line, code_stack_size, code_n_locals_plus, code_n_locals; /* int each */
    uint16_t code_n_cells, code_n_frees;
    uint16_t code_units;  /* the instructions; RS_LINES_LOCATIONS only (before, they are the bytes co_code) */
    uint16_t code_cached; /* 3.12 on: pointer to a block of cached objects, or NULL */
    uint16_t cached_code, cached_varnames, cached_cellvars, cached_freevars; /* in that block */

    uint16_t module_def, module_state, module_def_size; /* md_def, md_state; m_size of the definition */
    uint16_t builtin_definition, method_def_name; /* m_ml of a built-in function; ml_name of its definition */
    uint16_t deque_left, deque_right, deque_left_index, deque_right_index; /* ob_size is the length */
    uint16_t deque_spare;                          /* 3.11 on: how many blocks it keeps for later */
    uint16_t block_left, block_items, block_right; /* of a deque: items are all between the last two */
    uint16_t ordered_first, ordered_node_next, ordered_node_key; /* collections.OrderedDict's chain */
    uint16_t ordered_fast_size, ordered_node_size;          /* how long its table of nodes is; bytes of one */
    uint16_t array_allocated, array_descr, array_item_size; /* array.array; its kind of items: int, of one */
    uint16_t buffered_buffer, buffered_size;                /* of _io.Buffered*: the buffer, and its length */
    /* functools.lru_cache's ring of elements */
    uint16_t lru_cache_root, lru_element_next, lru_element_key, lru_element_result;
    uint16_t tee_values, tee_numread;                 /* itertools.tee's shared items; numread: int */
    uint16_t hamt_array, hamt_bitmap, hamt_collision; /* the pointers of the three kinds of nodes */
    /* xml.etree's Element: its side block */
    uint16_t element_extra, extra_attrib, extra_length, extra_children;
    uint16_t extra_size, extra_allocated,
        extra_inside; /* of the block; room for children; those inside of it */
    uint16_t expat_handlers;
    uint16_t datetime_tzinfo, datetime_has_tzinfo, time_tzinfo, time_has_tzinfo; /* has_tzinfo: 1 byte */
    uint16_t c_type_dict_proto; /* up to 3.12: in the dict of a ctypes type */
    /* 3.13: what ctypes keeps behind a type */
    uint16_t stg_info_proto, stg_info_argtypes, stg_info_converters;
    uint16_t stg_info_restype, stg_info_checker, stg_info_module;
    /* 3.13: a ring of items */
    uint16_t simple_queue_items, simple_queue_capacity, simple_queue_get, simple_queue_count;
    /* A pickler's memo: its table, in which the key is first in an entry. */
    uint16_t pickler_memo, memo_slots, memo_table, memo_entry_size;
    uint16_t unpickler_memo, unpickler_memo_size, memo_size; /* memo_size: bytes of a pickler's memo itself */
    uint16_t pickle_stack_items, pickle_stack_room; /* pointer to as many as ob_size says; room for so many */
    uint16_t
        template_items; /* of re.sub: pairs of a group's number and the text behind it, as many as ob_size says */

    /* Fields of built-in types, by their place in builtin_fields.def. */
#define RS_FIELD(member, tp_name, field, visited) uint16_t member;
#define RS_SHARED(member, tp_name, field, visited)
#include "builtin_fields.def"
#undef RS_FIELD
#undef RS_SHARED
} rs_layout;

/* The layout of a release, or NULL when there is no table for it; of a version, as its first release had it. Static. */
const rs_layout *rs__layout_of_release(int major, int minor, int micro);
const rs_layout *rs__layout_of_version(int major, int minor);

/* A patch release may move the fields of what no header shows: then tp_basicsize is another, more often than not. What is known of
 * that of a type whose fields are in the tables, by its canonical tp_name (type_sizes.c). */
typedef enum rs_size_known {
    RS__SIZE_UNLISTED, /* nothing is written down */
    RS__SIZE_CONFIRMED,
    RS__SIZE_OTHER, /* where the tables were made it was another */
} rs_size_known;
rs_size_known rs__size_in_tables(const rs_layout *layout, const char *tp_name, uint64_t size);
/* The first one written down; 0: none. */
uint32_t rs__listed_size(const rs_layout *layout, const char *tp_name);

/* One field of a built-in type: "function" has "__globals__" at that offset. */
typedef struct rs_builtin_field {
    const char *tp_name;   /* as the type's tp_name spells it */
    const char *field;     /* as a person writes it */
    uint16_t member;       /* where in rs_layout its offset is */
    uint8_t visited_since; /* the first minor version whose tp_traverse reports it; or one of these: */
} rs_builtin_field;
#define RS_VISITED   0
#define RS_UNVISITED 255 /* none does */
#define RS_BORROWED  254 /* none does, and the object does not own what the field points to */

/* The same type has other names in other versions ("weakref" before 3.10): the one that our tables use. */
const char *rs__canonical_tp_name(const char *tp_name);
/* The fields of the built-in type with that canonical name, a run of *count rows, or NULL. Its own, not its bases'. */
const rs_builtin_field *rs__builtin_fields_of(const char *tp_name, uint32_t *count);
/* Its offset in objects of that layout; 0: that version has no such field. */
static inline uint16_t rs__builtin_field_offset(const rs_layout *layout, const rs_builtin_field *field) {
    return *(const uint16_t *)((const char *)layout + field->member);
}

#endif
