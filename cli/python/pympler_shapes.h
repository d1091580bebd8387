/* pympler_shapes.h: the functions behind refgraph, garbagegraph and refbrowser.                          Map: README.md
 *
 * The .py files keep the classes that people subclass; whatever looks at objects is here, on a photograph. All follow
 * Python's calling convention, return a new reference or NULL with an exception set, and are private to the package.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_PYMPLER_SHAPES_H
#define REFSCOPE_PYMPLER_SHAPES_H

#include <Python.h>

#include "rs_snapshot.h"

/* (object, verbosity=1) -> str: "list", "module(app)", "function (work)", "frame (codename: work)": type_text.c. */
PyObject *rs__type_text(PyObject *module, PyObject *arguments);

/* (list of objects, reduce) -> (objects, [_MetaObject], {_Edge}, total size): the objects and the references among them;
 * with `reduce` only those on cycles. An object of refscope's own is left out: describe.c. */
PyObject *rs__describe(PyObject *module, PyObject *arguments);

/* (list of lists of objects) -> list of what is in them and of the objects in the collector's lists that are garbage, each
 * object once; they live for as long as the list: found_garbage.c. */
PyObject *rs__garbage_found(PyObject *module, PyObject *lists);

/* (objects, [_MetaObject], edges) -> one (objects, [_MetaObject], [_Edge], total size) for each connected part, in order
 * of the first member; sets .group of metadata and edges: split.c. */
PyObject *rs__split(PyObject *module, PyObject *arguments);

/* ([_MetaObject], edges, unflatten, styled) -> str: refgraph_dot.c. */
PyObject *rs__dot(PyObject *module, PyObject *arguments);

/* (DOT text, path, engine, format) -> None: refgraph_dot.c. */
PyObject *rs__render(PyObject *module, PyObject *arguments);

/* (browser, node class, [root], depth, str_func, repeat, ignored, included ids) -> a tree of nodes: referrer_tree.c. */
PyObject *rs__referrer_tree(PyObject *module, PyObject *arguments);

#endif
