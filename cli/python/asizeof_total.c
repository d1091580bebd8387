/* asizeof_total.c: the bytes of everything in a photograph, where nothing asks who holds what.
 *                                                                         Declared in asizeof_walk.h. Map: README.md
 * A photograph that follows exactly what counts needs no walk: one pass over its columns is the answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof_walk.h"

/* Does a type's own decision differ from what the photograph did with it? */
static bool is_special(const rs__sizing *sizing, uint32_t type, rs__fate fate) {
    rs_kind kind = rs_snapshot_type(sizing->snapshot, type)->kind;
    bool closed = rs__closed_kinds(sizing->flags) >> kind & 1;
    bool namespaces = kind == RS_KIND_GENERATOR || kind == RS_KIND_FRAME || kind == RS_KIND_FUNCTION;
    return fate == RS__FATE_ASK || fate == RS__FATE_EXCLUDED || (!closed && (namespaces || fate == RS__FATE_SKIP));
}

static bool is_wanted_whole(const rs__sizing *sizing) {
    return !sizing->ranking && !sizing->profiling && sizing->limit < 0 && !sizing->excluded &&
           (!sizing->seen || sizing->seen->count == 0);
}

/* Given objects are followed even where their kind is closed and does not count: a class, a function. */
static bool has_given_code(const rs__sizing *sizing, const unsigned char *counts) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    for (rs_object_id o = columns->records; o < columns->objects && (columns->flags[o] & RS_OBJECT_SEED); o++)
        if (!counts[columns->type[o]]) return true;
    return false;
}

static bool has_guesses(const rs_columns *columns) {
    uint32_t marks = 0;
    for (uint32_t r = 0; r < columns->references; r++) marks |= columns->name[r];
    return marks & RS_NAME_GUESSED;
}

static uint64_t sum(const rs__sizing *sizing, const unsigned char *counts) {
    const rs_columns *columns = rs_snapshot_columns(sizing->snapshot);
    uint64_t total = 0, mask = sizing->mask;
    bool plain = sizing->flat->asked_count == 0;
    for (rs_object_id o = columns->records; o < columns->objects; o++) {
        if (!counts[columns->type[o]]) continue;
        uint64_t size = plain && columns->size[o] != RS_SIZE_BIG ? columns->size[o] : rs__flat_size(sizing->flat, o);
        total += (size + mask) & ~mask;
    }
    return total;
}

bool rs__sizing_total(const rs__sizing *sizing, unsigned char *counts, uint64_t *total) {
    size_t types = rs_snapshot_type_count(sizing->snapshot);
    if (!is_wanted_whole(sizing)) return false;
    for (uint32_t t = 0; t < types; t++) {
        rs__fate fate = rs__fate_of_type(sizing, t);
        if (rs__flat_type(sizing->flat, t) && is_special(sizing, t, fate)) return false;
        counts[t] = fate == RS__FATE_COUNT || fate == RS__FATE_FLAT;
    }
    if (has_given_code(sizing, counts) || has_guesses(rs_snapshot_columns(sizing->snapshot))) return false;
    *total = sum(sizing, counts);
    return true;
}
