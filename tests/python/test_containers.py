"""What a container is said to retain is what is freed when it goes, and none of its elements is held from outside.

The oracle is tracemalloc: bytes of all blocks, before and after the last reference to the container is let go. The table
of containers is containers.py. SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import tracemalloc
import unittest
import warnings

import refscope
import containers

# Bytes that are freed beside, by container: the reason. Elements are asked about all the same.
APART = "what it keeps in blocks of its own is not counted"
BESIDE = {
    **dict.fromkeys((
        "a_deque", "bounded_deque", "deque_child", "small_deques", "deque_iterators", "an_ordered_dict", "ordered_dict_by_text",
        "ordered_dict_views", "products", "a_queue", "priority_queue", "threads_not_begun", "asynchronous_queue",
        "finished_tasks", "concurrent_futures", "exit_stack", "scheduler", "arrays", "array_iterators", "elements",
        "parsed_tree", "element_iterators", "tree_builder", "pickler", "pickler_of_elements", "unpickler", "text_files",
        "written_text_files", "buffered_files", "ctypes_arrays", "structs", "csv_writers", "a_simple_queue", "simple_queue_half_empty"), APART),
    "named_tuples": "the items of a class derived from tuple have a place more than sys.getsizeof says",
    "struct_sequences": "fields without a number are in no item count",
    "classes": "the base's own note of each of its subclasses",
    "single_dispatch": "the base's own note of each of its subclasses",
    "fraction_numbers": "a number of one digit has room for two",
    "uuids": "a number that was computed has room for more digits than it needs",
    "enumeration": "names of members stay interned",
}
HELD_BY_C = {"sqlite_functions": "functions are held by SQLite, in its own memory"}

warnings.simplefilter("ignore")
ELEMENTS = 1000


def weigh(make):
    """(retained bytes, freed bytes, elements held from outside) of one container."""
    make([containers.Element() for _ in range(ELEMENTS)])  # what the first call leaves is no part of the container
    gc.collect()
    tracemalloc.start(1)
    try:
        kept = [containers.Element() for _ in range(ELEMENTS)]
        held = [make(kept)]
        kept.clear()
        kept = None
        gc.collect()
        snapshot = refscope.capture()
        retained = snapshot.at(held[0]).retained_size
        outside = [h.type for h in snapshot.objects(type="containers.Element") if h.is_root]
        del snapshot
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        held.clear()
        gc.collect()
        return retained, before - tracemalloc.get_traced_memory()[0], outside
    finally:
        tracemalloc.stop()


def verdict(name):
    """What is wrong with what is said of that container, or ""."""
    retained, freed, outside = weigh(containers.CONTAINERS[name])
    if name in HELD_BY_C:
        return "" if outside else "is seen now"
    if outside:
        return "%d elements held from outside" % len(outside)
    exact = name not in BESIDE
    return "retains %d, frees %d" % (retained, freed) if exact and abs(retained - freed) > 0.015 * freed + 64 else ""


class Containers(unittest.TestCase):
    def test_the_table_is_large_enough(self):
        self.assertGreaterEqual(len(containers.CONTAINERS), 120)

    def test_what_goes_is_what_is_retained(self):
        for name in containers.CONTAINERS:
            with self.subTest(name):
                self.assertEqual(verdict(name), "")


if __name__ == "__main__":
    unittest.main()
