/* depth_order.c: a search in depth from all roots, without recursion.         Manual: semi_nca.h. Map: graph/README.md
 *
 * The way back is kept by the parents themselves, so that beside them one number for each object is enough: its next
 * reference to follow.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "semi_nca.h"

#include "big_array.h"

typedef struct search {
    const rs_columns *columns;
    const rs_bits *holders, *roots;
    rs_depth_order *order;
    uint32_t *next; /* [holders + 1] by number */
} search;

/* What will be read soon: the numbers and rows of what the object holds. */
static inline void prefetch_held(const search *s, uint32_t object) {
    const rs_columns *c = s->columns;
    uint32_t begin = c->row[object], end = c->row[object + 1];
    if (end - begin > 16) end = begin + 16;
    for (uint32_t r = begin; r < end; r++) {
        if (!rs__bit(s->holders, c->target[r])) continue;
        __builtin_prefetch(&s->order->number[c->target[r]], 1);
        __builtin_prefetch(&c->row[c->target[r]]);
    }
}

static inline uint32_t enter(search *s, uint32_t object, uint32_t parent) {
    rs_depth_order *order = s->order;
    uint32_t number = ++order->count;
    prefetch_held(s, object);
    order->number[object] = number;
    order->object[number] = object;
    order->parent[number] = parent;
    order->least[number] = rs__bit(s->roots, object) ? 0 : parent;
    s->next[number] = s->columns->row[object];
    return number;
}

/* Whatever has a larger number than the object on the way was reached from it: a reference to that leads further down. */
static void visit_from(search *s, uint32_t start) {
    const rs_columns *c = s->columns;
    rs_depth_order *order = s->order;
    uint32_t at = enter(s, start, 0);
    while (at != 0) {
        uint32_t end = c->row[order->object[at] + 1], r = s->next[at], unseen = RS_NO_OBJECT;
        for (; r < end; r++) {
            uint32_t held = c->target[r];
            if (!rs__bit(s->holders, held)) continue;
            uint32_t number = order->number[held];
            if (number == 0) {
                unseen = held;
                break;
            }
            if (number > at && at < order->least[number]) order->least[number] = at;
        }
        s->next[at] = r + 1;
        at = unseen == RS_NO_OBJECT ? order->parent[at] : enter(s, unseen, at);
    }
}

static void visit_from_all(search *s, const rs_bits *roots) {
    s->roots = roots;
    for (size_t word = 0; word < rs__bits_words(s->columns->objects); word++)
        for (rs_bits left = roots[word] & s->holders[word]; left != 0; left &= left - 1) {
            uint32_t object = (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(left);
            if (s->order->number[object] == 0) visit_from(s, object);
        }
}

bool rs__depth_order(rs_depth_order *out, const rs_columns *columns, const rs_bits *holders,
                     uint32_t holder_count, const rs_dominator_roots *roots) {
    size_t numbers = (size_t)holder_count + 1;
    *out = (rs_depth_order){0};
    search s = {.columns = columns, .holders = holders, .order = out};
    out->number = rs__big_array_cleared(columns->objects, sizeof *out->number);
    out->object = rs__big_array(numbers, sizeof *out->object);
    out->parent = rs__big_array(numbers, sizeof *out->parent);
    out->least = rs__big_array(numbers, sizeof *out->least);
    s.next = rs__big_array(numbers, sizeof *s.next);
    bool done = out->number && out->object && out->parent && out->least && s.next;
    if (done) {
        out->object[0] = RS_NO_OBJECT;
        out->parent[0] = out->least[0] = 0;
        visit_from_all(&s, roots->live);
        out->live = out->count;
        visit_from_all(&s, roots->garbage);
    }
    rs_release(s.next);
    return done;
}

void rs__depth_order_release(rs_depth_order *order) {
    rs_release(order->number);
    rs_release(order->object);
    rs_release(order->parent);
    rs_release(order->least);
    *order = (rs_depth_order){0};
}
