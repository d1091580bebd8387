"""The oath of the observer: no user code runs, the heap is not changed, nothing of ours is left or seen.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import io
import os
import subprocess
import sys
import tempfile
import threading
import unittest
import weakref

import hostile
import packages
import refscope


class NoUserCodeRuns(unittest.TestCase):
    def test_the_hostile_are_really_hostile(self):
        for one in hostile.menagerie()[:3]:
            with self.assertRaises(RuntimeError):
                repr(one)
        self.assertIn("__repr__", hostile.CALLED)

    def test_a_capture_and_every_question_call_nothing(self):
        kept = hostile.menagerie()
        addresses = [id(one) for one in kept]
        snapshot = refscope.capture()
        refscope.capture(kept)
        for address in addresses:
            handle = snapshot.at(address)
            self.assertIsInstance(handle.type + handle.preview + repr(handle), str)
            for reference in list(handle.referrers())[:50] + list(handle.referents())[:50]:
                self.assertIsInstance(reference.name + reference.source.preview + reference.target.preview, str)
            list(handle.paths(3))
        list(snapshot.garbage())
        list(snapshot.cycles(scope="all"))
        snapshot.summary()
        with tempfile.TemporaryDirectory() as folder:
            snapshot.graph([snapshot.at(a) for a in addresses], depth=2).render(os.path.join(folder, "x.svg"))
        self.assertEqual(hostile.CALLED, [])

    def test_a_live_hostile_object_can_be_asked_for(self):
        kept = hostile.menagerie()
        snapshot = refscope.capture()
        for one in kept:
            handle = snapshot.at(one)
            self.assertEqual(handle.address, id(one))
        refscope.why(kept[0], file=io.StringIO())
        self.assertEqual(hostile.CALLED, [])

    def test_treasures_are_found_through_hostile_holders(self):
        kept = hostile.menagerie()
        snapshot = refscope.capture()
        found = 0
        for handle in snapshot.objects(type="list"):
            held = [r.target.preview for r in handle.referents()]
            if len(held) == 1 and held[0].startswith("'treasure of"):
                self.assertTrue(any(id(one) in self.holders(handle) for one in kept), held)
                found += 1
        self.assertEqual(found, 15)

    @staticmethod
    def holders(handle):
        """Addresses of the holders and, where a dict stands between, of the dict's holders."""
        first = [r.source for r in handle.referrers()]
        return {h.address for h in first} | {r.source.address for h in first for r in h.referrers()}

    def test_no_audit_event(self):
        code = ("import sys, refscope\n"
                "events = []\n"
                "sys.addaudithook(lambda name, arguments: events.append(name))\n"
                "snapshot = refscope.capture()\n"
                "mine = list(events)\n"
                "print(mine)\n")
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        self.assertEqual((ran.stdout, ran.stderr), ("[]\n", ""))

    def test_finalizers_and_weakref_callbacks_wait(self):
        heard = []

        class Box:
            def __del__(self):
                heard.append("del")
        gc.disable()
        try:
            box = Box()
            box.me = box
            reference = weakref.ref(box, lambda r: heard.append("callback"))
            del box
            snapshot = refscope.capture()
            self.assertEqual(sum(h.type.endswith("Box") for h in snapshot.garbage()), 1)
            self.assertEqual(heard, [])
            self.assertIsNotNone(reference())
        finally:
            gc.enable()


class TheHeapIsNotChanged(unittest.TestCase):
    def test_no_instance_dict_is_materialised(self):
        class Thing:
            def __init__(self):
                self.a, self.b = [], {}
        things = [Thing() for _ in range(1000)]
        gc.collect()
        tracked = len(gc.get_objects())
        snapshot = refscope.capture()
        for handle in list(snapshot.objects(type=Thing.__module__ + "." + Thing.__qualname__))[:100]:
            list(handle.referents())
        del snapshot, handle
        self.assertLessEqual(abs(len(gc.get_objects()) - tracked), 3)
        self.assertEqual(len(things), 1000)

    def test_reference_counts_are_as_before(self):
        probes = [object(), [], {}, "unlikely %d" % id(self), 12345678901, lambda: 1, type("Probe", (), {})]
        before = [sys.getrefcount(p) for p in probes]
        snapshot = refscope.capture()
        handles = [snapshot.at(id(p)) for p in probes]
        self.assertEqual([sys.getrefcount(p) for p in probes], before)
        del handles, snapshot
        self.assertEqual([sys.getrefcount(p) for p in probes], before)

    def test_a_handle_keeps_nothing_alive(self):
        class Thing:
            pass
        thing = Thing()
        reference = weakref.ref(thing)
        handle = refscope.capture().at(thing)
        del thing
        self.assertIsNone(reference())
        self.assertTrue(handle.type.endswith("Thing"))

    def test_the_collector_is_left_as_it_was(self):
        gc.collect()
        for enabled in (True, False):
            (gc.enable if enabled else gc.disable)()
            before = gc.isenabled(), gc.get_debug(), gc.get_threshold(), len(gc.garbage), [s["collections"] for s in gc.get_stats()]
            refscope.capture()
            self.assertEqual((gc.isenabled(), gc.get_debug(), gc.get_threshold(), len(gc.garbage), [s["collections"] for s in gc.get_stats()]), before)
        gc.enable()

    def test_a_thousand_captures_leave_the_process_as_it_was(self):
        code = ("import gc, sys, refscope\n"
                "kept = [[n] for n in range(100)]\n"
                "def look():\n"
                "    s = refscope.capture(kept)\n"
                "    return len(s), [h.address for h in s.objects(type='list')][:2]\n"
                "for _ in range(20): look()\n"
                "gc.collect(); gc.disable()\n"
                "objects = len(gc.get_objects())\n"
                "blocks = sys.getallocatedblocks()\n"
                "for _ in range(1000): look()\n"
                "print(len(gc.get_objects()) - objects, abs(sys.getallocatedblocks() - blocks) < 50)\n")
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        self.assertEqual((ran.stdout, ran.stderr), ("0 True\n", ""))


class OursNeverAppears(unittest.TestCase):
    def test_no_object_of_refscope_in_a_second_photograph(self):
        first = refscope.capture()
        handles = list(first.objects(type="dict"))[:10]
        pending = iter(first.objects())
        next(pending)
        second = refscope.capture()
        ours = sorted({row[0] for row in second.summary() if "refscope" in row[0]})
        self.assertEqual(ours, [])
        self.assertEqual([h.preview for h in second.objects(type="module") if "refscope" in h.preview], [])
        self.assertEqual([h.preview for h in second.objects(type="type") if "refscope" in h.preview], [])
        self.assertEqual(len(handles), 10)

    def test_photographs_in_a_row_are_of_one_size(self):
        refscope.capture()
        sizes = set()
        snapshots = []
        for _ in range(5):
            snapshots.append(None)
        for index in range(5):
            snapshots[index] = refscope.capture()
        for snapshot in snapshots:
            sizes.add(len(snapshot))
        self.assertEqual(len(sizes), 1, [len(s) for s in snapshots])


class Complete(unittest.TestCase):
    def test_plain_data_in_untracked_containers(self):
        data = {"a": (1.25, ("deep", ("deeper %d" % id(self),)))}
        snapshot = refscope.capture()
        handle = snapshot.at(id(data["a"][1][1][0]))
        self.assertTrue(handle.preview.startswith("'deeper"))

    def test_frozen_objects(self):
        marker = ["frozen"]
        gc.freeze()
        try:
            self.assertEqual(refscope.capture().at(marker).type, "list")
        finally:
            gc.unfreeze()

    def test_locals_of_every_thread(self):
        started, stop = threading.Event(), threading.Event()

        def worker():
            only_here = ["only in a thread", id(stop)]
            started.set()
            stop.wait()
            return only_here
        thread = threading.Thread(target=worker, name="holder")
        thread.start()
        try:
            started.wait()
            snapshot = refscope.capture()
            found = [h for h in snapshot.objects(type="list")
                     if [r.target.preview for r in h.referents()][:1] == ["'only in a thread'"]]
            self.assertEqual(len(found), 1)
            self.assertIn("local only_here", [r.name for r in found[0].referrers()])
            path = list(found[0].paths(1))[0]
            self.assertIn("only_here", str(path))
            self.assertIn("worker", str(path))
        finally:
            stop.set()
            thread.join()

    def test_locals_of_callers(self):
        def outer():
            mine = {"local": "of a caller"}
            return inner(id(mine))

        def inner(address):
            return refscope.capture(), address
        snapshot, address = outer()
        self.assertIn("local mine", [r.name for r in snapshot.at(address).referrers()])

    def test_suspended_generators_and_coroutines(self):
        def numbers():
            inside = ["inside a generator"]
            yield inside
        generator = numbers()
        address = id(next(generator))
        referrers = list(refscope.capture().at(address).referrers())
        self.assertIn("local inside", [r.name for r in referrers])

    def test_objects_held_only_from_c(self):
        code = ("import atexit, refscope\n"
                "def hook(box=['held by atexit only']): pass\n"
                "address = id(hook)\n"
                "atexit.register(hook)\n"
                "del hook\n"
                "h = refscope.capture().at(address)\n"
                "print(h.type, h.is_root)\n")
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        self.assertIn(ran.stdout, ("function True\n", "function False\n"))
        self.assertEqual(ran.stderr, "")

    def test_numpy_object_arrays(self):
        try:
            import numpy
        except ImportError:
            sys.path.insert(0, packages.folder_with("numpy"))
            import numpy
        held = ["in an array"]
        array = numpy.array([None, held, None], dtype=object)
        names = [(r.source.type, r.name) for r in refscope.capture().at(held).referrers()]
        self.assertIn(("numpy.ndarray", "[1]"), names)
        self.assertEqual(array.shape, (3,))


class NeverCrashes(unittest.TestCase):
    def test_a_million_deep_list(self):
        deep = []
        for _ in range(1_000_000):
            deep = [deep]
        snapshot = refscope.capture()
        self.assertEqual(snapshot.at(deep).type, "list")
        self.assertEqual(len(list(snapshot.at(deep).referents())), 1)
        list(snapshot.garbage())
        list(snapshot.cycles(scope="all"))
        while deep:
            deep = deep[0]

    def test_an_object_with_a_million_referrers(self):
        popular = ["popular"]
        crowd = [[popular] for _ in range(1_000_000)]
        handle = refscope.capture().at(popular)
        self.assertGreaterEqual(len(handle.referrers()), 1_000_000)
        self.assertEqual(len(crowd), 1_000_000)

    def test_a_half_built_tuple(self):
        seen = []

        def items():
            yield 1
            seen.append(len(refscope.capture()))
            yield 2
        self.assertEqual(tuple(items()), (1, 2))
        self.assertGreater(seen[0], 1000)

    def test_a_capture_from_a_finalizer_and_from_a_gc_callback(self):
        seen = []

        class Box:
            def __del__(self):
                seen.append(len(refscope.capture()))
        box = Box()
        box.me = box
        del box
        gc.collect()

        def callback(phase, information):
            if len(seen) < 4:
                seen.append(len(refscope.capture()))
        gc.callbacks.append(callback)
        try:
            gc.collect()
        finally:
            gc.callbacks.remove(callback)
        self.assertGreaterEqual(len(seen), 3)
        self.assertTrue(all(n > 1000 for n in seen))


if __name__ == "__main__":
    unittest.main()
