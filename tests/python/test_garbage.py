"""Garbage by arithmetic is what gc.collect() finds, structure by structure of the zoo.

The oracle: gc.collect() under DEBUG_SAVEALL, in the same process, right after the photograph.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import sys
import unittest
import warnings

import refscope
import zoo

warnings.simplefilter("ignore")  # coroutines that are never awaited: on purpose


def photograph_then_collect(make):
    """(addresses the snapshot calls garbage, those the collector saved) of what `make` leaves behind."""
    gc.collect()
    gc.disable()
    try:
        make()
        snapshot = refscope.capture()
        ours = {handle.address for handle in snapshot.garbage() if handle.tracked}
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.garbage.clear()
        gc.collect()
        theirs = {id(found) for found in gc.garbage}
        return snapshot, ours, theirs
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
        gc.collect()


def unexplained(snapshot, extra):
    """Those of `extra` that the collector had no way to miss.

    The collector sees what tp_traverse reports of tracked objects. What hangs on garbage by another way (the constants of a
    code object, the table of an untracked one) it frees as well, without listing it. Generators, coroutines and their frames
    it closes before it lists anything, and what they held is freed then.
    """
    explained = set()
    waiting = set(extra)
    while True:
        found = {address for address in waiting if any(
            reference.source.is_garbage and (
                not reference.reported or not reference.source.tracked or reference.source.address in explained
                or reference.source.type in CLOSED_FIRST)
            for reference in snapshot.at(address).referrers()) or snapshot.at(address).type in CLOSED_FIRST}
        if not found:
            return sorted(snapshot.at(address).type for address in waiting)
        explained |= found
        waiting -= found


CLOSED_FIRST = {"generator", "coroutine", "async_generator", "frame"}


class Zoo(unittest.TestCase):
    def test_the_zoo_is_large_enough(self):
        self.assertGreaterEqual(len(zoo.ZOO), 40)

    def test_each_structure_is_found_exactly(self):
        for name, make in zoo.ZOO.items():
            with self.subTest(name):
                make()  # once before: caches that the first call fills are no part of the structure
                snapshot, ours, theirs = photograph_then_collect(make)
                self.assertTrue(theirs or ours or snapshot.uncollectable(), "makes no garbage")
                self.assertEqual(self.types_of(snapshot, theirs - ours), [], "missed")
                self.assertEqual(unexplained(snapshot, ours - theirs), [], "false")

    def test_the_whole_zoo_at_once(self):
        def make_all():
            for make in zoo.ZOO.values():
                make()
        snapshot, ours, theirs = photograph_then_collect(make_all)
        self.assertEqual(self.types_of(snapshot, theirs - ours), [])
        self.assertEqual(unexplained(snapshot, ours - theirs), [])
        self.assertGreater(len(theirs), 300)

    def test_nothing_is_finalized_by_looking(self):
        gc.collect()
        gc.disable()
        try:
            zoo.finalizer()
            before = zoo.Finalized.finalized
            snapshot = refscope.capture()
            self.assertEqual(len([h for h in snapshot.garbage() if h.type == "zoo.Finalized"]), 1)
            self.assertEqual(zoo.Finalized.finalized, before)
        finally:
            gc.enable()
        gc.collect()
        self.assertEqual(zoo.Finalized.finalized, before + 1)

    def test_what_is_held_is_no_garbage(self):
        kept = []
        kept.append(kept)
        snapshot = refscope.capture()
        self.assertFalse(snapshot.at(kept).is_garbage)

    def test_frozen_objects_are_alive_and_seen(self):
        gc.collect()
        lone = []
        lone.append(lone)
        address = id(lone)
        gc.freeze()
        try:
            del lone
            snapshot = refscope.capture()
            self.assertFalse(snapshot.at(address).is_garbage)
        finally:
            gc.unfreeze()
            gc.collect()

    @staticmethod
    def types_of(snapshot, addresses):
        return sorted(snapshot.at(address).type for address in addresses)


if __name__ == "__main__":
    unittest.main()
