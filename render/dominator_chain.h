/* dominator_chain.h: what an object hangs on.                  The other half: dominator_chain.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DOMINATOR_CHAIN_H
#define DOMINATOR_CHAIN_H

#include "rs_dominators.h"

typedef struct rs__dominator_chain {
    rs_object_id *objects; /* [count] the outermost first; from rs_memory.h */
    size_t count;
} rs__dominator_chain;

/* The dominators of `object`, without what a person does not count: records, sys.modules, and namespaces of what is itself
 * in the chain. */
rs_status rs__dominator_chain_find(rs__dominator_chain *out, rs_graph *graph, rs_object_id object,
                                   rs_error *err);
void rs__dominator_chain_release(rs__dominator_chain *chain);

#endif
