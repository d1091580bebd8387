/* names_only.c: the texts that are names and no values.                                        Header: capture_steps.h
 *
 * Under RS_VALUES_NAMES a snapshot shows what a program's attributes, variables, functions and modules are called, and
 * nothing that a user of the program may have put in. A text is a name when it is a key of a namespace, that is, of a dict
 * that some object, function, class or module has as its namespace, or when it is what code calls its variables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture_steps.h"
#include "keep_value.h"
#include "rs_memory.h"

enum { NAMESPACE = 1, NAMES = 2 }; /* marks of an object: a namespace dict; a tuple of names */

typedef struct name_marking {
    rs_walk *walk;
    uint8_t *marks;      /* [objects] */
    uint32_t names[16];  /* packed names of references to namespaces */
    uint32_t tuples[8];  /* and of those to tuples of names */
    uint32_t singles[8]; /* and of those to a name itself */
} name_marking;

static const char *const namespaces[] = {"__dict__",      "__globals__",  "__builtins__", "f_globals",
                                         "f_builtins",    "f_locals",     "sysdict",      "builtins",
                                         "builtins_copy", "sysdict_copy", "modules",      "__kwdefaults__"};
static const char *const tuples[] = {"co_names", "co_varnames", "co_freevars", "co_cellvars",
                                     "co_localsplusnames"};
static const char *const singles[] = {"__name__",    "__qualname__", "__module__", "co_name",
                                      "co_qualname", "gi_qualname",  "gi_name",    "d_name"};

static void number_names(name_marking *marking, uint32_t *numbers, const char *const *texts, size_t count) {
    for (size_t i = 0; i < count; i++)
        numbers[i] = RS_NAME(RS_NAME_ATTRIBUTE,
                             rs__name_of_text(marking->walk->decoding.names, texts[i], strlen(texts[i])));
}

static bool is_one_of(uint32_t name, const uint32_t *numbers, size_t count) {
    name &= ~(RS_NAME_EXTRA | RS_NAME_GUESSED);
    for (size_t i = 0; i < count; i++)
        if (numbers[i] == name) return true;
    return false;
}

static const rs_known_type *type_of(const name_marking *marking, rs_object_id object) {
    return marking->walk->types.all[marking->walk->parts.type[object]];
}

/* Keep the text of a str that is a name. */
static void keep(name_marking *marking, rs_object_id object) {
    rs_walk *walk = marking->walk;
    const rs_known_type *type = type_of(marking, object);
    if (object < walk->parts.value_first || type->shape.kind != RS_KIND_STR || !type->scalar) return;
    uint32_t *at = &walk->parts.value_at[object - walk->parts.value_first];
    if (*at != 0) return;
    *at = rs__keep_value(walk, type, walk->parts.address[object]);
    walk->parts.coverage.values_withheld -= *at != 0;
}

/* Pass 1: what is referred to as a namespace or as a tuple of names. */
static void mark_targets(name_marking *marking) {
    const rs_parts *parts = &marking->walk->parts;
    for (uint32_t r = 0; r < parts->references; r++) {
        uint32_t name = parts->name[r];
        if (RS_NAME_KIND(name) != RS_NAME_ATTRIBUTE) continue;
        if (is_one_of(name, marking->names, sizeof namespaces / sizeof *namespaces))
            marking->marks[parts->target[r]] |= NAMESPACE;
        else if (is_one_of(name, marking->tuples, sizeof tuples / sizeof *tuples))
            marking->marks[parts->target[r]] |= NAMES;
        else if (is_one_of(name, marking->singles, sizeof singles / sizeof *singles))
            keep(marking, parts->target[r]);
    }
}

/* Pass 2: their keys and items. */
static void keep_names(name_marking *marking) {
    const rs_parts *parts = &marking->walk->parts;
    for (rs_object_id o = 0; o < parts->objects; o++) {
        if (marking->marks[o] == 0) continue;
        rs_name_kind wanted = (marking->marks[o] & NAMESPACE) ? RS_NAME_DICT_KEY : RS_NAME_INDEX;
        for (uint32_t r = parts->row[o]; r < parts->row[o + 1]; r++)
            if (RS_NAME_KIND(parts->name[r]) == wanted) keep(marking, parts->target[r]);
    }
}

bool rs__keep_names_only(rs_walk *walk) {
    name_marking marking = {.walk = walk};
    rs_parts *parts = &walk->parts;
    parts->value_at = rs_alloc_cleared(parts->objects - parts->value_first, sizeof *parts->value_at);
    marking.marks = rs_alloc_cleared(parts->objects, sizeof *marking.marks);
    bool done = parts->value_at && marking.marks;
    if (done) {
        number_names(&marking, marking.names, namespaces, sizeof namespaces / sizeof *namespaces);
        number_names(&marking, marking.tuples, tuples, sizeof tuples / sizeof *tuples);
        number_names(&marking, marking.singles, singles, sizeof singles / sizeof *singles);
        mark_targets(&marking);
        keep_names(&marking);
    }
    rs_release(marking.marks);
    return done && !rs__walk_failed(walk);
}
