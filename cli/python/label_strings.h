/* label_strings.h: what the edges of a ReferenceGraph are called, as Python strings.
 * The other half: label_strings.c.                                                                       Map: README.md
 *
 * A graph has few names for many references ("next", "[0]"): the str of a name is made once and kept.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_LABEL_STRINGS_H
#define REFSCOPE_LABEL_STRINGS_H

#include <Python.h>

#include "rs_snapshot.h"

enum { RS__LABEL_STRINGS = 512 }; /* a power of two; another name in the same place takes it over */

typedef struct rs__label_strings {
    const rs_snapshot *snapshot;
    rs_text text; /* the label being written */
    struct {
        uint32_t name;
        PyObject *label; /* str, or NULL: none yet */
    } kept[RS__LABEL_STRINGS];
} rs__label_strings;

/* All zeros and the snapshot are a good beginning. */
void rs__label_strings_release(rs__label_strings *labels);

/* The bare name of a reference: an attribute or a key as it is, anything else as people write it. A new reference to a str;
 * NULL, and an exception is set. */
PyObject *rs__label_string(rs__label_strings *labels, rs_reference_id reference);

#endif
