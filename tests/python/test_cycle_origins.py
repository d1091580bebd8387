"""Where the example of a pattern comes from: who holds it, and the line that allocated it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import gc
import os
import subprocess
import sys
import tempfile
import textwrap
import tracemalloc
import unittest

import refscope

# Line numbers matter here: each allocation has a line of its own.
PROGRAM = """\
import collections, gc, tracemalloc
START
gc.disable()
class Plain:
    pass
class Slotted:
    __slots__ = ("held", "__weakref__")
class Weakly:
    pass
class Record(dict):
    pass
def generate(owner):
    yield owner
def make(cls):
    return cls()
plain = Plain()
slotted = make(Slotted)
record = Record()
listed = []
queue = collections.deque()
try:
    raise ValueError
except ValueError as error:
    kept = error
numbers = generate(plain)
function = lambda owner=plain: owner
plain.slotted = slotted
slotted.held = record
record["listed"] = listed
listed.append(queue)
queue.append(kept)
kept.numbers = numbers
next(numbers)
plain.function = function
"""
LINES = {"__main__.Plain": 16, "__main__.Slotted": 15, "__main__.Record": 18, "list": 19,
         "collections.deque": 20, "ValueError": 22, "generator": 25, "function": 26}
END = """
del plain, slotted, record, listed, queue, error_, kept, numbers, function
"""


class Leaf:
    def method(self):
        return self


class Slotted:
    __slots__ = ("all",)


class Weak:
    __slots__ = ("all", "__weakref__")


class Record(dict):
    pass


class Row(list):
    pass


class Error(Exception):
    pass


class Lines(unittest.TestCase):
    def run_program(self, *options, start="", **env):
        with tempfile.TemporaryDirectory(prefix="refscope-test-") as folder:
            path = os.path.join(folder, "app.py")
            with open(path, "w") as file:
                file.write(PROGRAM.replace("START", start) + "error_ = None" + END + textwrap.dedent("""
                    import refscope
                    for pattern in refscope.capture().cycles():
                        for reference, line in zip(pattern.example, pattern.allocated):
                            print(reference.source.type, line)
                    """))
            out = subprocess.run([sys.executable, *options, path], capture_output=True, text=True, check=True,
                                 env={**os.environ, **env}).stdout
            return {tuple(line.replace(path, "app.py").rsplit(" ", 1)) for line in out.splitlines()}

    def check(self, found, unknown=("list",)):
        for name, line in LINES.items():
            with self.subTest(type=name):
                sites = {site for type, site in found if type == name}
                self.assertEqual(sites - ({"None"} if name in unknown else set()),
                                 {"app.py:%d" % line} if sites != {"None"} or name not in unknown else set())

    def test_are_exact_when_the_program_starts_tracemalloc(self):
        # An object whose memory was allocated before, and kept in one of CPython's free lists since, has no trace.
        self.check(self.run_program(start="tracemalloc.start()"), unknown=("list", "function", "generator"))

    def test_are_exact_when_python_was_told_to_trace(self):
        self.check(self.run_program("-X", "tracemalloc"))
        self.check(self.run_program(PYTHONTRACEMALLOC="1"))

    def test_are_the_innermost_of_many_frames(self):
        self.check(self.run_program("-X", "tracemalloc=20"))

    def test_are_not_there_when_nothing_is_traced(self):
        found = self.run_program()
        self.assertEqual({site for _, site in found}, {"None"})
        self.assertIn(("__main__.Plain", "None"), found)


class Oracle(unittest.TestCase):
    def test_each_line_is_what_tracemalloc_says_of_the_living_object(self):
        tracemalloc.start(3)
        self.addCleanup(tracemalloc.stop)
        objects = [cls() for cls in (Leaf, Slotted, Record, Row, collections.OrderedDict, collections.deque, Error,
                                     type("Made", (Leaf,), {}), list, dict, Weak)]
        objects += [Leaf.method.__get__(objects[0]), lambda: objects, (i for i in objects), [objects], (objects,)]
        objects.append(objects)  # one big knot: everything holds the list, or an object that does
        for item in objects[:-1]:
            for hold in (lambda o: o.append(objects), lambda o: o.update(all=objects), lambda o: setattr(o, "all", objects)):
                try:
                    hold(item)
                    break
                except (AttributeError, TypeError, ValueError):
                    pass
        snapshot, known = refscope.capture(), {id(item): item for item in objects}
        compared = set()
        for pattern in snapshot.cycles(scope="live"):
            for reference, line in zip(pattern.example, pattern.allocated):
                item = known.get(reference.source.address)
                if item is None:
                    continue
                trace = tracemalloc.get_object_traceback(item)
                if trace is None and sys.version_info[:2] == (3, 11) and hasattr(item, "__dict__"):
                    self.assertIn("test_cycle_origins.py:", line)  # CPython 3.11 forgets the words before the object
                    compared.add(type(item).__name__)
                    continue
                self.assertEqual(line, trace and "%s:%d" % (trace[-1].filename, trace[-1].lineno), type(item))
                compared.add(type(item).__name__)
        self.assertGreaterEqual(compared, {"Leaf", "Slotted", "Record", "Row", "OrderedDict", "deque", "Error", "Weak",
                                           "method", "function", "list"})
        objects.clear()


class Oath(unittest.TestCase):
    """Asking tracemalloc makes Python objects, for a moment: nothing may come of that."""

    def setUp(self):
        gc.collect()
        tracemalloc.start(20)  # frames: so many tuples are needed at once
        self.addCleanup(tracemalloc.stop)
        self.addCleanup(gc.set_threshold, *gc.get_threshold())
        self.addCleanup(gc.collect)

    def leak(self):
        leaves = [Leaf() for _ in range(5)]
        for i, leaf in enumerate(leaves):
            setattr(leaf, "me%d" % i, leaf)

    def test_no_collection_runs(self):
        gc.set_threshold(1000000)
        for _ in range(20):
            self.leak()
        ran = []
        gc.callbacks.append(lambda phase, info: ran.append(phase))
        self.addCleanup(gc.callbacks.clear)
        was_enabled = gc.isenabled()
        held = [(i,) for i in range(5000)], [(i, i) for i in range(5000)]  # so that CPython has none in store
        gc.set_threshold(max(gc.get_count()[0], 1))
        snapshot = refscope.capture()
        gc.set_threshold(1000000)
        del held
        self.assertEqual(ran, [])
        self.assertTrue(was_enabled and gc.isenabled())
        self.assertEqual(len(snapshot.cycles()) >= 5, True)
        self.assertEqual([p.allocated[0].rsplit("/", 1)[1].split(":")[0] for p in snapshot.cycles()
                          if p.text.startswith("Leaf.me")], ["test_cycle_origins.py"] * 5)

    def test_nothing_is_traced_of_ours_and_nothing_stays(self):
        gc.disable()
        self.addCleanup(gc.enable)
        self.leak()
        refscope.capture()
        before, blocks = tracemalloc.take_snapshot(), sys.getallocatedblocks()
        for _ in range(20):
            refscope.capture()
        self.assertLess(sys.getallocatedblocks() - blocks, 200)
        grown = [d for d in tracemalloc.take_snapshot().compare_to(before, "lineno")
                 if d.size_diff > 5000 and "tracemalloc" not in d.traceback[0].filename]
        self.assertEqual(grown, [])


KEPT = {}


class Held(unittest.TestCase):
    def setUp(self):
        self.addCleanup(KEPT.clear)

    def pattern(self, text):
        found = [p for p in refscope.capture().cycles(scope="all") if p.text == text]
        self.assertEqual(len(found), 1)
        return found[0]

    def test_what_is_alive_has_a_path_to_it(self):
        leaf = Leaf()
        leaf.held_here = leaf
        KEPT["the key"] = [leaf]
        del leaf
        pattern = self.pattern("Leaf.held_here -> Leaf")
        self.assertEqual(pattern.scope, "live")
        self.assertEqual(pattern.held.text, "module %s.KEPT['the key'][0]" % __name__)
        self.assertEqual(pattern.held[-1].target, pattern.example[0].source)

    def test_garbage_has_none(self):
        gc.disable()
        self.addCleanup(gc.collect)
        self.addCleanup(gc.enable)
        leaf = Leaf()
        leaf.lost_here = leaf
        del leaf
        self.assertIsNone(self.pattern("Leaf.lost_here -> Leaf").held)


if __name__ == "__main__":
    unittest.main()
