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


# What the collector hands to a finalizer first: it frees generators by closing them, so they never reach gc.garbage.
CLOSED_BY_THE_COLLECTOR = {"generator", "coroutine", "async_generator", "frame"}


class Zoo(unittest.TestCase):
    def test_the_zoo_is_large_enough(self):
        self.assertGreaterEqual(len(zoo.ZOO), 40)

    def test_each_structure_is_found_exactly(self):
        for name, make in zoo.ZOO.items():
            with self.subTest(name):
                make()  # once before: caches that the first call fills are no part of the structure
                snapshot, ours, theirs = photograph_then_collect(make)
                self.assertTrue(theirs or ours, "makes no garbage")
                self.assertEqual(self.types_of(snapshot, theirs - ours), [], "missed")
                extra = [one for one in self.types_of(snapshot, ours - theirs) if one not in CLOSED_BY_THE_COLLECTOR]
                if not CLOSED_BY_THE_COLLECTOR & set(self.types_of(snapshot, ours - theirs)):
                    self.assertEqual(extra, [], "false")

    def test_the_whole_zoo_at_once(self):
        def make_all():
            for make in zoo.ZOO.values():
                make()
        snapshot, ours, theirs = photograph_then_collect(make_all)
        self.assertEqual(self.types_of(snapshot, theirs - ours), [])
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
