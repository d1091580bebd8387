/* address_index.h: from an address to the object that lived there. The other half: address_index.c. Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef ADDRESS_INDEX_H
#define ADDRESS_INDEX_H

#include "rs_snapshot.h"

typedef struct rs_address_index {
    rs_object_id
        *slot; /* [mask + 1] objects, RS_NO_OBJECT where free; a power of two, at most two thirds taken */
    size_t mask;
} rs_address_index;

/* NULL in slot: out of memory. */
rs_address_index rs__address_index_new(const rs_columns *columns);
void rs__address_index_release(rs_address_index *index);
/* Python objects only; of several at one address the first. RS_NO_OBJECT: none. */
rs_object_id rs__address_index_find(const rs_address_index *index, const rs_columns *columns,
                                    uint64_t address);

#endif
