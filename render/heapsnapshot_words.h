/* heapsnapshot_words.h: what Chrome's DevTools call things, and the table of strings of their file.
 * The other half: heapsnapshot_words.c. Who writes the file: export_heapsnapshot.c.              Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HEAPSNAPSHOT_WORDS_H
#define HEAPSNAPSHOT_WORDS_H

#include "bits.h"
#include "export.h"

/* The numbers are places in the file's own lists of types. DevTools add the size of an "array" or of something "hidden" to
 * what owns it and show no such object, so that lists and tuples, which are objects of their own in Python, are none. */
enum rs__v8_node {
    RS__V8_STRING = 2,
    RS__V8_OBJECT = 3,
    RS__V8_CODE = 4,
    RS__V8_CLOSURE = 5,
    RS__V8_NUMBER = 7,
    RS__V8_NATIVE = 8,
    RS__V8_SYNTHETIC = 9,
    RS__V8_BIGINT = 13,
};
enum rs__v8_edge {
    RS__V8_CONTEXT,
    RS__V8_ELEMENT,
    RS__V8_PROPERTY,
    RS__V8_INTERNAL,
    RS__V8_HIDDEN,
    RS__V8_WEAK = 6
};

/* How the lists are called in the file. */
#define RS__V8_NODE_TYPES                                                                                    \
    "[\"hidden\",\"array\",\"string\",\"object\",\"code\",\"closure\",\"regexp\",\"number\",\"native\","     \
    "\"synthetic\",\"concatenated string\",\"sliced string\",\"symbol\",\"bigint\",\"object shape\"]"
#define RS__V8_EDGE_TYPES                                                                                    \
    "[\"context\",\"element\",\"property\",\"internal\",\"hidden\",\"shortcut\",\"weak\"]"

/* Strings that are in every file, in this order. */
enum rs__v8_word {
    RS__V8_DUMMY,
    RS__V8_EMPTY,
    RS__V8_GC_ROOTS,
    RS__V8_GARBAGE,
    RS__V8_SELECTION,
    RS__V8_KEY,
    RS__V8_MEMBER,
    RS__V8_ITEM,
    RS__V8_UNKNOWN,
    RS__V8_WITHHELD,
    RS__V8_WORDS
};

/* The table of strings: the words, then the types' names, then the names of attributes, then what objects are called that
 * are called by more than their type. It is never held: each string has a number by arithmetic, or by the objects' own. */
typedef struct rs__v8_strings {
    const rs__export *job;
    uint32_t types, names; /* where those parts begin */
    uint32_t count;
    uint32_t *label; /* [objects] the number of what the object is called */
    rs_bits *named; /* names of attributes that an exported reference has; the others are empty in the file */
} rs__v8_strings;

/* RS_NO_MEMORY. To be released in either case. */
rs_status rs__v8_strings_number(rs__v8_strings *strings, const rs__export *job, rs_error *err);
/* All of them, in order. */
rs_status rs__v8_strings_write(const rs__v8_strings *strings, rs__stream *out, rs_error *err);
void rs__v8_strings_release(rs__v8_strings *strings);

enum rs__v8_node rs__v8_node_type(const rs_snapshot *snapshot, rs_object_id object);

/* An edge's type, and the number of its name in the table of strings, or of its item. */
typedef struct rs__v8_name {
    enum rs__v8_edge type;
    uint32_t name_or_index;
} rs__v8_name;
rs__v8_name rs__v8_edge_name(const rs__v8_strings *strings, rs_reference_id reference);

#endif
