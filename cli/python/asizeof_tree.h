/* asizeof_tree.h: trees of Asized.                                                      Implementation: asizeof_tree.c
 *                                                                                                      Map: README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_ASIZEOF_TREE_H
#define REFSCOPE_ASIZEOF_TREE_H

#include "asizeof_walk.h"

typedef struct rs__asized_tree {
    rs__tree tree; /* first */
    const rs__sizing *sizing;
    PyObject *asized; /* the class: asized(size, flat, refs, name); borrowed */
    Py_ssize_t clip;
} rs__asized_tree;

void rs__asized_tree_init(rs__asized_tree *tree, const rs__sizing *sizing, PyObject *asized, uint32_t detail,
                          Py_ssize_t clip);

#endif
