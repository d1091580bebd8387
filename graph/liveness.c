/* liveness.c: roots and garbage by arithmetic.                          Manual: rs_liveness.h. Map: graph/README.md
 *
 * Count the references found to each object; what its own count has in excess is held from outside. Then mark, first from
 * the records, whose reach is kept by itself (a path that a person can act on starts there), then from all other roots.
 * Few objects are roots, so they are kept as a sorted list and the counts are released.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "liveness.h"

#include <string.h>

#include "big_array.h"
#include "marking.h"
#include "uncollectable.h"

struct rs_liveness {
    const rs_snapshot *snapshot; /* borrowed */
    rs_bits *held_by_records, *alive;
    rs_object_id *root; /* [roots] the objects that are RS_ROOT_OUTSIDE, ascending */
    uint32_t *outside;  /* [roots] by how many references; 0 where more were found than the object counts */
    size_t roots, root_capacity, outside_capacity;
    size_t negative;
    size_t garbage_objects;
    uint64_t garbage_bytes;
    rs_uncollectable stays; /* of the garbage */
    uint64_t stays_bytes;
};

static uint32_t *count_found(const rs_columns *c) {
    uint32_t *found = rs__big_array_cleared(c->objects, sizeof *found);
    if (!found) return NULL;
    for (uint32_t r = 0; r < c->references; r++) found[c->target[r]] += (c->name[r] & RS_NAME_GUESSED) == 0;
    return found;
}

static bool add_root(rs_liveness *liveness, uint32_t object, uint32_t outside) {
    void *root = liveness->root, *counts = liveness->outside;
    bool fits = rs_reserve(&root, &liveness->root_capacity, liveness->roots + 1, sizeof *liveness->root);
    liveness->root = root;
    fits = fits &&
           rs_reserve(&counts, &liveness->outside_capacity, liveness->roots + 1, sizeof *liveness->outside);
    liveness->outside = counts;
    if (!fits) return false;
    liveness->root[liveness->roots] = object;
    liveness->outside[liveness->roots++] = outside;
    return true;
}

/* A count smaller than what was found means that a decoder saw a reference that is none: the object is then a root, too,
 * because nothing is known of who really holds it. */
static bool find_outside_roots(rs_liveness *liveness, const rs_columns *c, const uint32_t *found) {
    for (uint32_t o = c->records; o < c->objects; o++) {
        if (c->refcount[o] == found[o] || c->flags[o] & (RS_OBJECT_IMMORTAL | RS_OBJECT_RECORD)) continue;
        bool negative = c->refcount[o] < found[o];
        liveness->negative += negative;
        if (negative && c->flags[o] & RS_OBJECT_FROZEN) continue;
        if (!add_root(liveness, o, negative ? 0 : c->refcount[o] - found[o])) return false;
    }
    return true;
}

static bool mark(rs_liveness *liveness, const rs_columns *c) {
    rs_marking marking;
    size_t bytes = rs__bits_words(c->objects) * sizeof(rs_bits);
    bool done = rs__marking_init(&marking, c) && (liveness->held_by_records = rs_alloc(bytes)) != NULL;
    if (done) {
        for (uint32_t o = 0; o < c->records; o++) rs__marking_mark(&marking, o);
        rs__marking_run(&marking);
        memcpy(liveness->held_by_records, marking.reached, bytes);
        for (size_t i = 0; i < liveness->roots; i++) rs__marking_mark(&marking, liveness->root[i]);
        for (uint32_t o = c->records; o < c->objects; o++)
            if (c->flags[o] & (RS_OBJECT_IMMORTAL | RS_OBJECT_FROZEN | RS_OBJECT_RECORD))
                rs__marking_mark(&marking, o);
        rs__marking_run(&marking);
        liveness->alive = marking.reached;
        marking.reached = NULL;
    }
    rs__marking_release(&marking);
    return done;
}

static void add_up_garbage(rs_liveness *liveness, const rs_columns *c) {
    for (uint32_t o = c->records; o < c->objects; o++) {
        if (rs__bit(liveness->alive, o)) continue;
        liveness->garbage_objects++;
        liveness->garbage_bytes += rs_snapshot_size(liveness->snapshot, o);
    }
}

static bool find_what_stays(rs_liveness *liveness) {
    if (!rs__uncollectable_find(&liveness->stays, liveness->snapshot, liveness->alive,
                                liveness->garbage_objects))
        return false;
    for (size_t i = 0; i < liveness->stays.count; i++)
        liveness->stays_bytes += rs_snapshot_size(liveness->snapshot, liveness->stays.object[i]);
    return true;
}

rs_status rs_liveness_new(rs_liveness **out, const rs_snapshot *snapshot, rs_error *err) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_liveness *liveness = rs_alloc_cleared(1, sizeof *liveness);
    uint32_t *found = liveness ? count_found(c) : NULL;
    bool done = found && find_outside_roots(liveness, c, found);
    rs_release(found);
    done = done && mark(liveness, c);
    if (done) {
        liveness->snapshot = snapshot;
        add_up_garbage(liveness, c);
        done = find_what_stays(liveness);
    }
    if (!done) {
        rs_liveness_free(liveness);
        return rs_fail_memory(err, "telling roots from garbage");
    }
    *out = liveness;
    return RS_OK;
}

void rs_liveness_free(rs_liveness *liveness) {
    if (!liveness) return;
    rs_release(liveness->held_by_records);
    rs_release(liveness->alive);
    rs_release(liveness->root);
    rs_release(liveness->outside);
    rs__uncollectable_release(&liveness->stays);
    rs_release(liveness);
}

/* Where `object` is in an ascending list. */
static bool is_in(const rs_object_id *list, size_t count, rs_object_id object, size_t *place) {
    size_t begin = 0, end = count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (list[middle] < object)
            begin = middle + 1;
        else
            end = middle;
    }
    *place = begin;
    return begin < count && list[begin] == object;
}

static bool is_outside_root(const rs_liveness *liveness, rs_object_id object, size_t *place) {
    return is_in(liveness->root, liveness->roots, object, place);
}

rs_root rs_liveness_root(const rs_liveness *liveness, rs_object_id object) {
    const rs_columns *c = rs_snapshot_columns(liveness->snapshot);
    size_t place;
    if (object >= c->objects) return RS_ROOT_NONE;
    if (object < c->records || c->flags[object] & RS_OBJECT_RECORD) return RS_ROOT_RECORD;
    if (c->flags[object] & RS_OBJECT_IMMORTAL) return RS_ROOT_IMMORTAL;
    if (is_outside_root(liveness, object, &place)) return RS_ROOT_OUTSIDE;
    return c->flags[object] & RS_OBJECT_FROZEN ? RS_ROOT_FROZEN : RS_ROOT_NONE;
}

uint32_t rs_liveness_outside(const rs_liveness *liveness, rs_object_id object) {
    size_t place;
    return is_outside_root(liveness, object, &place) ? liveness->outside[place] : 0;
}

bool rs_liveness_is_garbage(const rs_liveness *liveness, rs_object_id object) {
    return object < rs_snapshot_columns(liveness->snapshot)->objects && !rs__bit(liveness->alive, object);
}

size_t rs_liveness_garbage_objects(const rs_liveness *liveness) {
    return liveness->garbage_objects;
}

uint64_t rs_liveness_garbage_bytes(const rs_liveness *liveness) {
    return liveness->garbage_bytes;
}

rs_reference_id rs_liveness_unseen(const rs_liveness *liveness, rs_object_id object) {
    size_t place;
    bool stays = is_in(liveness->stays.object, liveness->stays.count, object, &place);
    return stays ? liveness->stays.unseen[place] : RS_NO_REFERENCE;
}

bool rs_liveness_is_uncollectable(const rs_liveness *liveness, rs_object_id object) {
    return rs_liveness_unseen(liveness, object) != RS_NO_REFERENCE;
}

size_t rs_liveness_uncollectable_objects(const rs_liveness *liveness) {
    return liveness->stays.count;
}

uint64_t rs_liveness_uncollectable_bytes(const rs_liveness *liveness) {
    return liveness->stays_bytes;
}

void rs_liveness_add_unseen(rs_text *text, const rs_liveness *liveness, rs_object_id object) {
    rs_reference_id reference = rs_liveness_unseen(liveness, object);
    if (reference == RS_NO_REFERENCE) return;
    rs_object_id holder = rs_snapshot_source(liveness->snapshot, reference);
    rs_text_add_printable(text, rs_snapshot_type_of(liveness->snapshot, holder)->name);
    if (!(rs_snapshot_columns(liveness->snapshot)->flags[holder] & RS_OBJECT_TRACKED)) {
        rs_text_add(text, " does not take part");
        return;
    }
    rs_text_add(text, " does not report ");
    rs_text_add_path(text, liveness->snapshot, &reference, 1);
}

size_t rs_liveness_outside_roots(const rs_liveness *liveness) {
    return liveness->roots;
}

size_t rs_liveness_negative(const rs_liveness *liveness) {
    return liveness->negative;
}

const rs_bits *rs__liveness_held_by_records(const rs_liveness *liveness) {
    return liveness->held_by_records;
}

const rs_bits *rs__liveness_alive(const rs_liveness *liveness) {
    return liveness->alive;
}

size_t rs__liveness_root_list(const rs_liveness *liveness, const rs_object_id **roots) {
    *roots = liveness->root;
    return liveness->roots;
}
