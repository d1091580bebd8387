"""Track the instances of classes: how many there are, how large they are, how long they live.

The names, the signatures and the output are those of Pympler's classtracker.

    >>> from refscope.classtracker import ClassTracker
    >>> tracker = ClassTracker()
    >>> tracker.track_class(Order)                 # doctest: +SKIP
    >>> tracker.create_snapshot("before")
    >>> work()                                     # doctest: +SKIP
    >>> tracker.create_snapshot("after")
    >>> tracker.stats.print_summary()              # doctest: +SKIP

What differs is what was wrong there:

* an object that is gone has no size in later snapshots;
* no __repr__ and no __class__ of the objects runs: they look as object's own repr shows them;
* a class whose __init__ is inherited, or that has only a __new__, is constructed as ever, keeps its signature, and after
  detach_class() is as it was; two trackers can track one class and let go of it in any order;
* an instance that cannot be weakly referenced is constructed all the same: it is not tracked, and one warning says so;
* stop_periodic_snapshots() does not wait for the interval to pass, and stops a PeriodicThread that was started by hand;
* `overhead` is counted from the records, not by sizing them, so that a snapshot costs the same however many came before.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools
import operator
import os
import threading
import types
import warnings
from collections import defaultdict

import _refscope
from refscope import asizeof
from refscope._tracked import SAMPLE_BYTES, History, Snapshot, TrackedObject, _get_time, _REPR_CLIP, sample_bytes
from refscope.classtracker_stats import ConsoleStats

__all__ = ["ClassTracker"]

_name_of_class = type.__dict__["__name__"].__get__
_module_of_class = type.__dict__["__module__"].__get__
_dict_of_class = type.__dict__["__dict__"].__get__
_MOST_RUNS = 8


class _ClassObserver:
    """How a class is tracked, and the constructor that it had."""

    __slots__ = ("cls", "init", "constructor", "is_own", "name", "detail", "keep", "trace", "active", "warned")

    def __init__(self, cls, name, detail, keep, trace):
        self.cls = cls
        self.is_own = "__init__" in _dict_of_class(cls)
        self.init = cls.__init__ if self.is_own else _inherited_constructor(cls)
        self.active = True
        self.warned = False
        self.modify(name, detail, keep, trace)

    def modify(self, name, detail, keep, trace):
        self.name, self.detail, self.keep, self.trace = name, detail, keep, trace

    def track(self, tracker, instance):
        try:
            tracker.track_object(instance, name=self.name, resolution_level=self.detail, keep=self.keep, trace=self.trace)
        except TypeError as error:
            if not self.warned:
                self.warned = True
                warnings.warn("refscope: %s: an instance is not tracked: %s" % (self.name, error), RuntimeWarning, 3)

    def restore(self):
        """Take the constructor out of the class; one that others have wrapped stays, and does nothing any more."""
        self.active = False
        if _dict_of_class(self.cls).get("__init__") is not self.constructor:
            return
        while not self.active and isinstance(self.init, types.FunctionType) and hasattr(self.init, "_refscope_observer"):
            below = self.init._refscope_observer
            if below.active:
                break
            self.init, self.is_own = below.init, below.is_own
        if self.is_own:
            self.cls.__init__ = self.init
        else:
            del self.cls.__init__


def _inherited_constructor(cls):
    """The next constructor in line, of whatever class the instance is. object's takes the arguments only where it would
    complain about them: a class with a __new__ of its own may have any."""

    def constructor(*args, **kwargs):
        init = super(cls, args[0]).__init__
        if getattr(init, "__objclass__", None) is object and type(args[0]).__new__ is not object.__new__:
            return init()
        return init(*args[1:], **kwargs)

    return constructor


def _make_constructor(tracker, observer):
    """What stands in for the class's __init__. The object is tracked first, so that the most special class decides."""

    def constructor(*args, **kwargs):
        if observer.active and args:
            observer.track(tracker, args[0])
        return observer.init(*args, **kwargs)

    if observer.is_own and isinstance(observer.init, types.FunctionType):
        functools.update_wrapper(constructor, observer.init)
    else:
        constructor.__name__ = "__init__"
    constructor._refscope_observer = observer
    observer.constructor = constructor
    return constructor


class PeriodicThread(threading.Thread):
    """Takes a snapshot every `interval` seconds until `stop` is True. It does not keep the program from ending."""

    def __init__(self, tracker, interval, *args, **kwargs):
        """`args` and `kwargs` are those of threading.Thread."""
        super().__init__(*args, **kwargs)
        self.daemon = kwargs.get("daemon", True) is not False
        self.interval = interval
        self.tracker = tracker
        self._stopped = threading.Event()

    @property
    def stop(self):
        """Whether it shall stop; settable."""
        return self._stopped.is_set()

    @stop.setter
    def stop(self, value):
        self._stopped.set() if value else self._stopped.clear()

    def start(self):
        self.tracker._periodic_threads.append(self)
        super().start()

    def run(self):
        while not self.stop:
            self.tracker.create_snapshot()
            self._stopped.wait(self.interval)


class ClassTracker:
    """Tracks objects and the instances of classes.

    Attributes:
        index: {name: [TrackedObject]}, also of objects that are gone.
        objects: {id: TrackedObject}; the entry of one that is gone stays until another takes its address.
        snapshots: [Snapshot].
        history: {name: [(time, living instances)]}.
    """

    snapshot_lock = threading.RLock()

    def __init__(self, stream=None):
        """`stream` is where .stats prints; None: sys.stdout."""
        self.index = defaultdict(list)
        self.objects = {}
        self.snapshots = []
        self.history = defaultdict(History)
        self._keepalive = []
        self._observers = {}
        self._periodic_threads = []
        self._sample_bytes = 0
        self._stream = stream

    @property
    def stats(self):
        """A ConsoleStats of what was measured."""
        return ConsoleStats(tracker=self, stream=self._stream)

    # ---- What is tracked

    def track_object(self, instance, name=None, resolution_level=0, keep=False, trace=False):
        """Track one object, under its class's name or another one. TypeError: it cannot be weakly referenced.

        resolution_level: how many levels of what it holds are sized one by one; 0: only it as a whole.
        keep: keep it alive.
        trace: record where the program is now.

        An object that is tracked already stays tracked as it is.
        """
        known = self.objects.get(id(instance))
        if known is not None and known.ref() is instance:
            return
        name = name or _name_of_class(type(instance))
        history = self.history[name]
        tracked = TrackedObject(instance, name, resolution_level, trace, history.died)
        history.born()
        self.index[name].append(tracked)
        self.objects[id(instance)] = tracked
        if keep:
            self._keepalive.append(instance)

    def track_change(self, instance, resolution_level=0):
        """Change the level of an object that is tracked; KeyError: it is not."""
        self.objects[id(instance)].set_resolution_level(resolution_level)

    def track_class(self, cls, name=None, resolution_level=0, keep=False, trace=False):
        """Track the instances that a class makes from now on, under "module.Class" or another name. TypeError: no class, or
        one whose __init__ cannot be replaced. A class that is tracked already gets the new options.

        The options are those of track_object(); `trace` records where each instance was made.
        """
        if not isinstance(cls, type):
            raise TypeError("refscope: only classes can be tracked, not %s" % _name_of_class(type(cls)))
        name = name if name is not None else "%s.%s" % (_module_of_class(cls), _name_of_class(cls))
        if self._is_tracked(cls):
            self._observers[cls].modify(name, resolution_level, keep, trace)
            return
        observer = _ClassObserver(cls, name, resolution_level, keep, trace)
        cls.__init__ = _make_constructor(self, observer)
        self._observers[cls] = observer

    def _is_tracked(self, cls):
        return cls in self._observers

    def detach_class(self, cls):
        """Track no new instances of a class; KeyError: it is not tracked. Those that are tracked stay so."""
        self._observers.pop(cls).restore()

    def detach_all_classes(self):
        """detach_class() of every tracked class."""
        for cls in list(self._observers):
            self.detach_class(cls)

    def detach_all(self):
        """Forget all tracked classes and objects; the snapshots stay."""
        self.detach_all_classes()
        self.objects.clear()
        self.index.clear()
        self._keepalive.clear()
        self._sample_bytes = 0

    def clear(self):
        """Forget everything."""
        self.detach_all()
        self.snapshots.clear()
        self.history.clear()

    def close(self):
        """Detach from the classes, so that contextlib.closing(ClassTracker()) leaves them as they were."""
        self.detach_all_classes()

    # ---- Snapshots

    @property
    def _periodic_thread(self):
        return next((thread for thread in self._periodic_threads if thread.is_alive()), None)

    def start_periodic_snapshots(self, interval=1.0):
        """Take a snapshot now and every `interval` seconds, on a thread. If that is done already, change the interval."""
        thread = self._periodic_thread
        if thread is None:
            PeriodicThread(self, interval, name="BackgroundMonitor").start()
        else:
            thread.interval = interval

    def stop_periodic_snapshots(self):
        """End that, and wait for a snapshot that is being taken."""
        threads, self._periodic_threads = self._periodic_threads, []
        for thread in threads:
            if thread.ident is None or thread.is_alive():  # else it is a forking parent's: its Event may be locked for good
                thread.stop = True
        for thread in threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join()

    def create_snapshot(self, description="", compute_total=False):
        """Size all tracked objects and the process, under that name. With `compute_total` all objects of the heap, too.

        What several tracked objects hold counts for the one that was tracked first; a tracked object only for itself.
        Callable from any thread.
        """
        with self.snapshot_lock:
            snapshot = Snapshot(_get_time(), str(description))
            snapshot.tracked_total = self._size_objects(snapshot.timestamp)
            if compute_total:
                snapshot.asizeof_total = _refscope.capture(values="none").total_size
            if snapshot.tracked_total:
                snapshot.overhead = self._overhead()
            self.snapshots.append(snapshot)

    def _size_objects(self, timestamp):
        """Record the size of each living object; bytes of all. What many objects need is done without a call for each."""
        records = sorted(list(self.objects.values()), key=_birth)
        instances = [record.ref() for record in records]
        records = [record for record, instance in zip(records, instances) if instance is not None]
        instances = tuple([instance for instance in instances if instance is not None])
        levels = [record._resolution_level for record in records]
        sizer = asizeof.Asizer(clip=_REPR_CLIP)
        sizer.exclude_objs(self)
        if any(level > 0 for level in set(levels)):
            self._record_parts(timestamp, records, instances, _sizes_of(sizer, instances, levels))
        else:
            own = _refscope._sizes_each(instances)
            for record, size, flat in zip(records, sizer._sizes(instances, keep=False), own):
                record._samples += (timestamp, size, flat)
        for record in [record for record in records if record._looks[-1] != " "]:
            record._look_at(record.ref())
        self._sample_bytes += SAMPLE_BYTES * len(records)
        return sizer.total

    def _record_parts(self, timestamp, records, instances, sizes):
        for record, instance, size in zip(records, instances, sizes):
            if size.refs:
                record._record(timestamp, instance, size)
                self._sample_bytes += sample_bytes(size) - SAMPLE_BYTES
            else:
                record._samples += (timestamp, size.size, size.flat)

    def _overhead(self):
        """Bytes of the records: as many as one record of each class takes, for all of it, and what snapshots added."""
        return self._sample_bytes + sum(len(tracked) * tracked[-1]._own_bytes() for tracked in self.index.values() if tracked)


_birth = operator.attrgetter("birth")


def _sizes_of(sizer, instances, levels):
    """An Asized for each object, with as many levels as are asked of it."""
    runs = _runs(levels)
    if len(runs) > _MOST_RUNS:
        return [_cut(size, level) for size, level in zip(_asized(sizer, instances, max(levels)), levels)]
    if len(runs) > 1:
        sizer.exclude_refs(*instances)
    return [_cut(size, levels[start]) for start, end in runs for size in _asized(sizer, instances[start:end], levels[start])]


def _asized(sizer, instances, level):
    sizes = sizer.asized(*instances, detail=level)
    return (sizes,) if len(instances) == 1 else sizes


def _runs(levels):
    """Where runs of the same level start and end: one call sizes a run."""
    starts = [place for place in range(len(levels)) if place == 0 or levels[place] != levels[place - 1]]
    return list(zip(starts, starts[1:] + [len(levels)]))


def _cut(size, level):
    """Drop the parts below a level, also those that an instance's values have where they lie beside it."""
    todo = [(size, 0)]
    while todo:
        part, depth = todo.pop()
        if depth >= level and part.refs:
            part.refs = ()
        todo.extend((below, depth + 1) for below in part.refs)
    return size


# ---- A fork waits for a snapshot that is being taken: the child has no thread that would end it

def _before_fork():
    ClassTracker.snapshot_lock.acquire()


def _after_fork():
    ClassTracker.snapshot_lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)
