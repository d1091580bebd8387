"""refscope: who keeps your Python objects alive.

    import refscope
    snap = refscope.capture()          # a photograph of the heap; nothing of the program runs or changes
    leak = snap.at(obj)                # a handle of a live object; it does not keep it alive
    for r in leak.referrers():         # who holds it, and through which name
        print(r.source.type, r.name)
    refscope.why(obj)                  # the shortest named paths from roots to it
    snap.cycles()                      # which shapes of cycles are garbage, and where to cut them
    snap.graph(obj).render("leak.png")
    snap.save("heap.rsnap")            # names, no values; refscope.open("heap.rsnap") reads it anywhere
    with refscope.assert_no_cycles():  # AssertionError when cycles are left for the collector
        work()

Sizes are bytes, addresses are what id() returns. The stubs beside this file tell every shape, unit and error.
The modules refgraph, garbagegraph and refbrowser have the names, signatures and output of Pympler's.

SPDX-License-Identifier: GPL-2.0-or-later
"""
try:
    import _refscope
except ImportError as error:
    import sys
    raise ImportError(("refscope: there is no extension for Python %d.%d here: it must be built for this very version (%s)"
                       if isinstance(error, ModuleNotFoundError) else
                       "refscope: its extension cannot be loaded by Python %d.%d: %s")
                      % (*sys.version_info[:2], error)) from error

from _refscope import (
    ArgumentError, Cut, DiffRow, FileError, Frame, Graph, GrowthRow, NotFoundError, Object, Objects, Path, Pattern, Reference,
    References, RefscopeError, Snapshot, SummaryRow, __version__, capture, open, why,
)
from refscope._cycle_check import CyclesFound, assert_no_cycles

__all__ = [
    "ArgumentError", "Cut", "CyclesFound", "DiffRow", "FileError", "Frame", "Graph", "GrowthRow", "NotFoundError", "Object", "Objects",
    "Path", "Pattern", "Reference", "References", "RefscopeError", "Snapshot", "SummaryRow", "assert_no_cycles", "capture", "open", "why",
]


def __getattr__(name):
    """as_pympler is imported when it is asked for, so that `python -m refscope.as_pympler` is its first import."""
    if name == "as_pympler":
        import importlib
        return importlib.import_module("refscope.as_pympler")
    raise AttributeError("module 'refscope' has no attribute %r" % name)
