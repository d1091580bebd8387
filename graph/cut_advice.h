/* cut_advice.h: how gladly a reference is cut, and what to tell about it.        The other half: cut_advice.c (the table)
 *                                                                                                  Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CUT_ADVICE_H
#define CUT_ADVICE_H

#include "cycle_words.h"

typedef struct rs_cut_advice {
    double weight; /* more than 0; the least is cut first */
    const char *
        why; /* a sentence with "%o" for the type that holds, "%t" for the type that is held, "%n" for the name */
} rs_cut_advice;

/* For step `at` of a word of that snapshot. */
rs_cut_advice rs__cut_advice(const rs_snapshot *snapshot, const rs_word_step *steps, size_t count, size_t at);

/* Add the sentence with what the step says filled in. */
void rs__text_add_advice(rs_text *text, const char *why, const rs_word_step *steps, size_t count, size_t at);

#endif
