/* layout_check.c: the table of the CPython built for, compared with its headers while compiling.      Tables: layouts/
 * What the headers call each member: layout_sources.def. Manual: ../LAYOUTS.md
 *
 * Nothing here runs. A member that has moved stops the build with its name; that of a structure which only debug
 * information shows is checked by from_debug_info.py when the table is made.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>

#include "layout_headers.h"

enum {
#define XX(member, offset) TABLE_##member = (offset),
#if PY_VERSION_HEX < 0x030A0000
#include "layouts/3_9.def"
#elif PY_VERSION_HEX < 0x030B0000
#include "layouts/3_10.def"
#elif PY_VERSION_HEX < 0x030C0000
#include "layouts/3_11.def"
#elif PY_VERSION_HEX < 0x030D0000
#include "layouts/3_12.def"
#elif PY_VERSION_HEX < 0x030E0000
#include "layouts/3_13.def"
#else
#error "no table of layouts for this CPython: see referents/LAYOUTS.md"
#endif
#undef XX
};

#define HEADER(member, structure, field)                                                                     \
    _Static_assert(offsetof(structure, field) == TABLE_##member,                                             \
                   "layout of " #member " has moved: see referents/LAYOUTS.md");
#define SIZEOF(member, structure)                                                                            \
    _Static_assert(sizeof(structure) == TABLE_##member,                                                      \
                   "size " #member " has changed: see referents/LAYOUTS.md");
#if PY_VERSION_HEX >= 0x030A0000
#define HEADER_310 HEADER
#else
#define HEADER_310(member, structure, field)
#endif
#define DEBUG(member, structure, field)
#define DEBUG_SIZEOF(member, structure)

#include "layout_sources.def"

/* What the code takes for granted of every layout. */
_Static_assert(sizeof(void *) == 8, "refscope reads 64-bit processes only");
_Static_assert(sizeof(digit) == 4 && PyLong_SHIFT == 30, "ints of 30-bit digits");
_Static_assert(TABLE_object_refcnt == 0 && TABLE_object_type == 8,
               "an object starts with its count and its type");
#ifdef Py_TRACE_REFS
#error "a CPython built with Py_TRACE_REFS has other layouts"
#endif
#ifdef Py_GIL_DISABLED
#error "a free-threaded CPython has other layouts"
#endif
