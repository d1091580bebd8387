"""Changes of the heap over time: Pympler's trackers, which see everything but themselves.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import io
import sys

from _refscope import _muppy_objects
from refscope import muppy, summary

__all__ = ["ObjectTracker", "SummaryTracker"]


def _flush():
    """Before each look: what waits in a stream to be written, a list of its parts, is no change of the program's. Into streams
    of the program's own making nothing is looked, and what a stream cannot write shows at its next print()."""
    for stream in sys.stdout, sys.stderr:
        if issubclass(type(stream), io.TextIOWrapper):
            try:
                io.TextIOWrapper.flush(stream)
            except (OSError, ValueError):
                pass


class SummaryTracker:
    """Compares summaries of all live objects. A first one is taken at once; each diff() takes another.

    The tracker, the summaries it has given away and what only these hold are in no summary, so that a program that does
    nothing has no changes; with ignore_self=False what was given away is counted."""

    def __init__(self, ignore_self=True):
        self.summaries, self.s1 = {}, None
        self.ignore_self = ignore_self
        self._given = []
        print(end="", file=io.StringIO())  # what the first print() of a process leaves in the interpreter is there now
        self.s0 = self.create_summary()

    def create_summary(self):
        """A summary of all live objects."""
        _flush()
        # What nobody else has any more need not be remembered: held by the list, the loop and the call only.
        self._given[:] = [rows for rows in self._given if sys.getrefcount(rows) > 3]
        rows = summary._of_everything(self._given if self.ignore_self else [])
        self._given.append(rows)
        return rows

    def diff(self, summary1=None, summary2=None):
        """The rows that changed: from summary1 (None: the last one taken) to summary2 (None: a new one)."""
        if summary2 is not None and summary1 is None:
            raise ValueError("You cannot provide summary2 without summary1.")
        if summary2 is None:
            summary2 = self.s1 = self.create_summary()
            summary1, self.s0 = (self.s0 if summary1 is None else summary1), summary2
        changed = summary._sweep(summary.get_diff(summary1, summary2))
        self._given.append(changed)
        return changed

    def print_diff(self, summary1=None, summary2=None):
        """Print the rows of diff() as a table."""
        summary.print_(self.diff(summary1, summary2))

    def format_diff(self, summary1=None, summary2=None):
        """The lines of that table."""
        return summary.format_(self.diff(summary1, summary2))

    def store_summary(self, key):
        """Take a summary and keep it as .summaries[key]."""
        self.summaries[key] = self.create_summary()


class ObjectTracker:
    """Compares the sets of live objects. It keeps every object it has seen alive until the next comparison or its own end."""

    def __init__(self):
        self.o0 = self._get_objects()

    def _get_objects(self, ignore=()):
        _flush()
        return muppy._remove_duplicates(_muppy_objects(False, list(ignore), summary._find_ours()))

    def get_diff(self, ignore=()):
        """{'+': new objects, '-': objects that only this tracker still holds}, since the last time."""
        self.o1 = self._get_objects(ignore)
        changed = muppy.get_diff(self.o0, self.o1)
        self.o0 = self.o1
        del self.o1
        return changed

    def print_diff(self, ignore=()):
        """Print both sets, summed up."""
        for line in self.format_diff(ignore):
            print(line)

    def format_diff(self, ignore=()):
        """The lines of that."""
        changed = self.get_diff(ignore)
        lines = ["Added objects:", *summary.format_(summary.summarize(changed["+"]))]
        return lines + ["Removed objects:", *summary.format_(summary.summarize(changed["-"]))]
