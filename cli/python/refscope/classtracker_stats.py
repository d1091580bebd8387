"""What a ClassTracker measured: sorted, printed, as an HTML page, saved and loaded.

The names, the signatures and the output are those of Pympler's classtracker_stats.

    >>> from refscope.classtracker_stats import HtmlStats
    >>> tracker.stats.dump_stats("today.json")              # doctest: +SKIP
    >>> HtmlStats(filename="today.json").create_html("today.html")  # doctest: +SKIP

What differs is what was wrong there:

* a dump is JSON (docs/tracker-dump.md): loading one runs no code. A pickle of Pympler's is refused;
* sorting works with objects that are still alive, and 'tsize' is the size in the largest snapshot;
* print_stats() prints all objects unless a limit is set, and a share is one of the objects that the filter left;
* print_summary() tells of classes that were tracked after an earlier one, too;
* create_html() writes one page with charts in it that needs no other file, program or network, and every text in it is
  escaped.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import sys
from bisect import bisect_left, bisect_right

from refscope import _plots, _tracker_dump, _tracker_page
from refscope._text import pp, pp_timestamp, trunc
from refscope._tracked import format_trace, parts_to_show
from refscope._whole_file import replacing
from refscope.asizeof import Asized

__all__ = ["Stats", "ConsoleStats", "HtmlStats"]

_CRITERIA = ("classname", "tsize", "birth", "death", "name", "repr", "size")


class Stats:
    """What was measured, of a tracker or of a file.

    Attributes:
        index: {name: [TrackedObject]}; snapshots: [Snapshot]; history: {name: [(time, living instances)]}.
        sorted: [TrackedObject] in the order that was asked for; empty before.
        tracker, stream: as given.
    """

    def __init__(self, tracker=None, filename=None, stream=None):
        """`filename` is that of a dump. `stream` is where to print; None: sys.stdout."""
        self.stream = sys.stdout if stream is None else stream
        self.tracker = tracker
        self.index, self.snapshots, self.history = {}, [], {}
        if tracker is not None:
            self.index, self.snapshots, self.history = tracker.index, tracker.snapshots, tracker.history
        self.sorted = []
        if filename:
            self.load_stats(filename)

    def load_stats(self, fdump):
        """Load a dump from a file of that name, or from an open file. ArgumentError, a ValueError: it is none."""
        if isinstance(fdump, (str, os.PathLike)):
            with open(fdump, "rb") as file:
                records = _tracker_dump.read(file, os.fspath(fdump))
        else:
            records = _tracker_dump.read(fdump, getattr(fdump, "name", "dump"))
        self.index, self.snapshots, self.history = records
        self.sorted = []

    def dump_stats(self, fdump, close=True):
        """Save to a file of that name, which is there whole or not at all, or to an open file, closed then if `close`.

        Ends periodic snapshots.
        """
        self._stop()
        if isinstance(fdump, (str, os.PathLike)):
            with replacing(fdump) as file:
                _tracker_dump.write(file, self.index, self.snapshots)
            return
        _tracker_dump.write(fdump, self.index, self.snapshots)
        if close:
            fdump.close()

    def _stop(self):
        if self.tracker is not None:
            self.tracker.stop_periodic_snapshots()

    # ---- Order

    def _init_sort(self):
        if self.sorted:
            return
        largest = max(self.snapshots, key=lambda snapshot: snapshot.tracked_total, default=None)
        for classname, objects in list(self.index.items()):
            for tracked in objects:
                tracked.classname = classname
                tracked.size = tracked.get_max_size()
                tracked.tsize = tracked.get_size_at_time(largest.timestamp) if largest is not None else 0
            self.sorted.extend(objects)

    def sort_stats(self, *args):
        """Sort the tracked objects by these criteria, the first first; by all when there are none. Returns self.

        'classname', 'name'   what they are tracked under
        'birth', 'death'      when they were tracked and when they went; the living come last
        'size', 'tsize'       the largest size of each, and the size in the largest snapshot; the largest come first
        'repr'                their looks

        ValueError: there is no such criterion.
        """
        unknown = [arg for arg in args if arg not in _CRITERIA]
        if unknown:
            raise ValueError("refscope: Invalid sort criteria %r: there are %s" % (unknown[0], ", ".join(_CRITERIA)))
        self._init_sort()
        self.sorted.sort(key=lambda tracked: tuple(_sort_key(tracked, arg) for arg in args or _CRITERIA))
        return self

    def reverse_order(self):
        """Turn the order round. Returns self."""
        self._init_sort()
        self.sorted.reverse()
        return self

    # ---- Sums by class

    @property
    def tracked_classes(self):
        """The names that objects are tracked under, sorted."""
        return sorted(self.index)

    def annotate(self):
        """Set .classes of every snapshot; see annotate_snapshot()."""
        self._annotate([snapshot for snapshot in self.snapshots if self._lacks(snapshot)])

    def annotate_snapshot(self, snapshot):
        """Set and return snapshot.classes: {name: {'sum': bytes, 'avg': bytes an object, 'pct': per cent of the process,
        'active': living objects, 'merged': an Asized of all of them together}}."""
        if self._lacks(snapshot):
            self._annotate([snapshot])
        return snapshot.classes

    def _lacks(self, snapshot):
        return snapshot.classes is None or any(name not in snapshot.classes for name in list(self.index))

    def _annotate(self, snapshots):
        if not snapshots:
            return
        oldest = min(snapshot.timestamp for snapshot in snapshots)
        sums = {snapshot.timestamp: {} for snapshot in snapshots}
        for name, objects in list(self.index.items()):
            objects = list(objects)
            merged = _merged_sizes(objects, sums, oldest)
            births = sorted(tracked.birth for tracked in objects)
            deaths = sorted(tracked.death for tracked in objects if tracked.death is not None)
            for snapshot in snapshots:
                active = bisect_left(births, snapshot.timestamp) - bisect_right(deaths, snapshot.timestamp)
                sums[snapshot.timestamp][name] = _sums(merged[snapshot.timestamp], max(active, 0), snapshot.total)
        for snapshot in snapshots:
            snapshot.classes = sums[snapshot.timestamp]


def _sort_key(tracked, criterion):
    if criterion in ("size", "tsize"):
        return -getattr(tracked, criterion)
    if criterion == "death":
        return (tracked.death is None, tracked.death or 0.0)
    return getattr(tracked, criterion)


def _merged_sizes(objects, times, oldest):
    """{time: the sizes of all objects at it, as one}. The newest sizes are looked at first."""
    merged = {time: _Merged(None) for time in times}
    for tracked in objects:
        samples = tracked._samples
        for place in range(len(samples) - 3, -1, -3):
            if samples[place] < oldest:
                break
            if samples[place] in merged:
                merged[samples[place]].add(samples[place + 1], samples[place + 2])
    return {time: of.asized() for time, of in merged.items()}


def _sums(merged, active, process_total):
    return {"sum": merged.size, "avg": merged.size / active if active else 0,
            "pct": merged.size * 100.0 / process_total if process_total else 0, "active": active, "merged": merged}


class _Merged:
    """Sizes of many objects as one; what they hold under the same name goes together."""

    __slots__ = ("name", "size", "flat", "parts")

    def __init__(self, name):
        self.name, self.size, self.flat, self.parts = name, 0, 0, {}

    def add(self, size, detail):
        """`detail` is what of the size is the object's own, or an Asized."""
        if type(detail) is int:
            self.size += size
            self.flat += detail
            return
        todo = [(self, detail)]
        while todo:
            into, one = todo.pop()
            into.size += one.size
            into.flat += one.flat
            for part in one.refs:
                key = part.name.split(":")[0]
                if key not in into.parts:
                    into.parts[key] = _Merged(key)
                todo.append((into.parts[key], part))

    def asized(self):
        whole = Asized(self.size, self.flat, (), self.name)
        todo = [(self, whole)]
        while todo:
            merged, made = todo.pop()
            made.refs = tuple(Asized(part.size, part.flat, (), part.name) for part in merged.parts.values())
            todo.extend(zip(merged.parts.values(), made.refs))
        return whole


class ConsoleStats(Stats):
    """What was measured, as text."""

    def _print_refs(self, size):
        for part, level in parts_to_show(size):
            self.stream.write("%-50s %-14s %3d%% [%d]\n" % (
                trunc("  " * (level + 1) + str(part.name), 50), pp(part.size), int(part.size * 100.0 / size.size), level))

    def print_object(self, tobj):
        """Print one tracked object: where it is, where it was made, its sizes and what they are made of."""
        where = "0x%08x" % tobj.id if tobj.death is None else "( free )  "
        self.stream.write("%-32s %s %-35s\n" % (trunc(tobj.name, 32, left=True), where, trunc(tobj.repr, 35)))
        if tobj.trace:
            self.stream.write(format_trace(tobj.trace))
        for time, size in tobj.snapshots:
            self.stream.write("  %-30s %s\n" % (pp_timestamp(time), pp(size.size)))
            self._print_refs(size)
        if tobj.death is not None:
            self.stream.write("  %-30s finalize\n" % pp_timestamp(tobj.death))

    def print_stats(self, clsname=None, limit=1.0):
        """Print the tracked objects in their order; see sort_stats().

        clsname: only of classes with this text in their names.
        limit: a float up to 1.0 is a share of them, at least one; anything else a number of objects.

        Ends periodic snapshots.
        """
        self._stop()
        if not self.sorted:
            self.sort_stats()
        shown = [tracked for tracked in self.sorted if not clsname or clsname in tracked.classname]
        if limit < 1 or type(limit) is float and limit == 1:
            limit = max(1, int(len(shown) * limit))
        for tracked in shown[:int(limit)]:
            self.print_object(tracked)

    def print_summary(self):
        """Print for each snapshot a line a class: living objects, bytes, bytes an object, per cent of the process."""
        names, write = self.tracked_classes, self.stream.write
        self.annotate()
        write("---- SUMMARY " + "-" * 66 + "\n")
        for snapshot in list(self.snapshots):
            write("%-35s %11s %12s %12s %5s\n" % (
                trunc(snapshot.desc, 35), "active", pp(snapshot.asizeof_total), "average", "pct"))
            classes = self.annotate_snapshot(snapshot)
            for name in names:
                of = classes[name]
                write("  %-33s %11d %12s %12s %4d%%\n" % (
                    trunc(name, 33), of["active"], pp(of["sum"]), pp(of["avg"]), of["pct"]))
        write("-" * 79 + "\n")


class HtmlStats(Stats):
    """What was measured, as one HTML page with charts in it.

    Every method below can be replaced in a subclass; those named create_..._chart() return what stands in the page.
    """

    style = _tracker_page.STYLE

    def create_html(self, fname, title="ClassTracker Statistics"):
        """Write the page: memory over time, each snapshot, each class with its instances. It needs no other file."""
        self._prepare()
        self._write(fname, _tracker_page.whole_page(self, title))

    def create_title_page(self, filename, title=""):
        """Write a page of the snapshots only."""
        self._prepare()
        self._write(filename, _tracker_page.page(self.style, title, _tracker_page.overview(self, title)))

    def print_class_details(self, fname, classname):
        """Write a page of one class only."""
        self._prepare()
        self._write(fname, _tracker_page.page(self.style, classname, _tracker_page.class_section(self, classname)))

    def create_snapshot_chart(self, filename=""):
        """Bytes of each class over time, as SVG; written to the file, too, if there is a name."""
        self.annotate()
        return self._svg(_plots.snapshot_plot(self), filename)

    def create_lifetime_chart(self, classname, filename=""):
        """How many instances of the class were alive over time, as SVG."""
        return self._svg(_plots.lifetime_plot(classname, list(self.index[classname])), filename)

    def create_pie_chart(self, snapshot, filename=""):
        """What part each class has of a snapshot, as SVG; "" when nothing was tracked."""
        self.annotate_snapshot(snapshot)
        plot = _plots.share_plot(snapshot, self.tracked_classes)
        return self._svg(plot, filename) if plot is not None else ""

    def relative_path(self, filepath, basepath=None):
        """The path seen from `basepath`, or without one as it is."""
        return os.path.relpath(filepath, basepath) if basepath else filepath

    def _prepare(self):
        self.annotate()

    def _svg(self, plot, filename):
        if filename:
            plot.write(filename, "svg")
        return plot.svg()

    def _write(self, filename, pieces):
        with replacing(filename) as file:
            for piece in pieces:
                file.write(piece.encode("utf-8", "replace"))
