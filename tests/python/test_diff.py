"""Snapshot.diff and Snapshot.growth, and what CPython does with addresses in between.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import os
import tempfile
import unittest

import refscope


class Item:
    __slots__ = ("name", "held")

    def __init__(self, name):
        self.name = name


class Thing:
    def __init__(self, name):
        self.name = name


class Box:
    pass


def fresh(text):
    """A str that no other code holds."""
    return "".join(list(text))


kept = Box()


def row_of(rows, kind):
    name = "%s.%s" % (kind.__module__, kind.__qualname__)
    return next((row for row in rows if row.type == name), None)


class Diff(unittest.TestCase):
    def setUp(self):
        self.addCleanup(lambda: kept.__dict__.clear())
        gc.collect()

    def test_new_gone_and_kept(self):
        kept.items = [Item(fresh("kept %d" % i)) for i in range(50)]
        kept.old = [Item(fresh("old %d" % i)) for i in range(20)]
        before = refscope.capture()
        old, kept.old = kept.old, None
        kept.new = [Item(fresh("new %d" % i)) for i in range(30)]  # elsewhere: the old ones are still there
        del old
        after = refscope.capture()
        row = row_of(after.diff(before), Item)
        self.assertEqual((row.objects, row.added, row.gone), (10, 30, 20))
        self.assertEqual(row.bytes, 10 * next(iter(after.objects(type=Item))).size)

    def replace(self, kind, same_name):
        """Put another object where one had been, at its very address; None when CPython does not."""
        for attempt in range(50):
            kept.one = kind(fresh("first %d" % attempt))
            before, address = refscope.capture(), id(kept.one)
            name = kept.one.name if same_name else fresh("second %d" % attempt)
            kept.one = None
            kept.one = kind(name)
            if id(kept.one) == address:
                return row_of(refscope.capture().diff(before), kind)
        return None

    def test_an_address_used_again_is_no_survival(self):
        for kind in (Item, Thing):
            with self.subTest(kind=kind.__name__):
                row = self.replace(kind, same_name=False)
                self.assertIsNotNone(row, "CPython never used the address again")
                self.assertEqual((row.objects, row.added, row.gone), (0, 1, 1))

    def test_what_differs_in_nothing_is_taken_for_the_same(self):
        """Honest: with the same name in the same place nothing tells the two apart, and the diff does not pretend to."""
        row = self.replace(Item, same_name=True)
        self.assertIsNotNone(row, "CPython never used the address again")
        self.assertEqual((row.objects, row.added, row.gone), (0, 0, 0))

    def test_a_changing_object_stays_the_same(self):
        kept.thing = Thing(fresh("thing"))
        kept.thing.count, kept.thing.log = 1000000, []
        before = refscope.capture()
        kept.thing.count += 1
        kept.thing.log.append(fresh("entry"))
        kept.thing.more = {}
        row = row_of(refscope.capture().diff(before), Thing)
        self.assertEqual((row.objects, row.added, row.gone), (0, 0, 0))

    def test_growth_by_what_retains_it(self):
        kept.cache = {}
        before = refscope.capture()
        for number in range(100):
            kept.cache[fresh("key %d" % number)] = Item(fresh("x" * 1000))
        after = refscope.capture()
        first = after.growth(before)[0]
        self.assertEqual(first[:3], ("%s.kept.cache[]" % __name__, "%s.Item" % __name__, 100))
        self.assertGreater(first.bytes, 100 * 1000)

    def test_what_hangs_elsewhere_now_did_not_grow(self):
        kept.orders = [Item(fresh("order %d" % number)) for number in range(100)]
        kept.index = dict(enumerate(kept.orders))
        before = refscope.capture()
        kept.index.clear()
        moved = refscope.capture()
        self.assertEqual([row for row in moved.growth(before) if row.type == "%s.Item" % __name__], [])
        kept.orders += [Item(fresh("more")) for _ in range(7)]
        row, = [row for row in refscope.capture().growth(before) if row.type == "%s.Item" % __name__]
        self.assertEqual((row.path, row.objects), ("%s.kept.orders[]" % __name__, 7))

    def test_of_three_what_grew_each_time(self):
        kept.leak, kept.once = [], []
        taken = []
        for number in range(3):
            kept.leak.append(Item(fresh("leak")))
            if number < 2:
                kept.once.append(Thing(fresh("once")))
            taken.append(refscope.capture())
        grown = {(row.path, row.objects) for row in taken[2].growth(*taken[:2])}
        self.assertIn(("%s.kept.leak[]" % __name__, 2), grown)
        self.assertNotIn("%s.kept.once[]" % __name__, {path for path, _ in grown})

    def test_files_of_one_process_are_matched(self):
        kept.items = [Item(fresh("kept"))]
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("a.rsnap", "b.rsnap")]
            refscope.capture().save(paths[0], values="names")
            kept.items.append(Item(fresh("new")))
            refscope.capture().save(paths[1], values="names")
            row = row_of(refscope.open(paths[1]).diff(refscope.open(paths[0])), Item)
        self.assertEqual((row.objects, row.added, row.gone), (1, 1, 0))

    def test_a_forked_child_is_another_process(self):
        before = refscope.capture()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "child.rsnap")
            child = os.fork()
            if child == 0:
                try:
                    refscope.capture().save(path)
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
            rows = refscope.open(path).diff(before)
        self.assertEqual({(row.added, row.gone) for row in rows}, {(None, None)})

    def test_what_is_no_snapshot_is_refused(self):
        snapshot = refscope.capture([kept])
        with self.assertRaisesRegex(refscope.ArgumentError, "^diff: a Snapshot is wanted, not int$"):
            snapshot.diff(5)
        with self.assertRaisesRegex(refscope.ArgumentError, "^growth: a Snapshot is wanted, not str$"):
            snapshot.growth(snapshot, "x")
        with self.assertRaisesRegex(refscope.ArgumentError, "^growth: an earlier Snapshot is missing$"):
            snapshot.growth()

    def test_against_itself_nothing_changed(self):
        snapshot = refscope.capture()
        self.assertEqual({row[1:] for row in snapshot.diff(snapshot)}, {(0, 0, 0, 0)})
        self.assertEqual(snapshot.growth(snapshot), [])


if __name__ == "__main__":
    unittest.main()
