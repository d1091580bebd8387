/* nearest_names.c: the names nearest to one that is not there.        Manual: nearest_names.h. Map: graph/README.md
 *
 * Near is: few letters put in, left out, exchanged for another or with their neighbour (optimal string alignment); of
 * equally near ones the alphabetically first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "nearest_names.h"

#include <string.h>

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

static unsigned distance_between(const char *a, size_t a_length, const char *b, size_t b_length) {
    unsigned rows[3][RS__NEAREST_BYTES + 1], *before = rows[0], *last = rows[1], *now = rows[2];
    for (unsigned j = 0; j <= b_length; j++) last[j] = j;
    for (unsigned i = 1; i <= a_length; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= b_length; j++) {
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        unsigned *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[b_length];
}

/* Where the name belongs among the best; RS__NEAREST_MAX: nowhere, or it is there already. */
static size_t place_of(const rs_nearest_names *n, const char *name, size_t length, unsigned distance) {
    size_t place = 0;
    for (; place < n->count; place++) {
        if (n->best[place].distance > distance) break;
        if (n->best[place].distance < distance) continue;
        size_t shorter = n->best[place].length < length ? n->best[place].length : length;
        int order = memcmp(n->best[place].name, name, shorter);
        if (order == 0 && n->best[place].length == length) return RS__NEAREST_MAX;
        if (order > 0 || (order == 0 && n->best[place].length > length)) break;
    }
    return place;
}

void rs__nearest_offer(rs_nearest_names *n, const char *name, size_t length) {
    n->offered++;
    if (length == 0 || length > RS__NEAREST_BYTES || n->wanted_length > RS__NEAREST_BYTES) return;
    size_t gap = length > n->wanted_length ? length - n->wanted_length : n->wanted_length - length;
    if (n->count == RS__NEAREST_MAX && gap > n->best[RS__NEAREST_MAX - 1].distance) return;
    unsigned distance = distance_between(n->wanted, n->wanted_length, name, length);
    size_t place = place_of(n, name, length, distance);
    if (place == RS__NEAREST_MAX) return;
    if (n->count < RS__NEAREST_MAX) n->count++;
    for (size_t i = n->count - 1; i > place; i--) n->best[i] = n->best[i - 1];
    memcpy(n->best[place].name, name, length);
    n->best[place].length = length;
    n->best[place].distance = distance;
}

static void add_list(rs_text *text, const rs_nearest_names *n, size_t count, const char *last_word) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0) rs_text_add(text, i + 1 == count ? last_word : ", ");
        rs_text_add_escaped(text, n->best[i].name, n->best[i].length, 0);
    }
}

/* How many of the best are near enough to be a slip of the hand. */
static size_t count_meant(const rs_nearest_names *n) {
    size_t meant = 0, bound = 1 + n->wanted_length / 4;
    while (meant < n->count && n->best[meant].distance <= bound) meant++;
    return meant;
}

void rs__text_add_meant(rs_text *text, const rs_nearest_names *n) {
    size_t meant = count_meant(n);
    if (meant == 0) return;
    rs_text_add(text, "; did you mean ");
    add_list(text, n, meant, " or ");
    rs_text_add_char(text, '?');
}

void rs__text_add_available(rs_text *text, const rs_nearest_names *n) {
    if (count_meant(n) > 0)
        rs__text_add_meant(text, n);
    else if (n->count > 0) {
        rs_text_add(text, n->offered == 1 ? "; there is " : "; there are ");
        if (n->offered > n->count) rs_text_addf(text, "%zu others, such as ", n->offered);
        add_list(text, n, n->count, " and ");
    }
}
