"""Reference graphs: a collection of objects and the references among them, drawn as a directed graph.

The names, the signatures and the DOT text are those of Pympler's refgraph. What differs is what was wrong there:

* connected parts are found whatever the order of the objects, and cycles are strongly connected components: an object
  that only leads into a cycle is not on one;
* every reference has its label, on every version of CPython, and two references between the same objects are two edges;
* sizes follow what an object holds to any depth;
* labels are escaped, so that DOT accepts them, and no __repr__, __class__ or __eq__ of the objects is called, unless
  repr=True asks for the former;
* no program `dot` is needed: the layout runs in this process.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import copy
import os
import sys

import _refscope
from _refscope import _Edge, _MetaObject
from refscope.util.stringutils import safe_repr

__all__ = ["ReferenceGraph"]


class ReferenceGraph:
    """The references between the objects of a collection.

    >>> spam = {42: "spam"}
    >>> ReferenceGraph([42, "spam", spam]).write_graph("spam.dot")

    Attributes:
        objects: list of the objects shown; they live for as long as the graph.
        metadata: list, for each object an entry with .size (bytes with what it holds, except for the objects shown; what
            several hold counts once), .id, .type, .str, .cycle, and after split() .group.
        edges: set of edges with .src and .dst (ids), .label, and after split() .group. In a part it is a list.
        count: how many objects were given; of a part, how many it has.
        num_in_cycles: how many of them are on cycles, once that was asked; 'N/A' before.
        total_size: bytes of them all.
        index: of a part, its number.
    """

    def __init__(self, objects, reduce=False, *, repr=False):
        """Photograph the references among `objects`, an iterable; with `reduce` show only those on cycles.

        Objects of refscope's own are left out. With `repr` each object's own repr() is called for .str, after the photograph;
        'N/A' stands where that raises an Exception. Without it no code of the objects runs.
        """
        self._repr = repr
        self.objects = list(objects)
        self.count = len(self.objects)
        self.num_in_cycles = "N/A"
        self._reduced = None
        self._look(reduce)
        if reduce:
            self.num_in_cycles = len(self.objects)
            self._reduced = self

    def _look(self, reduce):
        self.objects, self.metadata, self.edges, self.total_size = _refscope._describe(self.objects, bool(reduce))
        if self._repr:
            for one, meta in zip(self.objects, self.metadata):
                meta.str = safe_repr(one, clip=128)

    def reduce_to_cycles(self):
        """The graph of those objects that are on cycles; None when there are none.

        Sets num_in_cycles of both. The references are looked up anew.
        """
        if self._reduced is None:
            reduced = copy.copy(self)
            reduced._look(True)
            self.num_in_cycles = reduced.num_in_cycles = len(reduced.objects)
            reduced._reduced = reduced
            if self.num_in_cycles:
                self._reduced = reduced
        return self._reduced

    def split(self):
        """Yield a graph for each connected part, in order of their first objects; .index numbers them."""
        parts = _refscope._split(self.objects, self.metadata, self.edges)
        for index, (objects, metadata, edges, total_size) in enumerate(parts):
            part = copy.copy(self)
            part.objects, part.metadata, part.edges = objects, metadata, edges
            part.count, part.total_size, part.index = len(metadata), total_size, index
            part._reduced = part if self._reduced is self else None
            yield part

    def split_and_sort(self):
        """List of the connected parts, those of most objects first; .index numbers them in that order."""
        parts = sorted(self.split(), key=lambda part: -len(part.metadata))
        for index, part in enumerate(parts):
            part.index = index
        return parts

    def _get_graphviz_data(self):
        return _refscope._dot(self.metadata, self.edges, False, False)

    def render(self, filename, cmd="dot", format="ps", unflatten=False):
        """Draw to `filename`. True when that was done; False when there is nothing to show or no such format.

        `cmd` is the layout: dot, neato, fdp, sfdp, circo, twopi, osage, patchwork (of a path, the last component counts).
        `format` is any that this machine's Graphviz writes. `unflatten` puts the leaves of one object on several levels.
        OSError when there is no such layout, or the file cannot be written: then no part of it is there.
        """
        if not self.objects:
            return False
        engine = os.path.basename(cmd)
        if engine not in _ENGINES:
            raise FileNotFoundError("refscope: %s: no layout of that name: %s" % (cmd, ", ".join(_ENGINES)))
        text = _refscope._dot(self.metadata, self.edges, bool(unflatten), True)
        try:
            _refscope._render(text, filename, engine, format)
        except _refscope.FileError:
            raise
        except _refscope.RefscopeError as error:
            sys.stderr.write("refscope: %s\n" % error)
            return False
        return True

    def write_graph(self, filename):
        """Write the graph as DOT text. OSError when the file cannot be written."""
        with open(filename, "w", encoding="utf-8") as file:
            file.write(self._get_graphviz_data())


_ENGINES = ("dot", "neato", "fdp", "sfdp", "circo", "twopi", "osage", "patchwork")
