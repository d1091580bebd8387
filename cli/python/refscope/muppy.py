"""All objects of the heap, filtered, sorted and compared: Pympler's muppy, of every object there is.

get_objects() finds what the collector does not track as well, leaves refscope's own objects out and leaves the process as it
was: no collection is run, garbage is left out all the same. Objects are told apart by identity, and none of their code runs
but a __sizeof__ that a class defines, of an object that holds nothing but numbers.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys
import types

from _refscope import _flat_size, _muppy_filter, _muppy_objects, _muppy_once, _muppy_referents, _muppy_sort, _muppy_without, _sizes_total
from refscope import summary
from refscope.asizeof import _Py_TPFLAGS_HAVE_GC

__all__ = ["filter", "get_diff", "get_objects", "get_referents", "get_size", "getsizeof", "print_summary", "sort"]


def ignore_object(obj):
    """Whether get_objects() leaves it out unless frames are asked for: a frame."""
    return type(obj) is types.FrameType


def getsizeof(obj, *default):
    """Bytes of an object itself: sys.getsizeof() with the attribute values that stand beside it."""
    return _flat_size(obj)


def get_objects(remove_dups=True, include_frames=False):
    """A list of all live objects; frames, and those of the callers, only with include_frames. There are no duplicates."""
    objects = _muppy_objects(include_frames, [], summary._find_ours())
    if include_frames:
        frame = sys._getframe(1)
        while frame is not None:
            objects.append(frame)
            frame = frame.f_back
        objects = _muppy_once(objects) if remove_dups else objects
    return objects


def get_size(objects):
    """Bytes of all objects, each by itself; one that is listed twice counts twice."""
    return _sizes_total(objects)


def get_diff(left, right):
    """{'+': objects that are only in `right`, '-': objects that are only in `left`}, by identity."""
    return {"+": _muppy_without(right, left), "-": _muppy_without(left, right)}


def sort(objects):
    """The objects by their bytes, the smallest first."""
    return _muppy_sort(objects)


def filter(objects, Type=None, min=-1, max=-1):
    """The objects that are of class `Type`, larger than `min` and smaller than `max` bytes, as far as these are given."""
    if min > max and max > -1:
        raise ValueError("minimum must be smaller than maximum")
    return _muppy_filter(objects, Type, min, max)


def get_referents(object, level=1):
    """What an object refers to, directly or in up to `level` steps, each object once."""
    return _muppy_referents(object, level)


def print_summary():
    """Print a summary of all live objects."""
    summary.print_(summary._of_everything([]))


def _get_usage(function, *args):
    """The summary of what a call of function(*args) leaves behind, or None; the call is made twice, and the first is let
    pass for what it loads and caches."""
    function(*args)
    given = []
    before = summary._of_everything(given)
    given.append(before)
    function(*args)
    after = summary._of_everything(given)
    return summary._sweep(summary.get_diff(before, after)) or None


def _is_containerobject(o):
    """Whether the collector may have to look after objects of its type."""
    return bool(type.__dict__["__flags__"].__get__(type(o)) & _Py_TPFLAGS_HAVE_GC)


def _remove_duplicates(objects):
    """Each object once, where it is first."""
    return _muppy_once(objects)
