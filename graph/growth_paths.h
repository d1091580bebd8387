/* growth_paths.h: the retaining paths of several photographs as one tree.    The other half: growth_paths.c, growth_labels.c
 *                                                                                                  Map: graph/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef GROWTH_PATHS_H
#define GROWTH_PATHS_H

#include "arena.h"
#include "bits.h"
#include "number_map.h"
#include "rs_dominators.h"
#include "rs_graph.h"
#include "rs_liveness.h"

/* Texts, each once: labels of references and names of types. */
typedef struct rs_path_words {
    const char **text; /* [count] */
    uint32_t count;
    size_t capacity;
    rs_number_map by_hash;
    rs_arena arena;
} rs_path_words;

/* The number of a text; UINT32_MAX: out of memory. */
uint32_t rs__path_word(rs_path_words *words, const char *bytes, size_t count);

/* A place in the tree: what hangs on `parent` by `label` and is of `type`. Place 0 is the root. */
typedef struct rs_path_place {
    uint32_t parent, label, type;
    bool container; /* a list, tuple, dict or set: part of what holds it */
} rs_path_place;

typedef struct rs_paths_tree {
    rs_path_place *place; /* [count] parents come before children */
    uint32_t count;
    size_t capacity;
    rs_number_map child; /* by hash of parent, label and type */
    rs_path_words words;
} rs_paths_tree;

#define RS_NO_PLACE UINT32_MAX
#define RS__SEVERAL                                                                                          \
    "\xE2\x80\xA6" /* stands for what is between an object that several hold and what dominates it */
/* The number of a place, which is made when it is new: or of one of the nearest above with its label and type, so that what
 * repeats stays one path. RS_NO_PLACE: out of memory. */
uint32_t rs__paths_below(rs_paths_tree *tree, const rs_path_place *place);
void rs__paths_tree_release(rs_paths_tree *tree);
/* Add the path of a place: "app.cache.sessions[]". */
void rs__text_add_place(rs_text *text, const rs_paths_tree *tree, uint32_t place);

/* ---- One photograph -------------------------------------------------------------------------------------------------- */

typedef struct rs_retained {
    const rs_snapshot *snapshot;
    const rs_columns *columns;
    const rs_dominators *dominators;
    const rs_liveness *liveness;
    rs_reference_id *via; /* [objects] the reference by which its dominator holds it, or RS_NO_REFERENCE */
    rs_reference_id *any; /* [objects] of what several hold one reference, the same one in every photograph */
    rs_bits *namespaces;  /* [objects] dicts whose keys are names of a program */
    rs_paths_tree *tree;
    rs_number_map label_of; /* by what a label is made of */
    rs_text text;
    bool failed;
} rs_retained;

/* The place of every object of a photograph, records included. RS_NO_MEMORY. *places is from rs_memory.h, yours. */
rs_status rs__retained_places(uint32_t **places, rs_paths_tree *tree, rs_graph *graph, rs_error *err);
/* The object that `object` is put below, or RS_NO_OBJECT: at the root. */
rs_object_id rs__retained_parent(const rs_retained *r, rs_object_id object);
/* The word for how it hangs there. */
uint32_t rs__retained_label(rs_retained *r, rs_object_id object);
uint32_t rs__retained_word(rs_retained *r, rs_object_id source,
                           rs_reference_id reference); /* of one reference */

#endif
