/* holders.c: who holds an object, found by counting.                                  Manual: rs_holders.h. Map: README.md
 *
 * One pass over the collector's lists for each level of the tree, for all objects of the level at once, and only until as
 * many references to each were found as its count says. The lists are read in the order of a capture, the youngest objects
 * first, so that what was made lately is found at once. A filter of bits tells most references from those looked for.
 *
 * Invariant of a level: left[i] is the count of member first + i, less the references to it that were found in records, in
 * what is hidden, and in the objects read so far. Where it ends at 0 for all, every holder was found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include "rs_holders.h"

#include "capture_steps.h"
#include "fetch_ahead.h"
#include "rs_memory.h"

enum { FILTER_WORDS = 1024, MOST = 4096, AHEAD = 16, HALF_AHEAD = 8 };

typedef struct member {
    uint64_t address;
    char *frame;           /* of a running frame its name; owned */
    uint32_t first, count; /* of its holders */
} member;

struct rs_holders {
    member *members;
    size_t count, room;
    uint32_t *holders;
    size_t holder_count, holder_room;
};

typedef struct pair {
    uint32_t held, holder; /* members */
} pair;

typedef struct search {
    rs_walk walk; /* first. Its types, decoders and records; what is hidden has no number in it */
    rs_name_table *names;
    rs_holders *found;
    rs_slot_map numbers; /* of members, + 1 */
    uint64_t filter[FILTER_WORDS];
    uint32_t first, end; /* members whose holders are looked for */
    int64_t *left;
    size_t left_room, open; /* open: how many of `left` are not 0 */
    pair *pairs;
    size_t pair_count, pair_room;
    uint64_t holder; /* whose references are being told; 0: of somebody who is not shown */
    const char *frame;
    const uint64_t *hidden;
    size_t hidden_count;
    uint64_t ring[AHEAD];
    rs_known_type *types[AHEAD];
    size_t entered;
    bool no_memory, unclear;
} search;

/* ---- Members -------------------------------------------------------------------------------------------------------- */

/* The member at an address, a new one if there is none. */
static uint32_t member_at(search *s, uint64_t address, const char *frame) {
    rs_holders *found = s->found;
    uint32_t known = rs__slot_look(&s->numbers, address);
    void *members = found->members;
    if (known) return known - 1;
    if (!rs_reserve(&members, &found->room, found->count + 1, sizeof *found->members)) goto failed;
    found->members = members;
    member *made = &found->members[found->count];
    *made = (member){address, NULL, 0, 0};
    if (frame && !(made->frame = rs_copy_string(frame))) goto failed;
    rs__slot_set(&s->numbers, rs__slot(&s->numbers, address), address, (uint32_t)++found->count);
    s->no_memory |= s->numbers.failed;
    return (uint32_t)found->count - 1;
failed:
    s->no_memory = true;
    return 0;
}

static bool is_over(const search *s) {
    return s->open == 0 || s->unclear || s->no_memory || rs__walk_failed(&s->walk);
}

static uint64_t *filter_word(search *s, uint64_t address) {
    return &s->filter[address >> 10 & (FILTER_WORDS - 1)];
}

/* A reference to one that is looked for. */
static void note(search *s, uint32_t held) {
    void *pairs = s->pairs;
    int64_t left = --s->left[held - s->first];
    s->open -= left == 0;
    s->unclear |= left < 0;
    if (s->holder == 0 || s->unclear) return;
    uint32_t holder = member_at(s, s->holder, s->frame);
    if (s->pair_count > 0 && s->pairs[s->pair_count - 1].held == held &&
        s->pairs[s->pair_count - 1].holder == holder)
        return;
    s->unclear |= s->pair_count == MOST;
    if (!rs_reserve(&pairs, &s->pair_room, s->pair_count + 1, sizeof *s->pairs)) {
        s->no_memory = true;
        return;
    }
    s->pairs = pairs;
    s->pairs[s->pair_count++] = (pair){held, holder};
}

static inline bool is_hidden(const search *s, uint64_t address) {
    return rs__slot_look(&s->walk.slots, address) == RS__HIDDEN;
}

static inline void compare(search *s, uint64_t target) {
    if (__builtin_expect(!(*filter_word(s, target) >> (target >> 4 & 63) & 1), 1)) return;
    uint32_t known = rs__slot_look(&s->numbers, target);
    if (known <= s->first || known > s->end) return;
    if (s->holder == 0 || !is_hidden(s, s->holder))
        note(s, known - 1); /* of hidden ones the walk took note */
}

/* What a decoder found. */
static void take(void *context) {
    search *s = context;
    rs_emitter *out = &s->walk.decoding.out;
    for (size_t i = 0; i < out->count; i++)
        if (!(out->found[i].name & RS_NAME_GUESSED)) compare(s, out->found[i].target);
    out->count = 0;
}

/* ---- Who may hold --------------------------------------------------------------------------------------------------- */

/* What the observer's own objects hold, and its running frames. */
static void read_hidden(search *s) {
    s->holder = 0;
    for (size_t i = 0; i < s->walk.taken_count; i++)
        for (uint64_t n = 0; n < s->walk.taken[i].count; n++) compare(s, s->walk.taken[i].target);
    rs__records_decode_hidden(&s->walk, s->hidden, s->hidden_count);
    take(s);
}

static const char *frame_name(const search *s, rs_object_id record) {
    const rs_parts *parts = &s->walk.parts;
    if (s->walk.types.all[parts->type[record]]->shape.kind != RS_KIND_FRAME_RECORD) return NULL;
    for (uint32_t i = 0; i < parts->named_count; i++)
        if (parts->named_object[i] == record) return rs__name_text(s->names, parts->named_string[i]);
    return "?";
}

/* Interpreters and threads are not shown. */
static void read_records(search *s) {
    const rs_parts *parts = &s->walk.parts;
    for (rs_object_id record = 0; record < parts->records && !s->unclear; record++) {
        s->frame = frame_name(s, record);
        s->holder = s->frame ? parts->address[record] : 0;
        for (uint32_t r = parts->row[record]; r < parts->row[record + 1]; r++)
            compare(s, parts->address[parts->target[r]]);
    }
    s->frame = NULL;
}

/* The items of a list, which can be very many, without a detour. */
static void read_list(search *s, uint64_t object) {
    const rs_layout *layout = s->walk.decoding.layout;
    const char *o = (const char *)(uintptr_t)object;
    int64_t count = *(const int64_t *)(const void *)(o + layout->object_size);
    const uint64_t *item = *(const uint64_t *const *)(const void *)(o + layout->list_items);
    for (int64_t i = 0; item && i < count; i++)
        if (item[i]) compare(s, item[i]);
}

static void read_object(search *s, rs_known_type *type, uint64_t object) {
    s->holder = object;
    if (type->way == RS__WAY_DECODE && type->shape.kind == RS_KIND_LIST && type->shape.exact) {
        read_list(s, object);
        return;
    }
    switch ((rs_way)type->way) {
    case RS__WAY_LEAF: return;
    case RS__WAY_TRAVERSE: rs__walk_traverse(&s->walk, type, object); break;
    default:
        if (type->shape.decode) type->shape.decode(&s->walk.decoding, &type->shape, object);
    }
    take(s);
}

/* Who is ours and was not known to be: with it is hidden what only it holds, and a photograph knows what that is. */
static bool is_new_own(const search *s, const rs_known_type *type, uint64_t object) {
    return type->own && !is_hidden(s, object);
}

/* Objects enter a ring, their memory is asked for, and what it leads to half a round later. */
static inline void pass(search *s, size_t at, size_t end) {
    const rs_layout *layout = s->walk.decoding.layout;
    if (at >= HALF_AHEAD && at - HALF_AHEAD < end) {
        size_t place = (at - HALF_AHEAD) % AHEAD;
        uint64_t object = s->ring[place];
        rs_known_type *type = rs__type_of(&s->walk.types, &s->walk.decoding,
                                          (uint64_t)(uintptr_t)Py_TYPE((PyObject *)(uintptr_t)object), false);
        s->types[place] = type;
        rs__prefetch_outside(layout, (rs_ahead)type->ahead, object);
        s->unclear |= is_new_own(s, type, object);
    }
    if (at >= AHEAD) read_object(s, s->types[at % AHEAD], s->ring[at % AHEAD]);
}

static bool enter(void *context, uint64_t object) {
    search *s = context;
    pass(s, s->entered, s->entered);
    s->ring[s->entered++ % AHEAD] = object;
    __builtin_prefetch((const char *)(uintptr_t)object - 32);
    __builtin_prefetch((const char *)(uintptr_t)object + 32);
    return !is_over(s);
}

static void read_lists(search *s) {
    s->entered = 0;
    rs__enumerate_each(&s->walk, enter, s);
    size_t end = s->entered;
    for (size_t at = end; at < end + AHEAD && !is_over(s); at++) pass(s, at, end);
}

/* ---- Levels --------------------------------------------------------------------------------------------------------- */

/* Whose count says nothing: what never goes; and a class, which others may know without holding it. */
static bool is_countless(const search *s, const PyObject *object) {
    int64_t count = (int64_t)object->ob_refcnt;
    if (s->walk.decoding.layout->immortals ? (int32_t)count < 0 : count > 900000000) return true;
    return PyType_HasFeature(Py_TYPE((PyObject *)object), Py_TPFLAGS_TYPE_SUBCLASS) || object == Py_None ||
           object == Py_True || object == Py_False || object == Py_Ellipsis;
}

static bool open_level(search *s) {
    void *left = s->left;
    size_t count = s->end - s->first;
    if (!rs_reserve(&left, &s->left_room, count, sizeof *s->left)) return false;
    s->left = left;
    s->open = s->pair_count = 0;
    memset(s->filter, 0, sizeof s->filter);
    for (uint32_t m = s->first; m < s->end; m++) {
        const member *one = &s->found->members[m];
        const PyObject *object = (const PyObject *)(uintptr_t)one->address;
        s->left[m - s->first] = 0;
        if (one->frame) continue;
        s->unclear |= is_countless(s, object);
        s->left[m - s->first] = (int64_t)object->ob_refcnt;
        s->open++;
        *filter_word(s, one->address) |= 1ull << (one->address >> 4 & 63);
    }
    return true;
}

/* The pairs of the level as lists, one a member, each in the order in which they were found. */
static bool close_level(search *s) {
    rs_holders *found = s->found;
    void *holders = found->holders;
    size_t start = found->holder_count;
    if (!rs_reserve(&holders, &found->holder_room, start + s->pair_count, sizeof *found->holders))
        return false;
    found->holders = holders;
    for (size_t i = 0; i < s->pair_count; i++) found->members[s->pairs[i].held].count++;
    for (uint32_t m = s->first; m < s->end; m++) {
        found->members[m].first = (uint32_t)start;
        start += found->members[m].count;
        found->members[m].count = 0;
    }
    found->holder_count = start;
    for (size_t i = 0; i < s->pair_count; i++) {
        member *held = &found->members[s->pairs[i].held];
        uint32_t *list = &found->holders[held->first];
        if (held->count == 0 || list[held->count - 1] != s->pairs[i].holder)
            list[held->count++] = s->pairs[i].holder;
    }
    return true;
}

static void search_level(search *s) {
    s->no_memory |= !open_level(s);
    if (is_over(s)) return;
    read_hidden(s);
    read_records(s);
    if (!is_over(s)) read_lists(s);
    s->unclear |= s->open > 0 || s->found->count > MOST;
    if (!s->unclear && !s->no_memory) s->no_memory = !close_level(s);
}

static void search_levels(search *s, size_t depth) {
    for (size_t level = 0; level < depth && !s->unclear && !s->no_memory; level++) {
        s->end = (uint32_t)s->found->count;
        if (s->first == s->end) return;
        search_level(s);
        s->first = s->end;
    }
}

/* ---- All ------------------------------------------------------------------------------------------------------------ */

static bool prepare(search *s, const rs_layout *layout, const rs_holders_options *options) {
    rs_walk *walk = &s->walk;
    s->found = rs_alloc_cleared(1, sizeof *s->found);
    rs__slot_map_init(&s->numbers);
    if (!rs__walk_init(walk, layout, RS_VALUES_NONE) || !s->found) return false;
    walk->types.hidden = s->hidden;
    walk->types.hidden_count = s->hidden_count;
    rs__records_prepare(walk);
    if (s->hidden_count && !rs__hide_own_objects(walk, s->hidden, s->hidden_count, NULL, 0)) return false;
    rs__records_number(walk, s->hidden, s->hidden_count);
    if (rs__walk_failed(walk)) return false;
    rs__records_walk(walk);
    if (rs__walk_failed(walk)) return false;
    s->names = walk->decoding.names;
    walk->decoding.names = NULL; /* from here on nobody needs one */
    walk->decoding.out.drain = take;
    walk->decoding.out.drain_context = s;
    member_at(s, options->object, NULL);
    return !s->no_memory;
}

static void search_free(search *s) {
    if (!s) return;
    if (s->names) s->walk.decoding.names = s->names;
    rs__walk_release(&s->walk);
    rs__slot_map_release(&s->numbers);
    rs_holders_free(s->found);
    rs_release(s->left);
    rs_release(s->pairs);
    rs_release((void *)s->hidden);
    rs_release(s);
}

rs_status rs_holders_find(rs_holders **out, const rs_holders_options *options, rs_error *err) {
    const rs_layout *layout = rs__running_layout();
    rs_status status = RS_OK;
    if (!layout)
        return rs_fail(err, RS_UNSUPPORTED, "cannot find holders: there is no layout of this Python");
    search *s = rs_alloc_cleared(1, sizeof *s);
    if (s) s->hidden = rs__sorted_copy(options->hidden, options->hidden_count);
    if (!s || !s->hidden) {
        search_free(s);
        return rs_fail_memory(err, "cannot find holders");
    }
    s->hidden_count = options->hidden_count;
    s->no_memory = !prepare(s, layout, options);
    if (!s->no_memory) s->unclear = is_hidden(s, options->object);
    search_levels(s, options->depth);
    if (s->no_memory || rs__walk_failed(&s->walk)) {
        status = rs_fail_memory(err, "cannot find holders");
    } else if (s->unclear) {
        status = rs_fail(err, RS_UNSUPPORTED, "only a photograph tells who holds these objects");
    } else {
        *out = s->found;
        s->found = NULL;
    }
    search_free(s);
    return status;
}

void rs_holders_free(rs_holders *holders) {
    if (!holders) return;
    for (size_t i = 0; i < holders->count; i++) rs_release(holders->members[i].frame);
    rs_release(holders->members);
    rs_release(holders->holders);
    rs_release(holders);
}

size_t rs_holders_count(const rs_holders *holders) {
    return holders->count;
}

uint64_t rs_holders_address(const rs_holders *holders, size_t number) {
    return holders->members[number].address;
}

const char *rs_holders_frame(const rs_holders *holders, size_t number) {
    return holders->members[number].frame;
}

size_t rs_holders_of(const rs_holders *holders, size_t number, const uint32_t **out) {
    *out = holders->holders + holders->members[number].first;
    return holders->members[number].count;
}
