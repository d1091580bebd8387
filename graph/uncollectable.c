/* uncollectable.c: what is out of reach and stays.                            Manual: uncollectable.h. Map: graph/README.md
 *
 * The collector subtracts from the counts of the objects in its lists what the tp_traverse of those objects reports, and
 * takes what has a count left for held. A reference that an object does not report, or one of an object that is not in the
 * lists, is therefore as good as one from outside for as long as its holder lives. On a cycle the holder lives because of
 * what it holds: whatever of the garbage such a cycle reaches is never freed. All other garbage is: by the collection
 * that finds it, together with what it held by such references, or by a later one.
 *
 * Guessed references hold nothing and close no cycle.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "uncollectable.h"

#include "big_array.h"
#include "local_components.h"
#include "rs_liveness.h"

#define NONE UINT32_MAX

/* The garbage and its references among itself, as a graph of its own. */
typedef struct part {
    const rs_snapshot *snapshot;
    const rs_columns *c;
    rs_object_id *object; /* [count] ascending */
    uint32_t count;
    uint32_t *place; /* [objects of the heap] of those in object[]: 1 + where */
    uint32_t *row;   /* [count + 1] */
    uint32_t *to;    /* [row[count]] */
    rs_reference_id *reference;
    uint32_t *component;     /* [count] */
    rs_reference_id *unseen; /* [components], then [count] */
    uint32_t *queue;         /* [count] */
} part;

static bool is_seen(const rs_columns *c, rs_object_id source, rs_reference_id reference) {
    return (c->flags[source] & RS_OBJECT_TRACKED) && !(c->name[reference] & RS_NAME_EXTRA);
}

static bool holds(const rs_columns *c, rs_object_id object) {
    return c->row[object + 1] > c->row[object];
}

/* Nearly all garbage has no reference that could keep it from the collector. */
static bool may_stay(const rs_columns *c, const rs_bits *alive) {
    for (rs_object_id o = c->records; o < c->objects; o++) {
        if (rs__bit(alive, o)) continue;
        for (rs_reference_id r = c->row[o]; r < c->row[o + 1]; r++)
            if (!is_seen(c, o, r) && !(c->name[r] & RS_NAME_GUESSED) && !rs__bit(alive, c->target[r]) &&
                holds(c, c->target[r]))
                return true;
    }
    return false;
}

static uint32_t fill_rows(part *p) {
    const rs_columns *c = p->c;
    uint32_t count = 0;
    for (uint32_t v = 0; v < p->count; v++) {
        p->row[v] = count;
        for (rs_reference_id r = c->row[p->object[v]]; r < c->row[p->object[v] + 1]; r++) {
            if (p->place[c->target[r]] == 0 || (c->name[r] & RS_NAME_GUESSED)) continue;
            if (p->to) {
                p->to[count] = p->place[c->target[r]] - 1;
                p->reference[count] = r;
            }
            count++;
        }
    }
    p->row[p->count] = count;
    return count;
}

static bool make_part(part *p, const rs_bits *alive, size_t garbage) {
    const rs_columns *c = p->c;
    p->object = rs__big_array(garbage, sizeof *p->object);
    p->place = rs__big_array_cleared(c->objects, sizeof *p->place);
    p->row = rs__big_array(garbage + 1, sizeof *p->row);
    p->component = rs__big_array(garbage, sizeof *p->component);
    p->unseen = rs__big_array(garbage, sizeof *p->unseen);
    p->queue = rs__big_array(garbage, sizeof *p->queue);
    if (!p->object || !p->place || !p->row || !p->component || !p->unseen || !p->queue) return false;
    for (rs_object_id o = c->records; o < c->objects; o++) {
        if (rs__bit(alive, o)) continue;
        p->object[p->count++] = o;
        p->place[o] = p->count;
    }
    uint32_t references = fill_rows(p);
    p->to = rs__big_array(references, sizeof *p->to);
    p->reference = rs__big_array(references, sizeof *p->reference);
    if (!p->to || !p->reference) return false;
    fill_rows(p);
    return true;
}

static void part_release(part *p) {
    rs_release(p->object);
    rs_release(p->place);
    rs_release(p->row);
    rs_release(p->to);
    rs_release(p->reference);
    rs_release(p->component);
    rs_release(p->unseen);
    rs_release(p->queue);
}

/* How well the references of an object explain that a cycle stays. Best is one that takes no part at all: that is what a
 * person can change. Dicts and tuples are left out of the lists only because what they hold is. */
enum { TAKES_NO_PART, LEAVES_OUT, IS_LEFT_OUT, RANKS };

static int rank_of(const part *p, rs_object_id object) {
    rs_kind kind = rs_snapshot_type_of(p->snapshot, object)->kind;
    if (p->c->flags[object] & RS_OBJECT_TRACKED) return LEAVES_OUT;
    return kind == RS_KIND_DICT || kind == RS_KIND_TUPLE ? IS_LEFT_OUT : TAKES_NO_PART;
}

/* unseen[k]: the reference that keeps component k, or NONE. */
static void find_keepers(part *p, uint32_t components) {
    for (uint32_t k = 0; k < components; k++) p->unseen[k] = NONE;
    for (int rank = 0; rank < RANKS; rank++)
        for (uint32_t v = 0; v < p->count; v++) {
            rs_reference_id *keeper = &p->unseen[p->component[v]];
            if (*keeper != NONE || rank_of(p, p->object[v]) != rank) continue;
            for (uint32_t e = p->row[v]; e < p->row[v + 1] && *keeper == NONE; e++)
                if (p->component[p->to[e]] == p->component[v] &&
                    !is_seen(p->c, p->object[v], p->reference[e]))
                    *keeper = p->reference[e];
        }
}

/* From those components on whatever they reach. Afterwards queue[] has what stays, and component[] the keeper of each. */
static uint32_t spread(part *p) {
    uint32_t head = 0, tail = 0;
    for (uint32_t v = 0; v < p->count; v++) {
        p->component[v] = p->unseen[p->component[v]];
        if (p->component[v] != NONE) p->queue[tail++] = v;
    }
    while (head < tail) {
        uint32_t v = p->queue[head++];
        for (uint32_t e = p->row[v]; e < p->row[v + 1]; e++) {
            if (p->component[p->to[e]] != NONE) continue;
            p->component[p->to[e]] = p->component[v];
            p->queue[tail++] = p->to[e];
        }
    }
    return tail;
}

static bool keep_found(rs_uncollectable *out, const part *p, uint32_t count) {
    if (count == 0) return true;
    out->object = rs_alloc_array(count, sizeof *out->object);
    out->unseen = rs_alloc_array(count, sizeof *out->unseen);
    if (!out->object || !out->unseen) return false;
    for (uint32_t v = 0; v < p->count; v++) {
        if (p->component[v] == NONE) continue;
        out->object[out->count] = p->object[v];
        out->unseen[out->count++] = p->component[v];
    }
    return true;
}

bool rs__uncollectable_find(rs_uncollectable *out, const rs_snapshot *snapshot, const rs_bits *alive,
                            size_t garbage) {
    part p = {.snapshot = snapshot, .c = rs_snapshot_columns(snapshot)};
    uint32_t components = 0;
    *out = (rs_uncollectable){0};
    if (garbage == 0 || !may_stay(p.c, alive)) return true;
    bool done = make_part(&p, alive, garbage) &&
                rs__local_components(p.count, p.row, p.to, p.component, &components);
    if (done) {
        find_keepers(&p, components);
        done = keep_found(out, &p, spread(&p));
    }
    part_release(&p);
    return done;
}

void rs__uncollectable_release(rs_uncollectable *found) {
    rs_release(found->object);
    rs_release(found->unseen);
    *found = (rs_uncollectable){0};
}
