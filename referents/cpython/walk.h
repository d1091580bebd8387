/* walk.h: the one pass over a heap.                                    Implementation: walk.c, resolve.c. Map: README.md
 *
 * A walk numbers objects and asks each, once and in the order of their numbers, what it refers to. What is referred to and
 * has no number yet gets the next one, so that the pass ends when it has caught up with itself. The references of a batch
 * of objects are buffered as addresses and turned into numbers together, after the cells of all of them have been asked
 * into the cache: the pass waits for memory, and for little else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef WALK_H
#define WALK_H

#include "decoder.h"
#include "known_types.h"
#include "runtime_lists.h"
#include "slot_map.h"
#include "snapshot_parts.h"

#define RS__BATCH  256u         /* objects decoded before their references are turned into numbers */
#define RS__HIDDEN RS__SLOT_MAX /* in place of a number + 1: the object is left out */

/* What a reference from a hidden object took: it is taken off the count of its target. */
typedef struct rs_taken {
    uint64_t target;
    uint64_t count;
} rs_taken;

typedef struct rs_walk {
    rs_decoding decoding; /* first: rs__reports_keys finds the walk by it */
    rs_parts parts;       /* columns in the making; counts in parts.objects, parts.references */
    size_t object_capacity, reference_capacity;
    size_t value_capacity, value_bytes_capacity, named_capacity, code_capacity, big_capacity;
    rs_slot_map slots;
    rs_known_types types;
    rs_runtime runtime; /* once rs__records_number has read it */
    rs_values values;
    bool by_traverse; /* trust no decoder */
    bool closed;      /* what has no number yet gets none: references to it are dropped */
    bool no_memory, too_large;
    uint64_t closed_kinds; /* for the passable of a capture from seeds: see rs_capture.h */
    bool open_seeds;
    bool (*passable)(struct rs_walk *walk, const rs_known_type *type,
                     uint64_t object); /* NULL: every object */

    /* The batch at hand. */
    uint32_t next, looked_up,
        fetched;     /* objects before these were decoded, had their type looked up, were prefetched */
    uint32_t **cell; /* [capacity of decoding.out] the cells of what is buffered */
    size_t cell_capacity, cells;
    uint32_t emitted;  /* references of the walk so far, those dropped from this batch included */
    uint32_t *dropped; /* which of those */
    size_t dropped_count, dropped_capacity;

    /* tp_traverse's own answer, and what a decoder offers as names for it. */
    uint64_t *visited;
    size_t visited_count, visited_capacity;
    rs_emitter offered;

    struct {
        uint64_t lookup;
        bool reported;
    } lookups[8]; /* what was learned of dk_lookup functions, before 3.11 */

    rs_object_id *own; /* instances of hidden types met during the walk, ascending: see own_instances.c */
    size_t own_count, own_capacity;

    rs_taken *taken; /* for objects that keep a count they do not show: see own_objects.c */
    size_t taken_count, taken_capacity;
    rs_known_type *ring[32]; /* types of the objects next .. looked_up - 1, by number modulo 32 */
} rs_walk;

/* *walk is yours to release, also on failure (false: out of memory). */
bool rs__walk_init(rs_walk *walk, const rs_layout *layout, rs_values values);
void rs__walk_release(rs_walk *walk);

/* Make room for so many objects and what they may refer to, as far as there is memory: columns that grow as they are written
 * are copied and leave holes. Room that is not used costs nothing. */
void rs__walk_expect(rs_walk *walk, size_t objects);

/* Number an object that has no number yet, or find the one it has. RS_NO_OBJECT: hidden, or out of memory, which
 * rs__walk_failed tells. */
rs_object_id rs__walk_number(rs_walk *walk, uint64_t address);
/* Nobody refers to it: it is being taken apart, or it waits in a list of free ones to be made into another. It is no object
 * any more, whoever may still show it: it gets no number. The count is the first word of an object in all versions. */
static inline bool rs__is_dead(uint64_t address) {
    return *(const uint64_t *)(uintptr_t)address == 0;
}
/* The number it has, or RS_NO_OBJECT. */
rs_object_id rs__walk_find(const rs_walk *walk, uint64_t address);

/* The references of one record, decoded by `decode`, are its row. Records come before any object. */
void rs__walk_record(rs_walk *walk, rs_object_id record, void (*decode)(rs_walk *walk, uint64_t address));
/* Decode every object that has a number and has not been decoded. */
void rs__walk_run(rs_walk *walk);

static inline bool rs__walk_failed(const rs_walk *walk) {
    return walk->no_memory || walk->too_large || walk->slots.failed || walk->types.failed ||
           walk->decoding.out.failed || walk->offered.failed || rs__name_table_failed(walk->decoding.names);
}

/* Note that `target` is referred to `count` times by what is left out: its count shall show so much less. */
bool rs__walk_take(rs_walk *walk, uint64_t target, uint64_t count);

/* Between the files of the walk. */
void rs__walk_take_cells(rs_walk *walk); /* resolve.c: look up the cells of what was buffered lately */
void rs__walk_resolve(rs_walk *walk);    /* resolve.c: turn what is buffered into references */
void rs__walk_close_rows(rs_walk *walk,
                         uint32_t first);  /* resolve.c: the rows from `first` on, less what was dropped */
bool rs__walk_grow_objects(rs_walk *walk); /* resolve.c: room for one more object */
/* traverse.c: emit what the type's tp_traverse reports, named by what its decoder offers. */
/* decoder.h, dict_reports_values, asked of this very CPython (managed_dict.c). */
bool rs__dict_reports_values(void);
void rs__walk_traverse(rs_walk *walk, rs_known_type *type, uint64_t object);
bool rs__walk_grow_values(rs_walk *walk); /* resolve.c: value_at for as many objects as there is room for */
/* values.c: see keep_value.h. Room for one value; and the value of a scalar at `to`, in how many bytes. */
bool rs__walk_room_for_value(rs_walk *walk);
size_t rs__walk_put_value(rs_walk *walk, const rs_known_type *type, uint64_t object, unsigned char *to);
/* labels.c: keep the name an object bears, and of a code object its place in the source; keep `string` as the name of an object. In the order of their numbers. */
void rs__walk_keep_label(rs_walk *walk, const rs_known_type *type, rs_object_id id, uint64_t object);
void rs__walk_name(rs_walk *walk, rs_object_id id, uint32_t string);
/* own_instances.c: note that an object is an instance of a hidden type. */
void rs__walk_note_own(rs_walk *walk, rs_object_id id);
/* traverse.c: whether dict_traverse reports the keys of a table with that dk_lookup, before 3.11. */
bool rs__reports_keys(rs_decoding *decoding, uint64_t dict, uint64_t lookup);

#endif
