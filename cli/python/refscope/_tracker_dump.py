"""The file of a ClassTracker's records. The format is in docs/tracker-dump.md.

It is JSON, so that reading one runs nothing that is in it; every value is checked before any record is made of it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import math
import re

from _refscope import ArgumentError
from refscope import process
from refscope._tracked import History, Snapshot, TrackedObject
from refscope.asizeof import Asized

FORMAT = "refscope tracker dump"
VERSION = 1

_MEMORY = ("pid", "vsz", "rss", "pagefaults", "data_segment", "code_segment", "shared_segment", "stack_segment")
_MOST = 2 ** 64


# ---- Writing

def write(file, index, snapshots):
    """Write to a binary file, or to one of text."""
    for piece in _pieces(index, snapshots):
        try:
            file.write(piece.encode("ascii"))
        except TypeError:
            file.write(piece)


def _pieces(index, snapshots):
    """One line a snapshot and an object."""
    yield '{"format": %s, "version": %d,\n"snapshots": [' % (json.dumps(FORMAT), VERSION)
    for place, snapshot in enumerate(snapshots):
        yield (",\n" if place else "\n") + _text(_snapshot_row(snapshot))
    yield '],\n"classes": ['
    for place, (name, objects) in enumerate(list(index.items())):
        yield "%s\n{\"name\": %s, \"objects\": [" % ("," if place else "", json.dumps(name))
        for number, tracked in enumerate(list(objects)):
            yield (",\n" if number else "\n") + _text(_object_row(tracked))
        yield "]}"
    yield "]}\n"


def _text(row):
    return json.dumps(row, allow_nan=False, separators=(",", ":"))


def _snapshot_row(snapshot):
    memory = snapshot.system_total
    return {
        "time": snapshot.timestamp, "description": snapshot.desc, "tracked_total": snapshot.tracked_total,
        "asizeof_total": snapshot.asizeof_total, "overhead": snapshot.overhead,
        "process": {**{key: getattr(memory, key) for key in _MEMORY}, "available": bool(memory.available),
                    "os_specific": [list(pair) for pair in memory.os_specific]},
    }


def _object_row(tracked):
    return {
        "id": tracked.id, "name": tracked.name, "repr": tracked.repr, "birth": tracked.birth, "death": tracked.death,
        "resolution_level": tracked._resolution_level, "trace": tracked.trace,
        "sizes": [[time, size.size, size.flat, None if size.name == tracked.repr else size.name, _part_rows(size)]
                  for time, size in list(tracked.snapshots)],
    }


def _part_rows(size):
    """[depth, size, flat, name] of all below, each followed by its own parts."""
    rows, todo = [], [(part, 1) for part in reversed(size.refs)]
    while todo:
        part, depth = todo.pop()
        rows.append([depth, part.size, part.flat, part.name])
        todo.extend((below, depth + 1) for below in reversed(part.refs))
    return rows


# ---- Reading

def read(file, filename):
    """(index, snapshots, history) of a file. ArgumentError: it is no dump, and why."""
    raw = file.read()
    try:
        return _records(_parsed(raw))
    except _Bad as error:
        raise ArgumentError("refscope: %s: %s" % (filename, error)) from None


class _Bad(Exception):
    pass


def _parsed(raw):
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else bytes(raw)
    if _is_pickle(data):
        raise _Bad("this is a pickle, as Pympler writes: reading one can run any program that is hidden in it, so it is refused; "
                   "take the snapshots again and dump them with refscope")
    try:
        return json.loads(data.decode("utf-8"), parse_int=_parse_int, parse_constant=_refuse_constant)
    except RecursionError:
        raise _Bad("no tracker dump: its brackets are nested too deeply") from None
    except ValueError as error:
        raise _Bad("no tracker dump: %s" % error) from None


def _is_pickle(data):
    """From protocol 2 on a pickle starts with its number; the older ones end with a full stop and start with no bracket."""
    return data[:1] == b"\x80" or (data[:1] in b"(cdli]}" and data[:1] != b"" and data.rstrip()[-1:] == b".")


def _parse_int(digits):
    if len(digits) > 20:
        raise _Bad("a number of %d digits" % len(digits))
    return int(digits)


def _refuse_constant(name):
    raise _Bad("%s is no number" % name)


def _records(top):
    _check(isinstance(top, dict) and top.get("format") == FORMAT, "no tracker dump of refscope")
    version = top.get("version")
    _check(_is_count(version) and version >= 1, "its version is no number")
    _check(version <= VERSION, "its version is %s; this refscope reads versions up to %d" % (version, VERSION))
    snapshots = [_snapshot(row) for row in _list(top, "snapshots")]
    index = {}
    for row in _list(top, "classes"):
        name = _string(row, "name")
        _check(name not in index, "the class %r is there twice" % name)
        index[name] = [_object(of) for of in _list(row, "objects")]
    return index, snapshots, {name: _history(objects) for name, objects in index.items()}


def _check(holds, why):
    if not holds:
        raise _Bad(why)


def _field(row, key):
    _check(isinstance(row, dict), "a record is no object")
    _check(key in row, "a record has no %r" % key)
    return row[key]


def _list(row, key):
    value = _field(row, key)
    _check(isinstance(value, list), "%r is no list" % key)
    return value


def _is_count(value):
    return type(value) is int and 0 <= value < _MOST


def _count(row, key):
    return _counted(_field(row, key), key)


def _counted(value, what):
    _check(_is_count(value), "%r is no count" % what)
    return value


def _time(value, what="time"):
    _check(type(value) in (int, float) and 0 <= value < 1e15 and math.isfinite(value), "%r is no time" % what)
    return float(value)


_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _clean(value, what):
    """Text that no terminal obeys: what it would not show is written as an escape."""
    _check(isinstance(value, str), "%r is no text" % what)
    return _UNSHOWN.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), value)


def _string(row, key):
    return _clean(_field(row, key), key)


def _snapshot(row):
    snapshot = Snapshot.__new__(Snapshot)
    snapshot.timestamp = _time(_field(row, "time"))
    snapshot.desc = _string(row, "description")
    snapshot.tracked_total = _count(row, "tracked_total")
    snapshot.asizeof_total = _count(row, "asizeof_total")
    snapshot.overhead = _count(row, "overhead")
    snapshot.system_total = _memory(_field(row, "process"))
    snapshot.classes = None
    return snapshot


def _memory(row):
    memory = process._ProcessMemoryInfo()
    for key in _MEMORY:
        setattr(memory, key, _count(row, key))
    memory.available = _field(row, "available") is True
    for pair in _list(row, "os_specific"):
        _check(isinstance(pair, list) and len(pair) == 2, "'os_specific' is no list of pairs")
        memory.os_specific.append((_clean(pair[0], "os_specific"), _clean(pair[1], "os_specific")))
    return memory


def _object(row):
    tracked = TrackedObject.__new__(TrackedObject)
    tracked.ref = _gone
    tracked.on_delete = None
    tracked.id = _count(row, "id")
    tracked.name = _string(row, "name")
    tracked.repr = _string(row, "repr")
    tracked.birth = _time(_field(row, "birth"), "birth")
    death = _field(row, "death")
    tracked.death = None if death is None else _time(death, "death")
    tracked._resolution_level = _count(row, "resolution_level")
    trace = _field(row, "trace")
    tracked.trace = None if trace is None else [_trace_entry(entry) for entry in _list(row, "trace")]
    tracked.snapshots = [_sample(sample, tracked.repr) for sample in _list(row, "sizes")]
    _check(tracked.snapshots, "an object without sizes")
    return tracked


def _gone():
    """In place of the weak reference: the object lived in another process."""
    return None


def _trace_entry(entry):
    _check(isinstance(entry, list) and len(entry) == 5, "a trace entry has not five parts")
    filename, line, function, source, place = entry
    _check(source is None or (isinstance(source, list) and len(source) <= 1), "a trace entry's source is no line")
    _check(place is None or _is_count(place), "a trace entry's place is no count")
    lines = None if source is None else [_clean(text.rstrip("\n").replace("\t", " "), "source") + "\n"
                                         if isinstance(text, str) else _clean(text, "source") for text in source]
    return (_clean(filename, "file"), _counted(line, "line"), _clean(function, "function"), lines, place)


def _sample(sample, looks):
    _check(isinstance(sample, list) and len(sample) == 5, "a size has not five parts")
    time, size, flat, name, parts = sample
    _check(isinstance(parts, list), "a size's parts are no list")
    name = looks if name is None else _clean(name, "name")
    return (_time(time), Asized(_counted(size, "size"), _counted(flat, "flat"), _parts(parts), name))


def _parts(rows):
    """The trees that rows of [depth, size, flat, name] tell."""
    above = [[]]
    made = []
    for row in rows:
        _check(isinstance(row, list) and len(row) == 4, "a part has not four fields")
        depth, size, flat, name = row
        _check(_is_count(depth) and 1 <= depth <= len(above), "a part's depth does not follow")
        part = Asized(_counted(size, "size"), _counted(flat, "flat"), (), _clean(name, "name"))
        del above[depth:]
        above[-1].append(part)
        above.append([])
        made.append((part, above[-1]))
    for part, below in made:
        part.refs = tuple(below)
    return tuple(above[0])


def _history(objects):
    """How many were alive over time, by their births and deaths."""
    events = sorted([(of.birth, 1) for of in objects] + [(of.death, -1) for of in objects if of.death is not None])
    living, history = 0, []
    for time, by in events:
        living += by
        history.append((time, living))
    return History(history)
