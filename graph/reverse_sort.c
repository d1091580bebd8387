/* reverse_sort.c: all references, sorted by what they refer to.               Manual: reverse_sort.h. Map: graph/README.md
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

#define PART_SHIFT 15 /* counters of 128 KB, references of about 300 KB: half of an ordinary second-level cache */

typedef struct sorting {
    const rs_columns *columns;
    rs_reverse_plan plan;
    uint32_t parts;
    rs_reverse out;
    uint16_t *low;       /* [references] within its part: which object; in the order of out.reference after dealing */
    uint32_t *next;      /* [threads][parts] first how many, then where the thread's next reference of that part goes */
    uint32_t *part_begin; /* [parts + 1] */
    uint32_t *scratch[RS__THREADS_MAX]; /* [largest part] each */
    atomic_uint next_part;
} sorting;

rs_reverse_plan rs__reverse_plan(const rs_columns *columns) {
    return (rs_reverse_plan){rs__threads_for(columns->references), PART_SHIFT};
}

static void count_slice(void *job, unsigned thread) {
    const sorting *s = job;
    const uint32_t *target = s->columns->target;
    uint32_t *count = s->next + (size_t)thread * s->parts;
    size_t end = rs__slice_begin(s->columns->references, s->plan.threads, thread + 1);
    for (size_t r = rs__slice_begin(s->columns->references, s->plan.threads, thread); r < end; r++)
        count[target[r] >> s->plan.shift]++;
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

static void deal_slice(void *job, unsigned thread) {
    const sorting *s = job;
    const uint32_t *target = s->columns->target;
    uint32_t *next = s->next + (size_t)thread * s->parts, mask = (1u << s->plan.shift) - 1;
    size_t end = rs__slice_begin(s->columns->references, s->plan.threads, thread + 1);
    for (size_t r = rs__slice_begin(s->columns->references, s->plan.threads, thread); r < end; r++) {
        uint32_t place = next[target[r] >> s->plan.shift]++;
        s->out.reference[place] = (uint32_t)r;
        s->low[place] = (uint16_t)(target[r] & mask);
    }
}

/* One part: row[] serves as counters, then as the ends of the objects' rows; filled backwards they become the begins. */
static void sort_part(const sorting *s, uint32_t part, uint32_t *scratch) {
    uint32_t first = part << s->plan.shift, begin = s->part_begin[part], count = s->part_begin[part + 1] - begin;
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

static bool allocate(sorting *s) {
    size_t references = s->columns->references;
    s->out.row = rs__big_array((size_t)s->columns->objects + 1, sizeof *s->out.row);
    s->out.reference = rs__big_array(references, sizeof *s->out.reference);
    s->low = rs__big_array(references, sizeof *s->low);
    s->next = rs_alloc_cleared((size_t)s->plan.threads * s->parts, sizeof *s->next);
    s->part_begin = rs_alloc_array((size_t)s->parts + 1, sizeof *s->part_begin);
    return s->out.row && s->out.reference && s->low && s->next && s->part_begin;
}

static bool allocate_scratch(sorting *s, uint32_t largest) {
    for (unsigned t = 0; t < s->plan.threads; t++) {
        s->scratch[t] = rs__big_array(largest, sizeof *s->scratch[t]);
        if (!s->scratch[t]) return false;
    }
    return true;
}

bool rs__reverse_sort(rs_reverse *out, const rs_columns *columns, rs_reverse_plan plan) {
    assert(plan.shift <= 16 && plan.threads >= 1 && plan.threads <= RS__THREADS_MAX);
    sorting s = {.columns = columns, .plan = plan};
    s.parts = (uint32_t)(((uint64_t)columns->objects + (1u << plan.shift) - 1) >> plan.shift);
    bool done = false;
    if (!allocate(&s)) goto done;
    rs__run_threads(plan.threads, count_slice, &s);
    if (!allocate_scratch(&s, place_parts(&s))) goto done;
    rs__run_threads(plan.threads, deal_slice, &s);
    rs__run_threads(plan.threads, sort_parts, &s);
    s.out.row[columns->objects] = columns->references;
    *out = s.out;
    done = true;
done:
    for (unsigned t = 0; t < plan.threads; t++) rs_release(s.scratch[t]);
    rs_release(s.part_begin);
    rs_release(s.next);
    rs_release(s.low);
    if (!done) {
        rs_release(s.out.row);
        rs_release(s.out.reference);
    }
    return done;
}
