"""How objects are called in asizeof's trees and in reference graphs: as repr() has it, and without running it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import dataclasses
import datetime
import enum
import json
import pathlib
import re
import sys
import time
import unittest
from decimal import Decimal

import hostile
import packages
from _refscope import _asize_repr
from refscope.garbagegraph import GarbageGraph
from refscope.refgraph import ReferenceGraph


@dataclasses.dataclass
class User:
    name: str
    age: int = 0
    token: str = dataclasses.field(default="secret", repr=False)
    friends: list = dataclasses.field(default_factory=list)


class Slotted(User):
    __slots__ = ()


class Colour(enum.Enum):
    RED = 1
    GREEN = "g"


class Level(enum.IntEnum):
    LOW = 1


class Refused(ValueError):
    pass


class Worker:
    def run(self):
        pass


Point = collections.namedtuple("Point", "x y")
UTC, CET = datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=1), "CET")
NUMBERS = """0 -0 1.50 -7 100 123456789012345678901234567890.001 12345678901234567890 10000000000000000000 1E+5 1e-10 0.000001
0.0000001 1E-7 0E+3 0E-8 Infinity -Infinity NaN -NaN sNaN12""".split()


def made():
    counted = collections.defaultdict(list, key=[1])
    ring = collections.deque([1])
    ring.append(ring)
    moment = datetime.datetime(2026, 12, 1, 6, 5)
    return [
        User("Ada", 36), Slotted("Bo"), Point(1, "a"), Colour.RED, Colour.GREEN, Level.LOW,
        moment, moment.replace(second=3, microsecond=77), moment.replace(tzinfo=UTC), moment.replace(tzinfo=CET, fold=1, second=9),
        datetime.date(2026, 5, 4), datetime.time(1, 2, 3), datetime.time(1, 2, 3, 4, tzinfo=UTC), datetime.timedelta(1, 2),
        datetime.timedelta(0), UTC, CET, datetime.timezone(datetime.timedelta(minutes=-90)), *map(Decimal, NUMBERS),
        pathlib.Path("/a/b"), pathlib.Path("a") / "b", pathlib.Path(), pathlib.Path("/"), pathlib.PurePosixPath("x", "/y", "z"),
        pathlib.Path("it's"), pathlib.Path("日本"),
        collections.deque([1, "a"]), collections.deque([1, 2], maxlen=2), collections.deque(), ring,
        collections.Counter("abracadabra"), collections.Counter(), collections.Counter(a=1, b=3, c=3), counted,
        ValueError("x"), KeyError("k", 1), Refused(), OSError(2, "no"),
        re.compile("a+"), re.compile("a", re.I | re.M), re.compile(b"a", re.S), re.compile("a", re.A),
        len, [].append, json, User, object, Worker().run, Worker.run, time.gmtime(0), sys.version_info, [Point(1, [User("C")])],
    ]


class AsReprHasIt(unittest.TestCase):
    def test_in_trees(self):
        for one in made():
            with self.subTest(repr(one)):
                self.assertEqual(_asize_repr(one, 0), repr(one))

    def test_in_graphs(self):
        objects = [one for one in made() if len(repr(one)) <= 128]
        self.assertGreater(len(objects), 60)
        graph = ReferenceGraph(objects)
        looks = {meta.id: meta.str for meta in graph.metadata}
        self.assertEqual([looks[id(one)] for one in graph.objects], [repr(one) for one in graph.objects])

    def test_what_holds_itself_and_what_is_deep(self):
        user = User("Ada")
        user.friends.append(user)
        self.assertEqual(_asize_repr(user, 0), "User(name='Ada', age=0, friends=[...])")
        chain = None
        for number in range(50):
            chain = Point(number, chain)
        self.assertEqual(_asize_repr(chain, 0).count("Point("), 12)

    def test_attributes_wherever_they_stand(self):
        user = User("Ada", 36)
        expected = repr(user)
        self.assertEqual(_asize_repr(user), expected)
        vars(user)["age"] = 37  # from now on in a dict
        self.assertEqual(_asize_repr(user), expected.replace("36", "37"))
        del user.age
        self.assertEqual(_asize_repr(user), "User(name='Ada', friends=[])")

    def test_an_array(self):
        sys.path.append(packages.folder_with("numpy"))
        import numpy
        self.assertEqual(_asize_repr(numpy.zeros((3, 4))), "ndarray(shape=(3, 4), dtype=float64)")
        self.assertEqual(_asize_repr(numpy.zeros(5, dtype=object)), "ndarray(shape=(5,), dtype=object_)")
        self.assertEqual(_asize_repr(numpy.array(7, dtype="u1")), "ndarray(shape=(), dtype=uint8)")


class WithoutRunningIt(unittest.TestCase):
    def setUp(self):
        hostile.CALLED.clear()

    def test_a_repr_of_its_own_is_not_asked(self):
        odd = hostile.hostile_class("Odd")()
        key = hostile.hostile_class("Key")
        bases = {"dataclass": dataclasses.make_dataclass("Data", ["odd"], namespace={"__repr__": hostile.told("__repr__")}),
                 "exception": type("Wrong", (ValueError,), hostile.namespace()), "tuple": type("Pair", (Point,), hostile.namespace())}
        cases = [(bases["dataclass"](odd), "Data(odd=<hostile.Odd object at 0x%x>)" % id(odd)),
                 (bases["exception"](odd), "Wrong(<hostile.Odd object at 0x%x>)" % id(odd)),
                 (tuple.__new__(bases["tuple"], (1, odd)), "Pair(x=1, y=<hostile.Odd object at 0x%x>)" % id(odd))]
        hostile.CALLED.clear()
        for one, expected in cases:
            self.assertEqual(_asize_repr(one, 0), expected)
        for one in (collections.deque([odd]), collections.defaultdict(key, {1: odd}), collections.Counter({1: odd}), [odd], key):
            _asize_repr(one, 0)
        ReferenceGraph([odd, *[one for one, _ in cases]])
        self.assertEqual(hostile.CALLED, [])

    def test_a_class_that_takes_a_name_is_read_by_nobody(self):
        false = type("datetime", (), {"__module__": "datetime"})
        false.__name__ = "datetime.datetime"
        pattern = type("re.Pattern", (), {"pattern": "x"})
        for one in (false(), pattern()):
            self.assertRegex(_asize_repr(one, 0), "^<[^ ]+ object at 0x[0-9a-f]+>$")

    def test_fields_that_are_not_to_be_shown_are_not(self):
        self.assertNotIn("secret", _asize_repr(User("Ada"), 0))

    def test_nothing_is_left_behind(self):
        user, path = User("Ada"), pathlib.PurePosixPath("a", "b")
        before = sys.getrefcount(user.name), sys.getrefcount(user.friends), sys.getrefcount(path), set(getattr(path, "__slots__", ()))
        for _ in range(3):
            _asize_repr([user, path, Decimal(1), Worker().run], 0)
        self.assertEqual((sys.getrefcount(user.name), sys.getrefcount(user.friends), sys.getrefcount(path),
                          set(getattr(path, "__slots__", ()))), before)


class WhoAsksForIt(unittest.TestCase):
    def test_repr_is_called_and_guarded(self):
        class Loud:
            def __repr__(self):
                return "loud" * 50

        class Broken:
            def __repr__(self):
                raise ValueError("no")
        objects = [Loud(), Broken(), [1]]
        self.assertEqual([meta.str for meta in ReferenceGraph(objects, repr=True).metadata], [("loud" * 50)[:124] + "..ud", "N/A", "[1]"])
        self.assertEqual([meta.str for meta in GarbageGraph(objects, repr=True).metadata][1:], ["N/A", "[1]"])
        self.assertRegex(ReferenceGraph(objects).metadata[0].str, "^<.*Loud object at 0x")


if __name__ == "__main__":
    unittest.main()
