/* nearest_names.h: "did you mean".                            The other half: nearest_names.c. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef NEAREST_NAMES_H
#define NEAREST_NAMES_H

#include <stddef.h>

#include "rs_text.h"

#define RS__NEAREST_MAX   3
#define RS__NEAREST_BYTES 48 /* longer names are not compared */

typedef struct rs_nearest_names {
    const char *wanted; /* borrowed */
    size_t wanted_length;
    struct {
        char name[RS__NEAREST_BYTES];
        size_t length;
        unsigned distance;
    } best[RS__NEAREST_MAX]; /* nearest first */
    size_t count;
    size_t offered; /* different or not */
} rs_nearest_names;

static inline rs_nearest_names rs__nearest_to(const char *wanted, size_t length) {
    return (rs_nearest_names){.wanted = wanted, .wanted_length = length};
}
/* One of the names that are there. */
void rs__nearest_offer(rs_nearest_names *nearest, const char *name, size_t length);
/* Nothing, or "; did you mean a, b or c?" with those that are near enough to be meant. */
void rs__text_add_meant(rs_text *text, const rs_nearest_names *nearest);
/* The same or, where none is near, "; there are a, b and c", "; there are 12 others, such as a, b and c". */
void rs__text_add_available(rs_text *text, const rs_nearest_names *nearest);

#endif
