/* reach.c: how many bytes given objects hold.                                    Manual: rs_reach.h. Map: README.md
 *
 * What was met is one bit for every 16 bytes of heap, in leaves of a megabyte each, so that the bits of a large heap fit the
 * cache; what is still to be looked at is a stack. Between the two stands a short queue: memory is asked for when an object
 * enters it and is there when it leaves.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include "rs_reach.h"

#include "capture_steps.h"
#include "rs_memory.h"
#include "shallow_size.h"
#include "walk.h"

enum { LEAF_WORDS = (1 << 20) / 16 / 64, LEAVES_IN_BLOCK = 16, NEAR = 256, AHEAD = 16, HALF_AHEAD = 8 };

typedef struct leaf {
    uint64_t megabyte; /* + 1; 0: free */
    uint64_t *bits;
} leaf;

static const rs_image identity;

typedef struct reach {
    rs_walk walk; /* for its types and decoders; nothing is numbered, and its map of slots is not made */
    const rs_reach_options *options;
    leaf near[NEAR], *leaves; /* by megabyte, overwritten; all, open addressing */
    size_t leaf_count, leaf_slots;
    uint64_t **blocks, *spare;
    size_t block_count, block_room, spares;
    uint64_t *stack;
    size_t count, room;
    unsigned char *judged; /* [types] rs_judgement, or 0 */
    size_t judged_room;
    uint64_t bytes;
    bool failed, given_up, begun;
} reach;

/* ---- One bit an object ---------------------------------------------------------------------------------------------- */

static leaf *place_of(leaf *leaves, size_t slots, uint64_t megabyte) {
    size_t place = (size_t)(megabyte * 0x9E3779B97F4A7C15ull >> 32) & (slots - 1);
    while (leaves[place].megabyte != 0 && leaves[place].megabyte != megabyte + 1)
        place = (place + 1) & (slots - 1);
    return &leaves[place];
}

static bool grow_leaves(reach *r) {
    size_t slots = r->leaf_slots ? 2 * r->leaf_slots : 64;
    leaf *leaves = rs_alloc_cleared(slots, sizeof *leaves);
    if (!leaves) return false;
    for (size_t i = 0; i < r->leaf_slots; i++)
        if (r->leaves[i].megabyte) *place_of(leaves, slots, r->leaves[i].megabyte - 1) = r->leaves[i];
    rs_release(r->leaves);
    r->leaves = leaves;
    r->leaf_slots = slots;
    return true;
}

static uint64_t *new_bits(reach *r) {
    if (r->spares == 0) {
        size_t leaves = r->block_count == 0 ? 1 : LEAVES_IN_BLOCK;
        if (!rs_reserve((void **)&r->blocks, &r->block_room, r->block_count + 1, sizeof *r->blocks))
            return NULL;
        r->spare = rs_alloc_cleared(leaves, LEAF_WORDS * sizeof *r->spare);
        if (!r->spare) return NULL;
        r->blocks[r->block_count++] = r->spare;
        r->spares = leaves;
    }
    uint64_t *bits = r->spare;
    r->spare += LEAF_WORDS;
    r->spares--;
    return bits;
}

static uint64_t *find_bits(reach *r, uint64_t megabyte) {
    leaf *near = &r->near[megabyte % NEAR];
    if (2 * (r->leaf_count + 1) > r->leaf_slots && !grow_leaves(r)) return NULL;
    leaf *found = place_of(r->leaves, r->leaf_slots, megabyte);
    if (!found->bits) {
        found->bits = new_bits(r);
        if (!found->bits) return NULL;
        found->megabyte = megabyte + 1;
        r->leaf_count++;
    }
    *near = *found;
    return found->bits;
}

/* Note that an object was met; was it for the first time? */
static inline bool is_new(reach *r, uint64_t object) {
    uint64_t megabyte = object >> 20, bit = 1ull << (object >> 4 & 63);
    const leaf *near = &r->near[megabyte % NEAR];
    uint64_t *bits = near->megabyte == megabyte + 1 ? near->bits : find_bits(r, megabyte);
    if (!bits) {
        r->failed = true;
        return false;
    }
    uint64_t *word = &bits[object >> 10 & (LEAF_WORDS - 1)];
    if (*word & bit) return false;
    *word |= bit;
    return true;
}

/* ---- The walk ------------------------------------------------------------------------------------------------------- */

static void push(reach *r, uint64_t object) {
    if (r->count == r->room && !rs_reserve((void **)&r->stack, &r->room, r->count + 1, sizeof *r->stack))
        r->failed = true;
    else
        r->stack[r->count++] = object;
}

/* Take what decoders found. */
static void take(void *context) {
    reach *r = context;
    rs_emitter *out = &r->walk.decoding.out;
    for (size_t i = 0; i < out->count && !r->failed; i++)
        if (!(out->found[i].name & RS_NAME_GUESSED) && is_new(r, out->found[i].target))
            push(r, out->found[i].target);
    out->count = 0;
}

static rs_known_type *type_of(reach *r, uint64_t object) {
    uint64_t type = (uint64_t)(uintptr_t)Py_TYPE((PyObject *)(uintptr_t)object);
    return rs__type_of(&r->walk.types, &r->walk.decoding, type, false);
}

static rs_judgement judgement(reach *r, const rs_known_type *type) {
    size_t old = r->judged_room;
    if (__builtin_expect(type->number < old && r->judged[type->number], 1))
        return (rs_judgement)r->judged[type->number];
    if (type->number >= old) {
        if (!rs_reserve((void **)&r->judged, &r->judged_room, type->number + 64u, 1)) {
            r->failed = true;
            return RS_REACH_SKIP;
        }
        memset(r->judged + old, 0, r->judged_room - old);
    }
    rs_judgement found = r->options->judge(r->options->context, type->shape.address, type->shape.kind);
    r->judged[type->number] = (unsigned char)found;
    return found;
}

static bool has_head(const rs_known_type *type, uint64_t object) {
    PyObject *o = (PyObject *)(uintptr_t)object;
    return type->collected && (!type->asks || Py_TYPE(o)->tp_is_gc(o) != 0);
}

static void follow(reach *r, rs_known_type *type, uint64_t object) {
    switch ((rs_way)type->way) {
    case RS__WAY_LEAF:
    case RS__WAY_OPAQUE: return;
    case RS__WAY_TRAVERSE:
        if (has_head(type, object)) {
            rs__walk_traverse(&r->walk, type, object);
            break;
        }
        /* fall through */
    case RS__WAY_DECODE:
    case RS__WAY_EXTRA:
        if (type->shape.decode) type->shape.decode(&r->walk.decoding, &type->shape, object);
    }
    take(r);
}

static inline uint64_t size_of(reach *r, const rs_known_type *type, uint64_t object, rs_judgement found) {
    uint64_t size = type->size_rule == RS__SIZE_FIXED
                        ? type->size
                        : rs__shallow_size(&r->walk.decoding, &type->shape, object);
    if (found == RS_REACH_ASK) size = r->options->resize(r->options->context, object, size);
    return (size + r->options->mask) & ~r->options->mask;
}

static inline void visit(reach *r, uint64_t object) {
    rs_known_type *type = type_of(r, object);
    rs_judgement found = judgement(r, type);
    if (found == RS_REACH_GIVE_UP) r->given_up = true;
    if (found >= RS_REACH_SKIP) return;
    r->bytes += size_of(r, type, object, found);
    if (found != RS_REACH_END) follow(r, type, object);
}

/* What the object keeps outside of itself. */
static inline void fetch_outside(reach *r, uint64_t object) {
    const rs_layout *layout = r->walk.decoding.layout;
    const char *o = (const char *)(uintptr_t)object;
    switch ((rs_ahead)type_of(r, object)->ahead) {
    case RS__AHEAD_LIST: __builtin_prefetch(*(void *const *)(const void *)(o + layout->list_items)); break;
    case RS__AHEAD_DICT: __builtin_prefetch(*(void *const *)(const void *)(o + layout->dict_keys)); break;
    case RS__AHEAD_SET: __builtin_prefetch(*(void *const *)(const void *)(o + layout->set_table)); break;
    default: break;
    }
}

static void run(reach *r) {
    uint64_t queue[AHEAD];
    size_t first = 0, waiting = 0;
    while (!r->failed && !r->given_up && (waiting > 0 || r->count > 0)) {
        while (waiting < AHEAD && r->count > 0) {
            uint64_t object = r->stack[--r->count];
            __builtin_prefetch((const char *)(uintptr_t)object - 32);
            __builtin_prefetch((const char *)(uintptr_t)object + 32);
            queue[(first + waiting++) % AHEAD] = object;
        }
        if (waiting > HALF_AHEAD) fetch_outside(r, queue[(first + HALF_AHEAD) % AHEAD]);
        visit(r, queue[first]);
        first = (first + 1) % AHEAD;
        waiting--;
    }
}

static void begin(reach *r) {
    for (size_t i = r->options->seed_count; i-- > 0;) {
        uint64_t object = r->options->seeds[i];
        rs_judgement found = judgement(r, type_of(r, object));
        r->given_up |= found == RS_REACH_END || found == RS_REACH_GIVE_UP;
        if (is_new(r, object)) push(r, object);
    }
}

static void release(reach *r) {
    for (size_t i = 0; i < r->block_count; i++) rs_release(r->blocks[i]);
    rs_release(r->blocks);
    rs_release(r->leaves);
    rs_release(r->stack);
    rs_release(r->judged);
    if (r->begun) rs__walk_release(&r->walk);
    rs_release(r);
}

/* NULL: *status says why. */
static reach *start(const rs_reach_options *options, rs_status *status, rs_error *err) {
    const rs_layout *layout = rs__layout_of_version(PY_MAJOR_VERSION, PY_MINOR_VERSION);
    reach *r = layout ? rs_alloc_cleared(1, sizeof *r) : NULL;
    if (!layout)
        *status = rs_fail(err, RS_UNSUPPORTED, "cannot size objects: there is no layout of this Python");
    else if (!r)
        *status = rs_fail_memory(err, "cannot size objects");
    if (!r) return NULL;
    r->options = options;
    r->walk.decoding.image = &identity;
    r->walk.decoding.layout = layout;
    r->walk.values = RS_VALUES_NONE;
    r->walk.decoding.names = rs__name_table_new();
    r->begun = r->walk.decoding.names != NULL;
    r->failed = !r->begun;
    if (!r->begun) return r;
    r->walk.decoding.out.drain = take;
    r->walk.decoding.out.drain_context = r;
    rs__records_prepare(&r->walk);
    return r;
}

static rs_status finish(reach *r, rs_error *err) {
    rs_status status = RS_OK;
    if (r->begun) r->failed |= r->walk.no_memory || r->walk.types.failed || r->walk.decoding.out.failed;
    if (r->failed)
        status = rs_fail_memory(err, "cannot size objects");
    else if (r->given_up)
        status = rs_fail(err, RS_UNSUPPORTED, "cannot size these objects by themselves alone");
    release(r);
    return status;
}

rs_status rs_reach_bytes(uint64_t *bytes, const rs_reach_options *options, rs_error *err) {
    rs_status status = RS_OK;
    reach *r = start(options, &status, err);
    if (!r) return status;
    if (r->begun) {
        begin(r);
        run(r);
    }
    uint64_t sum = r->bytes;
    status = finish(r, err);
    if (status == RS_OK) *bytes = sum;
    return status;
}

rs_status rs_reach_sizes(uint64_t *sizes, const rs_reach_options *options, rs_error *err) {
    rs_status status = RS_OK;
    reach *r = start(options, &status, err);
    if (!r) return status;
    for (size_t i = 0; i < options->seed_count && !r->failed && !r->given_up; i++) {
        if (i + AHEAD < options->seed_count) {
            __builtin_prefetch((const char *)(uintptr_t)options->seeds[i + AHEAD] - 32);
            __builtin_prefetch((const char *)(uintptr_t)options->seeds[i + AHEAD] + 16);
        }
        const rs_known_type *type = type_of(r, options->seeds[i]);
        rs_judgement found = judgement(r, type);
        r->given_up = found == RS_REACH_GIVE_UP;
        if (!r->given_up) sizes[i] = size_of(r, type, options->seeds[i], found);
    }
    return finish(r, err);
}
