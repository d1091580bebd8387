/* young.h: the collector's lists, as a watch reads them.                 Implementation: young.c, held_alone.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef YOUNG_H
#define YOUNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rs_addresses {
    uint64_t *at; /* from rs_memory.h */
    size_t count, capacity;
} rs_addresses;

/* false: out of memory. */
bool rs__addresses_add(rs_addresses *list, uint64_t address);
/* Ascending, each once. */
void rs__addresses_sort(rs_addresses *list);

/* ---- young.c: of the current interpreter; the caller holds the GIL ---------------------------------------------------- */

/* Switch automatic collections on or off; whether they were on. */
bool rs__collector_enable(bool on);
/* How many collections there have been, of any generation. */
size_t rs__collector_runs(void);
/* How many objects they took, as the collector counts. */
uint64_t rs__collector_taken(void);
/* Give the collector another list (a Python object) of what it calls around each collection; the one it had. The references
 * that the collector owns change hands with them. */
void *rs__collector_callbacks(void *list);

/* An object of ours at the end of the list of the youngest; held until it is released. NULL: out of memory. */
void *rs__mark_new(void);
void rs__mark_release(void *mark); /* NULL is fine */
uint64_t rs__mark_type(void);

/* Add the objects behind the mark, the youngest first, to *list. *found: whether the mark was met; if not, all objects of
 * the list are added. false: out of memory. */
bool rs__young_behind(rs_addresses *list, const void *mark, bool *found);
/* Add the objects in the lists of the generations 0 .. `generation` whose addresses are among `known`, ascending ones. */
bool rs__tracked_among(rs_addresses *list, const rs_addresses *known, int generation);
/* Add all of them. */
bool rs__tracked_in(rs_addresses *list, int generation);

/* ---- held_alone.c ----------------------------------------------------------------------------------------------------- */

/* Add to the tracked objects in *list those that nothing but they and what was added hold. false: out of memory. */
bool rs__add_held_alone(rs_addresses *list);

#endif
