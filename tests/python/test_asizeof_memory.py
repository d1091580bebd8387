"""What asizeof says of an object is what its allocation took: of every shape in shapes.py, and of those of packages.

The oracle is tracemalloc: bytes of all blocks that are there after a few were made and were not before. Shapes whose sum is
another one are in APART, with their ratio and the reason, and the reason is on the page docs/sizes.md.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import os
import sys
import tracemalloc
import unittest
import warnings
from pathlib import Path

import packages
import shapes
from refscope import asizeof

COPIES = 20
RIGHT = (0.95, 1.10)
PAGE = Path(os.environ["REFSCOPE_SOURCE"]) / "docs" / "sizes.md"

BLOCKS = "a block of memory that only its C code knows of"
ITEMS = "one item more than the object says it has"
FRAMES = "its frame is an object of its own"
CODE = "functions and methods count with `code=True` only"
THREAD = "what a `threading.local` has of each thread is held by the thread"
OTHER = "memory of another allocator, which the object tells of itself"
NATIVE = "objects of a library that are no Python objects"
SPARE = "blocks that are kept for the next items"

# Name: (reason, lowest and highest ratio of what is told to what was allocated, first and last minor version).
APART = {
    "named_tuples": (ITEMS, 0.92, 0.94, 9, 13),
    "tuples_derived": (ITEMS, 0.92, 0.94, 9, 13),
    "ints_derived": (ITEMS, 0.90, 0.92, 9, 13),
    "fraction_numbers": (ITEMS, 0.93, 0.95, 11, 13),
    "struct_sequences": (ITEMS, 0.78, 0.86, 9, 13),
    "generators": (FRAMES, 0.21, 0.24, 9, 10),
    "generators_begun": (FRAMES, 0.21, 0.24, 9, 10),
    "coroutines": (FRAMES, 0.21, 0.25, 9, 10),
    "json_coders": (CODE, 0.80, 0.93, 9, 13),
    "conditions_and_events": (CODE, 0.81, 0.84, 9, 13),
    "thread_locals": (THREAD, 0.87, 0.89, 9, 13),
    "deque_of_one_end": (SPARE, 0.36, 1.14, 9, 13),
    "csv_readers": (BLOCKS, 0.14, 0.15, 9, 13),
    "csv_writers": (BLOCKS, 0.001, 0.002, 9, 13),
    "compressors": (BLOCKS, 0.0005, 0.001, 9, 13),
    "decompressors": (BLOCKS, 0.55, 0.56, 9, 13),
    "match_scanners": (BLOCKS, 0.78, 0.93, 9, 13),
    "element_iterators": (BLOCKS, 0.68, 0.71, 9, 13),
    "an_unpickler": (BLOCKS, 0.93, 1.0, 9, 13),
    "locks": (BLOCKS, 0.70, 0.87, 9, 13),
    "numpy_generators": (BLOCKS, 0.86, 0.93, 9, 13),
    "a_multidict": (BLOCKS, 0.74, 0.76, 9, 9),
    "pyarrow_buffer_of_bytes": (NATIVE, 0.01, 0.02, 9, 13),
    "lxml_tree": (NATIVE, 1.2, 2, 9, 13),
    "a_mapped_file": (OTHER, 43, 53, 9, 13),
    "pyarrow_array": (OTHER, 90, 300, 9, 13),
    "pyarrow_table": (OTHER, 150, 700, 9, 13),
}


def weigh(make):
    """(told, allocated): the bytes of some that are made one after the other."""
    first = [make() for _ in range(3)]  # what is made once only, for all of them, is no part of the object
    kept = [None] * COPIES
    gc.freeze()  # collections are short then, and still let go of what CPython keeps for the next tuple or list
    gc.collect()
    gc.disable()
    tracemalloc.start(1)
    try:
        before = tracemalloc.get_traced_memory()[0]
        for place in range(COPIES):
            kept[place] = make()
        gc.collect()
        allocated = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
        gc.enable()
        gc.unfreeze()
    del first
    return asizeof.asizeof(*kept, align=1), allocated


def bounds(name):
    reason, low, high, first, last = APART.get(name, ("", 0, 0, 0, 0))
    return (low, high) if first <= sys.version_info[1] <= last else RIGHT


class Memory(unittest.TestCase):
    def setUp(self):
        ignored = warnings.catch_warnings()
        ignored.__enter__()
        self.addCleanup(ignored.__exit__, None, None, None)
        warnings.simplefilter("ignore")  # files that are not closed, coroutines that are not awaited

    def check(self, name, make):
        """A table of the interpreter's own, as that of interned strings, may grow in between: not twice in a row."""
        low, high = bounds(name)
        told, allocated = weigh(make)
        if not low <= told / allocated <= high:
            told, allocated = weigh(make)
        self.assertTrue(low <= told / allocated <= high, "%s: %d of %d bytes, %.4f" % (name, told, allocated, told / allocated))

    def test_shapes_of_the_standard_library(self):
        for name, make in shapes.SHAPES.items():
            with self.subTest(name):
                self.check(name, make)

    def test_shapes_of_packages(self):
        for name, (requirement, prepare) in shapes.PACKAGED.items():
            with self.subTest(name):
                folder = packages.folder_with(requirement)
                if folder not in sys.path:
                    sys.path.insert(0, folder)
                self.check(name, prepare())

    def test_the_table_is_large_enough(self):
        self.assertGreaterEqual(len(shapes.SHAPES), 150)
        self.assertGreaterEqual(len(shapes.PACKAGED), 30)
        self.assertLessEqual(set(APART), set(shapes.SHAPES) | set(shapes.PACKAGED))

    def test_every_reason_is_on_the_page(self):
        page = " ".join(PAGE.read_text(encoding="utf-8").split())
        for reason in {entry[0] for entry in APART.values()}:
            self.assertIn(reason, page)


if __name__ == "__main__":
    unittest.main()
