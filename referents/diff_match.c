/* diff_match.c: which objects of two photographs of one process are the same.   Manual: diff_match.h. Map: referents/README.md
 *
 * First every object is looked at beside what stood at its address. What speaks neither for nor against a pair by itself is
 * decided by its references: one that is there in both, under the same name, between two pairs that may hold, speaks for both
 * of its ends. At last what nothing has spoken for, though it had references to speak for it, is another object at an address
 * used again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "diff_match.h"

#include <string.h>

#include "address_index.h"
#include "big_array.h"
#include "decoder.h"

enum { OLD, NEW };
enum { LOOK_AHEAD = 32 }; /* how far the items of a container may have moved between one and the next */

/* Beside the verdict, in the byte that becomes the fate. */
enum {
    VERDICT = 3,
    HELD_SAME = 4,    /* a holder of it holds it still, under the same name */
    HOLDS_SAME = 8,   /* it holds the same as before, and few others hold that */
    HOLDS_OTHER = 16, /* a text or tuple that it alone may hold is another now */
    HELD = 32,        /* a Python object holds it: something could have spoken for it */
    REPLACED = 64,    /* another was put where it had been */
};

/* ---- Words ---------------------------------------------------------------------------------------------------------- */

static uint32_t count_names(const rs_columns *c) {
    uint32_t count = 1;
    for (rs_reference_id r = 0; r < c->references; r++)
        if (rs_name_has_string(c->name[r]) && RS_NAME_ARGUMENT(c->name[r]) >= count)
            count = RS_NAME_ARGUMENT(c->name[r]) + 1;
    return count;
}

static bool number_names(rs_match *match, int side, rs_name_table *table) {
    uint32_t count = count_names(match->columns[side]);
    uint32_t *number = match->words.name[side] = rs_alloc_array(count, sizeof *number);
    for (uint32_t s = 0; number && s < count; s++) {
        const char *string = rs_snapshot_string(match->snapshot[side], s);
        number[s] = rs__name_of_text(table, string, strlen(string));
    }
    match->words.names[side] = count;
    return number != NULL;
}

/* A class that was made anew has the name of the old one and is another. */
static bool number_types(rs_match *match, int side, rs_name_table *table) {
    size_t count = rs_snapshot_type_count(match->snapshot[side]);
    uint32_t *number = match->words.type[side] = rs_alloc_array(count, sizeof *number);
    rs_text text = RS_TEXT_INIT;
    for (uint32_t t = 0; number && t < count; t++) {
        const rs_type *type = rs_snapshot_type(match->snapshot[side], t);
        unsigned long long at = type->object == RS_NO_OBJECT ? 0
                                                             : match->columns[side]->address[type->object];
        rs_text_clear(&text);
        rs_text_addf(&text, "%llx %d %s", at, (int)type->kind, type->name);
        number[t] = rs__name_of_text(table, rs_text_string(&text), text.length);
        if (text.failed) break;
    }
    bool done = number != NULL && !text.failed;
    rs_text_release(&text);
    return done;
}

static bool number_words(rs_match *match) {
    rs_name_table *names = rs__name_table_new(), *types = rs__name_table_new();
    bool done = names && types;
    for (int side = OLD; side <= NEW && done; side++)
        done = number_names(match, side, names) && number_types(match, side, types);
    done = done && !rs__name_table_failed(names) && !rs__name_table_failed(types);
    rs__name_table_free(names);
    rs__name_table_free(types);
    return done;
}

/* ---- Pairs ---------------------------------------------------------------------------------------------------------- */

/* What stood at an address. Objects keep much of their order from one photograph to the next: the one behind the last that was
 * found is tried first. */
static rs_object_id find_older(const rs_columns *a, const rs_address_index *index, uint64_t address,
                               rs_object_id last) {
    rs_object_id next = last + 1; /* 0 behind RS_NO_OBJECT, which may be a record */
    if (next >= a->records && next < a->objects && a->address[next] == address) return next;
    return rs__address_index_find(index, a, address);
}

static bool find_pairs(rs_match *match) {
    const rs_columns *a = match->columns[OLD], *b = match->columns[NEW];
    rs_address_index index = rs__address_index_new(a);
    rs_object_id last = RS_NO_OBJECT;
    if (!index.slot) return false;
    for (rs_object_id o = 0; o < b->objects; o++) {
        rs_object_id older = o < b->records ? RS_NO_OBJECT : find_older(a, &index, b->address[o], last);
        match->older[o] = older;
        if (older == RS_NO_OBJECT) continue;
        match->fate[o] = (uint8_t)rs__match_alone(match, older, o);
        last = older;
    }
    rs__address_index_release(&index);
    return true;
}

static bool may_be_same(const rs_match *match, rs_object_id newer) {
    return match->older[newer] != RS_NO_OBJECT && (match->fate[newer] & VERDICT) != RS_VERDICT_OTHER;
}

/* ---- References ----------------------------------------------------------------------------------------------------- */

/* Is the reference by which an instance has its own dict? That is part of it and says nothing for it. */
static bool leads_inside(const rs_match *match, rs_reference_id newer) {
    const rs_columns *b = match->columns[NEW];
    uint32_t name = b->name[newer];
    return RS_NAME_KIND(name) == RS_NAME_ATTRIBUTE && b->refcount[b->target[newer]] == 1 &&
           strcmp(rs_snapshot_string(match->snapshot[NEW], RS_NAME_ARGUMENT(name)), "__dict__") == 0;
}

/* Does an object seldom have more holders than these few, so that holding it says something? Numbers are counted up: that
 * a holder has another one now does not make it another. */
static bool is_telling(const rs_match *match, rs_reference_id newer) {
    const rs_columns *b = match->columns[NEW];
    rs_object_id target = b->target[newer];
    if (b->refcount[target] > 3 || b->flags[target] & RS_OBJECT_IMMORTAL || leads_inside(match, newer))
        return false;
    switch (rs_snapshot_type_of(match->snapshot[NEW], target)->kind) {
    case RS_KIND_TYPE:
    case RS_KIND_MODULE:
    case RS_KIND_CODE:
    case RS_KIND_INT:
    case RS_KIND_FLOAT:
    case RS_KIND_COMPLEX: return false;
    default: return true;
    }
}

/* Texts and tuples are what an object is often told when it is made and keeps: they say who it is. Which other objects
 * it refers to changes while it lives. */
static bool is_written_once(const rs_match *match, rs_object_id newer) {
    rs_kind kind = rs_snapshot_type_of(match->snapshot[NEW], newer)->kind;
    return kind == RS_KIND_STR || kind == RS_KIND_BYTES || kind == RS_KIND_TUPLE;
}

static bool agree(const rs_match *match, rs_reference_id older, rs_reference_id newer) {
    rs_object_id target = match->columns[NEW]->target[newer];
    return match->older[target] == match->columns[OLD]->target[older] && rs__match_names(match, older, newer);
}

/* The reference among the next few of the older row that is the newer one, or RS_NO_REFERENCE. */
static rs_reference_id partner(const rs_match *match, rs_reference_id from, rs_reference_id end,
                               rs_reference_id newer) {
    rs_object_id target = match->columns[NEW]->target[newer];
    if (match->older[target] == RS_NO_OBJECT) return RS_NO_REFERENCE;
    if (end - from > LOOK_AHEAD) end = from + LOOK_AHEAD;
    for (rs_reference_id r = from; r < end; r++)
        if (agree(match, r, newer)) return r;
    return RS_NO_REFERENCE;
}

/* What the two ends of a reference that is there in both photographs say for each other. */
static void speak_for(rs_match *match, rs_object_id source, rs_reference_id newer) {
    rs_object_id target = match->columns[NEW]->target[newer];
    bool certain = (match->fate[source] & VERDICT) == RS_VERDICT_CERTAIN;
    if (!may_be_same(match, target)) return;
    match->fate[target] |= HELD_SAME;
    if (is_telling(match, newer)) match->fate[source] |= HOLDS_SAME;
    if (certain && rs__match_is_unchangeable(match, source))
        match->fate[target] = (uint8_t)((match->fate[target] & ~VERDICT) | RS_VERDICT_CERTAIN);
}

/* Both rows side by side: items that were put in or taken out move the rest along. */
static void compare_rows(rs_match *match, rs_object_id source) {
    const rs_columns *a = match->columns[OLD], *b = match->columns[NEW];
    rs_object_id before = match->older[source];
    rs_reference_id at = a->row[before], end = a->row[before + 1];
    for (rs_reference_id r = b->row[source]; r < b->row[source + 1]; r++) {
        rs_reference_id same = partner(match, at, end, r);
        if (same != RS_NO_REFERENCE) {
            speak_for(match, source, r);
            at = same + 1;
        } else if (is_telling(match, r) && is_written_once(match, b->target[r]))
            match->fate[source] |= HOLDS_OTHER;
    }
}

static void hear_references(rs_match *match) {
    const rs_columns *b = match->columns[NEW];
    for (rs_reference_id r = b->row[b->records]; r < b->references; r++) match->fate[b->target[r]] |= HELD;
    for (rs_object_id o = b->records; o < b->objects; o++)
        if (may_be_same(match, o)) compare_rows(match, o);
}

/* ---- Verdicts ------------------------------------------------------------------------------------------------------- */

/* An instance that is held as before, but of whose own nothing is as before and some text is another, was put where
 * another had been. Containers are emptied and filled: nothing can be said of them. */
static bool is_instance(const rs_match *match, rs_object_id newer) {
    rs_kind kind = rs_snapshot_type_of(match->snapshot[NEW], newer)->kind;
    return kind == RS_KIND_INSTANCE || kind == RS_KIND_OTHER || kind == RS_KIND_EXCEPTION;
}

/* The dict that is part of an instance, or RS_NO_OBJECT. */
static rs_object_id inner_dict(const rs_match *match, rs_object_id newer) {
    const rs_columns *b = match->columns[NEW];
    for (rs_reference_id r = b->row[newer]; r < b->row[newer + 1]; r++)
        if (leads_inside(match, r)) return b->target[r];
    return RS_NO_OBJECT;
}

static void find_replaced(rs_match *match) {
    for (rs_object_id o = match->columns[NEW]->records; o < match->columns[NEW]->objects; o++) {
        if (!may_be_same(match, o) || !is_instance(match, o)) continue;
        rs_object_id inner = inner_dict(match, o);
        uint8_t heard = match->fate[o] | (inner == RS_NO_OBJECT ? 0 : match->fate[inner]);
        if ((heard & (HOLDS_OTHER | HOLDS_SAME)) != HOLDS_OTHER) continue;
        match->fate[o] |= REPLACED;
        if (inner != RS_NO_OBJECT) match->fate[inner] |= REPLACED;
    }
}

static rs_fate fate_of(const rs_match *match, rs_object_id newer) {
    uint8_t heard = match->fate[newer];
    if (match->older[newer] == RS_NO_OBJECT) return RS_FATE_NEW;
    switch ((rs_verdict)(heard & VERDICT)) {
    case RS_VERDICT_OTHER: return RS_FATE_REUSED;
    case RS_VERDICT_CERTAIN: return RS_FATE_CERTAIN;
    case RS_VERDICT_LIKELY: return RS_FATE_LIKELY;
    case RS_VERDICT_OPEN: break;
    }
    if (heard & REPLACED) return RS_FATE_REUSED;
    return heard & (HELD_SAME | HOLDS_SAME) || !(heard & HELD) ? RS_FATE_LIKELY : RS_FATE_REUSED;
}

static void decide(rs_match *match) {
    for (rs_object_id o = 0; o < match->columns[NEW]->objects; o++) {
        match->fate[o] = (uint8_t)fate_of(match, o);
        if (match->fate[o] < RS_FATE_LIKELY) match->older[o] = RS_NO_OBJECT;
    }
}

/* ---- All of it ------------------------------------------------------------------------------------------------------ */

rs_status rs__match_find(rs_match *match, const rs_snapshot *older, const rs_snapshot *newer, rs_error *err) {
    *match = (rs_match){.snapshot = {older, newer}};
    match->columns[OLD] = rs_snapshot_columns(older);
    match->columns[NEW] = rs_snapshot_columns(newer);
    match->older = rs__big_array(match->columns[NEW]->objects, sizeof *match->older);
    match->fate = rs_alloc_cleared(match->columns[NEW]->objects, sizeof *match->fate);
    if (!match->older || !match->fate || !number_words(match) || !find_pairs(match))
        return rs_fail_memory(err, "comparing two photographs");
    hear_references(match);
    find_replaced(match);
    decide(match);
    return RS_OK;
}

void rs__match_release(rs_match *match) {
    for (int side = OLD; side <= NEW; side++) {
        rs_release(match->words.name[side]);
        rs_release(match->words.type[side]);
    }
    rs_release(match->older);
    rs_release(match->fate);
    *match = (rs_match){0};
}
