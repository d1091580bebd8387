"""What a container is said to retain is what is freed when it goes, and none of its elements is held from outside.

The oracle is tracemalloc: bytes of all blocks, before and after the last reference to the container is let go. The table
of containers is containers.py. SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import gc
import sys
import tracemalloc
import unittest
import warnings

import refscope
import containers
import packages

# Bytes that are freed beside, by container: the reason. Elements are asked about all the same.
BESIDE = {
    "products": "the indices that these iterators count with are not counted",
    "threads_not_begun": "a lock of the system stands behind each lock",
    "buffered_files": "a lock of the system stands behind each file",
    "concurrent_futures": "a lock of the system stands behind each lock",
    "finished_tasks": "tasks keep their coroutines' frames, which are gone before anything is freed",
    "scheduler": "numbers that were computed have room for more digits than they need",
    "element_iterators": "the stack of parents of an iterator is not counted",
    "text_files": "the text of a StringIO is not counted",
    "written_text_files": "the text of a StringIO is not counted",
    "ctypes_arrays": "data behind ctypes objects are not counted",
    "structs": "the codes of a Struct are not counted",
    "csv_writers": "the fields of a csv reader or writer are not counted",
    "named_tuples": "the items of a class derived from tuple have a place more than sys.getsizeof says",
    "struct_sequences": "fields without a number are in no item count",
    "classes": "the base's own note of each of its subclasses",
    "single_dispatch": "the base's own note of each of its subclasses",
    "fraction_numbers": "a number of one digit has room for two",
    "uuids": "a number that was computed has room for more digits than it needs",
    "enumeration": "names of members stay interned",
}
UNEVEN = {"parsed_syntax": 0.03}  # which node of a tree is the first to have room for its attributes differs from run to run
HELD_BY_C = {"sqlite_functions": "functions are held by SQLite, in its own memory"}

warnings.simplefilter("ignore")
ELEMENTS = 400


def fill_free_blocks():
    """Deques keep a few of the blocks they let go of: make sure that the next one is let go of for good."""
    collections.deque(range(5000))


def make(name, address_of):
    elements = [containers.Element() for _ in range(ELEMENTS)]
    address_of.update((id(element), name) for element in elements)
    made = containers.CONTAINERS[name](elements)
    elements.clear()
    return made


def weigh_all():
    """{name: (retained bytes, freed bytes, elements held from outside)} of all containers, by one photograph."""
    tracemalloc.start(1)
    try:
        for name in containers.CONTAINERS:
            make(name, {})  # what the first call leaves is no part of the container
        address_of, held = {}, {}
        for name in containers.CONTAINERS:
            held[name] = make(name, address_of)
        gc.collect()
        snapshot = refscope.capture()
        retained = {name: snapshot.at(one).retained_size for name, one in held.items()}
        outside = collections.Counter(address_of.get(h.address) for h in snapshot.objects(type=containers.Element) if h.is_root)
        del snapshot
        gc.collect()
        return {name: (retained[name], freed_by(held, name), outside[name]) for name in containers.CONTAINERS}
    finally:
        tracemalloc.stop()


def freed_by(held, name):
    fill_free_blocks()
    before = tracemalloc.get_traced_memory()[0]
    del held[name]
    gc.collect()
    return before - tracemalloc.get_traced_memory()[0]


def verdict(name, retained, freed, outside):
    """What is wrong with what is said of that container, or ""."""
    if name in HELD_BY_C:
        return "" if outside else "is seen now"
    if outside:
        return "%d elements held from outside" % outside
    exact = name not in BESIDE
    return "retains %d, frees %d" % (retained, freed) if exact and abs(retained - freed) > UNEVEN.get(name, 0.02) * freed + 64 else ""


class Containers(unittest.TestCase):
    def test_the_table_is_large_enough(self):
        self.assertGreaterEqual(len(containers.CONTAINERS), 120)

    def test_what_goes_is_what_is_retained(self):
        for name, weighed in weigh_all().items():
            with self.subTest(name):
                self.assertEqual(verdict(name, *weighed), "")


class Arrays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, packages.folder_with("numpy"))

    @classmethod
    def tearDownClass(cls):
        sys.path.pop()

    def test_an_array_has_its_data_and_a_view_has_none(self):
        import numpy

        class Child(numpy.ndarray):
            pass
        whole = numpy.zeros((100, 30))
        arrays = [whole, numpy.zeros(1000, "i2"), numpy.asfortranarray(numpy.ones((20, 30, 5))), numpy.zeros(0), whole[5:],
                  whole.T, whole[::-2, ::3], numpy.array([None] * 50), numpy.zeros((3, 0, 4)), numpy.zeros(7).view(Child)]
        snapshot = refscope.capture()
        for number, one in enumerate(arrays[:-1]):
            self.assertEqual(snapshot.at(one).size, one.__sizeof__(), number)
        self.assertLess(snapshot.at(arrays[-1]).size, 300)
        self.assertGreaterEqual(snapshot.at(whole).retained_size, 24000)


if __name__ == "__main__":
    unittest.main()
