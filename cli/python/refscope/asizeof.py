"""Sizes of objects with all they hold: Pympler's asizeof, by the layout of the interpreter and in C.

An object's own (flat) size is what the allocator gave it: heads in front of it, attribute values beside it, blocks that are
its alone. A combined size adds what it holds, everything once, however deep; what a program is made of (classes, functions,
code, frames) is left out unless an option asks for it, a module counts without its namespace unless it is given itself, and
a weak reference holds nothing. No code of the program runs but a __sizeof__ that a class defines, of an object that holds
nothing but numbers (others add up what is followed anyway), and nothing is made in the objects that are looked
at. `limit`, the depth to look into, has no default: there is no limit unless one is set.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys
import types as _types
import weakref as _weakref
from inspect import isbuiltin, isclass, iscode, isframe, isfunction, ismethod, ismodule
from math import log as _log
from os import linesep as _linesep

from _refscope import _asize, _asize_repr, _flat_size, _references, _Seen
from refscope import _definitions
from refscope._definitions import _dict_types, adict, basicsize, itemsize, leng
from refscope._text import printable

__all__ = ["Asized", "Asizer", "adict", "amapped", "asized", "asizeof", "asizesof", "basicsize", "flatsize", "itemsize",
           "leng", "refs"]

__version__ = "22.12.07"  # of the asizeof whose names and options these are, Pympler 1.1's

_CODE, _FRAMES, _IGNORED = 1, 2, 4  # as in asizeof_walk.h
_RANKS = 100
_Py_TPFLAGS_HAVE_GC = 1 << 14


def _plural(number):
    return "" if number == 1 else "s"


def _kwdstr(**options):
    return ", ".join(sorted("%s=%s" % (name, _asize_repr(value, 0)) for name, value in options.items()))


def _OptionError(where, Error=ValueError, **options):
    return Error("invalid option%s: %s(%s)" % (_plural(len(options)), where.__name__, _kwdstr(**options)))


def _SI(size):
    """" or 1.2 MiB", from a KiB on."""
    if size < 1024:
        return ""
    value = float(size)
    for letter in "KMGTPE":
        value /= 1024
        if value < 1024:
            break
    return " or %.1f %siB" % (value, letter)


def _with_SI(size):
    return str(size) + _SI(size)


def _percent(part, total):
    return "%.0f%%" % (part * 100.0 / total) if total > 0 else "n/a"


def _type_text(kind):
    """A class without its brackets and quotes: "class list"."""
    return _asize_repr(kind, 0).strip("<>").replace("'", "") if type(kind) is type else "class %s" % _definitions.name_of(kind)


def _length_text(obj):
    length = leng(obj)
    if length is None:
        return ""
    return " leng %d%s" % (length, "!" if length > _definitions.plain_length(obj) else "")


def _held(obj):
    """A reference that keeps `obj` alive only if it must."""
    try:
        return _weakref.ref(obj)
    except TypeError:
        return lambda: obj


def _printf(text, **print3options):
    words = text.lstrip(_linesep)  # an empty line before a table
    text = text[:len(text) - len(words)] + printable(words)
    stream = print3options.get("file") or sys.stdout
    stream.write(text + print3options.get("end", _linesep if print3options else "\n"))
    if print3options.get("flush"):
        stream.flush()


class Asized:
    """What was learned of one object: .size with all it holds, .flat its own, .name, and .refs, one Asized a reference."""

    __slots__ = ("flat", "name", "refs", "size")

    def __init__(self, size, flat, refs=(), name=None):
        self.size = size
        self.flat = flat
        self.name = name
        self.refs = tuple(refs)

    def __str__(self):
        return "size %r, flat %r, refs[%d], name %r" % (self.size, self.flat, len(self.refs), self.name)

    def format(self, format="%(name)s size=%(size)d flat=%(flat)d", depth=-1, order_by="size", indent=""):
        """A line for the object and for each part below it down to `depth` (-1: all), parts in the order of `order_by`:
        'size' or 'flat', the largest first, or 'name'."""
        lines, todo = [], [(self, depth, indent)]
        while todo:
            one, depth, indent = todo.pop()
            lines.append(indent + format % {"size": one.size, "flat": one.flat, "name": printable(str(one.name))})
            if depth and one.refs:
                parts = sorted(one.refs, key=lambda part: getattr(part, order_by), reverse=order_by in ("size", "flat"))
                todo.extend((part, depth - 1, indent + "    ") for part in reversed(parts))
        return "\n".join(lines)

    def get(self, name, dflt=None):
        """The part with that name, or `dflt`."""
        return next((part for part in self.refs if part.name == name), dflt)


class _Profile:
    __slots__ = ("high", "largest", "number", "total")

    def __init__(self):
        self.high = self.number = self.total = 0
        self.largest = lambda: None

    def add(self, number, total, high, obj):
        self.number += number
        self.total += total
        if self.high < high:
            self.high, self.largest = high, _held(obj)


class _Rank:
    __slots__ = ("deep", "id", "key", "objref", "pid", "size")

    def __init__(self, size, obj, deep, holder):
        self.size, self.deep, self.id, self.key, self.objref = size, deep, id(obj), type(obj), _held(obj)
        self.pid = 0 if deep == 0 else id(holder)

    def format(self, clip, places):
        obj = self.objref()
        depth = " (at %s)" % self.deep if self.deep > 0 else ""
        holder = ", pix %s" % places.get(self.pid, "?") if self.pid else ""
        return "%s: %s%s, ix %s%s%s" % (_type_text(self.key), _asize_repr(obj, clip), _length_text(obj),
                                        places.get(self.id, "?"), depth, holder)


class Asizer:
    """Sizes objects and adds up: what an earlier call has counted, a later one does not count again."""

    def __init__(self, **opts):
        """The options are those of reset()."""
        self._excluded_types = []
        self._excluded = _Seen()
        self._seen = _Seen()
        self.reset(**opts)

    def reset(self, above=1024, align=8, clip=80, code=False, cutoff=10, derive=False, detail=0, frames=False, ignored=True,
              infer=False, limit=None, stats=0, stream=None, **extra):
        """Set all options, to their defaults where not given, and forget what was sized.

        above    objects of more bytes with all they hold are ranked (with stats)
        align    sizes are rounded up to multiples of this power of 2; below 2 they are not
        clip     characters of a repr that are shown
        code     whether classes, functions, methods and code count
        cutoff   how many of the largest objects are printed; per cent of the total below which profiles are not
        derive   accepted; every subclass is sized as what it is
        detail   how many levels of .refs an Asized shows
        frames   whether frames count
        ignored  whether built-in functions, built-in classes, `object` and `super` themselves are left out
        infer    accepted; what an object holds is seen, not inferred
        limit    how many references deep to look; None: no limit
        stats    1: print a summary and the largest objects; 2: profiles by type as well; 3: types, too
        stream   where to print; None: sys.stdout
        """
        if extra:
            raise _OptionError(self.reset, Error=KeyError, **extra)
        self._above, self._align, self._clip, self._code, self._cutoff = above, align, clip, code, cutoff
        self._derive, self._detail, self._frames, self._ignored = derive, detail, frames, bool(ignored)
        self._infer, self._limit, self._stats, self._stream = infer, limit, stats, stream
        self._clear()
        self.set(align=align, code=code, cutoff=cutoff, stats=stats)

    def set(self, above=None, align=None, code=None, cutoff=None, frames=None, detail=None, limit=None, stats=None):
        """Change some options; see reset()."""
        if above is not None:
            self._above = int(above)
        if align is not None:
            if align > 1 and align & (align - 1):
                raise _OptionError(self.set, align=align)
            self._align, self._mask = align, (align - 1 if align > 1 else 0)
        if code is not None:
            self._code = code
            self._incl = " (incl. code)" if code else self._incl
        if detail is not None:
            self._detail = detail
        if frames is not None:
            self._frames = frames
        if limit is not None:
            self._limit = limit
        if stats is not None:
            self._set_stats(stats, cutoff)

    def _set_stats(self, stats, cutoff):
        """The part behind the point is a cutoff of its own."""
        if stats < 0:
            raise _OptionError(self.set, stats=stats)
        self._stats = int(stats)
        self._cutoff = int(cutoff) if cutoff else int((stats - self._stats) * 100.0 + 0.5) or self._cutoff

    def _clear(self):
        self._depth = self._ranked = self._total = 0
        self._incl = ""
        self._profiles = {}
        self._ranks = []
        self._seen.clear()
        self._excluded.clear()
        self._excluded.exclude_refs(tuple(self._excluded_types))

    # ---- Sizing

    def _sizes(self, objs, asized=None, repeat=True, keep=True):
        flags = (_CODE if self._code else 0) | (_FRAMES if self._frames else 0) | (0 if self._ignored else _IGNORED)
        results, total, depth, ranked, ranks, profiles = _asize(
            objs, self._seen, self._excluded, flags=flags, limit=-1 if self._limit is None else max(int(self._limit), 0),
            mask=self._mask, above=max(int(self._above), 0), stats=int(self._stats), mapped=_mapped, keep=keep,
            repeat=repeat, asized=asized, detail=self._detail if asized else 0, clip=self._clip)
        self._total += total
        self._depth = max(self._depth, depth)
        self._ranked += ranked
        if ranks:
            self._ranks = sorted(self._ranks + [_Rank(*rank) for rank in ranks], key=lambda r: r.size, reverse=True)[:_RANKS]
        for kind, *of in profiles:
            self._profiles.setdefault(kind, _Profile()).add(*of)
        return results

    def asizeof(self, *objs, **opts):
        """Bytes of all objects together, each with all it holds."""
        if opts:
            self.set(**opts)
        return 0 if self._seen.met_again(objs) else sum(self._sizes(objs, repeat=False))

    def asizesof(self, *objs, **opts):
        """A tuple of bytes, one an object; what several hold counts for the first, given objects for themselves."""
        if opts:
            self.set(**opts)
        return self._sizes(objs)

    def asized(self, *objs, **opts):
        """An Asized for each object, in a tuple; of one object alone the Asized itself."""
        if opts:
            self.set(**opts)
        sized = self._sizes(objs, Asized)
        return sized[0] if len(sized) == 1 else sized

    def exclude_objs(self, *objs):
        """These objects shall never count."""
        self._seen.exclude_objs(objs)

    def exclude_refs(self, *objs):
        """References to these objects shall not count; given themselves, they do."""
        self._seen.exclude_refs(objs)

    def exclude_types(self, *objs):
        """Objects of these classes shall not count, and neither the classes."""
        for kind in objs:
            if type(kind) is type and not any(kind is known for known in self._excluded_types):
                self._excluded_types.append(kind)
                self._excluded.exclude_refs((kind,))

    # ---- Options and counts

    above = property(lambda self: self._above, doc="Objects of more bytes are ranked.")
    align = property(lambda self: self._align, doc="Sizes are multiples of this.")
    clip = property(lambda self: self._clip, doc="Characters of a repr that are shown.")
    code = property(lambda self: self._code, doc="Whether code counts.")
    cutoff = property(lambda self: self._cutoff, doc="How much of the statistics is printed.")
    derive = property(lambda self: self._derive, doc="As it was set.")
    detail = property(lambda self: self._detail, doc="Levels of .refs in an Asized.")
    duplicate = property(lambda self: self._seen.counts()[2], doc="How many objects were met more than once.")
    excluded = property(lambda self: tuple(self._excluded_types), doc="The classes that do not count.")
    frames = property(lambda self: self._frames, doc="Whether frames count.")
    ignored = property(lambda self: self._ignored, doc="Whether certain types are left out.")
    infer = property(lambda self: self._infer, doc="As it was set.")
    limit = property(lambda self: self._limit, doc="How many references deep; None: no limit.")
    missed = property(lambda self: 0, doc="Objects missed because of errors: none ever is.")
    ranked = property(lambda self: self._ranked, doc="How many objects were larger than `above`.")
    seen = property(lambda self: self._seen.counts()[0], doc="How often an object was met.")
    sized = property(lambda self: self._seen.counts()[1], doc="How many objects were met.")
    stats = property(lambda self: self._stats, doc="How much is printed.")
    total = property(lambda self: self._total, doc="Bytes so far.")

    # ---- Reports

    def _printf(self, text, **print3options):
        if self._stream and not print3options.get("file"):
            print3options["file"] = self._stream
        _printf(text, **print3options)

    def _repr(self, obj):
        return _asize_repr(obj, self._clip)

    def print_largest(self, w=0, cutoff=0, **print3options):
        """Print the `cutoff` largest objects, counted with all they hold; `w` is the width of numbers."""
        shown = self._ranks[:max(int(cutoff) if cutoff else self._cutoff, 0)]
        if not shown or self._above <= 0:
            return
        self._printf("%s%*d largest object%s (of %d over %d bytes%s)" % (
            _linesep, w, len(shown), _plural(len(shown)), self._ranked, self._above, _SI(self._above)), **print3options)
        places = {rank.id: place for place, rank in enumerate(self._ranks)}
        for rank in shown:
            self._printf("%*d bytes%s: %s" % (w, rank.size, _SI(rank.size), rank.format(self._clip, places)), **print3options)

    def _profile_text(self, profile):
        return "object%s:  %s%s, %s, %s:  %s%s" % (
            _plural(profile.number), _with_SI(profile.total),
            " (%s)" % _percent(profile.total, self._total) if self._total else "",
            _with_SI(profile.total // profile.number), _with_SI(profile.high), self._repr(profile.largest()),
            _length_text(profile.largest()))

    def print_profiles(self, w=0, cutoff=0, **print3options):
        """Print the sizes of objects by their types, down to `cutoff` per cent of the total."""
        rows = [(kind, of) for kind, of in self._profiles.items() if of.total > 0 or of.number > 1]
        if len(self._profiles) - len(rows) < 9:
            rows = list(self._profiles.items())
        if not rows:
            return
        cutoff = (int(cutoff) if cutoff else self._cutoff) if self._total else 0
        self._printf("%s%*d profile%s:  total%s, average, and largest flat size%s:  largest object" % (
            _linesep, w, len(rows), _plural(len(rows)), " (% of grand total)" if self._total else "", self._incl),
            **print3options)
        left = len(rows)
        for kind, of in sorted(rows, key=lambda row: (row[1].total, row[1].number), reverse=True):
            self._printf("%*d %s %s" % (w, of.number, _type_text(kind), self._profile_text(of)), **print3options)
            left -= 1
            if left > 1 and of.total < int(cutoff * 0.01 * self._total):
                self._printf("%+*d profiles below cutoff (%.0f%%)" % (w, left, cutoff), **print3options)
                break
        rest = len(self._profiles) - len(rows)
        if rest > 0:
            self._printf("%+*d %r object%s" % (w, rest, "zero", _plural(rest)), **print3options)

    def print_stats(self, objs=(), opts={}, sized=(), sizes=(), stats=3, **print3options):
        """Print what was learned, as far as `stats` goes: of the given objects, the `sizes` or the `sized` results."""
        stats = min(opts.get("stats", stats) or 0, self._stats)
        if stats <= 0:
            return
        width = len(str(self.missed + self.seen + self._total)) + 1
        options = _kwdstr(**opts)
        comma = ", " if options and objs else ""
        if sized and objs:
            self._print_sized(objs, sized, comma + options, options, width, print3options)
        elif sizes and objs:
            self._printf("%sasizesof(...%s%s) ..." % (_linesep, comma, options), **print3options)
            for size, obj in zip(sizes, objs):
                self._printf("%*d bytes%s%s:  %s" % (width, size, _SI(size), self._incl, self._repr(obj)), **print3options)
        else:
            given = self._repr(objs) if objs else ""
            self._printf("%sasizeof(%s%s%s) ..." % (_linesep, given, comma, options), **print3options)
        self.print_summary(w=width, objs=objs, **print3options)
        whole = int(stats)
        cutoff = int((stats - whole) * 100.0 + 0.5) or self._cutoff
        self.print_largest(w=width, cutoff=cutoff if whole < 2 else 10, **print3options)
        if whole > 1:
            self.print_profiles(w=width, cutoff=cutoff, **print3options)
        if whole > 2:
            self.print_typedefs(w=width, **print3options)

    def _print_sized(self, objs, sized, tail, options, width, print3options):
        if len(objs) == 1:
            self._printf("%sasized(%s): %s" % (_linesep, options, sized), **print3options)
            return
        self._printf("%sasized(...%s) ..." % (_linesep, tail), **print3options)
        for place, one in enumerate(sized):
            self._printf("%*d: %s" % (width - 1, place, one), **print3options)

    def print_summary(self, w=0, objs=(), **print3options):
        """Print the total and how many objects were met."""
        seen, sized, duplicate = self._seen.counts()
        given = len(objs or ())
        lines = ["%*d bytes%s%s" % (w, self._total, _SI(self._total), self._incl)]
        if self._mask:
            lines.append("%*d byte aligned" % (w, self._mask + 1))
        lines.append("%*d byte sizeof(void*)" % (w, _definitions.POINTER))
        counts = [(given, "given"), (sized, "sized")]
        if self._excluded_types:
            counts.append((self._excluded.counts()[0], "excluded"))
        counts.append((seen, "seen"))
        if self._ranked > 0:
            counts.append((self._ranked, "ranked"))
        counts.append((self.missed, "missed"))
        lines += ["%*d object%s %s" % (w, count, _plural(count), what) for count, what in counts]
        lines.append("%*d duplicate%s" % (w, duplicate, _plural(duplicate)))
        if self._depth > 0:
            lines.append("%*d deepest recursion" % (w, self._depth))
        for line in lines:
            self._printf(line, **print3options)

    def print_typedefs(self, w=0, **print3options):
        """Print how built-in types and those met so far are sized, and the classes that are taken for dicts."""
        for kind, rows in _definitions.tables(self._profiles, self._code):
            self._printf("%s%*d %s type%s:  basicsize, itemsize, _len_(), _refs()" % (
                _linesep, w, len(rows), kind, _plural(len(rows))), **print3options)
            for name, text in sorted(rows):
                self._printf("%*s %s:  %s" % (w, "", name, text), **print3options)
        self._printf("%s%*d dict/-like classes:" % (_linesep, w, sum(map(len, _dict_types.values()))), **print3options)
        for module, names in _dict_types.items():
            self._printf("%*s %s:  %s" % (w, "", module, _asize_repr(names, self._clip).replace("'", "")), **print3options)


_mapped = 0.01
_asizer = Asizer()


def amapped(percentage=None):
    """How much of a mapped file counts, in per cent; the old value is returned, a new one set."""
    global _mapped
    old = _mapped * 100.0
    if percentage is not None:
        _mapped = max(0, min(1, percentage * 0.01))
    return old


def asizeof(*objs, **opts):
    """Bytes of the objects together, each with all it holds. Options: see Asizer.reset(). With all=True and no objects, of
    all there are."""
    everything, given = opts.pop("all", None), dict(opts)
    if not objs and everything not in (None, False):
        if everything is not True:
            raise _OptionError(asizeof, all=everything)
        from refscope import muppy
        objs, given = tuple(muppy.get_objects()), dict(opts, all=True)
    _asizer.reset(**opts)
    size = sum(_asizer._sizes(objs, repeat=False, keep=False)) if objs else 0
    if objs:
        _asizer.print_stats(objs=objs, opts=given)
        _asizer._clear()
    return size


def asizesof(*objs, **opts):
    """A tuple of bytes, one an object: see Asizer.asizesof() and, for the options, Asizer.reset()."""
    _asizer.reset(**opts)
    sizes = _asizer._sizes(objs, keep=False) if objs else ()
    if objs:
        _asizer.print_stats(objs, opts=opts, sizes=sizes)
        _asizer._clear()
    return sizes


def asized(*objs, **opts):
    """An Asized for each object: see Asizer.asized() and, for the options, Asizer.reset()."""
    _asizer.reset(**opts)
    sized = _asizer._sizes(objs, Asized, keep=False) if objs else ()
    if objs:
        sized = sized[0] if len(sized) == 1 else sized
        _asizer.print_stats(objs, opts=opts, sized=sized)
        _asizer._clear()
    return sized


def flatsize(obj, align=0, **opts):
    """Bytes of the object itself, rounded up to a multiple of `align`."""
    if opts:
        _definitions.check_options(opts)
    if align <= 1:
        return _flat_size(obj)
    if align & (align - 1):
        raise _OptionError(flatsize, align=align)
    return (_flat_size(obj) + align - 1) & ~(align - 1)


alen = leng


def named_refs(obj, **opts):
    """A list of (name, object) of what it holds by name."""
    _definitions.check_options(opts)
    return [pair for pair in _references(obj) or () if pair[0] is not None]


def refs(obj, **opts):
    """An iterator over what it holds, or None where its type holds nothing."""
    _definitions.check_options(opts)
    pairs = _references(obj)
    return None if pairs is None else iter([held for _, held in pairs])
