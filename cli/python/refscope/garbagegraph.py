"""The reference graph of the garbage: what the collector would free.

The names, the signatures and the output are those of Pympler's garbagegraph. What differs: the garbage is found on a
photograph, by arithmetic, as refscope.Snapshot.garbage() finds it. No collection is forced, no debug flag is set, no
finalizer or weakref callback runs, and nothing is left in gc.garbage.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import sys
import weakref

import _refscope
from refscope._text import printable
from refscope.refgraph import ReferenceGraph

__all__ = ["GarbageGraph", "start_debug_garbage", "end_debug_garbage"]


class GarbageGraph(ReferenceGraph):
    """A ReferenceGraph of the objects that are garbage. They live for as long as the graph, and other graphs made
    meanwhile show them too, as they would what is in gc.garbage.

    >>> start_debug_garbage()
    >>> ring = []
    >>> ring.append(ring)
    >>> del ring
    >>> GarbageGraph().render("garbage.png", format="png")
    True
    >>> end_debug_garbage()
    """

    def __init__(self, reduce=False, collectable=True, *, repr=False):
        """Find the garbage.

        reduce: True shows only the objects on cycles. A collection of objects shows those instead of the garbage.
        collectable: False shows only what a collection cannot free (it is run), what is then in gc.garbage.
        repr: True calls the objects' own repr(), see ReferenceGraph.
        """
        if not (type(reduce) is bool or type(reduce) is int or reduce is None):
            super().__init__(reduce, repr=repr)
            return
        if not collectable:
            super().__init__(_uncollectable(), reduce, repr=repr)
            return
        # What an earlier graph holds is garbage but for the graph; it is remembered whole, also when that graph was reduced.
        self._found = _Found(_refscope._garbage([gc.garbage, *_found_before.values()]))
        _found_before[id(self._found)] = self._found
        super().__init__(self._found, reduce, repr=repr)

    def print_stats(self, stream=None):
        """Print a line for each object, the largest first, and a total; to sys.stdout, or to `stream`."""
        stream = sys.stdout if stream is None else stream
        self.metadata.sort(key=lambda meta: -meta.size)
        stream.write("%-10s %8s %-12s %-46s\n" % ("id", "size", "type", "representation"))
        for meta in self.metadata:
            stream.write("0x%08x %8d %-12s %-46s\n" % (meta.id, meta.size, _cut(meta.type, 12), _cut(meta.str, 46)))
        stream.write("Garbage: %8d collected objects (%s in cycles): %12s\n"
                     % (self.count, self.num_in_cycles, _size_text(self.total_size)))


class _Found(list):
    """Garbage that was found; lives for as long as the graph and its parts."""

    __slots__ = ("__weakref__",)


_found_before = weakref.WeakValueDictionary()


def _uncollectable():
    """What a collection leaves in gc.garbage, whatever debug flags are set."""
    flags = gc.get_debug()
    gc.set_debug(flags & ~gc.DEBUG_SAVEALL)
    try:
        gc.collect()
    finally:
        gc.set_debug(flags)
    return gc.garbage


def _cut(text, most):
    text = printable(text.replace("\n", "|"))
    return text if len(text) <= most else text[:most - 3] + "..."


def _size_text(size):
    """Bytes as Pympler's tables write them."""
    pattern, scale = "%4d     %s", 0
    scales = ("B", "KB", "MB", "GB", "TB", "EB")
    while size > 1024 and scale + 1 < len(scales):
        pattern, size, scale = "%7.2f %s", size / 1024.0, scale + 1
    return pattern % (size, scales[scale])


_garbage_before = None


def start_debug_garbage():
    """Collect what is garbage by now and switch the collector off, so that garbage stays to be looked at."""
    global _garbage_before
    gc.collect()
    gc.disable()
    _garbage_before = len(gc.garbage)


def end_debug_garbage():
    """Switch the collector on again and all its debug flags off; what gc.garbage got since the start is dropped."""
    global _garbage_before
    gc.set_debug(0)
    if _garbage_before is not None:
        del gc.garbage[_garbage_before:]
        _garbage_before = None
    gc.enable()
