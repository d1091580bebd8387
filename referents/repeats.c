/* repeats.c: a long row of words, in which what repeats is told once.                       Manual: repeats.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "repeats.h"

#include <string.h>

#include "rs_memory.h"

enum { PERIOD_MAX = 4, TIMES_LEAST = 4 };

void rs__piece_end(rs__pieces *p) {
    void *ends = p->ends;
    bool fits = rs_reserve(&ends, &p->capacity, p->count + 1, sizeof *p->ends);
    p->ends = ends;
    if (fits)
        p->ends[p->count++] = p->text.length;
    else
        p->text.failed = true;
}

void rs__pieces_release(rs__pieces *p) {
    rs_text_release(&p->text);
    rs_release(p->ends);
    *p = (rs__pieces)RS__PIECES_INIT;
}

static size_t begin_of(const rs__pieces *p, size_t piece) {
    return piece == 0 ? 0 : p->ends[piece - 1];
}

static bool are_same(const rs__pieces *p, size_t a, size_t b) {
    size_t length = p->ends[a] - begin_of(p, a);
    const char *text = rs_text_string(&p->text);
    return length == p->ends[b] - begin_of(p, b) &&
           memcmp(text + begin_of(p, a), text + begin_of(p, b), length) == 0;
}

rs__run rs__run_at(const rs__pieces *p, size_t at) {
    for (size_t period = 1; period <= PERIOD_MAX; period++) {
        size_t end = at + period;
        while (end < p->count && are_same(p, end, end - period)) end++;
        size_t times = end > p->count ? 0 : (end - at) / period;
        if (times >= TIMES_LEAST) return (rs__run){period, times};
    }
    return (rs__run){1, 1};
}

void rs__add_pieces(rs_text *text, const rs__pieces *p, size_t first, size_t count) {
    if (count == 0) return;
    size_t begin = begin_of(p, first);
    rs_text_add_bytes(text, rs_text_string(&p->text) + begin, p->ends[first + count - 1] - begin);
}
