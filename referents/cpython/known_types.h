/* known_types.h: the types met during a walk, and how their objects are walked.          Implementation: known_types.c
 *                                                                                        Map: README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef KNOWN_TYPES_H
#define KNOWN_TYPES_H

#include "decoder.h"

/* How an object is walked. */
typedef enum rs_way {
    RS__WAY_LEAF,     /* holds nothing */
    RS__WAY_DECODE,   /* its decoder alone */
    RS__WAY_TRAVERSE, /* tp_traverse, named by the decoder */
    RS__WAY_EXTRA,    /* its decoder; nothing of it is reported by the collector */
} rs_way;

/* What to ask into the cache before an object is decoded. */
typedef enum rs_ahead {
    RS__AHEAD_NOTHING,
    RS__AHEAD_LIST,
    RS__AHEAD_DICT,
    RS__AHEAD_VALUES,
    RS__AHEAD_SET
} rs_ahead;

/* How the size of an object is found. */
typedef enum rs_size_rule {
    RS__SIZE_FIXED,  /* `size` */
    RS__SIZE_ITEMS,  /* and items, as many as ob_size says, or its negative */
    RS__SIZE_LIST,   /* and the list's array */
    RS__SIZE_TEXT,   /* of a str: rs__shallow_size unless it is ASCII */
    RS__SIZE_DIGITS, /* of an int */
    RS__SIZE_DICT,   /* and the dict's own table */
    RS__SIZE_VALUES, /* and the block of attribute values, when the instance has one apart */
    RS__SIZE_ASK,    /* rs__shallow_size */
} rs_size_rule;

typedef struct rs_known_type {
    rs_type_shape shape;
    uint32_t number;    /* in the snapshot's table of types */
    uint8_t way, ahead; /* rs_way, rs_ahead */
    bool scalar;        /* exactly str, bytes, int, bool or float: may have a value */
    bool immortal;      /* None, True, False, Ellipsis: they never go */
    bool own;           /* one of the hidden types */
    bool labelled;      /* its objects bear names */
    bool collected;     /* has the collector's head: may be tracked */
    bool asks;          /* only its tp_is_gc knows whether an object has that head */
    bool doubtful;      /* its fields are known from a table that no header confirms: trust.h */
    bool foreign;       /* its tp_traverse, or one that this calls, is none of CPython's own */
    rs_told told;
    rs_decode_function *unproven; /* its decoder, while shape.decode looks at what this one offers: prove.h */
    uint32_t proofs;
    uint8_t size_rule; /* rs_size_rule */
    uint32_t size;
    uint32_t objects; /* shape.opaque: how many were met */
    uint32_t version; /* of the class, for reach.c */
} rs_known_type;

#define RS__TYPE_CACHE 512u

typedef struct rs_known_types {
    struct rs_type_entry {
        uint64_t address;
        rs_known_type *type;
    } cache[RS__TYPE_CACHE];     /* by address, overwritten */
    struct rs_type_entry *table; /* all, open addressing */
    size_t slots;
    rs_known_type **all; /* [count] by number; those of records have no address */
    uint32_t count;
    size_t capacity;
    const uint64_t *hidden; /* [hidden_count] ascending addresses, types among them; borrowed */
    size_t hidden_count;
    bool failed;           /* out of memory: this capture is lost */
    rs_known_type nothing; /* what is answered then: a leaf */
} rs_known_types;

rs_known_type *rs__type_find_or_make(rs_known_types *types, rs_decoding *decoding, uint64_t address,
                                     bool by_traverse);
/* Learn anew what is known of a type, in its place. false: out of memory. */
bool rs__known_type_renew(rs_known_types *types, rs_known_type *type, rs_decoding *decoding);
/* A type of records: a kind and no object. */
rs_known_type *rs__type_of_records(rs_known_types *types, rs_kind kind);
/* Whether `address` is among `count` ascending ones. */
bool rs__is_among(const uint64_t *sorted, size_t count, uint64_t address);
void rs__known_types_release(rs_known_types *types);

static inline rs_known_type *rs__type_of(rs_known_types *types, rs_decoding *decoding, uint64_t address,
                                         bool by_traverse) {
    struct rs_type_entry *entry = &types->cache[(address >> 4) % RS__TYPE_CACHE];
    if (__builtin_expect(entry->address == address, 1)) return entry->type;
    rs_known_type *type = rs__type_find_or_make(types, decoding, address, by_traverse);
    entry->address = address;
    entry->type = type;
    return type;
}

#endif
