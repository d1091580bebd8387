/* reach.c: how many bytes given objects hold.                                    Manual: rs_reach.h. Map: README.md
 *
 * What was met is a bit an object (met_set.h); what is still to be looked at is a stack. Between the two stands a short queue:
 * memory is asked for when an object enters it and is there when it leaves.
 *
 * What was learned of a type is believed in the next question, too, when it cannot have changed: a type that is compiled in
 * never goes, and of a class CPython's own version tag says whether it is the same.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include "rs_reach.h"

#include "capture_steps.h"
#include "fetch_ahead.h"
#include "met_set.h"
#include "object_size.h"
#include "rs_memory.h"
#include "walk.h"

enum { AHEAD = 16, HALF_AHEAD = 8, STACK_KEPT = 1 << 14, TYPES_KEPT = 2048 };

static const rs_image identity;

struct rs_reach {
    rs_walk walk; /* for its types and decoders, which want no names; nothing is numbered */
    const rs_reach_options *options;
    rs_met_set met;
    uint64_t *stack;
    size_t count, room;
    struct judged {
        uint32_t question;
        unsigned char judgement;
    } * judged; /* [types] */
    size_t judged_room;
    uint32_t question; /* its number */
    uint64_t bytes;
    bool failed, given_up, busy;
};

/* ---- Types ---------------------------------------------------------------------------------------------------------- */

/* Changes with the class; 0: it has none now. */
static uint32_t version_of(const PyTypeObject *type) {
#if PY_VERSION_HEX < 0x030C0000
    if (!(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG)) return 0;
#endif
    return type->tp_version_tag;
}

static bool is_unchanged(const rs_reach *r, const rs_known_type *type) {
    const PyTypeObject *now = (const PyTypeObject *)(uintptr_t)type->shape.address;
    uint16_t keys = r->walk.decoding.layout->heap_type_cached_keys;
    if (!type->shape.heap) return true;
    if (type->version == 0 || version_of(now) != type->version) return false;
    return type->shape.cached_keys == 0 ||
           rs__word(&identity, type->shape.address + keys) == type->shape.cached_keys;
}

/* The first look at a type in this question. */
static void judge(rs_reach *r, rs_known_type *type) {
    size_t old = r->judged_room;
    if (type->number >= old) {
        void *judged = r->judged;
        if (!rs_reserve(&judged, &r->judged_room, type->number + 64u, sizeof *r->judged)) {
            r->failed = true;
            return;
        }
        r->judged = judged;
        memset(r->judged + old, 0, (r->judged_room - old) * sizeof *r->judged);
    }
    if (!is_unchanged(r, type) && !rs__known_type_renew(&r->walk.types, type, &r->walk.decoding)) return;
    rs_judgement found = r->options->judge(r->options->context, type->shape.address, type->shape.kind);
    r->judged[type->number] = (struct judged){r->question, (unsigned char)found};
    type->version = version_of((const PyTypeObject *)(uintptr_t)type->shape.address);
}

static inline rs_known_type *type_of(rs_reach *r, uint64_t object, rs_judgement *found) {
    uint64_t address = (uint64_t)(uintptr_t)Py_TYPE((PyObject *)(uintptr_t)object);
    rs_known_type *type = rs__type_of(&r->walk.types, &r->walk.decoding, address, false);
    if (__builtin_expect(type->number >= r->judged_room || r->judged[type->number].question != r->question,
                         0)) {
        judge(r, type);
        if (r->failed || r->walk.types.failed) {
            r->failed = true;
            *found = RS_REACH_SKIP;
            return type;
        }
    }
    *found = (rs_judgement)r->judged[type->number].judgement;
    return type;
}

/* ---- The walk ------------------------------------------------------------------------------------------------------- */

static void push(rs_reach *r, uint64_t object) {
    if (r->count == r->room && !rs_reserve((void **)&r->stack, &r->room, r->count + 1, sizeof *r->stack))
        r->failed = true;
    else
        r->stack[r->count++] = object;
}

/* Take what decoders found. */
static void take(void *context) {
    rs_reach *r = context;
    rs_emitter *out = &r->walk.decoding.out;
    for (size_t i = 0; i < out->count && !r->failed; i++)
        if (!(out->found[i].name & RS_NAME_GUESSED) && rs__met_first(&r->met, out->found[i].target))
            push(r, out->found[i].target);
    out->count = 0;
}

static bool has_head(const rs_known_type *type, uint64_t object) {
    PyObject *o = (PyObject *)(uintptr_t)object;
    return type->collected && (!type->asks || Py_TYPE(o)->tp_is_gc(o) != 0);
}

static void follow(rs_reach *r, rs_known_type *type, uint64_t object) {
    switch ((rs_way)type->way) {
    case RS__WAY_LEAF: return;
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

static inline uint64_t size_of(rs_reach *r, const rs_known_type *type, uint64_t object, rs_judgement found) {
    uint64_t size = rs__object_size(&r->walk.decoding, type, object);
    if (found == RS_REACH_ASK) size = r->options->resize(r->options->context, object, size);
    return (size + r->options->mask) & ~r->options->mask;
}

static inline void visit(rs_reach *r, uint64_t object) {
    rs_judgement found;
    rs_known_type *type = type_of(r, object, &found);
    if (found == RS_REACH_GIVE_UP) r->given_up = true;
    if (found >= RS_REACH_SKIP) return;
    r->bytes += size_of(r, type, object, found);
    if (found != RS_REACH_END) follow(r, type, object);
}

/* What the object keeps outside of itself. */
static inline void fetch_outside(rs_reach *r, uint64_t object) {
    rs_judgement found;
    const rs_known_type *type = type_of(r, object, &found);
    rs__prefetch_outside(r->walk.decoding.layout, (rs_ahead)type->ahead, object);
}

static void run(rs_reach *r) {
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

static void begin(rs_reach *r) {
    for (size_t i = r->options->seed_count; i-- > 0 && !r->failed;) {
        rs_judgement found;
        uint64_t object = r->options->seeds[i];
        type_of(r, object, &found);
        r->given_up |= found == RS_REACH_END || found == RS_REACH_GIVE_UP;
        if (rs__met_first(&r->met, object)) push(r, object);
    }
}

/* ---- Questions ------------------------------------------------------------------------------------------------------ */

static void forget(rs_reach *r) {
    rs__met_release(&r->met);
    rs_release(r->stack);
    rs_release(r->judged);
    rs__walk_release(&r->walk);
    memset(r, 0, sizeof *r);
}

static rs_status prepare(rs_reach *r, const rs_reach_options *options, rs_error *err) {
    const rs_layout *layout = rs__running_layout();
    if (!layout)
        return rs_fail(err, RS_UNSUPPORTED, "cannot size objects: there is no layout of this Python");
    if (r->busy)
        return rs_fail(err, RS_BAD_ARGUMENT, "cannot size objects: another question is being answered");
    if (r->walk.types.count > TYPES_KEPT || r->question == UINT32_MAX) forget(r);
    r->busy = true;
    r->options = options;
    r->question++;
    r->bytes = 0;
    r->walk.decoding.image = &identity;
    r->walk.decoding.layout = layout;
    r->walk.decoding.out.drain = take;
    r->walk.decoding.out.drain_context = r;
    rs__records_prepare(&r->walk);
    return RS_OK;
}

/* What is kept for the next question is little, and nothing after a failure. */
static rs_status finish(rs_reach *r, rs_error *err) {
    bool failed = r->failed || r->met.failed || r->walk.no_memory || r->walk.types.failed ||
                  r->walk.decoding.out.failed || r->walk.offered.failed;
    bool given_up = r->given_up;
    r->given_up = r->busy = false;
    r->count = 0;
    if (failed) forget(r);
    if (failed) return rs_fail_memory(err, "cannot size objects");
    rs__met_clear(&r->met);
    r->walk.decoding.out.count = 0;
    if (r->room > STACK_KEPT) {
        rs_release(r->stack);
        r->stack = NULL;
        r->room = 0;
    }
    if (given_up) return rs_fail(err, RS_UNSUPPORTED, "cannot size these objects by themselves alone");
    return RS_OK;
}

rs_status rs_reach_new(rs_reach **out, rs_error *err) {
    rs_reach *r = rs_alloc_cleared(1, sizeof *r);
    if (!r) return rs_fail_memory(err, "cannot size objects");
    *out = r;
    return RS_OK;
}

void rs_reach_free(rs_reach *r) {
    if (!r) return;
    forget(r);
    rs_release(r);
}

rs_status rs_reach_bytes(rs_reach *r, uint64_t *bytes, const rs_reach_options *options, rs_error *err) {
    rs_status status = prepare(r, options, err);
    if (status != RS_OK) return status;
    begin(r);
    run(r);
    uint64_t sum = r->bytes;
    status = finish(r, err);
    if (status == RS_OK) *bytes = sum;
    return status;
}

rs_status rs_reach_sizes(rs_reach *r, uint64_t *sizes, const rs_reach_options *options, rs_error *err) {
    rs_status status = prepare(r, options, err);
    if (status != RS_OK) return status;
    for (size_t i = 0; i < options->seed_count && !r->failed && !r->given_up; i++) {
        if (i + AHEAD < options->seed_count) {
            __builtin_prefetch((const char *)(uintptr_t)options->seeds[i + AHEAD] - 32);
            __builtin_prefetch((const char *)(uintptr_t)options->seeds[i + AHEAD] + 16);
        }
        rs_judgement found;
        const rs_known_type *type = type_of(r, options->seeds[i], &found);
        r->given_up = found == RS_REACH_GIVE_UP;
        if (!r->given_up) sizes[i] = size_of(r, type, options->seeds[i], found);
    }
    return finish(r, err);
}
