/* looks.h: what repr() would say of a live object, from its layout: no code of the program runs.
 * Implementation: looks.c (built-in data), looks_types.c, looks_classes.c (what the library and class statements make),
 * looks_parts.c (how they are read).                                                                     Map: README.md
 *
 *     rs__looks to = {.text = &text, .start = text.length, .room = 128};
 *     rs__looks_write(&to, object);                                  // "[1, 'a', User(name='Ada', age=36)]"
 *
 * The object is held, and so is what is read of it. What has a __repr__ of its own is written as if it had not; what is
 * neither built-in data nor known here is "<module.Class object at 0x...>".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_LOOKS_H
#define REFSCOPE_LOOKS_H

#include <Python.h>

#include <stdbool.h>

#include "rs_snapshot.h"
#include "rs_text.h"

enum { RS__LOOKS_DEEPEST = 12 };

typedef struct rs__looks {
    rs_text *text;
    size_t start; /* where in the text the looks begin */
    Py_ssize_t
        clip; /* when > 0: what is further than that many items and characters from both ends may be left out */
    size_t room;                       /* when > 0: what is behind that many columns may be left out */
    PyObject *open[RS__LOOKS_DEEPEST]; /* what is being written */
    int depth;
} rs__looks;

void rs__looks_write(rs__looks *to, PyObject *object);

/* ---- For the files that write --------------------------------------------------------------------------------------- */

/* Write an object of a type that they know. false: they do not, and nothing was written. */
bool rs__looks_write_type(rs__looks *to, PyObject *object);  /* looks_types.c */
bool rs__looks_write_class(rs__looks *to, PyObject *object); /* looks_classes.c */
void rs__looks_add_decimal(rs__looks *to, PyObject *object); /* looks_decimal.c */

/* Go into an object that holds others, and leave it. false: it is being written already, or too deep; then nothing is to be
 * left. */
bool rs__looks_enter(rs__looks *to, PyObject *object);
void rs__looks_leave(rs__looks *to);
bool rs__looks_is_full(const rs__looks *to); /* what is added now will not be shown */

void rs__looks_add_string(rs__looks *to, PyObject *string);  /* the characters of an exact str */
void rs__looks_add_new(rs__looks *to, PyObject *string);     /* the same; takes the reference; NULL: "N/A" */
void rs__looks_add_comma(rs__looks *to, bool *first);        /* nothing the first time */
void rs__looks_add_name(rs__looks *to, PyTypeObject *type);  /* of the class, without its module */
void rs__looks_add_items(rs__looks *to, PyObject *row);      /* of a list or tuple, commas between */
void rs__looks_add_dict(rs__looks *to, PyObject *dict);      /* {key: value}, also of a subclass of dict */
void rs__looks_add_plainly(rs__looks *to, PyObject *object); /* <module.Class object at 0x...> */

/* ---- Reading without running anything (looks_parts.c) --------------------------------------------------------------- */

/* The value of an ASCII key that is exactly a str; borrowed, or NULL. `dict` may be NULL. */
PyObject *rs__namespace_value(PyObject *dict, const char *key);
/* The same in the namespaces of a class and its bases, in their order. */
PyObject *rs__class_value(PyTypeObject *type, const char *key);
/* Is it the type written in C that is called so, and no class that took the name? */
bool rs__is_c_type(const PyTypeObject *type, const char *tp_name);
/* What is in the slot, or C member, of that name; borrowed, or NULL. */
PyObject *rs__slot_value(PyObject *object, const char *name);
/* Where that member is in the object, whatever its kind; -1: there is none. */
Py_ssize_t rs__member_offset(const PyTypeObject *type, const char *name);

/* The attributes of an object, wherever they stand. */
typedef struct rs__attributes {
    rs_snapshot *snapshot;
    PyObject *dict; /* its __dict__ when there is one; borrowed */
} rs__attributes;
bool rs__attributes_take(rs__attributes *parts,
                         PyObject *object); /* false: they cannot be read, and nothing is to be released */
PyObject *rs__attributes_find(const rs__attributes *parts, const char *name); /* borrowed, or NULL */
void rs__attributes_release(rs__attributes *parts);

#endif
