"""assert_no_cycles: it sees the garbage that the block made, all of it and nothing else, and leaves the collector as it was.

Oracles: gc.collect() under DEBUG_SAVEALL right behind the look, and a photograph of the whole heap, on random heaps.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import asyncio
import contextlib
import gc
import os
import random
import threading
import unittest
import weakref

import _refscope
import refscope


class Node:
    pass


def parent_and_child():
    parent, child = Node(), Node()
    parent.children = [child]
    child.parent = parent


PARENT_AND_CHILD = "Node.children[] -> Node.parent -> Node"


def texts(patterns):
    return [pattern.text for pattern in patterns]


class Words(unittest.TestCase):
    def test_what_an_error_says(self):
        with self.assertRaises(refscope.CyclesFound) as caught:
            with refscope.assert_no_cycles():
                parent_and_child()
        self.assertIsInstance(caught.exception, AssertionError)
        self.assertEqual(texts(caught.exception.patterns), [PARENT_AND_CHILD])
        lines = str(caught.exception).splitlines()
        self.assertEqual(lines[:3], ["1 pattern of reference cycles left for the garbage collector (allowed: 0)", "",
                                     "1. " + PARENT_AND_CHILD])
        self.assertTrue(lines[3].startswith("   garbage, found once: "), lines[3])
        self.assertTrue(lines[4].startswith("   cut     __main__.Node.parent   frees "), lines[4])
        self.assertIn("   example Node at 0x", lines[7])
        self.assertEqual(lines[-1], "           back to the start")

    def test_the_report_of_a_pattern_is_that_of_the_command(self):
        with refscope.assert_no_cycles(max_cycles=None) as looked:
            parent_and_child()
        report = looked.patterns[0].report(7)
        self.assertTrue(report.startswith("7. %s\n" % PARENT_AND_CHILD), report)
        self.assertLessEqual(max(map(len, looked.patterns[0].report(1, columns=40).splitlines())), 40)
        for wrong in ({"columns": -1}, {"number": -1}):
            with self.assertRaises(ValueError):
                looked.patterns[0].report(**wrong)

    def test_collections_inside_are_told(self):
        with self.assertRaises(refscope.CyclesFound) as caught:
            with refscope.assert_no_cycles():
                parent_and_child()
                gc.collect()
        self.assertIn("\nnote: the collector ran once meanwhile; what it took away is told here, too", str(caught.exception))


class What(unittest.TestCase):
    """What counts."""

    def look(self, make, **options):
        with refscope.assert_no_cycles(None, **options) as looked:
            make()
        return texts(looked.patterns)

    def test_nothing_is_nothing(self):
        self.assertEqual(self.look(lambda: [[n] for n in range(1000)]), [])

    def test_what_was_garbage_before_is_not_counted(self):
        gc.disable()
        parent_and_child()
        self.assertEqual(self.look(lambda: None), [])
        self.assertEqual(self.look(gc.collect), [])
        gc.enable()

    def test_what_is_alive_is_not_counted(self):
        kept = []

        def make():
            kept.append(kept)
        self.assertEqual(self.look(make), [])

    def test_an_older_object_that_only_new_ones_hold(self):
        pool = [Node()]

        def make():
            new = Node()
            new.older = pool.pop()
            new.older.newer = new
        self.assertEqual(self.look(make), ["Node.newer -> Node.older -> Node"])

    def test_an_older_knot_takes_the_whole_heap(self):
        def leave():
            pool.clear()
        pool = [Node()]
        pool[0].me = pool[0]
        self.assertEqual(self.look(leave), [])
        pool = [Node()]
        pool[0].me = pool[0]
        self.assertEqual(self.look(leave, whole_heap=True), ["Node.me -> Node"])

    def test_an_exception_of_the_block_goes_its_way(self):
        with self.assertRaises(KeyError):
            with refscope.assert_no_cycles() as looked:
                parent_and_child()
                raise KeyError("x")
        self.assertEqual(looked.patterns, [])
        self.assertTrue(gc.isenabled())

    def test_max_cycles_counts_patterns(self):
        def make():
            for _ in range(50):
                parent_and_child()
        with refscope.assert_no_cycles(max_cycles=1):
            make()
        with self.assertRaises(refscope.CyclesFound):
            with refscope.assert_no_cycles(max_cycles=1):
                make()
                ring = []
                ring.append(ring)
                del ring

    def test_ignore_is_by_text(self):
        for glob in (PARENT_AND_CHILD, "Node.*", "*.children[] -> *", "__main__.Node.children[] -> *"):
            with self.subTest(glob), refscope.assert_no_cycles(ignore=[glob]):
                parent_and_child()
        for glob in ("Node", "node.*", "Node.children[*] -> Node.x -> *"):
            with self.subTest(glob), self.assertRaises(refscope.CyclesFound):
                with refscope.assert_no_cycles(ignore=[glob]):
                    parent_and_child()

    def test_a_class_of_the_block_is_no_cycle_of_it(self):
        import collections
        import dataclasses
        import enum

        def make():
            collections.namedtuple("Point", "x y")(1, 2)
            enum.Enum("Color", "RED GREEN").RED

            @dataclasses.dataclass
            class Data:
                x: int

                def __init__(self):
                    super().__init__()
            Data()
        make()  # once before: caches
        self.assertEqual(self.look(make), [])

    def test_a_generator_that_was_left_alone(self):
        def make():
            def numbers():
                yield me
            me = numbers()
            next(me)
        self.assertTrue(any("generator" in text for text in self.look(make)))

    def test_no_finalizer_runs_and_nothing_is_taken_away(self):
        class Final:
            def __del__(self):
                gone.append(1)
        gone = []
        with refscope.assert_no_cycles(None) as looked:
            lone = Final()
            lone.me = lone
            alive = weakref.ref(lone)
            del lone
        self.assertEqual((texts(looked.patterns), gone), (["What.test_no_finalizer_runs_and_nothing_is_taken_away.<locals>.Final"
                                                          ".me -> What.test_no_finalizer_runs_and_nothing_is_taken_away.<locals>.Final"],
                                                         []))
        self.assertIsNotNone(alive())
        gc.collect()
        self.assertEqual(gone, [1])


class Collector(unittest.TestCase):
    """The program may do with the collector what it likes."""

    def setUp(self):
        self.assertTrue(gc.isenabled())
        self.before = gc.get_threshold(), list(gc.callbacks), gc.get_debug()

    def tearDown(self):
        gc.enable()
        self.assertEqual((gc.get_threshold(), list(gc.callbacks), gc.get_debug()), self.before)

    def look(self, *steps):
        with refscope.assert_no_cycles(None) as looked:
            for step in steps:
                step()
        return texts(looked.patterns)

    def test_it_is_paused_inside_and_on_behind(self):
        with refscope.assert_no_cycles():
            self.assertFalse(gc.isenabled())
        self.assertTrue(gc.isenabled())
        gc.disable()
        with refscope.assert_no_cycles():
            pass
        self.assertFalse(gc.isenabled())

    def test_switched_off_inside_it_is_on_again(self):
        self.look(gc.disable)
        self.assertTrue(gc.isenabled())

    def test_switched_on_inside_it_stays_on(self):
        gc.disable()
        self.look(gc.enable)
        self.assertTrue(gc.isenabled())

    def test_automatic_collections_inside_take_nothing_from_sight(self):
        def many():
            gc.enable()
            parent_and_child()
            self.assertTrue([[n] for n in range(5000)])
        self.assertEqual(self.look(many), [PARENT_AND_CHILD])

    def test_collect(self):
        for generation in range(3):
            with self.subTest(generation):
                self.assertEqual(self.look(parent_and_child, lambda: gc.collect(generation)), [PARENT_AND_CHILD])
                self.assertEqual(self.look(lambda: gc.collect(generation), parent_and_child), [PARENT_AND_CHILD])

    def test_a_pattern_is_told_once(self):
        self.assertEqual(self.look(parent_and_child, gc.collect, parent_and_child, gc.collect, parent_and_child), [PARENT_AND_CHILD])

    def test_garbage_of_what_survived_a_collection(self):
        held = []

        def make():
            node = Node()
            node.me = node
            held.append(node)
        self.assertEqual(self.look(make, gc.collect, held.clear), ["Node.me -> Node"])
        self.assertEqual(self.look(make, gc.collect, held.clear, gc.collect), ["Node.me -> Node"])

    def test_freeze(self):
        with refscope.assert_no_cycles(None) as looked:
            parent_and_child()
            gc.freeze()
            ring = []
            ring.append(ring)
            del ring
        gc.unfreeze()
        self.assertEqual(texts(looked.patterns), ["list[] -> list"])

    def test_callbacks_taken_away(self):
        before = list(gc.callbacks)

        def make():
            parent_and_child()
            gc.callbacks.clear()
            gc.collect()
            ring = []
            ring.append(ring)
        watch = _refscope._Watch()
        make()
        self.assertEqual((texts(watch.patterns()), watch.collections, watch.blind_spots),
                         (["list[] -> list"], 0, (1, False, False)))
        watch.stop()
        gc.callbacks[:] = before

    def test_a_threshold_stays_as_it_was_left(self):
        before = gc.get_threshold()
        self.look(lambda: gc.set_threshold(123))
        self.assertEqual(gc.get_threshold()[0], 123)
        gc.set_threshold(*before)

    def test_a_stopped_watch_says_so(self):
        watch = _refscope._Watch()
        watch.stop()
        watch.stop()
        with self.assertRaises(RuntimeError):
            watch.patterns()
        self.assertTrue(gc.isenabled())

    def test_a_watch_that_is_dropped_puts_all_back(self):
        watch = _refscope._Watch()
        gc.callbacks.pop()
        del watch
        self.assertTrue(gc.isenabled())


    def test_a_forked_process_has_its_collector(self):
        with refscope.assert_no_cycles():
            child = os.fork()
            if child == 0:
                leave = 9
                with contextlib.suppress(BaseException), refscope.assert_no_cycles(None):
                    leave = 0 if not gc.isenabled() and len(gc.callbacks) == 1 else 1
                os._exit(leave if gc.isenabled() and not gc.callbacks else 2)
        self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_a_forked_process_may_leave_the_block(self):
        child = None
        with refscope.assert_no_cycles():
            child = os.fork()
            if child == 0:
                parent_and_child()
        if child == 0:
            os._exit(0 if gc.isenabled() else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


class Decorator(unittest.TestCase):
    def test_functions(self):
        @refscope.assert_no_cycles()
        def leaks(number, *, word):
            """Doc."""
            parent_and_child()
            return number, word

        @refscope.assert_no_cycles(max_cycles=1)
        def allowed(number, *, word):
            parent_and_child()
            return number, word
        self.assertEqual((leaks.__name__, leaks.__doc__), ("leaks", "Doc."))
        with self.assertRaises(refscope.CyclesFound):
            leaks(1, word="w")
        self.assertEqual(allowed(1, word="w"), (1, "w"))

    def test_recursion(self):
        @refscope.assert_no_cycles()
        def down(depth):
            return depth and down(depth - 1)
        self.assertEqual(down(5), 0)
        self.assertTrue(gc.isenabled())

    def test_coroutine_functions(self):
        @refscope.assert_no_cycles()
        async def leaks():
            await asyncio.sleep(0)
            parent_and_child()

        @refscope.assert_no_cycles()
        async def clean():
            await asyncio.sleep(0)
            return 7
        with self.assertRaises(refscope.CyclesFound):
            asyncio.run(leaks())
        self.assertEqual(asyncio.run(clean()), 7)

    def test_methods_of_a_test_case(self):
        class Case(unittest.TestCase):
            @refscope.assert_no_cycles()
            def test_leaks(self):
                parent_and_child()

            @refscope.assert_no_cycles()
            def test_clean(self):
                self.value = []
        result = unittest.TestResult()
        unittest.defaultTestLoader.loadTestsFromTestCase(Case).run(result)
        self.assertEqual((result.testsRun, len(result.errors), [str(case) .split()[0] for case, _ in result.failures]),
                         (2, 0, ["test_leaks"]))

    def test_the_result_is_no_garbage(self):
        @refscope.assert_no_cycles()
        def ring():
            made = []
            made.append(made)
            return made
        self.assertEqual(len(ring()), 1)

    def test_what_cannot_be_decorated(self):
        def numbers():
            yield 1

        async def later():
            yield 1
        for wrong, word in ((numbers, "not generators"), (later, "not generators"), (Node, "not classes"), (7, "not int")):
            with self.subTest(word), self.assertRaisesRegex(TypeError, "^assert_no_cycles: decorates functions.*" + word):
                refscope.assert_no_cycles()(wrong)
        with self.assertRaisesRegex(TypeError, "^assert_no_cycles: write it with parentheses"):
            refscope.assert_no_cycles(numbers)


class Arguments(unittest.TestCase):
    def test_wrong_ones(self):
        for arguments, kind, words in (
                ({"max_cycles": -1}, refscope.ArgumentError, "assert_no_cycles: max_cycles must not be negative"),
                ({"max_cycles": True}, TypeError, "assert_no_cycles: max_cycles must be a whole number or None, not bool"),
                ({"max_cycles": "1"}, TypeError, "assert_no_cycles: max_cycles must be a whole number or None, not str"),
                ({"ignore": "Node.*"}, TypeError, "assert_no_cycles: ignore must be a list of globs"),
                ({"ignore": [3]}, TypeError, "assert_no_cycles: ignore must be a list of str, not of int")):
            with self.subTest(arguments), self.assertRaisesRegex(kind, words):
                refscope.assert_no_cycles(**arguments)


class Threads(unittest.TestCase):
    def test_one_that_allocates_meanwhile(self):
        stop = threading.Event()

        def allocate():
            while not stop.is_set():
                [[n] for n in range(100)]
        thread = threading.Thread(target=allocate)
        thread.start()
        try:
            for _ in range(100):
                with refscope.assert_no_cycles():
                    [Node() for _ in range(10)]
        finally:
            stop.set()
            thread.join()

    def test_one_that_leaks_is_seen_by_whoever_looks(self):
        with refscope.assert_no_cycles(None) as looked:
            thread = threading.Thread(target=parent_and_child)
            thread.start()
            thread.join()
        self.assertIn(PARENT_AND_CHILD, texts(looked.patterns))


class Random(unittest.TestCase):
    """Against what the collector says, on heaps of every shape."""

    @staticmethod
    def grow(dice, nodes, others):
        """New objects that refer to each other and to `others`, some of which refer to them."""
        new = []
        for _ in range(nodes):
            kind = dice.randrange(6)
            made = [] if kind == 0 else {} if kind == 1 else Node() if kind < 4 else set() if kind == 4 else (Node(), [])
            new.append(made)
        for source in new + dice.sample(others, len(others) // 10):
            for _ in range(dice.choice((0, 1, 1, 2, 3))):
                Random.refer(dice, source, dice.choice(new if dice.random() < 0.8 or not others else others))
        return new

    @staticmethod
    def refer(dice, source, target):
        if isinstance(source, list):
            source.append(target)
        elif isinstance(source, dict):
            source[dice.randrange(5)] = target
        elif isinstance(source, Node):
            setattr(source, "n%d" % dice.randrange(5), target)
        elif isinstance(source, tuple):
            source[1].append(target)
        elif isinstance(target, Node):
            source.add(target)

    def compare(self, seed, let_go, **options):
        dice = random.Random(seed)
        gc.collect()
        older = self.grow(dice, 60, [])
        watch = _refscope._Watch(**options)
        try:
            new = self.grow(dice, 200, older)
            kept = dice.sample(new, 5)
            if let_go:
                del older[:]
            del new
            ours = {handle.address for handle in watch.snapshot().garbage() if handle.tracked}
            whole = {handle.address for handle in refscope.capture().garbage() if handle.tracked}
            gc.callbacks.pop()
            gc.set_debug(gc.DEBUG_SAVEALL)
            gc.collect()
            theirs = {id(found) for found in gc.garbage}
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            watch.stop()
        self.assertEqual(whole, theirs)
        del kept, older
        return ours, theirs

    def test_while_the_older_ones_live_all_is_seen(self):
        seen = 0
        for seed in range(40):
            ours, theirs = self.compare(seed, False)
            self.assertEqual(ours, theirs, seed)
            seen += len(ours)
        self.assertGreater(seen, 400)

    def test_when_the_older_ones_go_nothing_is_seen_that_is_none(self):
        for seed in range(40):
            ours, theirs = self.compare(seed, True)
            self.assertLessEqual(ours, theirs, seed)

    def test_of_the_whole_heap_all_is_seen(self):
        for seed in range(10):
            ours, theirs = self.compare(seed, True, whole_heap=True)
            self.assertEqual(ours, theirs, seed)


if __name__ == "__main__":
    unittest.main()
