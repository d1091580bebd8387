"""What a ClassTracker records: objects with their sizes over time, instance counts, snapshots.

The tracker is in classtracker.py, what is printed of its records in classtracker_stats.py, their file in _tracker_dump.py.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools
import linecache
import sys
import time
import weakref

from _refscope import _asize_repr
from refscope import process
from refscope._text import printable
from refscope.asizeof import Asized, basicsize

_start = time.perf_counter()


def _get_time():
    """Seconds since the package was imported, by a clock that never goes back."""
    return time.perf_counter() - _start


class TrackedObject:
    """Sizes and lifetime of one object, which a weak reference watches.

    Attributes:
        ref: the weak reference; what it returns is None once the object is gone.
        id, name: its address, the name it is tracked under.
        repr: its looks, in the latest snapshot; no code of the object is asked.
        birth, death: when it was tracked and when it went, in seconds; None while it is alive.
        trace: where it was made, the outermost call first: [(file, line, function, [source line] or None, 0 or None)]; or None.
        snapshots: [(time, Asized)]: when it was tracked its basic size, then one for each snapshot while it was alive.
    """

    __slots__ = ("ref", "id", "name", "birth", "death", "trace", "_looks", "_samples", "_resolution_level", "on_delete",
                 "classname", "size", "tsize", "__dict__", "__weakref__")

    def __init__(self, instance, name, resolution_level=0, trace=False, on_delete=None):
        self.ref = weakref.ref(instance, self.finalize)
        self.id = id(instance)
        self.name = name
        self.birth = _get_time()
        self.death = None
        self._resolution_level = resolution_level
        self.trace = None
        if trace:
            self._save_trace()
        kind = _kind_of(instance)
        self._looks = kind.looks or _asize_repr(instance, _REPR_CLIP)
        self._samples = [self.birth, kind.basic, kind.basic]  # time, size, and what of it is its own, or an Asized
        self.on_delete = on_delete

    def _save_trace(self):
        """Keep where the program is, without our own calls."""
        frame, self.trace = sys._getframe(1), []
        while frame is not None:
            if frame.f_globals.get("__name__") not in _OURS:
                self.trace.append(_place(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
            frame = frame.f_back
        self.trace.reverse()

    @property
    def repr(self):
        return "%s0x%x>" % (self._looks, self.id) if self._looks[-4:] == " at " else self._looks

    @repr.setter
    def repr(self, looks):
        self._looks = looks

    @property
    def snapshots(self):
        looks, samples = self.repr, self._samples
        return [(samples[i], samples[i + 2] if type(samples[i + 2]) is not int
                 else Asized(samples[i + 1], samples[i + 2], (), looks if i else None)) for i in range(0, len(samples), 3)]

    @snapshots.setter
    def snapshots(self, pairs):
        self._samples = [part for time, size in pairs for part in (time, size.size, size)]

    def track_size(self, ts, sizer):
        """Record the size that an Asizer finds now; nothing when the object is gone."""
        obj = self.ref()
        if obj is not None:
            self._record(ts, obj, sizer.asized(obj, detail=self._resolution_level))

    def _record(self, ts, obj, size):
        self._samples += (ts, size.size, size)
        self._look_at(obj)

    def _look_at(self, obj):
        """The looks of built-in data follow what is in it."""
        if self._looks[-4:] != " at ":
            self._looks = _asize_repr(obj, _REPR_CLIP)

    def get_max_size(self):
        """The largest of the recorded sizes."""
        return max(self._samples[1::3])

    def get_size_at_time(self, timestamp):
        """The size in the snapshot of that time; 0: it was not there."""
        times = self._samples[::3]
        return self._samples[3 * times.index(timestamp) + 1] if timestamp in times else 0

    def set_resolution_level(self, resolution_level):
        """How many levels of what it holds are sized one by one, from the next snapshot on."""
        self._resolution_level = resolution_level

    def finalize(self, ref):
        """The object is gone. Runs also while the interpreter ends, when little is left to work with."""
        try:
            self.death = _get_time()
            if self.on_delete:
                self.on_delete()
        except Exception:
            pass

    def _own_bytes(self):
        """What the record takes, without the sizes that came later."""
        parts = [self, self.ref, self.ref.__callback__, self.on_delete, self.birth]
        return sum(sys.getsizeof(part) for part in parts if part is not None) + sys.getsizeof([None] * 3)


class _Kind:
    """What the instances of a class have in common: the basic size, and how their looks begin; None: they differ."""

    __slots__ = ("ref", "basic", "looks")

    def __init__(self, instance):
        cls = type(instance)
        self.ref = weakref.ref(cls)
        self.basic = basicsize(instance) or 0
        looks = _asize_repr(instance, _REPR_CLIP)
        address = "0x%x>" % id(instance)
        is_plain = looks[:1] == "<" and looks.endswith(" at " + address)
        is_shared = is_plain and _flags_of_class(cls) & _MADE_BY_CLASS_STATEMENT
        self.looks = looks[:-len(address)] if is_shared else None


_flags_of_class = type.__dict__["__flags__"].__get__
_MADE_BY_CLASS_STATEMENT = 1 << 9  # Py_TPFLAGS_HEAPTYPE
_kinds = {}  # {id of a class: _Kind}; an entry is of use while its class is alive


def _kind_of(instance):
    kind = _kinds.get(id(type(instance)))
    if kind is None or kind.ref() is not type(instance):
        kind = _Kind(instance)
        if len(_kinds) > 4096:
            _kinds.clear()
        _kinds[id(type(instance))] = kind
    return kind


_OURS = frozenset(("refscope._tracked", "refscope.classtracker"))
_REPR_CLIP = 128
SAMPLE_BYTES = 3 * 8 + sys.getsizeof(1 << 20)  # a place in the list for each part, and one number


@functools.lru_cache(maxsize=4096)
def _place(filename, line, function):
    """The same tuple for each object that was made there."""
    source = linecache.getline(filename, line)
    return (filename, line, function, [source] if source else None, 0 if source else None)


def sample_bytes(size):
    """What a recorded size takes when it has parts."""
    total, todo = SAMPLE_BYTES, [size]
    while todo:
        part = todo.pop()
        total += sys.getsizeof(part) + sys.getsizeof(part.refs) + sys.getsizeof(part.name)
        todo.extend(part.refs)
    return total


class History(list):
    """Numbers of living instances over time: [(time, count)]. Objects come and go in any thread, and go in the middle of
    anything: the count is kept apart, and the last entry always tells it."""

    __slots__ = ("living",)

    def __init__(self, *args):
        super().__init__(*args)
        self.living = self[-1][1] if self else 0

    def born(self):
        self.living += 1
        self._tell()

    def died(self):
        self.living -= 1
        self._tell()

    def _tell(self):
        self.append((_get_time(), self.living))
        while self[-1][1] != self.living:
            self.append((_get_time(), self.living))


class Snapshot:
    """What a ClassTracker measured at an instant.

    Attributes:
        timestamp: seconds; desc: what the caller called it.
        tracked_total, asizeof_total: bytes of all tracked objects, and of all objects where that was asked (else 0).
        overhead: bytes that the tracker's records take.
        system_total: a ProcessMemoryInfo.
        classes: None until Stats.annotate(), then {name: {'sum', 'avg', 'pct', 'active', 'merged'}}.
    """

    def __init__(self, timestamp, description=""):
        self.tracked_total = self.asizeof_total = self.overhead = 0
        self.timestamp = timestamp
        self.system_total = process.ProcessMemoryInfo()
        self.desc = description
        self.classes = None

    @property
    def total(self):
        """Bytes of address space; where they are not known, of all objects or else of the tracked ones."""
        return self.system_total.vsz if self.system_total.available else self.asizeof_total or self.tracked_total

    @property
    def label(self):
        """The description and the time."""
        return "%s (%.3fs)" % (self.desc, self.timestamp) if self.desc else "%.3fs" % self.timestamp


def parts_to_show(size, minsize=0, minpct=0.1):
    """(part, level) below a size, each level's largest first; slivers are left out."""
    if not size.size:
        return
    todo = [(part, 1) for part in sorted(size.refs, key=lambda part: part.size)]
    while todo:
        part, level = todo.pop()
        if part.size > minsize and part.size * 100.0 / size.size > minpct:
            yield part, level
            todo.extend((below, level + 1) for below in sorted(part.refs, key=lambda below: below.size))


def format_trace(trace):
    """A trace as text, each call under its line of source."""
    lines = []
    for filename, line, function, source, _ in trace:
        lines.extend("    %s\n" % printable(text.strip()) for text in source or ())
        lines.append("  %s:%4d in %s\n" % (printable(filename), line, printable(function)))
    return "".join(lines)
