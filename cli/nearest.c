/* Did you mean: the distance of Levenshtein over the short names of commands, options and choices.  Contract: nearest.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "nearest.h"

#include <stddef.h>
#include <string.h>

#define LONGEST 32

static size_t smallest(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Insertions, deletions and replacements that make `name` of `word`; both at most LONGEST bytes long. */
static size_t distance(const char *word, const char *name) {
    size_t row[LONGEST + 1];
    size_t words = strlen(word), names = strlen(name);
    for (size_t j = 0; j <= names; j++) row[j] = j;
    for (size_t i = 1; i <= words; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= names; j++) {
            size_t above = row[j];
            row[j] = smallest(above + 1, row[j - 1] + 1, diagonal + (word[i - 1] != name[j - 1]));
            diagonal = above;
        }
    }
    return row[names];
}

const char *rs__nearest(const char *word, const char *const *names) {
    const char *best = NULL;
    size_t length = strlen(word);
    if (length == 0 || length > LONGEST) return NULL;
    size_t limit = length < 4 ? 1 : 2;
    for (size_t i = 0; names[i] != NULL; i++) {
        if (strlen(names[i]) > LONGEST) continue;
        size_t steps = distance(word, names[i]);
        if (steps > limit || steps >= length) continue;
        limit = steps;
        best = names[i];
        if (steps == 0) break;
        limit--;
    }
    return best;
}
