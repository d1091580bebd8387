"""What each command answers on a small program, and what its options change.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re
import shutil
import subprocess
import sys
import unittest

from command import CommandTest, ModuleTest

SERVER = """
import gc
gc.disable()  # or it may run between the leaks, depending on what was imported before
class Request:
    def __init__(self, number): self.number = number
class Session:
    def __init__(self, number):
        self.request = Request(number)
class Cache:
    def __init__(self): self.sessions = {}
cache = Cache()
for number in range(20): cache.sessions["user %d" % number] = Session(number)
class Node: pass
def leak():
    a, b = Node(), Node()
    a.peer, b.peer = b, a
for i in range(3): leak()
"""


class Reports:
    def setUp(self):
        super().setUp()
        self.write("app.py", SERVER)

    def good(self, *words, program="app.py"):
        ran = self.refscope(*words, program)
        self.assertEqual((ran.status, ran.err), (0, ""), ran)
        return ran.out

    # ---- summary

    def test_summary_counts_every_instance(self):
        rows = self.good("summary", "--limit", "0")
        self.assertRegex(rows, r"(?m)^.*\b20\b.*__main__\.Session\b|^.*__main__\.Session\b.*\b20\b")
        self.assertRegex(rows, r"(?m)^.*\b6\b.*__main__\.Node\b|^.*__main__\.Node\b.*\b6\b")

    def test_summary_is_limited_and_sorted(self):
        few, many = self.good("summary", "--limit", "3"), self.good("summary", "--limit", "30")
        self.assertEqual(len(many.splitlines()) - len(few.splitlines()), 27)
        by_name = self.good("summary", "--limit", "0", "--sort", "name")
        self.assertLess(by_name.index("__main__.Cache"), by_name.index("__main__.Node"))
        self.assertLess(by_name.index("__main__.Node"), by_name.index("__main__.Session"))
        self.assertNotEqual(self.good("summary", "--sort", "count"), few)

    # ---- tree

    def test_tree_names_who_holds(self):
        tree = self.good("tree", "--type", "Cache")
        self.assertRegex(tree, r"\ACache at 0x[0-9a-f]+  .*\n└─ \.cache module __main__")

    def test_tree_says_how_many_more(self):
        tree = self.good("tree", "--type", "Session", "--limit", "2", "--depth", "1")
        self.assertIn("18 more", tree)

    def test_tree_of_referents(self):
        tree = self.good("tree", "--referents", "--name", "__main__.cache.sessions['user 7']", "--depth", "2")
        self.assertIn(".request", tree)
        self.assertIn(".number", tree)

    def test_tree_depth_and_width_and_style(self):
        deep, flat = (self.good("tree", "--type", "Request", "--depth", depth) for depth in ("4", "1"))
        self.assertGreater(len(deep.splitlines()), len(flat.splitlines()))
        wide = self.good("tree", "--referents", "--name", "cache.sessions", "--depth", "1", "--width", "4")
        self.assertRegex(wide, r"more")
        classic = self.good("tree", "--style", "classic", "--referents", "--name", "cache.sessions")
        self.assertIn("-+-", classic)
        self.assertIn("└", deep)

    # ---- why

    def test_why_says_the_path(self):
        self.assertIn("cache.sessions['user 3'].request", self.good("why", "--name", "cache.sessions['user 3'].request"))

    def test_why_says_what_all_of_it_hangs_on(self):
        self.assertRegex(self.good("why", "--name", "cache.sessions['user 3'].request"),
                         r"hangs on module __main__ [\d.]+ KB → \.cache [\d.]+ KB → \.sessions [\d.]+ KB → \['user 3'\] \d+ B")

    def test_paths_are_of_independent_holders_first(self):
        self.write("held.py", "\n".join([
            "class Row: pass", "class Box: pass", "class Deep: pass", "row, box, culprit = Row(), Box(), Deep()",
            "box.own, box.items, box.more, box.pair = row, [row], {'k': row}, (row,)",
            "culprit.a = Deep(); culprit.a.a = Deep(); culprit.a.a.queue = [row]", "del row"]))
        told = self.good("why", "--type", "Row", program="held.py")
        self.assertRegex(told, r"  1\. module __main__ \.box\.own\n.*\n"
                               r"  2\. module __main__ \.culprit\.a\.a\.queue\[0\]\n.*\n"
                               r"  3\. module __main__ \.box\..*\n.*\n"
                               r"     and by 2 more holders: --paths 0 tells all\n")
        every = self.good("why", "--type", "Row", "--paths", "0", program="held.py")
        self.assertEqual((every.count(" module __main__ .box."), every.count("queue"), every.count("more holder")), (4, 1, 0))
        objects = json.loads(self.good("why", "--type", "Row", "--format", "json", program="held.py"))["objects"]
        self.assertEqual([(len(one["paths"]), one["more_holders"]) for one in objects], [(3, 2)])

    def test_a_long_chain_fits_to_read(self):
        self.write("chain.py", "class Node: pass\nclass Tail: pass\nhead = Tail()\nfor i in range(20_000):\n"
                               "    node = Node(); node.next = head; head = node\ndel node\n")
        told = self.good("why", "--type", "Tail", program="chain.py")
        self.assertIn("module __main__ .head(.next ×20,000)\n     module → Node ×20,000 → Tail\n", told)
        self.assertLess(len(told), 600)

    # ---- names and types

    def test_the_program_s_file_is_its_main_module(self):
        self.assertEqual(re.sub("0x[0-9a-f]+", "", self.good("why", "--name", "app.cache.sessions")),
                         re.sub("0x[0-9a-f]+", "", self.good("why", "--name", "cache.sessions")))
        self.assertEqual(self.refscope("run", "-q", "-o", "heap.rsnap", "app.py").status, 0)
        self.assertIn(".cache.sessions", self.good("why", "--name", "app.cache.sessions", program="heap.rsnap"))
        ran = self.refscope("why", "--name", "ap.cache", "app.py")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertIn("did you mean app", ran.err)

    def test_types_by_pattern_and_with_subclasses(self):
        self.write("kinds.py", "class Base: pass\nclass Leaf(Base): pass\nclass Lone: pass\nkept = [Leaf(), Leaf(), Base()]\n")
        def count(*words):
            return json.loads(self.good("size", *words, "--format", "json", program="kinds.py"))["selection"]["objects"]
        self.assertEqual([count("--type", "Base"), count("--type", "Base", "--subclasses"), count("--type", "__main__.*"), count("--type", "class __main__.L*")],
                         [1, 3, 3, 2])
        for words in (["why"], ["size"], ["tree"]):
            ran = self.refscope(*words, "--type", "Lone", "kinds.py")
            self.assertEqual((ran.status, ran.out, ran.err), (0, "", "refscope: class Lone has no instances\n"))

    # ---- top and size

    def drawn(self, *words):
        ran = self.refscope("graph", "-q", "-o", "x.dot", *words, "app.py")
        self.assertEqual((ran.status, ran.out), (0, ""), ran)
        with open(self.path("x.dot"), encoding="utf-8") as file:
            return file.read()

    def test_a_picture_of_a_selection_tells_what_boxes_retain(self):
        around = ("--name", "cache.sessions", "--depth", "1")
        self.assertIn("retains", self.drawn(*around))
        self.assertIn("retained of", self.drawn(*around))
        self.assertNotIn("retain", self.drawn("--heat", "none", *around))
        self.assertNotIn("retain", self.drawn())  # of cycles: their own marks
        self.assertIn("retained of", self.drawn("--heat", "retained"))

    def test_top_names_the_variable_that_holds_the_memory(self):
        self.write("app.py", SERVER + "cache.sessions['large'] = [bytes(1000) for _ in range(2000)]\n")
        first = self.good("top", "--limit", "1").splitlines()[1]
        self.assertRegex(first, r"^ +2\.\d MB +\d\d\.\d% +\S+ +__main__\.cache\.sessions\['large'\] +list of 2,000, 2\.0 MB of it in 2,000 bytes$")

    def test_top_tells_what_nobody_holds_together(self):
        self.write("lost.py", "\n".join([
            "import ctypes, gc", "gc.disable()", "class Ring: pass",
            "for i in range(500):", "    lost = [bytes(10_000)]", "    ctypes.pythonapi.Py_IncRef(ctypes.py_object(lost))",
            "for i in range(300):", "    ring = Ring()", "    ring.itself, ring.data = ring, bytes(10_000)", "del lost, ring"]))
        rows = [row.split(None, 4)[-1] for row in self.good("top", program="lost.py").splitlines()]
        self.assertRegex(rows[1], r"^held from outside  50\d list, 4\.8 MB$")
        self.assertRegex(rows[2], r"^\(garbage\)  300 Ring, 2\.9 MB$")

    def test_top_explains_most_of_a_heap_in_a_screen(self):
        self.write("imports.py", "import asyncio, email.mime.text, http.server, logging.handlers, sqlite3, unittest.mock, xml.dom.minidom\n")
        out = json.loads(self.good("top", "--format", "json", program="imports.py"))
        told = sum(row["retained"] for row in out["objects"] if row["depth"] == 0)
        self.assertLessEqual(len(out["objects"]), 20)
        self.assertGreaterEqual(told, 0.55 * out["heap"]["bytes"])
        self.assertRegex(self.good("top", program="imports.py").splitlines()[-2], r"more objects in \d+ packages and modules$")
        self.assertIn(("package", "asyncio"), [(row["kind"], row.get("name")) for row in out["objects"]])

    def test_top_tells_items_alike_together(self):
        self.write("rules.py", "class Rules: pass\nrules = [Rules() for _ in range(20)]\nfor each in rules: each.text = bytes(900_000)\ndel each\n")
        rows = self.good("top", program="rules.py").splitlines()
        self.assertRegex(rows[1], r" __main__\.rules  list of 20$")
        self.assertRegex(rows[2], r"^ +17\.2 MB +\d\d\.\d% +\S+ +20 Rules  such as \[\d+\]$")
        self.assertNotIn("Rules", "".join(rows[3:]))

    def test_top_below_an_object_by_path_and_by_address(self):
        out = json.loads(self.good("top", "--under", "cache.sessions", "--format", "json"))
        self.assertEqual((out["by"], out["objects"][0]["place"], out["objects"][0]["depth"]), ("object", "__main__.cache.sessions", 0))
        self.assertEqual(out["under"], out["objects"][0]["address"])
        self.assertNotIn("above", out["objects"][0])
        self.assertEqual({row["type"] for row in out["objects"] if row.get("above") == 0} - {"str"}, {"__main__.Session"})  # the keys are large in some versions
        types = json.loads(self.good("top", "--under", "cache.sessions", "--by", "type", "--format", "json"))["types"]
        self.assertEqual([row["objects"] for row in types if row["type"] in ("__main__.Session", "__main__.Request")], [20, 20])
        ran = self.refscope("top", "--under", "0x10", "app.py")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertIn("0x10", ran.err)

    def test_top_by_module_adds_up_to_the_heap(self):
        out = json.loads(self.good("top", "--by", "module", "--format", "json"))
        self.assertEqual(sum(row["retained"] for row in out["modules"]), out["heap"]["bytes"])
        self.assertIn("(garbage)", [row["module"] for row in out["modules"]])
        self.assertIn("__main__", [row["module"] for row in out["modules"]])

    def test_size_of_one_and_of_all(self):
        one = json.loads(self.good("size", "--name", "cache.sessions['user 3']", "--format", "json"))
        row = one["objects"][0]
        self.assertEqual(row["type"], "__main__.Session")
        self.assertLess(row["shallow"], row["deep"])
        self.assertLessEqual(row["retained"], row["deep"])
        self.assertEqual(one["selection"], dict({key: row[key] for key in ("shallow", "deep", "deep_objects", "retained")}, objects=1))
        several = json.loads(self.good("size", "--type", "Session", "--format", "json", "--limit", "0"))
        self.assertEqual((several["selection"]["objects"], len(several["objects"])), (20, 20))
        self.assertEqual(several["selection"]["retained"], sum(row["retained"] for row in several["objects"]))
        self.assertEqual(self.good("size", "--type", "Session", "--limit", "2").count("Session at"), 2)

    def test_why_of_garbage(self):
        ran = self.refscope("why", "--limit", "1", "--type", "Node", "app.py")
        self.assertEqual(ran.status, 0)
        self.assertIn("garbage", ran.out)
        self.assertEqual(ran.err, "refscope: app.py: 6 objects match, 1 are explained: --limit N explains more\n")

    # ---- cycles

    def test_cycles_finds_the_pattern_and_the_cut(self):
        report = self.good("cycles")
        self.assertIn("Node.peer -> Node", report)
        self.assertIn("__main__.Node.peer", report)

    def test_cycles_in_json(self):
        document = json.loads(self.good("cycles", "--format", "json"))
        self.assertEqual((document["tool"], document["version"], document["target"]), ("refscope", "0.1.0", "app.py"))
        self.assertEqual(document["components"], 3)
        pattern, = document["patterns"]
        objects = 6 if sys.version_info >= (3, 11) else 12 # before, each instance has a dict of its own
        self.assertEqual((pattern["text"], pattern["count"], pattern["objects"], pattern["scope"]),
                         ("Node.peer -> Node", 3, objects, "garbage"))
        self.assertGreaterEqual(document["garbage"]["objects"], objects)
        self.assertRegex(pattern["fingerprint"], r"\A[0-9a-f]{16}\Z")

    def test_cycles_of_what_is_alive(self):
        self.write("app.py", SERVER + "kept = Node(); kept.me = kept\n")
        alive = json.loads(self.good("cycles", "--scope", "live", "--format", "json"))
        self.assertIn("Node.me -> Node", [p["text"] for p in alive["patterns"]])
        self.assertNotIn("Node.peer -> Node", [p["text"] for p in alive["patterns"]])
        everything = json.loads(self.good("cycles", "--scope", "all", "--format", "json"))
        self.assertEqual(len(everything["patterns"]), len(alive["patterns"]) + 1)

    def test_cycles_max(self):
        for words, status in ((["--max", "0"], 1), (["--max", "1"], 0), (["--max", "0", "--quiet"], 1),
                              (["--max", "0", "--format", "json"], 1)):
            with self.subTest(words=words):
                ran = self.refscope("cycles", *words, "app.py")
                self.assertEqual(ran.status, status, ran)
                self.assertEqual(ran.err, "refscope: app.py: 1 pattern of cycles, and --max allows 0\n" if status else "")
                self.assertIn("Node.peer -> Node", ran.out)

    def test_a_program_that_fails_outranks_the_check(self):
        self.write("app.py", SERVER + "raise ValueError\n")
        ran = self.refscope("cycles", "--max", "0", "app.py")
        self.assertEqual(ran.status, 3)
        self.assertIn("Node.peer -> Node", ran.out)
        self.assertEqual(ran.err.splitlines()[-2:], [
            "refscope: app.py: the program failed with ValueError; it was photographed all the same",
            "refscope: app.py: 1 pattern of cycles, and --max allows 0"])

    def test_what_a_collection_took_is_told_by_cycles_alone(self):
        self.write("app.py", SERVER + "import gc; gc.collect()\n")
        self.assertIn("   taken   by collections while the program ran, each time\n", self.good("cycles"))
        self.assertNotIn("__main__.Node", self.good("summary", "--limit", "0"))

    # ---- graph

    def test_graph_of_a_selection(self):
        ran = self.refscope("graph", "--name", "cache.sessions['user 1']", "-o", "x.dot", "app.py")
        self.assertEqual(ran.status, 0, ran)
        self.assertRegex(ran.err, r"\Arefscope: x\.dot: app\.py: who holds cache\.sessions\['user 1'\]; \d+ boxes, \d+ arrows\n\Z")
        with open(self.path("x.dot")) as file:
            self.assertIn("Session", file.read())

    def test_graph_without_a_cycle_is_a_picture_that_says_so(self):
        self.write("app.py", "")
        ran = self.refscope("graph", "-o", "x.dot", "app.py")
        self.assertEqual((ran.status, ran.err), (0, "refscope: x.dot: app.py: no cycles of garbage objects; 0 boxes, 0 arrows\n"))

    def test_graph_draws_the_cycle_and_marks_the_cut(self):
        ran = self.refscope("graph", "-o", "x.dot", "app.py")
        self.assertEqual(ran.err, "refscope: x.dot: app.py: garbage cycles, 1 pattern; 2 boxes, 2 arrows\n")
        with open(self.path("x.dot")) as file:
            self.assertIn("cut: .peer", file.read())

    def test_graph_draws_several_patterns_side_by_side(self):
        self.write("app.py", SERVER + "for i in range(3): l = []; l.append(l)\ndel l\n")
        ran = self.refscope("graph", "-o", "x.dot", "app.py")
        self.assertEqual(ran.err, "refscope: x.dot: app.py: garbage cycles, 2 patterns; 3 boxes, 3 arrows\n")
        ran = self.refscope("graph", "--limit", "2", "-o", "x.dot", "app.py")
        self.assertEqual(ran.err, "refscope: x.dot: app.py: garbage cycles, 2 patterns, the largest 1 drawn; 2 boxes, 2 arrows\n")

    def test_graph_of_the_whole_heap(self):
        ran = self.refscope("graph", "--types", "-o", "x.dot", "app.py")
        self.assertEqual(ran.status, 0, ran)
        self.assertRegex(ran.err, r"\Arefscope: x\.dot: app\.py: the largest types of the heap; 24 boxes, \d+ arrows, [\d,]+ objects")

    # ---- the selection

    def test_a_selection_that_matches_nothing(self):
        for words, start in [(["--type", "Sesion"], "Sesion: "), (["--name", "cache.sesions"], "cache.sesions: "),
                             (["--at", "0x10"], "0x10: "), (["--at", "here"], "here: ")]:
            for command in (["tree"], ["why"], ["graph", "-o", "x.png"]):
                with self.subTest(words=command + words):
                    ran = self.refscope(*command, *words, "app.py")
                    self.assertEqual((ran.status, ran.out), (2, ""), ran)
                    self.assertRegex(ran.err, r"\Arefscope: [^\n]*\n\Z")
                    self.assertIn(start[:-2], ran.err)
                    if "--at" not in words:
                        self.assertIn("did you mean", ran.err)
        self.assertEqual(self.files(), ["app.py"])

    def test_values_can_be_withheld(self):
        self.write("app.py", SERVER + "secret = [''.join(['hunter', 'two'])]\n")
        self.assertIn("hunter", self.good("tree", "--referents", "--name", "secret"))
        self.assertNotIn("hunter", self.good("tree", "--values", "names", "--referents", "--name", "secret"))
        self.assertNotIn("hunter", self.good("tree", "--values", "none", "--referents", "--type", "list", "--limit", "0"))


class Large(CommandTest):
    """A selection of a million objects is answered shortly, with what was left out said."""

    def test_a_million_objects(self):
        self.write("app.py", "class Item:\n    __slots__ = ('x',)\nitems = [Item() for i in range(1000000)]\n")
        tree = self.refscope("tree", "--type", "Item", "app.py")
        self.assertEqual((tree.status, tree.err), (0, ""))
        self.assertIn("999,990 more", tree.out)
        self.assertLess(len(tree.out), 20000)
        why = self.refscope("why", "--type", "Item", "app.py")
        self.assertEqual((why.status, why.err),
                         (0, "refscope: app.py: 1,000,000 objects match, 5 are explained: --limit N explains more\n"))
        self.assertLess(len(why.out), 20000)
        graph = self.refscope("graph", "--type", "Item", "-o", "x.png", "app.py")
        self.assertEqual(graph.status, 0, graph)
        self.assertRegex(graph.err, r"refscope: x\.png: app\.py: who holds Item \(1,000,000 objects\); \d{1,2} boxes, ")
        tree = self.refscope("tree", "--referents", "--name", "items", "app.py")
        self.assertIn("more", tree.out)
        self.assertLess(len(tree.out), 20000)


class UnderTheCommand(Reports, CommandTest):
    def test_by_address(self):
        self.write("app.py", """
            class Node: pass
            import os, sys
            node = Node()
            # the test that follows runs the program again at the same addresses
            print(hex(id(node)))
        """)
        fixed = ["setarch", "-R"] if shutil.which("setarch") else None
        if not fixed or subprocess.run([*fixed, "true"], stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("needs setarch -R")
        start, env = self.start, {"PYTHONHASHSEED": "0"}
        self.start = [*fixed, *start]
        try:
            address = self.refscope("run", "--quiet", "app.py", env=env).err.strip()
            ran = self.refscope("tree", "--at", address, "app.py", env=env)
        finally:
            self.start = start
        self.assertEqual(ran.status, 0, ran)
        self.assertIn("Node at %s" % address, ran.out)


class UnderTheInterpreter(Reports, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
