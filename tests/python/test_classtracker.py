"""refscope.classtracker: what is tracked, for how long, and how large it is.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import gc
import inspect
import io
import subprocess
import sys
import threading
import time
import unittest
import warnings

import hostile
from refscope import asizeof, classtracker
from refscope.classtracker import ClassTracker, ConsoleStats, PeriodicThread


class Foo:
    def __init__(self, size=0):
        self.text = "x" * size


class Bar(Foo):
    def __init__(self):
        super().__init__(10)
        self.foo = Foo(1000)


class Plain:
    pass


class Made:
    def __new__(cls, number):
        made = super().__new__(cls)
        made.number = number
        return made


class Child(Foo):
    pass


class Case(unittest.TestCase):
    def setUp(self):
        self.tracker = ClassTracker(stream=io.StringIO())
        self.addCleanup(self.tracker.clear)
        self.addCleanup(self.tracker.stop_periodic_snapshots)


class Objects(Case):
    def test_an_object_is_tracked_until_it_goes(self):
        foo = Foo()
        self.tracker.track_object(foo)
        address = id(foo)
        self.assertIs(self.tracker.objects[address].ref(), foo)
        self.assertEqual([(of.name, of.id, of.death) for of in self.tracker.index["Foo"]], [("Foo", address, None)])
        looks = object.__repr__(foo)
        del foo
        gone = self.tracker.objects[address]
        self.assertIsNone(gone.ref())
        self.assertGreater(gone.death, gone.birth)
        self.assertEqual(gone.repr, looks)
        self.assertEqual([count for _, count in self.tracker.history["Foo"]], [1, 0])

    def test_keep(self):
        foo = Foo()
        address = id(foo)
        self.tracker.track_object(foo, keep=True)
        del foo
        self.assertIsNotNone(self.tracker.objects[address].ref())
        self.tracker.detach_all()
        self.assertEqual(self.tracker.objects, {})

    def test_a_recycled_address_is_another_object(self):
        address = None
        for _ in range(3):
            foo = Foo()
            self.tracker.track_object(foo)
            address = id(foo)
            del foo
        self.assertEqual(len(self.tracker.index["Foo"]), 3)
        self.assertIsNone(self.tracker.objects[address].ref())

    def test_twice_is_once(self):
        foo = Foo()
        self.tracker.track_object(foo, name="first")
        self.tracker.track_object(foo, name="second")
        self.assertEqual(dict(self.tracker.index).keys(), {"first"})

    def test_what_has_no_weak_references(self):
        for what in (1, "text", [], {}, None):
            with self.assertRaises(TypeError):
                self.tracker.track_object(what)
        self.assertEqual((self.tracker.objects, dict(self.tracker.index), sum(self.tracker.history.values(), [])), ({}, {}, []))

    def test_track_change(self):
        foo = Foo(100)
        with self.assertRaises(KeyError):
            self.tracker.track_change(foo)
        self.tracker.track_object(foo)
        self.tracker.create_snapshot()
        self.tracker.track_change(foo, resolution_level=1)
        self.tracker.create_snapshot()
        parts = [len(size.refs) for _, size in self.tracker.objects[id(foo)].snapshots]
        self.assertEqual(parts[:2], [0, 0])
        self.assertGreater(parts[2], 0)

    def test_no_code_of_the_object_runs(self):
        ran = []

        class Hostile:
            def __repr__(self):
                ran.append("repr")
                return "hostile"

            def __eq__(self, other):
                ran.append("eq")
                return True

            def __hash__(self):
                ran.append("hash")
                return 1

            @property
            def __class__(self):
                ran.append("class")
                return int

            def __getattribute__(self, name):
                ran.append(name)
                return object.__getattribute__(self, name)

        hostile = Hostile()
        self.tracker.track_object(hostile, resolution_level=2)
        self.tracker.create_snapshot()
        self.tracker.stats.print_summary()
        self.tracker.stats.print_stats()
        self.assertEqual(ran, [])
        self.assertEqual(self.tracker.index["Hostile"][0].repr, object.__repr__(hostile))

    def test_hostile_objects(self):
        tracked = []
        for one in hostile.menagerie():
            with contextlib.suppress(TypeError):
                self.tracker.track_object(one, resolution_level=3, trace=True)
                tracked.append(one)
        for _ in range(2):
            self.tracker.create_snapshot()
        self.tracker.stats.sort_stats().print_stats()
        self.tracker.stats.print_summary()
        self.assertEqual(len(tracked), 11)
        self.assertEqual({name for name in hostile.CALLED if not name.endswith("__sizeof__")}, set())  # that one is asked, guarded

    def test_the_looks_of_built_in_data_follow_it(self):
        some = {1}
        self.tracker.track_object(some)
        self.tracker.track_object(other := {7, "x"} - {"x"})
        self.assertEqual([of.repr for of in self.tracker.index["set"]], ["{1}", "{7}"])
        self.tracker.create_snapshot()
        self.assertEqual([of.repr for of in self.tracker.index["set"]], ["{1}", "{7}"])
        some.discard(1)
        some.add(2)
        self.tracker.create_snapshot()
        self.assertEqual([of.repr for of in self.tracker.index["set"]], ["{2}", "{7}"])
        del other


class Classes(Case):
    def test_names(self):
        self.tracker.track_class(Foo)
        self.tracker.track_class(Plain, name="plain")
        foo, plain = Foo(), Plain()
        self.assertEqual({name: len(of) for name, of in self.tracker.index.items()}, {"%s.Foo" % __name__: 1, "plain": 1})
        del foo, plain

    def test_the_most_special_class_decides(self):
        self.tracker.track_class(Foo, name="foo")
        self.tracker.track_class(Bar, name="bar")
        bar = Bar()
        self.assertEqual({name: [of.ref() for of in tracked] for name, tracked in self.tracker.index.items()},
                         {"bar": [bar], "foo": [bar.foo]})

    def test_tracking_again_changes_the_options(self):
        self.tracker.track_class(Foo)
        self.tracker.track_class(Foo, name="other", resolution_level=3, keep=True)
        Foo()
        self.assertEqual([(of.name, of._resolution_level) for of in self.tracker.index["other"]], [("other", 3)])
        self.assertEqual(len(self.tracker._keepalive), 1)

    def test_only_classes(self):
        for what in (Foo(), 1, None, "Foo"):
            with self.assertRaises(TypeError):
                self.tracker.track_class(what)
        with self.assertRaises(TypeError):
            self.tracker.track_class(int)
        self.assertFalse(self.tracker._is_tracked(int))

    def test_detached_classes_are_as_they_were(self):
        for base in (Foo, Bar, Plain, Made, Child):
            cls = type("Copy", base.__bases__, {key: value for key, value in vars(base).items()
                                                if key not in ("__dict__", "__weakref__")})
            before = dict(vars(cls))
            self.assertEqual("__init__" in before, base not in (Plain, Made, Child))
            self.tracker.track_class(cls)
            self.assertTrue(self.tracker._is_tracked(cls))
            self.assertNotEqual(dict(vars(cls)), before)
            self.tracker.detach_class(cls)
            self.assertEqual(dict(vars(cls)), before)
            with self.assertRaises(KeyError):
                self.tracker.detach_class(cls)

    def test_construction_is_as_ever(self):
        for cls in (Foo, Plain, Made, Child):
            self.tracker.track_class(cls)
        self.assertEqual(Foo(size=3).text, "xxx")
        self.assertEqual(Child(2).text, "xx")
        self.assertEqual(Made(5).number, 5)
        self.assertIsInstance(Plain(), Plain)
        for wrong in (lambda: Plain(1), lambda: Made(), lambda: Foo(1, 2)):
            with self.assertRaises(TypeError):
                wrong()
        self.assertEqual(list(inspect.signature(Foo).parameters), ["size"])

    def test_an_argument_may_have_any_name(self):
        class Odd:
            def __init__(this, self, observer, tracker):
                this.all = self, observer, tracker

        self.tracker.track_class(Odd)
        self.assertEqual(Odd(self=1, observer=2, tracker=3).all, (1, 2, 3))

    def test_inherited_constructors_are_found_along_the_instances_classes(self):
        class Left:
            pass

        class Right:
            def __init__(self):
                self.right = True

        class Both(Left, Right):
            pass

        self.tracker.track_class(Left, name="left")
        self.assertTrue(Both().right)
        self.assertEqual(len(self.tracker.index["left"]), 1)

    def test_slots_without_weak_references(self):
        class Slotted:
            __slots__ = ("a",)

            def __init__(self):
                self.a = 1

        self.tracker.track_class(Slotted, name="slotted")
        with self.assertWarnsRegex(RuntimeWarning, "^refscope: slotted: an instance is not tracked: ") as seen:
            self.assertEqual(Slotted().a, 1)
        self.assertEqual(seen.filename, __file__)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            Slotted()
        self.assertEqual(dict(self.tracker.index), {})

    def test_two_trackers_let_go_in_any_order(self):
        for order in ((0, 1), (1, 0)):
            before = dict(vars(Foo))
            trackers = [ClassTracker(), ClassTracker()]
            for tracker in trackers:
                tracker.track_class(Foo, name="foo")
            foo = Foo(3)
            self.assertEqual([len(tracker.index["foo"]) for tracker in trackers], [1, 1])
            trackers[order[0]].detach_all_classes()
            other = Foo(4)
            self.assertEqual([len(trackers[i].index["foo"]) for i in order], [1, 2])
            trackers[order[1]].close()
            third = Foo(5)
            self.assertEqual([len(trackers[i].index["foo"]) for i in order], [1, 2])
            self.assertEqual(dict(vars(Foo)), before)
            del foo, other, third

    def test_closing(self):
        before = Foo.__init__
        with contextlib.closing(ClassTracker()) as tracker:
            tracker.track_class(Foo)
            self.assertIsNot(Foo.__init__, before)
        self.assertIs(Foo.__init__, before)

    def test_clear(self):
        self.tracker.track_class(Foo)
        foo = Foo()
        self.tracker.create_snapshot()
        self.tracker.clear()
        self.assertEqual((self.tracker.objects, dict(self.tracker.index), self.tracker.snapshots, dict(self.tracker.history)),
                         ({}, {}, [], {}))
        self.assertFalse(self.tracker._is_tracked(Foo))
        del foo

    def test_trace(self):
        self.tracker.track_class(Foo, name="foo", trace=True)

        def make():
            return Foo()

        foo = make()
        *_, outer, inner = self.tracker.index["foo"][0].trace
        line = make.__code__.co_firstlineno + 1
        self.assertEqual(inner, (__file__, line, "make", ["            return Foo()\n"], 0))
        self.assertEqual((outer[2], outer[3]), ("test_trace", ["        foo = make()\n"]))
        self.tracker.track_class(Bar, name="bar")
        bar = Bar()
        self.assertEqual([entry[2] for entry in self.tracker.index["foo"][1].trace[-2:]], ["test_trace", "__init__"])
        self.assertNotIn("classtracker.py", str([of.trace for of in self.tracker.index["foo"]]).replace("test_classtracker.py", ""))
        self.tracker.track_object(plain := Plain(), trace=True)
        self.assertEqual(self.tracker.index["Plain"][0].trace[-1][2], "test_trace")
        del foo, bar, plain


class Snapshots(Case):
    def test_sizes(self):
        self.tracker.track_class(Foo, name="foo")
        self.tracker.create_snapshot("none")
        foos = [Foo(1000), Foo(2000)]
        self.tracker.create_snapshot("two")
        foos[0].text = ""
        del foos[1]
        self.tracker.create_snapshot("one")
        first, second = self.tracker.index["foo"]
        start, two, one = self.tracker.snapshots
        expected = asizeof.asizeof(Foo(1000)), asizeof.asizeof(Foo(2000)), asizeof.asizeof(Foo(0))
        self.assertEqual([first.get_size_at_time(of.timestamp) for of in (start, two, one)], [0, expected[0], expected[2]])
        self.assertEqual([second.get_size_at_time(of.timestamp) for of in (start, two, one)], [0, expected[1], 0])
        self.assertEqual([of.tracked_total for of in self.tracker.snapshots], [0, expected[0] + expected[1], expected[2]])
        self.assertEqual([size.size for _, size in first.snapshots],
                         [asizeof.basicsize(foos[0]), expected[0], expected[2]])
        self.assertEqual(len(second.snapshots), 2)  # what is gone has no size
        self.assertEqual(first.get_max_size(), expected[0])
        self.assertEqual([of.desc for of in self.tracker.snapshots], ["none", "two", "one"])
        self.assertEqual(two.label, "two (%.3fs)" % two.timestamp)
        self.assertEqual(classtracker.Snapshot(1.25).label, "1.250s")

    def test_tracked_objects_count_for_themselves_and_shared_data_for_the_first(self):
        shared = "s" * 5000
        outer, inner = Plain(), Plain()
        outer.inner, outer.shared, inner.shared = inner, shared, shared
        for one in (outer, inner):
            self.tracker.track_object(one, name="plain")
        self.tracker.create_snapshot()
        sizes = [of.snapshots[-1][1].size for of in self.tracker.index["plain"]]
        sizer = asizeof.Asizer()
        self.assertEqual(sizes, list(sizer.asizesof(outer, inner)))
        self.assertGreater(sizes[0], 5000)
        self.assertLess(sizes[1], 1000)
        self.assertEqual(self.tracker.snapshots[0].tracked_total, sizer.total)

    def test_levels_of_detail_do_not_change_sizes(self):
        def depth(size):
            return 1 + max(map(depth, size.refs)) if size.refs else 0

        for levels in ((0, 0, 0), (1, 1, 1), (0, 2, 0), (2, 1, 0) * 8, (0, 1) * 10):
            tracker = ClassTracker()
            objects = [Bar() for _ in levels]
            for i, (one, level) in enumerate(zip(objects, levels)):
                one.shared = objects[i // 2].__dict__["text"]
                tracker.track_object(one, name="bar", resolution_level=level)
            tracker.create_snapshot()
            found = [of.snapshots[-1][1] for of in tracker.index["bar"]]
            self.assertEqual([size.size for size in found], list(asizeof.Asizer().asizesof(*objects)), levels)
            self.assertEqual([depth(size) for size in found], list(levels))
            self.assertEqual(tracker.snapshots[0].tracked_total, sum(size.size for size in found))

    def test_total_and_process(self):
        self.tracker.track_object(foo := Foo(100))
        self.tracker.create_snapshot(compute_total=True)
        snapshot, = self.tracker.snapshots
        self.assertGreater(snapshot.asizeof_total, 100 * snapshot.tracked_total)
        self.assertGreater(snapshot.system_total.rss, 0)
        self.assertEqual(snapshot.total, snapshot.system_total.vsz)
        self.assertGreater(snapshot.overhead, 100)
        snapshot.system_total.available = False
        self.assertEqual(snapshot.total, snapshot.asizeof_total)
        snapshot.asizeof_total = 0
        self.assertEqual(snapshot.total, snapshot.tracked_total)
        del foo

    def test_overhead_grows_with_what_is_recorded(self):
        foos = [Foo(1) for _ in range(1000)]
        for foo in foos:
            self.tracker.track_object(foo)
        for _ in range(3):
            self.tracker.create_snapshot()
        first, second, third = [snapshot.overhead for snapshot in self.tracker.snapshots]
        self.assertEqual(third - second, second - first)
        self.assertGreater(second - first, 1000 * 24)

    def test_the_trackers_own_objects_are_in_no_size(self):
        plain = Plain()
        self.tracker.track_object(plain)
        plain.tracker = self.tracker
        self.tracker.create_snapshot()
        self.tracker.create_snapshot()
        first, second = [snapshot.tracked_total for snapshot in self.tracker.snapshots]
        self.assertEqual(first, second)

    def test_counts_are_right_when_objects_go_in_the_middle_of_anything(self):
        self.tracker.track_class(Plain, name="plain")

        def churn():
            for _ in range(300):
                ring = [Plain(), Plain()]
                ring[0].other, ring[1].other = ring[1], ring[0]

        threads = [threading.Thread(target=churn) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        gc.collect()
        self.assertEqual(len(self.tracker.index["plain"]), 2400)
        self.assertEqual(self.tracker.history["plain"][-1][1], 0)


class Periodic(Case):
    def wait_for(self, count):
        end = time.monotonic() + 60
        while len(self.tracker.snapshots) < count and time.monotonic() < end:
            time.sleep(0.005)
        self.assertGreaterEqual(len(self.tracker.snapshots), count)

    def test_start_and_stop(self):
        self.tracker.start_periodic_snapshots(0.01)
        thread = self.tracker._periodic_thread
        self.assertEqual((thread.name, thread.daemon), ("BackgroundMonitor", True))
        self.wait_for(3)
        self.tracker.start_periodic_snapshots(3600)
        self.assertIs(self.tracker._periodic_thread, thread)
        self.assertEqual(thread.interval, 3600)
        self.tracker.stop_periodic_snapshots()  # does not wait for the hour to pass
        self.assertFalse(thread.is_alive())
        count = len(self.tracker.snapshots)
        self.tracker.stop_periodic_snapshots()
        self.tracker.start_periodic_snapshots(0.01)
        self.wait_for(count + 2)

    def test_a_thread_that_was_started_by_hand_is_stopped_too(self):
        thread = PeriodicThread(self.tracker, 0.01)
        thread.start()
        self.wait_for(2)
        thread.tracker.stop_periodic_snapshots()
        self.assertFalse(thread.is_alive())
        self.assertTrue(thread.stop)

    def test_the_attribute_stop(self):
        thread = PeriodicThread(self.tracker, 3600)
        thread.start()
        self.wait_for(1)
        thread.stop = True
        thread.join(60)
        self.assertFalse(thread.is_alive())

    def test_stats_end_it(self):
        self.tracker.start_periodic_snapshots(0.01)
        self.tracker.stats.print_stats()
        self.assertIsNone(self.tracker._periodic_thread)

    def test_a_program_can_end(self):
        done = subprocess.run([sys.executable, "-c", "from refscope.classtracker import ClassTracker\n"
                               "t = ClassTracker(); t.start_periodic_snapshots(0.001); print(len(t.snapshots) >= 0)"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        self.assertEqual((done.returncode, done.stdout), (0, b"True\n"))


class Names(Case):
    def test_console_stats_is_importable_from_here(self):
        self.assertIs(type(self.tracker.stats), ConsoleStats)
        self.assertIs(self.tracker.stats.stream, self.tracker._stream)


if __name__ == "__main__":
    unittest.main()
