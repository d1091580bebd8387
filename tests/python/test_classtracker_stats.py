"""refscope.classtracker_stats: what is printed, saved and shown of tracked objects.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import html.parser
import io
import json
import os
import pickle
import re
import stat
import tempfile
import unittest

from refscope import _text, classtracker_stats
from refscope.asizeof import Asized
from refscope.classtracker import ClassTracker
from refscope.classtracker_stats import ConsoleStats, HtmlStats, Stats

PROCESS = {"pid": 7, "vsz": 1 << 20, "rss": 1 << 19, "pagefaults": 0, "data_segment": 0, "code_segment": 0, "shared_segment": 0,
           "stack_segment": 0, "available": True, "os_specific": [["Peak", "1 MB"]]}


def snapshot(time, description, total):
    return {"time": time, "description": description, "tracked_total": total, "asizeof_total": 2 * total, "overhead": 10,
            "process": dict(PROCESS)}


def tracked(number, name, birth, death, sizes, trace=None):
    return {"id": number, "name": name, "repr": "<%s object at 0x%x>" % (name, number), "birth": birth, "death": death,
            "resolution_level": 1, "trace": trace, "sizes": sizes}


def example():
    """Two classes in three snapshots; one object is gone."""
    parts = [[1, 2000, 100, "__dict__"], [2, 1900, 1900, "[V] big: 'xxxx'"], [2, 1, 1, "[K] sliver"], [1, 500, 500, "[V] small"]]
    trace = [["app.py", 3, "main", ["    go()\n"], 0], ["<string>", 12, "go", None, None]]
    return {
        "format": "refscope tracker dump", "version": 1,
        "snapshots": [snapshot(1.0, "Start", 0), snapshot(2.5, "Two", 104857), snapshot(3723.25, "", 56)],
        "classes": [
            {"name": "app.Node", "objects": [
                tracked(0x7f0000001000, "app.Node", 1.5, None, [[1.5, 40, 40, None, []], [2.5, 3000, 500, None, parts],
                                                               [3723.25, 56, 56, None, []]], trace),
                tracked(0x7f0000002000, "app.Node", 1.75, 3.0, [[1.75, 40, 40, None, []], [2.5, 2200, 200, None, parts[:2]]])]},
            {"name": "a.module.with.a.long.name.indeed.Leaf", "objects": [
                tracked(0x7f0000003000, "a.module.with.a.long.name.indeed.Leaf", 2.0, None,
                        [[2.0, 40, 40, None, []], [2.5, 100857, 100857, None, []], [3723.25, 0, 0, None, []]])]},
        ],
    }


def loaded(kind=ConsoleStats, data=None):
    stats = kind(stream=io.StringIO())
    stats.load_stats(io.StringIO(json.dumps(data or example())))
    return stats


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "file")


class Console(unittest.TestCase):
    maxDiff = None

    def test_summary(self):
        stats = loaded()
        stats.print_summary()
        self.assertEqual(stats.stream.getvalue(), """\
---- SUMMARY ------------------------------------------------------------------
Start                                    active      0     B      average   pct
  a.module.with.a.long.name.inde...           0      0     B      0     B    0%
  app.Node                                    0      0     B      0     B    0%
Two                                      active    204.80 KB      average   pct
  a.module.with.a.long.name.inde...           1     98.49 KB     98.49 KB    9%
  app.Node                                    2      5.08 KB      2.54 KB    0%
                                         active    112     B      average   pct
  a.module.with.a.long.name.inde...           1      0     B      0     B    0%
  app.Node                                    1     56     B     56     B    0%
-------------------------------------------------------------------------------
""")

    def test_an_empty_summary_is_two_rules(self):
        stats = ConsoleStats(stream=io.StringIO())
        stats.print_summary()
        self.assertEqual(stats.stream.getvalue(), "---- SUMMARY " + "-" * 66 + "\n" + "-" * 79 + "\n")

    def test_objects(self):
        stats = loaded()
        stats.sort_stats("birth").print_stats()
        self.assertEqual(stats.stream.getvalue(), """\
app.Node                         0x7f0000001000 <app.Node object at 0x7f0000001000>
    go()
  app.py:   3 in main
  <string>:  12 in go
  00:00:01.50                      40     B
  00:00:02.50                       2.93 KB
    __dict__                                          1.95 KB      66% [1]
      [V] big: 'xxxx'                                 1.86 KB      63% [2]
    [V] small                                       500     B      16% [1]
  01:02:03.25                      56     B
app.Node                         ( free )   <app.Node object at 0x7f0000002000>
  00:00:01.75                      40     B
  00:00:02.50                       2.15 KB
    __dict__                                          1.95 KB      90% [1]
      [V] big: 'xxxx'                                 1.86 KB      86% [2]
  00:00:03.00                    finalize
....with.a.long.name.indeed.Leaf 0x7f0000003000 <a.module.with.a.long.name.indee...
  00:00:02.00                      40     B
  00:00:02.50                      98.49 KB
  01:02:03.25                       0     B
""")

    def test_limits(self):
        for limit, count in ((1.0, 3), (1, 1), (2, 2), (0.5, 1), (0.7, 2), (0.01, 1), (99, 3)):
            stats = loaded()
            stats.print_stats(limit=limit)
            self.assertEqual(len(re.findall("^[^ ]", stats.stream.getvalue(), re.M)), count, limit)
        for name, count in (("Node", 2), ("Leaf", 1), ("", 3), ("none", 0)):
            stats = loaded()
            stats.print_stats(clsname=name)
            self.assertEqual(len(re.findall("^[^ ]", stats.stream.getvalue(), re.M)), count, name)
        stats = loaded()
        stats.print_stats("Node", 0.5)  # of those that the filter left
        self.assertEqual(len(re.findall("^[^ ]", stats.stream.getvalue(), re.M)), 1)

    def test_texts(self):
        self.assertEqual([_text.pp(size) for size in (0, 56, 1024, 1025, 2836, 1 << 20, 5 << 30, 3 << 50, 9 << 70, -5)],
                         ["   0     B", "  56     B", "1024     B", "   1.00 KB", "   2.77 KB", "1024.00 KB", "   5.00 GB",
                          "   3.00 PB", "9216.00 EB", "  -5     B"])
        self.assertEqual([_text.pp_timestamp(t) for t in (None, 0, 1.5, 59.994, 3723.25, 360000)],
                         ["", "00:00:00.00", "00:00:01.50", "00:00:59.99", "01:02:03.25", "100:00:00.00"])
        self.assertEqual(_text.trunc("This is a long text.", 8), "This ...")
        self.assertEqual(_text.trunc("This is a long text.", 8, left=True), "...text.")
        self.assertEqual(_text.trunc("a\nb", 8), "a|b")

    def test_a_deep_tree_is_printed(self):
        data = example()
        data["classes"][0]["objects"][0]["sizes"][1][4] = [[depth, 2000, 1, "part"] for depth in range(1, 5001)]
        stats = loaded(data=data)
        stats.print_stats()
        self.assertIn("[5000]\n", stats.stream.getvalue())
        stats.print_summary()


class Sorting(unittest.TestCase):
    def order(self, *args):
        return [of.id >> 12 & 15 for of in loaded().sort_stats(*args).sorted]

    def test_criteria(self):
        for args, order in ((("birth",), [1, 2, 3]), (("death",), [2, 1, 3]), (("size",), [3, 1, 2]), (("tsize",), [3, 1, 2]),
                            (("classname",), [3, 1, 2]), (("classname", "size"), [3, 1, 2]), (("repr",), [3, 1, 2]),
                            (("name", "death"), [3, 2, 1]), ((), [3, 1, 2])):
            self.assertEqual(self.order(*args), order, args)

    def test_sizes_are_those_of_the_largest_snapshot(self):
        stats = loaded()
        stats.sort_stats()
        self.assertEqual([(of.size, of.tsize) for of in stats.sorted], [(100857, 100857), (3000, 3000), (2200, 2200)])

    def test_reverse(self):
        stats = loaded()
        self.assertIs(stats.reverse_order(), stats)
        self.assertEqual([of.id >> 12 & 15 for of in stats.sort_stats("birth").reverse_order().sorted], [3, 2, 1])

    def test_no_such_criterion(self):
        with self.assertRaisesRegex(ValueError, "Invalid sort criteria 'sise'"):
            loaded().sort_stats("sise")

    def test_nothing(self):
        self.assertEqual(Stats().sort_stats().sorted, [])


class Sums(unittest.TestCase):
    def test_annotated(self):
        stats = loaded()
        stats.annotate()
        node = stats.snapshots[1].classes["app.Node"]
        self.assertEqual((node["sum"], node["avg"], node["active"]), (5200, 2600.0, 2))
        self.assertAlmostEqual(node["pct"], 5200 * 100 / (1 << 20))
        merged = node["merged"]
        self.assertIs(type(merged), Asized)
        self.assertEqual((merged.size, merged.flat), (5200, 700))
        self.assertEqual([(part.name, part.size, part.flat) for part in merged.refs],
                         [("__dict__", 4000, 200), ("[V] small", 500, 500)])
        self.assertEqual([(part.name, part.size) for part in merged.get("__dict__").refs], [("[V] big", 3800), ("[K] sliver", 1)])
        self.assertEqual(stats.tracked_classes, ["a.module.with.a.long.name.indeed.Leaf", "app.Node"])

    def test_what_is_loaded_is_not_changed_by_it(self):
        stats = loaded()
        before = stats.index["app.Node"][0].snapshots[1][1].format()
        stats.annotate()
        self.assertEqual(stats.index["app.Node"][0].snapshots[1][1].format(), before)

    def test_a_class_that_came_after_a_summary(self):
        class Foo:
            pass

        tracker = ClassTracker(stream=io.StringIO())
        kept = [Foo()]
        tracker.track_object(kept[0], name="one")
        tracker.create_snapshot("first")
        stats = tracker.stats
        stats.print_summary()
        kept.append(Foo())
        tracker.track_object(kept[1], name="two")
        tracker.create_snapshot("second")
        stats.print_summary()
        self.assertEqual([[of["active"] for _, of in sorted(snapshot.classes.items())] for snapshot in tracker.snapshots],
                         [[1, 0], [1, 1]])


class Dump(Folder):
    def tracker(self):
        class Foo:
            def __init__(self):
                self.text = "x\n\x1b\u20ac" * 100

        tracker = ClassTracker()
        tracker.track_class(Foo, name="Foo \u20ac", resolution_level=2, trace=True)
        self.kept = [Foo(), Foo()]
        tracker.create_snapshot("one")
        del self.kept[0]
        tracker.create_snapshot("two", compute_total=True)
        return tracker

    def printed(self, stats):
        stats.stream = io.StringIO()
        stats.sort_stats("birth")
        stats.print_stats()
        stats.print_summary()
        return stats.stream.getvalue()

    def test_saved_and_loaded_is_the_same(self):
        tracker = self.tracker()
        tracker.stats.dump_stats(self.path)
        stats = ConsoleStats(filename=self.path)
        self.assertEqual(self.printed(stats), self.printed(tracker.stats))
        self.assertEqual(stats.tracked_classes, ["Foo \u20ac"])
        self.assertEqual([count for _, count in stats.history["Foo \u20ac"]], [1, 2, 1])
        for mine, its in zip(stats.snapshots, tracker.snapshots):
            self.assertEqual((mine.timestamp, mine.desc, mine.tracked_total, mine.asizeof_total, mine.overhead, mine.total),
                             (its.timestamp, its.desc, its.tracked_total, its.asizeof_total, its.overhead, its.total))
            self.assertEqual(mine.system_total.os_specific, its.system_total.os_specific)
        for mine, its in zip(stats.index["Foo \u20ac"], tracker.index["Foo \u20ac"]):
            self.assertEqual((mine.id, mine.repr, mine.birth, mine.death, mine._resolution_level, mine.ref()),
                             (its.id, its.repr, its.birth, its.death, its._resolution_level, None))
            self.assertEqual([(time, size.format()) for time, size in mine.snapshots[1:]],
                             [(time, size.format()) for time, size in its.snapshots[1:]])
        again = self.path + "2"
        stats.dump_stats(again)
        with open(self.path, "rb") as one, open(again, "rb") as other:
            self.assertEqual(one.read(), other.read())

    def test_open_files(self):
        stats = loaded()
        for file in (io.BytesIO(), io.StringIO()):
            stats.dump_stats(file, close=False)
            file.seek(0)
            self.assertEqual(loaded_from(file), loaded_from(io.StringIO(json.dumps(example()))))
            stats.dump_stats(file)
            self.assertTrue(file.closed)

    def test_a_file_is_there_whole_or_not_at_all(self):
        with open(self.path, "w") as file:
            file.write("before")
        os.chmod(self.path, 0o640)
        stats = loaded()
        stats.index["app.Node"][0].birth = float("nan")
        with self.assertRaises(ValueError):
            stats.dump_stats(self.path)
        with open(self.path) as file:
            self.assertEqual(file.read(), "before")
        self.assertEqual(os.listdir(os.path.dirname(self.path)), ["file"])
        loaded().dump_stats(self.path)
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o640)
        os.symlink(self.path, self.path + ".link")
        loaded().dump_stats(self.path + ".link")
        self.assertTrue(os.path.islink(self.path + ".link"))
        loaded().dump_stats(os.devnull)
        with self.assertRaises(OSError):
            loaded().dump_stats(self.path + "/missing/file")

    def test_a_pickle_is_refused(self):
        class Bomb:
            def __reduce__(self):
                return os.mkdir, (bomb,)

        bomb = self.path + ".bomb"
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with open(self.path, "wb") as file:
                pickle.dump({"a": 1}, file, protocol)
            for raw in (pickle.dumps(Bomb(), protocol), pickle.dumps({"Foo": []}, protocol) + pickle.dumps([], protocol)):
                with open(self.path, "wb") as file:
                    file.write(raw)
                with self.assertRaisesRegex(ValueError, "this is a pickle, as Pympler writes: reading one can run any program"):
                    Stats(filename=self.path)
                self.assertFalse(os.path.exists(bomb))

    def test_hostile_files(self):
        def changed(change):
            data = example()
            change(data)
            return json.dumps(data)

        node = lambda data: data["classes"][0]["objects"][0]
        cases = [
            ("", "no tracker dump"), ("[]", "no tracker dump of refscope"), ("{}", "no tracker dump of refscope"),
            ("[" * 200000, "nested too deeply|no tracker dump"), (b"\xff\xfe", "no tracker dump"),
            ('{"format": "refscope tracker dump", "version": %s}' % ("9" * 5000), "a number of 5000 digits"),
            (json.dumps(example())[:-5], "no tracker dump"),
        ] + [(changed(change), why) for change, why in (
            (lambda data: data.update(version=2), "its version is 2; this refscope reads versions up to 1"),
            (lambda data: data.update(version="1"), "its version is no number"),
            (lambda data: data.update(version=True), "its version is no number"),
            (lambda data: data.pop("classes"), "a record has no 'classes'"),
            (lambda data: data.update(snapshots={}), "'snapshots' is no list"),
            (lambda data: data["snapshots"].append(3), "a record is no object"),
            (lambda data: data["snapshots"][0].update(time="now"), "'time' is no time"),
            (lambda data: data["snapshots"][0].update(time=-1), "'time' is no time"),
            (lambda data: data["snapshots"][0].update(time=float("nan")), "NaN is no number"),
            (lambda data: data["snapshots"][0].update(tracked_total=-1), "'tracked_total' is no count"),
            (lambda data: data["snapshots"][0].update(tracked_total=2 ** 64), "'tracked_total' is no count"),
            (lambda data: data["snapshots"][0]["process"].update(os_specific=[["a"]]), "no list of pairs"),
            (lambda data: data["classes"].append(data["classes"][0]), "is there twice"),
            (lambda data: node(data).update(repr=None), "'repr' is no text"),
            (lambda data: node(data).update(sizes=[]), "an object without sizes"),
            (lambda data: node(data).update(sizes=[[1, 2]]), "a size has not five parts"),
            (lambda data: node(data).update(trace=[[1]]), "a trace entry has not five parts"),
            (lambda data: node(data)["sizes"][0].__setitem__(4, [[2, 1, 1, ""]]), "a part's depth does not follow"),
            (lambda data: node(data)["sizes"][0].__setitem__(4, [[0, 1, 1, ""]]), "a part's depth does not follow"),
            (lambda data: node(data)["sizes"][0].__setitem__(4, [[1, 1.5, 1, ""]]), "'size' is no count"),
        )]
        for text, why in cases:
            file = io.BytesIO(text) if isinstance(text, bytes) else io.StringIO(text)
            with self.assertRaisesRegex(ValueError, "^refscope: dump: .*(%s)" % why):
                Stats().load_stats(file)

    def test_every_changed_byte_is_loaded_or_refused(self):
        raw = json.dumps(example(), separators=(",", ":")).encode()
        for place in range(0, len(raw), 3):
            for other in b'"0[{,\\x':
                try:
                    Stats().load_stats(io.BytesIO(raw[:place] + bytes([other]) + raw[place + 1:]))
                except ValueError:
                    pass

    def test_no_terminal_obeys_what_a_file_says(self):
        data = example()
        data["classes"][0]["name"] = "evil\x1b[2J\u202e\ud800"
        data["classes"][0]["objects"][0]["repr"] = "\x07\r\x9b31m"
        data["classes"][0]["objects"][0]["trace"] = [["\x1b", 1, "\n", ["\x1b]0;\n"], 0]]
        stats = loaded(data=data)
        stats.print_summary()
        stats.print_stats()
        self.assertEqual(re.findall("[^\n -~]", stats.stream.getvalue()), [])
        self.assertIn("evil\\x1b[2J\\u202e\\ud800", stats.tracked_classes)

    def test_missing_file(self):
        with self.assertRaises(FileNotFoundError):
            Stats(filename=self.path)


def loaded_from(file):
    stats = ConsoleStats(stream=io.StringIO())
    stats.load_stats(file)
    stats.print_summary()
    return stats.stream.getvalue()


class Page(html.parser.HTMLParser):
    """What a browser would make of a page: its elements, its text, its links."""

    void = {"meta", "br"}

    def __init__(self, text):
        super().__init__()
        self.elements, self.words, self.addresses, self.ids, self.open = set(), [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        attrs = dict(attrs)
        self.addresses += [attrs[key] for key in ("href", "src") if key in attrs]
        self.ids.add(attrs.get("id"))
        if any(key.startswith("on") for key in attrs):
            raise AssertionError("a page that runs something: %r" % attrs)
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError("an element that does not end: %s" % tag)

    def handle_data(self, data):
        self.words.append(data)


class Html(Folder):
    def page(self, stats, **options):
        stats.create_html(self.path, **options)
        with open(self.path, encoding="utf-8") as file:
            page = Page(file.read())
        self.assertEqual(page.open, [])
        self.assertEqual([address for address in page.addresses if not address.startswith("#")], [])
        self.assertEqual([address for address in page.addresses if address[1:] not in page.ids], [])
        self.assertEqual(page.elements & {"script", "img", "link", "iframe", "b0"}, set())
        return " ".join(" ".join(page.words).split())

    def test_one_page(self):
        words = self.page(loaded(HtmlStats), title="The title")
        self.assertEqual(os.listdir(os.path.dirname(self.path)), ["file"])
        for part in ("The title", "Memory distribution over time", "Two snapshot at 00:00:02.50", "Untitled snapshot at 01:02:03.25",
                     "The tracked objects took 102.40 KB, the records of the tracker 10 B. All objects together took 204.80 KB.",
                     "2 instances of app.Node were registered. The average size is 2.54 KB, the minimal size is 2.15 KB, the maximum "
                     "size is 2.93 KB.", "Snapshot: Two (2.500s), 5.08 KB occupied by instances of class app.Node",
                     "app.Node instances", "app.Node at 0x7f0000001000", "go() app.py: 3 in main", "00:00:01.75 - 00:00:03.00",
                     "No per-referent sizes recorded."):
            self.assertIn(part, words)

    def test_everything_is_escaped(self):
        evil = "</title></pre><script>alert(1)</script><b0 onclick=x>\"'&"
        data = json.loads(json.dumps(example()).replace("app.", json.dumps(evil)[1:-1]).replace("Two", json.dumps(evil)[1:-1])
                          .replace("[V]", json.dumps(evil)[1:-1]).replace("go()", json.dumps(evil)[1:-1]))
        words = self.page(loaded(HtmlStats, data), title=evil)
        self.assertGreater(words.count("<script>alert(1)</script>"), 20)

    def test_of_a_tracker_made_before_its_snapshots(self):
        class Foo:
            pass

        tracker = ClassTracker()
        stats = HtmlStats(tracker)
        tracker.track_class(Foo, name="Foo")
        foos = [Foo() for _ in range(500)]
        for number in range(100):
            tracker.create_snapshot("number %d" % number)
        words = self.page(stats)
        self.assertIn("500 instances of Foo were registered", words)
        self.assertIn("Instances (500, the 200 largest)", words)
        self.assertIn("The latest 60 of 101 sizes", words)
        self.assertIn("number 99 snapshot at", words)
        self.assertEqual(stats.tracked_classes, ["Foo"])
        del foos
        tracker.clear()
        self.assertIn("No snapshots", self.page(stats))

    def test_pages_and_charts_alone(self):
        stats = loaded(HtmlStats)
        for write in (lambda: stats.create_title_page(self.path, "title"), lambda: stats.print_class_details(self.path, "app.Node")):
            write()
            with open(self.path, encoding="utf-8") as file:
                self.assertEqual(Page(file.read()).open, [])
        for chart in (stats.create_snapshot_chart, lambda path: stats.create_lifetime_chart("app.Node", path),
                      lambda path: stats.create_pie_chart(stats.snapshots[1], path)):
            text = chart(self.path)
            self.assertTrue(text.startswith("<svg "))
            with open(self.path, encoding="utf-8") as file:
                self.assertEqual(file.read(), text)
        self.assertEqual(stats.create_pie_chart(stats.snapshots[0]), "")
        self.assertEqual(stats.relative_path("/a/b/c.html", "/a"), "b/c.html")

    def test_a_subclass_can_draw_other_charts(self):
        class Other(HtmlStats):
            style = "<style>other</style>"

            def create_pie_chart(self, snapshot, filename=""):
                return "<p>no pie</p>"

        self.assertIn("no pie", self.page(loaded(Other)))


class Names(unittest.TestCase):
    def test_all(self):
        self.assertEqual(classtracker_stats.__all__, ["Stats", "ConsoleStats", "HtmlStats"])


if __name__ == "__main__":
    unittest.main()
