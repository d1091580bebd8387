"""Of what holds objects in packages with types of their own: what it holds is seen, or its type is counted by name among those
that do not tell. A package that cannot be had here is skipped, and said to be.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import functools
import importlib
import sys
import unittest

import packages
import unseen


def module(name):
    return importlib.import_module(name)


def array_of(value, dtype, *places):
    array = module("numpy").zeros(2, dtype=dtype)
    one = array
    for place in places[:-1]:
        one = one[place]
    one[places[-1]] = value
    return array


def written(text):
    return functools.partial(print, text)


# Seen, by the path that is shown.
SEEN = {
    "numpy": {
        "array": (lambda v: array_of(v, object, 1), "[1]"),
        "records": (lambda v: array_of(v, [("number", "i4"), ("held", object)], "held", 1), "[1]"),
        "records in records": (lambda v: array_of(v, [("number", "i4"), ("inner", [("held", object, (2,))])], "inner", "held", 1, 0), "[1]"),
        "view": (lambda v: array_of(v, object, 1)[1:], ".base[1]"),
        "record": (lambda v: array_of(v, [("number", "i2"), ("held", object)], "held", 1)[1], ".base[1]"),
        "type of elements": (lambda v: module("numpy").dtype("i4", metadata={"key": v}), ".metadata['key']"),
    },
    "multidict": {"dict": (lambda v: module("multidict").MultiDict(key=v), None)},
    "immutables": {"map": (lambda v: module("immutables").Map(key=v), None)},
    "wrapt": {"proxy": (lambda v: module("wrapt").ObjectProxy(v), None),
              "function": (lambda v: module("wrapt").FunctionWrapper(written(v), written(1)), None)},
    "msgpack": {"hook": (lambda v: module("msgpack").Unpacker(object_hook=written(v)), None)},
    "frozenlist": {"list": (lambda v: module("frozenlist").FrozenList([v]), None)},
}

# Counted: {name of the type: maker}.
COUNTED = {
    "numpy": {"numpy.nditer": lambda v: module("numpy").nditer(array_of(v, object, 1), flags=["refs_ok"]),
              "numpy.broadcast": lambda v: module("numpy").broadcast(array_of(v, object, 1), 1)},
    "rpds-py": {"rpds.HashTrieMap": lambda v: module("rpds").HashTrieMap({"key": v}), "rpds.List": lambda v: module("rpds").List([v]),
                "rpds.HashTrieSet": lambda v: module("rpds").HashTrieSet([v])},
    "regex": {"_regex.Scanner": lambda v: module("regex").finditer(b".", v), "_regex.Match": lambda v: module("regex").match(b".", v)},
}


class Packages(unittest.TestCase):
    def with_package(self, name):
        folder = packages.folder_with(name)
        if folder not in sys.path:
            sys.path.insert(0, folder)

    def test_seen(self):
        for package, makers in SEEN.items():
            with self.subTest(package):
                self.with_package(package)
                said = unseen.look_at_all({name: make for name, (make, _) in makers.items()})
                self.assertEqual({name: one.path for name, one in said.items() if makers[name][1] is not None},
                                 {name: path for name, (_, path) in makers.items() if path is not None})
                self.assertNotIn(None, [one.path for one in said.values()])

    def test_counted_by_name(self):
        for package, makers in COUNTED.items():
            with self.subTest(package):
                self.with_package(package)
                said = unseen.look_at_all(makers)
                self.assertEqual({name: (one.path, name in one.opaque) for name, one in said.items()},
                                 dict.fromkeys(makers, (None, True)))


if __name__ == "__main__":
    unittest.main()
