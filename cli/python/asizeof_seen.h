/* asizeof_seen.h: what an Asizer has met, by address.                                   Implementation: asizeof_seen.c
 *                                                                                                      Map: README.md
 * Of each address: how often it was met, or that references to it do not count (a given object), or that it never counts
 * (an excluded one). Addresses keep nothing alive. The Python type _refscope._Seen holds one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ASIZEOF_SEEN_H
#define REFSCOPE_ASIZEOF_SEEN_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

enum { RS__SEEN_NEVER = 0, RS__SEEN_GIVEN = -1, RS__SEEN_EXCLUDED = -2 }; /* above 0: so often */

typedef struct rs__seen {
    PyObject_HEAD struct rs__seen_slot {
        uint64_t address; /* 0: free */
        int64_t visits;
    } * slots;
    size_t count, room;              /* room: a power of two, or 0 */
    uint64_t seen, sized, duplicate; /* of what was met and is not in the table */
} rs__seen;

extern PyTypeObject rs__seen_type;

int64_t rs__seen_get(const rs__seen *seen, uint64_t address);
bool rs__seen_set(rs__seen *seen, uint64_t address, int64_t visits); /* false: MemoryError is set */

#endif
