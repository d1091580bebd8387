"""Shallow sizes are what the allocator gave: measured with tracemalloc, which counts every block of Python's.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys
import tracemalloc
import unittest

import refscope


def measured(make, count=20_000):
    """(bytes that tracemalloc saw for each of `count` objects, bytes that refscope tells, in the mean)."""
    make_many = [None] * count
    for index in range(64):  # the first instances of a class have room for more attributes than later ones
        make_many[index] = make(index)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for index in range(count):
        make_many[index] = make(index)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    snapshot = refscope.capture(make_many)
    sizes = 0
    for one in make_many:
        sizes += snapshot.at(id(one)).size
        if sys.version_info < (3, 11) and hasattr(one, "__dict__"):
            sizes += snapshot.at(id(one.__dict__)).size
    return (after - before) / count, sizes / count


class Attributes:
    def __init__(self, number):
        self.one = self.two = self.three = None


class Many:
    def __init__(self, number):
        self.a = self.b = self.c = self.d = self.e = self.f = self.g = self.h = self.i = self.j = None


class Slots:
    __slots__ = ("one", "two")


class AsTheAllocatorSays(unittest.TestCase):
    def check(self, make):
        allocated, told = measured(make)
        self.assertAlmostEqual(told, allocated, delta=1)  # the loop's own number is in the measure too

    def test_instances(self):
        self.check(Attributes)

    def test_instances_of_many_attributes(self):
        self.check(Many)

    def test_slots(self):
        self.check(lambda number: Slots())

    def test_lists_dicts_and_tuples(self):
        self.check(lambda number: [None] * 5)
        self.check(lambda number: {"a": None, "b": None})
        self.check(lambda number: (None, None, [].__len__ and None) if number < 0 else tuple([None] * 3))

    def test_sets(self):
        self.check(lambda number: {None, True, False, 1, 2, 3, 4, 5, 6})

    def test_as_getsizeof_where_that_is_right(self):
        for one in (12345678901, 2.5, "text", "t\u00e4xt", "\u4f60\u597d", b"bytes", bytearray(b"abc" * 9), (1, 2), [1, 2, 3], {1: 2},
                    {1, 2, 3}, frozenset((1, 2)), 1 << 300, range(3), slice(1), len, Attributes, self.check):
            with self.subTest(repr(one)[:40]):
                self.assertEqual(refscope.capture([one]).at(id(one)).size, sys.getsizeof(one))


if __name__ == "__main__":
    unittest.main()
