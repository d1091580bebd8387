"""The profiling front end: the process, its threads, a tracker's charts, garbage and objects, in a browser.

    from refscope.web import start_profiler, start_in_background
    start_profiler()                       # shows the pages until Ctrl-C
    start_in_background(tracker=tracker)   # or: goes on, and shows them meanwhile

The names and parameters are those of Pympler's web. What differs:

* the address that is printed holds a random token, and only this machine is served: no other user and no web page can read
  what is in the heap;
* the pages look at a photograph: no repr of the program's objects runs, no object is kept alive by having been looked at;
* every text is escaped, pages need no network and no script, and none of them changes the program;
* a port that is in use is told where the server is started: FileError, an OSError; port 0 takes a free one;
* it can be stopped: stop() of the thread, or from anywhere stop_profilers().

SPDX-License-Identifier: GPL-2.0-or-later
"""
import atexit
import os
import stat
import sys
import threading
from itertools import islice

import _refscope

from refscope._plain import Thread, main_ident, running_threads, text

__all__ = ["start_profiler", "start_in_background", "stop_profilers", "ProfilerThread"]

_MOST_LINES = 8      # of a chart, the largest; the rest is one more
_MOST_OBJECTS = 500  # of a class, the largest
_servers = []


def start_profiler(host="localhost", port=8090, tracker=None, stats=None, debug=False, **kwargs):
    """Show the pages until Ctrl-C, or until stop_profilers() is called; the calling thread waits.

    host: "localhost", "127.0.0.1" or "::1". ArgumentError, a ValueError, for another.
    port: where to listen; 0: a free port. FileError, an OSError, when it is in use.
    tracker: a ClassTracker whose snapshots are shown, those to come as well.
    stats: the Stats of one instead, for instance loaded from a dump.
    debug: True prints the traceback when a page cannot be made.
    Of other keywords, quiet=True does not print the address; what else Pympler took for its server does nothing.
    """
    server = _start(host, port, tracker, stats, debug, **kwargs)
    try:
        server.wait()
    except KeyboardInterrupt:
        pass
    finally:
        _stop(server)


def start_in_background(**kwargs):
    """Show the pages while the program goes on. The parameters are those of start_profiler().

    Returns the thread, a daemon, with its .address and .port; its stop() ends it.
    """
    thread = ProfilerThread(**kwargs)
    thread.open()
    thread.start()
    return thread


def stop_profilers():
    """Stop every server that is running; answers that are on their way are waited for."""
    for server in list(_servers):
        _stop(server)


class ProfilerThread(threading.Thread):
    """A thread that shows the pages. `kwargs` are the parameters of start_profiler()."""

    def __init__(self, group=None, target=None, name="refscope web front end", **kwargs):
        super().__init__(group=group, target=target, name=name, daemon=True)
        self.kwargs = kwargs
        self._server = None

    @property
    def address(self):
        """Where the pages are: a str. None: it is not running."""
        return self._server.address if self._server is not None else None

    @property
    def port(self):
        """Where it listens: an int. None: it is not running."""
        return self._server.port if self._server is not None else None

    def open(self):
        """Listen and print the address; start() does so otherwise."""
        if self._server is None:
            self._server = _start(**self.kwargs)

    def run(self):
        self.open()
        self._server.wait()

    def stop(self):
        """Stop showing them; the thread then ends."""
        if self._server is not None:
            _stop(self._server)


# ---- Servers

def _start(host="localhost", port=8090, tracker=None, stats=None, debug=False, quiet=False, **unused):
    if stats is None and tracker is not None:
        stats = tracker.stats
    server = _refscope._WebServer(host, port, _title(), _Answers(stats, debug))
    _servers.append(server)
    if not quiet and sys.stderr is not None:
        print("refscope: web: %s" % server.address, file=sys.stderr, flush=True)
    return server


def _title():
    argv = getattr(sys, "argv", None) or [""]
    name = os.path.basename(argv[0]) if type(argv[0]) is str else ""
    return (name or "python").encode("utf-8", "replace").decode().replace("\0", "")


def _stop(server):
    if server in _servers:
        _servers.remove(server)
    server.stop()


def _forget():
    for server in _servers:
        server.forget()
    _servers.clear()


atexit.register(stop_profilers)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


# ---- What only the running program knows: a list of pieces (web_answer.h), or a sentence why there is none

class _Answers:
    """Called by the server's threads for the pages about the process and the tracker."""

    __slots__ = ("stats", "debug", "lock")

    def __init__(self, stats, debug):
        self.stats, self.debug = stats, debug
        self.lock = threading.Lock()  # a tracker's statistics are worked out in place

    def __call__(self, topic, argument):
        try:
            if topic == "process":
                return _threads()
            if topic == "traceback":
                return _stack(argument)
            with self.lock:
                return _tracker(self.stats) if topic == "tracker" else _class(self.stats, argument)
        except Exception:
            if self.debug:
                sys.excepthook(*sys.exc_info())
            raise


# ---- Threads

def _frames():
    """{ident: running frame} of all threads but this one and others of ours."""
    frames = sys._current_frames()
    frames.pop(threading.get_ident(), None)
    return {ident: frame for ident, frame in frames.items() if not _is_ours(frame)}


def _is_ours(frame):
    """Does the thread only work for these pages?"""
    while frame.f_back is not None:
        frame = frame.f_back
    return frame.f_globals is globals()


def _threads():
    known, rows = running_threads(), []
    for ident, frame in _frames().items():
        thread = Thread(known[ident]) if ident in known else None
        name = thread.name if thread is not None else "not started by threading"
        kind = "" if thread is None else "daemon" if thread.daemon else "main" if ident == main_ident() else ""
        rows.append([("link", "traceback/", str(ident), name), str(ident), kind, ("code", _place(frame))])
    return [("heading", "Threads, now"), ("table", ["Thread", "Number", "Kind", "is in"], rows)]


def _function(code):
    return text(getattr(code, "co_qualname", code.co_name))


def _place(frame):
    return "%s (%s:%s)" % (_function(frame.f_code), os.path.basename(text(frame.f_code.co_filename)), frame.f_lineno)


def _stack(argument):
    if argument == "main":
        argument = str(main_ident())
    ident = int(argument) if argument.isdecimal() and len(argument) < 25 else -1
    frame, rows = _frames().get(ident), []
    if frame is None:
        return "There is no thread of that number."
    while frame is not None:
        file, line = text(frame.f_code.co_filename), frame.f_lineno
        rows.append([("code", _function(frame.f_code)), ("code", "%s:%s" % (file, line)), ("code", _source(file, line))])
        frame = frame.f_back
    return [("thread", "main thread" if ident == main_ident() else "thread %d" % ident),
            ("heading", "Stack, now, the innermost call first"),
            ("table", ["Function", "Place", "Line"], rows)]


def _source(file, line):
    """The line of a source file; "" where it cannot be read. Asks no codec, which could be the program's."""
    try:
        if not line or not stat.S_ISREG(os.stat(file).st_mode):
            return ""
        with open(file, "rb") as lines:
            return next(islice(lines, line - 1, line), b"").decode("utf-8", "replace").strip()
    except (OSError, ValueError):
        return ""


# ---- A tracker

_NO_TRACKER = [("text", "No tracker was given. start_profiler(tracker=tracker), or start_in_background(tracker=tracker), "
                        "shows here what a ClassTracker saw over time.")]


def _snapshots(stats):
    """The snapshots so far, with what they tell of each class."""
    stats.annotate()
    return [snapshot for snapshot in list(stats.snapshots) if snapshot.classes is not None]


def _tracker(stats):
    if stats is None:
        return _NO_TRACKER
    snapshots = _snapshots(stats)
    if not snapshots:
        return [("text", "The tracker has taken no snapshot yet: tracker.create_snapshot(), or "
                         "tracker.start_periodic_snapshots().")]
    names = list(stats.tracked_classes)
    lines = _class_lines(names, snapshots)
    pieces = [("chart", "Bytes by class, from snapshot to snapshot", lines)] if lines else []
    pieces.append(("chart", "Bytes of the process", _process_lines(snapshots)))
    pieces += [("heading", "Classes, in the latest snapshot"), _class_table(names, snapshots[-1]),
               ("heading", "Snapshots"), _snapshot_table(snapshots)]
    return pieces


def _of_class(snapshot, name, what):
    return snapshot.classes.get(name, {}).get(what, 0)


def _class_lines(names, snapshots):
    lines = [(_words(name), [float(_of_class(snapshot, name, "sum")) for snapshot in snapshots]) for name in names]
    lines.sort(key=lambda line: -max(line[1]))
    rest = lines[_MOST_LINES:]
    if rest:
        lines[_MOST_LINES:] = [("%d other classes" % len(rest), [sum(values) for values in zip(*(v for _, v in rest))])]
    return lines


def _process_lines(snapshots):
    def line(name, value):
        return (name, [float(value(snapshot)) for snapshot in snapshots])

    tracker = line("What the tracker itself takes", lambda s: s.overhead)
    if not snapshots[0].system_total.data_segment:
        return [line("Everything but the tracked objects", lambda s: s.total - s.tracked_total - s.overhead), tracker]
    return [line("Data but the tracked objects", lambda s: s.system_total.data_segment - s.tracked_total - s.overhead),
            tracker,
            line("Code of the program", lambda s: s.system_total.code_segment),
            line("Code of libraries", lambda s: s.system_total.shared_segment),
            line("Stack", lambda s: s.system_total.stack_segment)]


def _class_table(names, snapshot):
    names.sort(key=lambda name: -_of_class(snapshot, name, "sum"))
    rows = [[("link", "tracker/class/", _words(name), _words(name)), int(_of_class(snapshot, name, "active")),
             ("size", int(_of_class(snapshot, name, "sum"))), ("size", int(_of_class(snapshot, name, "avg"))),
             "%.1f %%" % _of_class(snapshot, name, "pct")] for name in names]
    return ("table", ["Class", "#Living", "#Bytes", "#Bytes each", "#Share"], rows)


def _words(value):
    """What a caller gave for a name or a description, as text: no __str__ is asked."""
    words = text(value, None)
    return _refscope._asize_repr(value) if words is None else words


def _seconds(seconds):
    return "%.2f s" % seconds


def _snapshot_table(snapshots):
    first = snapshots[0].timestamp
    rows = [[str(number), _words(snapshot.desc), _seconds(snapshot.timestamp - first), ("size", int(snapshot.tracked_total)),
             ("size", int(snapshot.overhead)), ("size", int(snapshot.total))]
            for number, snapshot in enumerate(snapshots)]
    return ("table", ["Number", "Description", "After", "#Tracked", "#Tracker", "#Process"], rows)


def _class(stats, name):
    if stats is None:
        return _NO_TRACKER
    snapshots = _snapshots(stats)
    if name not in stats.index:
        return "%s: the tracker has no class of that name." % name
    pieces = [("title", name)]
    if snapshots:
        values = [float(_of_class(snapshot, name, "sum")) for snapshot in snapshots]
        pieces += [("chart", "Bytes of all its objects, from snapshot to snapshot", [(name, values)]),
                   _class_history(name, snapshots)]
    return pieces + _class_objects(list(stats.index[name]))


def _class_history(name, snapshots):
    first = snapshots[0].timestamp
    rows = [[str(number), _words(snapshot.desc), _seconds(snapshot.timestamp - first), int(_of_class(snapshot, name, "active")),
             ("size", int(_of_class(snapshot, name, "sum"))), ("size", int(_of_class(snapshot, name, "avg")))]
            for number, snapshot in enumerate(snapshots)]
    return ("table", ["Snapshot", "Description", "After", "#Living", "#Bytes", "#Bytes each"], rows)


def _class_objects(objects):
    shown = sorted(objects, key=lambda tracked: -tracked.get_max_size())[:_MOST_OBJECTS]
    rows = [[_object_cell(tracked), _seconds(tracked.birth), _seconds(tracked.death) if tracked.death else "lives",
             ("size", int(tracked.get_max_size()))] for tracked in shown]
    heading = "Objects" if len(shown) == len(objects) else "The largest %d of %d objects" % (len(shown), len(objects))
    return [("heading", heading), ("table", ["Object", "Tracked at", "Gone at", "#Bytes at most"], rows)]


def _object_cell(tracked):
    words = _words(tracked.repr or hex(tracked.id))
    return ("code", words) if tracked.death else ("link", "objects/", hex(tracked.id), words)
