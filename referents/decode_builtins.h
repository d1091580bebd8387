/* decode_builtins.h: the decoders of what built-in types hold beyond fixed fields.   Who picks them: decode_builtins.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DECODE_BUILTINS_H
#define DECODE_BUILTINS_H

#include "decoder.h"

rs_decode_function rs__decode_type;      /* decode_types.c: in place of rs__decode_instance */
rs_decode_function rs__decode_type_rest; /* decode_types.c: and behind it */
rs_decode_function rs__decode_module;    /* decode_types.c: what the module's state points at, as guesses */
rs_decode_function rs__decode_code;      /* decode_types.c: the cached tuples of 3.12 on */
rs_decode_function rs__decode_frame;     /* decode_frames.c */
rs_decode_function rs__decode_generator; /* decode_frames.c */
rs_decode_function rs__decode_coroutine; /* decode_frames.c */
rs_decode_function rs__decode_async_generator; /* decode_frames.c */
rs_decode_function rs__decode_deque;           /* decode_collections.c */
rs_decode_function rs__decode_ordered_dict;    /* decode_collections.c */
rs_decode_function rs__decode_lru_cache;       /* decode_collections.c */
rs_decode_function rs__decode_tee_data;        /* decode_collections.c */
rs_decode_function rs__decode_simple_queue;    /* decode_collections.c */
rs_decode_function rs__decode_pickler;         /* decode_extensions.c */
rs_decode_function rs__decode_unpickler;       /* decode_extensions.c */
rs_decode_function rs__decode_pickle_stack;    /* decode_extensions.c */
rs_decode_function rs__decode_template;        /* decode_extensions.c */
rs_decode_function rs__decode_c_type;          /* decode_extensions.c */
rs_decode_function rs__decode_c_pointer_type;  /* decode_extensions.c */
rs_decode_function rs__decode_hamt_array;      /* decode_hamt.c */
rs_decode_function rs__decode_hamt_bitmap;     /* decode_hamt.c */
rs_decode_function rs__decode_hamt_collision;  /* decode_hamt.c */
rs_decode_function rs__decode_element;         /* decode_xml.c */
rs_decode_function rs__decode_expat_parser;    /* decode_xml.c */
rs_decode_function rs__decode_greenlet;        /* decode_greenlet.c */
rs_decode_function rs__decode_ndarray;         /* decode_ndarray.c */
rs_decode_function rs__decode_numpy_record;    /* decode_ndarray.c */
rs_decode_function rs__decode_dtype;           /* decode_dtype.c */
rs_decode_function rs__decode_cython_function; /* decode_cython.c */
rs_decode_function rs__decode_cython_fused;    /* decode_cython.c */
rs_decode_function rs__decode_datetime;        /* decode_datetime.c */
rs_decode_function rs__decode_time;            /* decode_datetime.c */

/* Where in an element of a numpy array object pointers are, by its description; as many as there is room for. */
#define RS__OBJECT_SLOTS_MAX 512u
typedef struct rs_object_slots {
    uint64_t offset[RS__OBJECT_SLOTS_MAX];
    uint32_t count;
    uint32_t steps; /* descriptions looked at: a broken image may have one inside itself */
} rs_object_slots;
void rs__dtype_object_slots(rs_object_slots *slots, const rs_decoding *decoding, uint64_t descr);
/* Bytes of an element; 0: not known. */
uint64_t rs__dtype_element_size(const rs_decoding *decoding, uint64_t descr);

/* Whether a chain of blocks runs in a circle, asked at every block: {0} at first. A chain in a broken image might never end;
 * this one does, after at most three times the blocks of its circle. */
typedef struct rs_chain {
    uint64_t mark, steps, limit;
} rs_chain;
static inline bool rs__chain_closes(rs_chain *chain, uint64_t block) {
    if (block == chain->mark) return true;
    if (chain->steps++ == chain->limit) {
        chain->mark = block;
        chain->steps = 0;
        chain->limit = chain->limit * 2 + 1;
    }
    return false;
}

/* Emit the `count` object pointers from `items` on as [first], [first + 1], ...; false: not readable. */
bool rs__emit_indexed(rs_decoding *decoding, uint64_t items, uint64_t count, uint64_t first);
/* ".text" as a packed name. */
uint32_t rs__attribute_name(rs_decoding *decoding, const char *text);

#endif
