/* cycle_words.h: a cycle as a person writes it.                              The other half: cycle_words.c. Map: graph/README.md
 *
 * The word of a cycle is its steps, each a type and the name of what it refers by, with the containers between folded into
 * that name: Node.children[] -> Node.parent -> Node. What repeats is said once: a ring of a thousand is Node.next -> Node,
 * a list of a thousand with a way back Head.first -> Node.next -> Node.head -> Head. A word begins with the step that makes
 * it read least.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef CYCLE_WORDS_H
#define CYCLE_WORDS_H

#include "edge_kinds.h"

typedef struct rs_word_step {
    const rs_type *type;
    rs_vertex_name name; /* of the object */
    const char *edge;    /* ".children[]" */
    uint32_t at; /* the place among the cycle's edges of the one that leaves the object of that type */
    /* The first reference of the step that a person can undo: by what label, of objects of what name. */
    const char *label;
    const char *holder;
} rs_word_step;

/* Makes words, one at a time. */
typedef struct rs_words {
    const rs_edge_kinds *kinds;
    rs_word_step *step;
    size_t count, capacity;
    rs_arena arena;        /* of the steps' edges: they stay until the release */
    rs_number_map by_hash; /* from the hash of an edge's text to its place in edges */
    const char **edge;
    size_t edge_count, edge_capacity;
    rs_text text;
} rs_words;
#define RS_WORDS_INIT(kinds)                                                                                 \
    { (kinds), NULL, 0, 0, RS_ARENA_INIT, RS_NUMBER_MAP_INIT, NULL, 0, 0, RS_TEXT_INIT }

/* words->step becomes the word of the cycle of these edges. false: out of memory. */
bool rs__word_of_cycle(rs_words *words, const uint32_t *edges, size_t length);
void rs__words_release(rs_words *words);

/* Add a word as text, with qualified names of types or with bare ones. */
void rs__text_add_word(rs_text *text, const rs_word_step *steps, size_t count, bool qualified);
/* Add one step: "app.Node.parent", "function closure x". */
void rs__text_add_step(rs_text *text, const rs_word_step *step, bool qualified);

#endif
