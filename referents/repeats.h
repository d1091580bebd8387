/* repeats.h: a long row of words, in which what repeats is told once.             The other half: repeats.c. Map: README.md
 *
 *     rs__pieces pieces = RS__PIECES_INIT;
 *     rs_text_add(&pieces.text, ".next"); rs__piece_end(&pieces);              // for each
 *     for (size_t at = 0; at < pieces.count;) {
 *         rs__run run = rs__run_at(&pieces, at);                               // ".next" 20,000 times
 *         ...
 *         at += run.period * run.times;
 *     }
 *     rs__pieces_release(&pieces);
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REPEATS_H
#define REPEATS_H

#include "rs_text.h"

typedef struct rs__pieces {
    rs_text text; /* of all of them; failed: out of memory */
    size_t *ends; /* [count] where each ends in the text */
    size_t count, capacity;
} rs__pieces;
#define RS__PIECES_INIT                                                                                      \
    { RS_TEXT_INIT, NULL, 0, 0 }

/* What was added to the text since the last piece is one. */
void rs__piece_end(rs__pieces *pieces);
void rs__pieces_release(rs__pieces *pieces);

/* The pieces [at, at + period) and how many times they stand there, one behind the other; period 1 and times 1 where nothing
 * repeats often enough to be told so. */
typedef struct rs__run {
    size_t period, times;
} rs__run;
rs__run rs__run_at(const rs__pieces *pieces, size_t at);

/* Add pieces [first, first + count) as they are. */
void rs__add_pieces(rs_text *text, const rs__pieces *pieces, size_t first, size_t count);

#endif
