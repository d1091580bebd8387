"""What grew from one snapshot file to the next, as a person or a CI job asks for it.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import unittest

from command import CommandTest, ModuleTest

PROGRAM = """
import sys, refscope
class Session:
    def __init__(self, user): self.user, self.items = user, [user] * 3
class Store:
    def __init__(self): self.sessions = {}
store = Store()
other = []
def serve(first, count):
    for number in range(first, first + count):
        store.sessions["key %d" % number] = Session("user %d" % number)
    for key in list(store.sessions)[:count // 10]:
        del store.sessions[key]
first = 0
for number, count in enumerate(map(int, sys.argv[1:])):
    serve(first, count)
    other.append(object())
    first += count
    refscope.capture(values="names").save("heap-%d.rsnap" % number)
"""
MOVED = """
import refscope
class Order:
    def __init__(self, number): self.number, self.lines = number, ["line %d of %d" % (k, number) for k in range(3)]
orders, index = [Order(number) for number in range(3000)], None
refscope.capture().save("no-index.rsnap")
index = {order.number: order for order in orders}
refscope.capture().save("index.rsnap")
index.clear()
refscope.capture().save("cleared.rsnap")
orders.extend(Order(number) for number in range(10))
refscope.capture().save("more.rsnap")
"""
BUILD = {"PYTHONPATH": os.path.join(os.environ["REFSCOPE_BUILD"], "python")}


class Diffs:
    def setUp(self):
        super().setUp()
        self.write("app.py", PROGRAM)

    def save(self, *counts):
        ran = self.refscope("run", "app.py", *map(str, counts), env=BUILD)
        self.assertEqual(ran.status, 0, ran)

    def good(self, *words):
        ran = self.refscope("diff", *words)
        self.assertEqual((ran.status, ran.err), (0, ""), ran)
        return ran.out

    def test_the_first_line_names_what_grew(self):
        self.save(100, 1000)
        lines = self.good("heap-0.rsnap", "heap-1.rsnap").splitlines()
        self.assertRegex(lines[0], r"\A__main__\.store\.sessions\[\] grew by 900 Session, [\d.]+ KB\Z")
        self.assertRegex("\n".join(lines), r"(?m)^__main__\.Session +90 +990 +9\d\d +\d+ +\+[\d.]+ KB$")
        self.assertIn("the same objects: ", lines[-1])
        self.assertLessEqual(max(map(len, self.refscope("diff", "heap-0.rsnap", "heap-1.rsnap", env={"COLUMNS": "80"})
                                     .out.splitlines())), 80)

    def test_of_three_only_what_grew_each_time(self):
        self.save(100, 1000, 200)
        text = self.good("heap-0.rsnap", "heap-1.rsnap", "heap-2.rsnap")
        self.assertIn("__main__.store.sessions[] grew each time: 90 → 990 → 1,170 Session, ", text.splitlines()[0])
        self.assertIn("__main__.other[] grew each time: 1 → 2 → 3 object, ", text)

    def test_what_moved_is_no_growth(self):
        self.write("moved.py", MOVED)
        self.assertEqual(self.refscope("run", "moved.py", env=BUILD).status, 0)
        lines = self.good("index.rsnap", "cleared.rsnap").splitlines()
        self.assertEqual(lines[0], "nothing grew")
        self.assertRegex(lines[1], r"\Amoved: 3,000 Order, [\d.]+ MB, to __main__\.orders\[\]; and to \d+ more paths?\Z")
        lines = self.good("no-index.rsnap", "index.rsnap").splitlines()
        self.assertRegex(lines[0], r"\A__main__\.index grew by 1 dict, [\d.]+ KB\Z")
        self.assertRegex("\n".join(lines), r"(?m)^moved: 3,000 Order, ")
        lines = self.good("index.rsnap", "more.rsnap").splitlines()
        self.assertRegex(lines[0], r"\A__main__\.orders\[\] grew by 10 Order, [\d.]+ KB\Z")
        report = json.loads(self.good("--format", "json", "index.rsnap", "cleared.rsnap"))
        self.assertEqual(report["growth"], [])
        self.assertEqual((report["moved"][0]["path"], report["moved"][0]["more"]["objects"]), ("__main__.orders[]", 3000))

    def test_two_runs_are_told(self):
        self.save(100)
        os.rename(self.path("heap-0.rsnap"), self.path("first.rsnap"))
        self.save(500)
        text = self.good("first.rsnap", "heap-0.rsnap")
        self.assertRegex(text.splitlines()[0], r"\A__main__\.store\.sessions\[\] grew by 360 Session, ")
        self.assertIn("two runs of a program: their objects cannot be matched by address", text)
        self.assertIs(json.loads(self.good("--format", "json", "first.rsnap", "heap-0.rsnap"))["matched"], False)

    def test_json_says_the_same(self):
        self.save(100, 1000)
        report = json.loads(self.good("--format", "json", "heap-0.rsnap", "heap-1.rsnap"))
        first = report["growth"][0]
        self.assertEqual((first["path"], first["type"], first["objects"]),
                         ("__main__.store.sessions[]", "__main__.Session", [90, 990]))
        row = next(row for row in report["types"] if row["type"] == "__main__.Session")
        self.assertEqual((row["before"]["objects"], row["after"]["objects"]), (90, 990))
        self.assertEqual(row["after"]["objects"] - row["before"]["objects"], row["added"]["objects"] - row["gone"]["objects"])
        self.assertEqual([photograph["file"] for photograph in report["photographs"]], ["heap-0.rsnap", "heap-1.rsnap"])

    def test_growth_beyond_what_is_allowed_fails(self):
        self.save(100, 1000)
        files = ("heap-0.rsnap", "heap-1.rsnap")
        for allowed, status, line in [
            ("Session:900", 0, ""),
            ("__main__.Session:899", 1, "__main__.Session grew by 900 objects, and 899 are allowed"),
            ("Session:1GB", 0, ""),
            ("Session:1B", 1, None),
            ("Store:0", 0, ""),
            ("NoSuchType:0", 0, "--fail-on-growth: neither file has an object of type NoSuchType"),
        ]:
            with self.subTest(allowed=allowed):
                ran = self.refscope("diff", "--fail-on-growth", allowed, *files)
                self.assertEqual(ran.status, status, ran)
                if line is not None:
                    self.assertEqual(ran.err, "refscope: %s\n" % line if line else "")
                self.assertTrue(ran.out.startswith("__main__.store.sessions[]"))
        ran = self.refscope("diff", "-q", "--fail-on-growth", "Store:0", "--fail-on-growth", "Session:5", *files)
        self.assertEqual((ran.status, ran.err), (1, "refscope: Session grew by 900 objects, and 5 are allowed\n"))

    def test_what_is_wrong_is_told(self):
        self.save(10, 10)
        for words, line in [
            (["heap-0.rsnap"], "diff: one snapshot file is named, and it takes two or more"),
            ([], "diff: it takes snapshot files: `refscope diff heap.rsnap later.rsnap`"),
            (["heap-0.rsnap", "none.rsnap"], "none.rsnap: No such file or directory"),
            (["--fail-on-growth", "Session", "heap-0.rsnap", "heap-1.rsnap"],
             "--fail-on-growth Session: that is no limit: say a type and a number, as Session:100 or dict:2MB"),
            (["--fail-on-growth", "Session:5kb", "heap-0.rsnap", "heap-1.rsnap"],
             "--fail-on-growth Session:5kb: that is no limit: say a type and a number, as Session:100 or dict:2MB"),
            (["--fail-on-growth", "S:99999999999TB", "heap-0.rsnap", "heap-1.rsnap"],
             "--fail-on-growth S:99999999999TB: that is no limit: say a type and a number, as Session:100 or dict:2MB"),
        ]:
            with self.subTest(words=words):
                ran = self.refscope("diff", *words)
                self.assertEqual((ran.status, ran.out), (2, ""), ran)
                if words:
                    self.assertEqual(ran.err, "refscope: %s\n" % line)


class Executable(Diffs, CommandTest):
    pass


class Module(Diffs, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
