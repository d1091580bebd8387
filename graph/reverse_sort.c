/* reverse_sort.c: all references, sorted by what they refer to.        Manual: reverse_sort.h. Map: graph/README.md
 *
 * A counting sort over a whole heap misses the cache at every step. So it is done twice: first the references are dealt
 * out to parts, each of 2^shift neighbouring objects, by as many writing streams; then each part is sorted by itself,
 * with its counters in the cache. Both steps keep the order of references, so the result does not depend on how many
 * threads share the work. Beside the result, 2 bytes a reference and a copy of the largest part are needed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reverse_sort.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>

#include "big_array.h"
#include "parallel.h"

#define PART_SHIFT                                                                                           \
    15 /* counters of 128 KB, references of about 300 KB: half of an ordinary second-level cache */

typedef struct sorting {
    const rs_columns *columns;
    rs_reverse_plan plan;
    uint32_t parts;
    rs_reverse out;
    uint16_t *low; /* beside out.reference: which object of its part it refers to */
    uint32_t
        *next; /* [threads][parts] first how many, then where the thread's next reference of that part goes */
    uint32_t *part_begin;               /* [parts + 1] */
    uint32_t *scratch[RS__THREADS_MAX]; /* [largest part] each */
    atomic_uint next_part;
} sorting;

rs_reverse_plan rs__reverse_plan(const rs_columns *columns) {
    return (rs_reverse_plan){.threads = rs__threads_for(columns->references), .shift = PART_SHIFT};
}

/* ---- Dealing out ---------------------------------------------------------------------------------------------------- */

static uint32_t slice_begin(const sorting *s, unsigned thread) {
    return (uint32_t)rs__slice_begin(s->columns->references, s->plan.threads, thread);
}

static inline bool is_wanted(const rs_bits *only, uint32_t target) {
    return !only || rs__bit(only, target);
}

static void count_slice(void *job, unsigned thread) {
    const sorting *s = job;
    const uint32_t *target = s->columns->target;
    const rs_bits *only = s->plan.only;
    uint32_t *count = s->next + (size_t)thread * s->parts, end = slice_begin(s, thread + 1);
    for (uint32_t r = slice_begin(s, thread); r < end; r++)
        if (is_wanted(only, target[r])) count[target[r] >> s->plan.shift]++;
}

/* From counts to places: within a part, the first thread's references come first. Returns the size of the largest part. */
static uint32_t place_parts(sorting *s) {
    uint32_t place = 0, largest = 0;
    for (uint32_t part = 0; part < s->parts; part++) {
        s->part_begin[part] = place;
        for (unsigned t = 0; t < s->plan.threads; t++) {
            uint32_t *next = &s->next[(size_t)t * s->parts + part];
            uint32_t count = *next;
            *next = place;
            place += count;
        }
        if (place - s->part_begin[part] > largest) largest = place - s->part_begin[part];
    }
    s->part_begin[s->parts] = place;
    return largest;
}

/* The object that holds `reference`, or an empty one in front of it. */
static uint32_t source_of(const rs_columns *c, uint32_t reference) {
    uint32_t begin = 0, end = c->objects;
    while (end - begin > 1) {
        uint32_t middle = begin + (end - begin) / 2;
        if (c->row[middle] <= reference)
            begin = middle;
        else
            end = middle;
    }
    return begin;
}

static void deal_slice(void *job, unsigned thread) {
    const sorting *s = job;
    const rs_columns *c = s->columns;
    const rs_bits *only = s->plan.only;
    uint32_t *next = s->next + (size_t)thread * s->parts, mask = (1u << s->plan.shift) - 1;
    uint32_t begin = slice_begin(s, thread), end = slice_begin(s, thread + 1), source = source_of(c, begin);
    for (uint32_t r = begin; r < end; r++) {
        uint32_t target = c->target[r];
        if (s->plan.sources)
            while (c->row[source + 1] <= r) source++;
        if (!is_wanted(only, target)) continue;
        uint32_t place = next[target >> s->plan.shift]++;
        s->out.reference[place] = s->plan.sources ? source : r;
        s->low[place] = (uint16_t)(target & mask);
    }
}

/* ---- Sorting the parts ---------------------------------------------------------------------------------------------- */

/* One part: row[] serves as counters, then as the ends of the objects' rows; filled backwards they become the begins. */
static void sort_part(const sorting *s, uint32_t part, uint32_t *scratch) {
    uint32_t first = part << s->plan.shift, begin = s->part_begin[part],
             count = s->part_begin[part + 1] - begin;
    uint32_t objects = s->columns->objects - first;
    if (objects >> s->plan.shift) objects = 1u << s->plan.shift;
    uint32_t *row = s->out.row + first, place = begin;
    const uint16_t *low = s->low + begin;
    memset(row, 0, objects * sizeof *row);
    for (uint32_t i = 0; i < count; i++) row[low[i]]++;
    for (uint32_t o = 0; o < objects; o++) row[o] = place += row[o];
    memcpy(scratch, s->out.reference + begin, count * sizeof *scratch);
    for (uint32_t i = count; i-- > 0;) s->out.reference[--row[low[i]]] = scratch[i];
}

static void sort_parts(void *job, unsigned thread) {
    sorting *s = job;
    for (uint32_t part; (part = atomic_fetch_add(&s->next_part, 1)) < s->parts;)
        sort_part(s, part, s->scratch[thread]);
}

static bool allocate_counters(sorting *s) {
    s->out.row = rs__big_array((size_t)s->columns->objects + 1, sizeof *s->out.row);
    s->next = rs_alloc_cleared((size_t)s->plan.threads * s->parts, sizeof *s->next);
    s->part_begin = rs_alloc_array((size_t)s->parts + 1, sizeof *s->part_begin);
    return s->out.row && s->next && s->part_begin;
}

static bool allocate_room(sorting *s, uint32_t largest) {
    size_t references = s->part_begin[s->parts];
    s->out.reference = rs__big_array(references, sizeof *s->out.reference);
    s->low = rs__big_array(references, sizeof *s->low);
    for (unsigned t = 0; t < s->plan.threads; t++) {
        s->scratch[t] = rs__big_array(largest, sizeof *s->scratch[t]);
        if (!s->scratch[t]) return false;
    }
    return s->out.reference && s->low;
}

static bool sort(sorting *s) {
    if (!allocate_counters(s)) return false;
    rs__run_threads(s->plan.threads, count_slice, s);
    if (!allocate_room(s, place_parts(s))) return false;
    rs__run_threads(s->plan.threads, deal_slice, s);
    rs__run_threads(s->plan.threads, sort_parts, s);
    s->out.row[s->columns->objects] = s->part_begin[s->parts];
    return true;
}

bool rs__reverse_sort(rs_reverse *out, const rs_columns *columns, rs_reverse_plan plan) {
    assert(plan.shift <= 16 && plan.threads >= 1 && plan.threads <= RS__THREADS_MAX);
    sorting s = {.columns = columns, .plan = plan};
    s.parts = (uint32_t)(((uint64_t)columns->objects + (1u << plan.shift) - 1) >> plan.shift);
    bool done = sort(&s);
    for (unsigned t = 0; t < plan.threads; t++) rs_release(s.scratch[t]);
    rs_release(s.part_begin);
    rs_release(s.next);
    rs_release(s.low);
    if (!done) {
        rs_release(s.out.row);
        rs_release(s.out.reference);
        return false;
    }
    *out = s.out;
    return true;
}
