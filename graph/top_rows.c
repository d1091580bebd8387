/* top_rows.c: how the rows of rs_top.h are found and ordered.                   Manual: top_rows.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "top_rows.h"

#include <string.h>

#include "rs_memory.h"

static bool is_larger(const rs_top_known *a, const rs_top_known *b) {
    return a->retained != b->retained ? a->retained > b->retained
           : a->set != b->set         ? a->set < b->set
                                      : a->object < b->object;
}

bool rs__top_queue_put(rs_top_queue *queue, rs_top_known item) {
    void *items = queue->items;
    bool fits = rs_reserve(&items, &queue->capacity, queue->count + 1, sizeof *queue->items);
    queue->items = items;
    if (!fits) return false;
    size_t at = queue->count++;
    for (; at > 0 && is_larger(&item, &queue->items[(at - 1) / 2]); at = (at - 1) / 2)
        queue->items[at] = queue->items[(at - 1) / 2];
    queue->items[at] = item;
    return true;
}

rs_top_known rs__top_queue_take(rs_top_queue *queue) {
    rs_top_known largest = queue->items[0], last = queue->items[--queue->count];
    size_t at = 0, child;
    for (; (child = 2 * at + 1) < queue->count; at = child) {
        if (child + 1 < queue->count && is_larger(&queue->items[child + 1], &queue->items[child])) child++;
        if (!is_larger(&queue->items[child], &last)) break;
        queue->items[at] = queue->items[child];
    }
    queue->items[at] = last;
    return largest;
}

/* Rows were found by size. Each goes behind the one it is below: below[] and next[] are lists in the order of finding. */
bool rs__top_rows_order(rs_top_row *rows, size_t row_count) {
    uint32_t count = (uint32_t)row_count, placed = 0;
    rs_top_row *ordered = rs_alloc_array(count, sizeof *ordered);
    uint32_t *below = rs_alloc_array((size_t)count + 1, sizeof *below);
    uint32_t *next = rs_alloc_array((size_t)count + 1, sizeof *next);
    uint32_t *place = rs_alloc_array((size_t)count + 1, sizeof *place);
    bool done = ordered && below && next && place;
    if (done) {
        for (uint32_t i = 0; i <= count; i++) below[i] = RS_NO_ROW;
        for (uint32_t i = count; i-- > 0;) {
            uint32_t above = rows[i].above == RS_NO_ROW ? count : rows[i].above;
            next[i] = below[above];
            below[above] = i;
        }
        for (uint32_t at = below[count]; at != RS_NO_ROW;) {
            uint32_t above = rows[at].above;
            place[at] = placed;
            ordered[placed] = rows[at];
            ordered[placed++].above = above == RS_NO_ROW ? RS_NO_ROW : place[above];
            uint32_t onward = below[at];
            while (onward == RS_NO_ROW && at != RS_NO_ROW) {
                onward = next[at];
                at = rows[at].above;
            }
            at = onward;
        }
        if (count > 0) memcpy(rows, ordered, count * sizeof *ordered);
    }
    rs_release(place);
    rs_release(next);
    rs_release(below);
    rs_release(ordered);
    return done;
}
