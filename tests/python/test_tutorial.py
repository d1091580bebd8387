"""What a tutorial of Pympler shows works from refscope: a test for each thing that its reader does, with exact expectations.

samples/tutorial/ has the same as programs, for reading.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import array
import contextlib
import gc
import inspect
import io
import math
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from refscope import classtracker, muppy, summary
from refscope.asizeof import asized, asizeof, asizesof, basicsize, flatsize, itemsize, refs
from refscope import asizeof as asizeof_module
from refscope.classtracker import ClassTracker
from refscope.classtracker_stats import HtmlStats
from refscope.garbagegraph import GarbageGraph
from refscope.refbrowser import ConsoleBrowser, FileBrowser
from refscope.refgraph import ReferenceGraph
from refscope.tracker import SummaryTracker

POINTER = struct.calcsize("P")
HEAD = 16          # what the collector keeps in front of a container
INT = 32           # an int of one digit, as the allocator gives it
COUNT = 100_000
RULE = "-" * 79
SUMMARY = "---- SUMMARY " + "-" * 66


class RNG:
    """Stands for the tutorial's class of random integers."""

    def __init__(self, count=COUNT):
        self.values = array.array("q", [0]) * count


class Dist:
    """Stands for the tutorial's class of uniform floats."""

    def __init__(self, count=COUNT):
        self.values = array.array("d", [0]) * count


def printed(function, *args, **kwargs):
    with contextlib.redirect_stdout(io.StringIO()) as text:
        function(*args, **kwargs)
    return text.getvalue()


class InAFolder(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(scratch.name)


class Asizeof(unittest.TestCase):
    def setUp(self):
        self.l = list(range(20))
        self.own = sys.getsizeof(self.l)  # with the head in front of it
        self.name = repr(self.l)

    def test_asizeof_and_asizesof(self):
        l, r = self.l, range(20)
        whole = self.own + 20 * INT - INT + asizeof(0)
        self.assertEqual(asizeof(l), whole)
        each = asizesof(l, r)
        self.assertEqual(type(each), tuple)
        self.assertEqual(each[0], whole)
        self.assertEqual(asizeof(l, r), sum(each))
        self.assertEqual(asizeof(r, l), asizeof(l, r))
        self.assertEqual(asizeof(r), 48 + asizeof(0, 20, 1))

    def test_asized(self):
        one = asized(self.l)
        self.assertEqual(type(one).__name__, "Asized")
        self.assertEqual((one.flat, one.size), (self.own, asizeof(self.l)))
        self.assertEqual(str(one), "size %d, flat %d, refs[0], name %r" % (one.size, one.flat, self.name))

    def test_asized_of_two_and_their_format(self):
        two = asized(self.l, range(20))
        sizes = asizesof(self.l, range(20))
        self.assertEqual([each.format() for each in two],
                         ["%s size=%d flat=%d" % (self.name, sizes[0], self.own), "range(0, 20) size=%d flat=48" % sizes[1]])

    def test_asized_with_statistics(self):
        text = printed(lambda: print(asized(self.l, detail=0, stats=1).format()))
        size = asizeof(self.l)
        self.assertEqual([line.strip() for line in text.strip().splitlines()], [
            "asized(detail=0, stats=1): " + str(asized(self.l)),
            "%d bytes" % size, "8 byte aligned", "%d byte sizeof(void*)" % POINTER, "1 object given", "21 objects sized",
            "21 objects seen", "0 objects missed", "0 duplicates", "1 deepest recursion",
            "%s size=%d flat=%d" % (self.name, size, self.own)])

    def test_asized_with_detail(self):
        lines = asized(self.l, detail=1).format().splitlines()
        self.assertEqual(len(lines), 21)
        self.assertEqual(lines[0], "%s size=%d flat=%d" % (self.name, asizeof(self.l), self.own))
        wanted = ["    %d size=%d flat=%d" % (number, asizeof(number), asizeof(number)) for number in self.l]
        self.assertEqual(sorted(lines[1:]), sorted(wanted))

    def test_sizes_of_its_parts(self):
        self.assertEqual(itemsize(self.l), POINTER)
        self.assertEqual(basicsize(self.l), list.__basicsize__ + HEAD)
        self.assertEqual(flatsize(self.l), self.own)
        self.assertEqual(list(refs(self.l)), self.l)

    def test_what_is_what(self):
        values = [[], math, printed, self.setUp, RNG, min]
        for name in "isclass iscode isbuiltin isframe isfunction ismethod ismodule".split():
            with self.subTest(question=name):
                self.assertEqual([getattr(asizeof_module, name)(value) for value in values],
                                 [getattr(inspect, name)(value) for value in values])


class Tracked(InAFolder):
    """Snapshots as people read them: [(description, {class: how many})]."""

    def rows(self, text):
        """The lines between the rules, as [(description, [(name, active)])]."""
        lines = text.splitlines()
        self.assertEqual((lines[0], lines[-1]), (SUMMARY, RULE))
        found = []
        for line in lines[1:-1]:
            if line.endswith("average   pct"):
                self.assertRegex(line, r"^.{35} +active +\d+ +B +average +pct$")
                found.append((line[:35].strip(), []))
                continue
            self.assertRegex(line, r"^  .{33} +\d+ +[\d.]+ +[KM]?B +[\d.]+ +[KM]?B +\d+%$")
            found[-1][1].append((line[2:35].strip(), int(line[35:47])))
        return found

    def sizes(self, tracker, snapshot, name):
        return tracker.stats.annotate_snapshot(tracker.snapshots[snapshot])[name]

    def test_one_class(self):
        tracker = ClassTracker()
        tracker.track_class(RNG, name=RNG.__name__)
        tracker.create_snapshot(description="Start")
        made = [RNG(), RNG(), RNG()]
        size = asizeof(made[0])
        tracker.create_snapshot(description="Three")
        objects = printed(lambda: tracker.stats.print_stats())
        self.assertEqual(len(re.findall(r"^RNG +0x[0-9a-f]+ <\S*RNG object at 0x", objects, re.MULTILINE)), 3)
        del made[1]
        tracker.create_snapshot(description="Two")
        self.assertEqual(self.rows(printed(lambda: tracker.stats.print_summary())),
                         [("Start", [("RNG", 0)]), ("Three", [("RNG", 3)]), ("Two", [("RNG", 2)])])
        self.assertGreater(size, 8 * COUNT)
        self.assertEqual([self.sizes(tracker, place, "RNG")["sum"] for place in range(3)], [0, 3 * size, 2 * size])
        self.assertEqual(self.sizes(tracker, 1, "RNG")["avg"], size)
        tracker.close()
        RNG()
        self.assertEqual(len(tracker.index["RNG"]), 3)

    def test_two_classes_and_clear(self):
        tracker = ClassTracker()
        tracker.track_class(RNG, name=RNG.__name__)
        tracker.track_class(Dist, name=Dist.__name__)
        numbers, distribution = RNG(), Dist()
        tracker.create_snapshot(description="One of each")
        self.assertEqual(self.rows(printed(lambda: tracker.stats.print_summary())), [("One of each", [("Dist", 1), ("RNG", 1)])])
        tracker.clear()
        self.assertEqual(printed(lambda: tracker.stats.print_summary()), SUMMARY + "\n" + RULE + "\n")

    def test_single_objects_that_change(self):
        numbers, distribution = RNG(), Dist()
        tracker = ClassTracker()
        tracker.track_object(numbers)
        tracker.track_object(distribution)
        tracker.track_change(distribution, resolution_level=1)
        tracker.create_snapshot(description="Large")
        large = asizeof(distribution)
        distribution.values = array.array("d", [0]) * 1000
        tracker.create_snapshot(description="Small")
        small = asizeof(distribution)
        del numbers
        tracker.create_snapshot(description="Gone")
        self.assertEqual(large - small, 8 * (COUNT - 1000))
        self.assertEqual([self.sizes(tracker, place, "Dist")["sum"] for place in range(3)], [large, small, small])
        self.assertEqual([self.sizes(tracker, place, "RNG")["active"] for place in range(3)], [1, 1, 0])
        self.assertEqual(self.sizes(tracker, 2, "RNG")["sum"], 0)

    def detached(self):
        tracker = ClassTracker()
        tracker.track_class(RNG, name=RNG.__name__)
        tracker.track_class(Dist, name=Dist.__name__)
        self.kept = [RNG(), Dist()]
        tracker.detach_class(RNG)
        self.kept.append(RNG())
        tracker.create_snapshot(description="Detached")
        tracker.close()
        return tracker

    WANTED = [("Detached", [("Dist", 1), ("RNG", 1)])]

    def test_a_class_that_is_detached(self):
        tracker = self.detached()
        self.assertEqual(self.rows(printed(lambda: tracker.stats.sort_stats().print_summary())), self.WANTED)
        stats = tracker.stats
        self.assertEqual(stats.tracked_classes, ["Dist", "RNG"])
        stats.dump_stats("file")
        self.assertGreater(os.path.getsize("file"), 0)

    def test_the_dump_printed_again(self):
        tracker = self.detached()
        first = printed(lambda: tracker.stats.print_summary())
        tracker.stats.dump_stats("file")
        for owner in (tracker, None):
            text = io.StringIO()
            stats = classtracker.ConsoleStats(owner, "file", stream=text)
            stats.print_summary()
            self.assertEqual(text.getvalue(), first)
            self.assertEqual(stats.tracked_classes, ["Dist", "RNG"])

    def test_snapshots_by_themselves(self):
        tracker = ClassTracker()
        distribution = Dist()
        tracker.track_object(distribution)
        thread = classtracker.PeriodicThread(tracker, 0.01)
        thread.start()
        self.wait_for(tracker, 3)
        thread.tracker.stop_periodic_snapshots()
        self.assertFalse(thread.is_alive())
        count = len(tracker.snapshots)
        self.assertEqual(self.rows(printed(lambda: tracker.stats.print_summary())), count * [("", [("Dist", 1)])])
        thread.tracker.start_periodic_snapshots()
        self.wait_for(tracker, count + 1)
        thread.tracker.stop_periodic_snapshots()
        self.assertEqual(self.rows(printed(lambda: tracker.stats.print_summary())), len(tracker.snapshots) * [("", [("Dist", 1)])])

    def wait_for(self, tracker, count):
        for _ in range(6000):
            if len(tracker.snapshots) >= count:
                return
            time.sleep(0.01)
        self.fail("no snapshot appeared")

    def test_a_page(self):
        tracker = ClassTracker()
        stats = HtmlStats(tracker)
        tracker.track_class(RNG, name=RNG.__name__)
        tracker.track_class(Dist, name=Dist.__name__)
        kept = []
        for kind in (RNG, Dist):
            kept.append(kind())
            tracker.create_snapshot(description="With <%s>" % kind.__name__)
        tracker.close()
        stats.dump_stats("file")
        self.assertEqual(stats.tracked_classes, ["Dist", "RNG"])
        stats.create_html("x.html")
        page = Path("x.html").read_text(encoding="utf-8")
        self.assertGreaterEqual(page.count("<svg"), 3)
        for text in ("RNG", "Dist", "With &lt;RNG&gt;", "With &lt;Dist&gt;"):
            self.assertIn(text, page)
        self.assertEqual(re.findall(r"<script|(?:src|href)=\"(?!#)", page), [])


class Tracker(unittest.TestCase):
    def test_the_first_difference_is_a_table(self):
        lines = printed(SummaryTracker().print_diff).splitlines()
        self.assertEqual([cell.strip() for cell in lines[0].split("|")], ["types", "# objects", "total size"])
        self.assertRegex(lines[1], r"^=+ \| =+ \| =+$")

    def test_a_list_of_squares(self):
        tracker = SummaryTracker()
        s0 = tracker.create_summary()
        squares = [number * number for number in range(15_000)]
        s1 = tracker.create_summary()
        new = [number for number in squares if number > 256]  # CPython keeps one of each smaller one
        lines = printed(tracker.print_diff, summary1=s0, summary2=s1).splitlines()
        self.assertEqual([line.split()[:3:2] for line in lines[2:4]], [["int", str(len(new))], ["list", "1"]])
        rows = sorted(tracker.diff(summary1=s0, summary2=s1), key=lambda row: row[2], reverse=True)
        self.assertEqual(rows[:2], [["int", len(new), sum(map(sys.getsizeof, new))], ["list", 1, sys.getsizeof(squares)]])
        self.assertEqual({type(row) for row in rows}, {list})


class Muppy(unittest.TestCase):
    def test_all_objects_and_the_lists_of_them(self):
        l = [object()]
        objects = muppy.get_objects()
        self.assertGreater(len(objects), len(gc.get_objects()))
        lists = muppy.filter(objects, Type=list)
        self.assertEqual({type(found) for found in lists}, {list})
        self.assertEqual(sum(found is l for found in lists), 1)

    def test_referents_of_a_list(self):
        self.assertEqual(len(muppy.get_referents(list(range(5_999)))), 5_999)

    def test_summary(self):
        lines = printed(muppy.print_summary).splitlines()
        self.assertEqual([cell.strip() for cell in lines[0].split("|")], ["types", "# objects", "total size"])
        self.assertEqual(len(lines), 2 + 15)
        for line in lines[2:]:
            self.assertRegex(line, r"^ +\S.* \| +\d+ \| +[\d.]+ +[KMG]?B$")

    def test_getsizeof(self):
        l = list(range(5_999))
        self.assertEqual(muppy.getsizeof(l), sys.getsizeof(l))


def boxes(text):
    """The labels of a DOT text's boxes, and its edges as (label of source, edge label, label of target)."""
    labels = dict(re.findall(r'^    "(X\w+)" \[ label = "(.*)" \];$', text, re.MULTILINE))
    edges = re.findall(r'^    (X\w+) -> (X\w+) \[label="(.*)"\];$', text, re.MULTILINE)
    return sorted(labels.values()), sorted((labels[source], label, labels[target]) for source, target, label in edges)


class Graphs(InAFolder):
    def test_garbagegraph_of_given_objects(self):
        p = {"name": "p"}
        q = ["a", p]
        r = ("r", q)
        graph = GarbageGraph([p, q, r])
        graph.write_graph("refGraph.out")
        self.assertIs(graph.render("refGraph1.out"), True)
        dict_box, list_box, tuple_box = "{'name': 'p'}\\ndict", "['a', {'name': 'p'}]\\nlist", "('r', ['a', {'name': 'p'}])\\ntuple"
        self.assertEqual(boxes(Path("refGraph.out").read_text(encoding="utf-8")),
                         (sorted([dict_box, list_box, tuple_box]),
                          sorted([(list_box, "[1]", dict_box), (tuple_box, "[1]", list_box)])))

    def test_garbagegraph_still_takes_reduce(self):
        for reduce in (False, True):
            self.assertEqual([o for o in GarbageGraph(reduce).objects if type(o) is RNG], [])

    def test_refgraph(self):
        p, q = {}, []
        r = {"q": q}
        p["r"] = r
        q.append(p)
        s, t = (r,), {"other": 1}
        graph = ReferenceGraph([p, q, r, s, t])
        graph.write_graph("f")
        labels, edges = boxes(Path("f").read_text(encoding="utf-8"))
        self.assertEqual(len(labels), 5)
        self.assertEqual(sorted(label for _, label, _ in edges), ["[0]", "[0]", "q", "r"])
        self.assertIn("{'other': 1}\\ndict", labels)
        self.assertIs(graph.render("f"), True)
        self.assertEqual(Path("f").read_bytes()[:4], b"%!PS")


# The tree needs names of its own: a program's.
TREE = '''
from refscope.refbrowser import ConsoleBrowser, FileBrowser
q = "-".join(["made", "at", "run", "time"])
p = [q]
def keeper(text):
    ConsoleBrowser(text, maxdepth=1).print_tree()
ConsoleBrowser(q).print_tree()
print("====")
keeper(q)
FileBrowser(q).print_tree("tree.out")
'''


class Refbrowser(InAFolder):
    def run_tree(self):
        ran = subprocess.run([sys.executable, "-c", TREE], check=True, stdout=subprocess.PIPE, text=True)
        return ran.stdout.split("====\n")

    def test_tree_on_the_console(self):
        whole, of_call = self.run_tree()
        self.assertRegex(whole, r"^str-\+-list--dict-\+-")
        self.assertIn("module(__main__)", whole)
        self.assertIn("frame (codename: <module>)", whole)
        self.assertIn("function (keeper)", whole)
        self.assertEqual(sorted(re.findall(r"[a-z]+(?: \(.*\))?", of_call)), ["dict", "frame (codename: keeper)", "list", "str"])
        for text in ("refbrowser", "Browser", "_Node", "get_tree", "print_tree"):
            self.assertNotIn(text, whole)

    def test_tree_in_a_file(self):
        whole, _ = self.run_tree()
        written = Path("tree.out").read_text(encoding="utf-8")
        boxes = re.compile(r"[a-z]+ ?\([^)]*\)|[a-z]+")  # side by side in any order
        self.assertEqual(sorted(boxes.findall(written)), sorted(boxes.findall(whole)))
        self.assertEqual(written.count("+-"), whole.count("+-"))


class Summary(unittest.TestCase):
    def test_rows_table_and_difference(self):
        before = summary.summarize(muppy.get_objects())
        kept = [RNG(count=1) for _ in range(700)]
        after = summary.summarize(muppy.get_objects())
        self.assertEqual({tuple(type(cell) for cell in row) for row in before}, {(str, int, int)})
        name = "%s.RNG" % RNG.__module__
        difference = summary.get_diff(before, after)
        row, = [row for row in difference if row[0] == name]
        self.assertEqual(row[1:], [700, sum(map(muppy.getsizeof, kept))])
        lines = printed(summary.print_, [row]).splitlines()
        self.assertEqual([cell.strip() for cell in lines[2].split("|")][:2], [name, "700"])

    def test_sizes_as_people_read_them(self):
        lines = printed(summary.print_, [["list", 3, 3_365_929], ["int", 2, 56]]).splitlines()
        self.assertEqual(lines, ["  types |   # objects |   total size",
                                 "======= | =========== | ============",
                                 "   list |           3 |      3.21 MB",
                                 "    int |           2 |     56     B"])


if __name__ == "__main__":
    unittest.main()
