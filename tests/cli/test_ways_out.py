"""Every way out of refscope, with names that a terminal would obey or that nobody sees: no output has such a character raw.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import csv
import io
import json
import re
import subprocess
import sys
import unittest
import xml.dom.minidom

from command import PACKAGE, CommandTest

FORBIDDEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                       "\ufff9-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e007f\ud800-\udfff]")
EVIL = "\x1b]0;x\x07\x7f\x9b31m\u202e\u2066\u200f\u061c\u2028\u200b\ufeff\U000e0041\n"

# What every program below begins with.
SCENE = """
    import gc, io, sys, threading, types
    gc.disable()
    EVIL = %s
    Node = type("Node" + EVIL, (), {})
    Node.__module__ = "mod" + EVIL
    Formula = type("=1+2", (), {})
    Formula.__module__ = "builtins"
    module = types.ModuleType("mod" + EVIL)
    sys.modules["mod" + EVIL] = module
    setattr(module, "Node" + EVIL, Node)
    live = Node()
    vars(live)["attr" + EVIL] = live
    vars(live)["dict"] = {"key" + EVIL: ["text" + EVIL, b"bytes\\x1b\\x9b", Formula()]}
    vars(module)["kept" + EVIL] = live
    exec("def function(): return 1")
    function.__name__ = function.__qualname__ = "function" + EVIL
    vars(live)["function"] = function
    vars(live)["large"] = bytearray(4000000)
    for number in range(3):
        garbage = Node()
        vars(garbage)["peer" + EVIL] = other = Node()
        vars(other)["back" + EVIL] = garbage
    del garbage, other
""" % ascii(EVIL)


class WaysOut(CommandTest):
    photograph = None

    def assert_clean(self, what, text, lines=True):
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        found = FORBIDDEN.search(text if lines else text.replace("\r\n", "\n"))
        if found:
            at = found.start()
            self.fail("%r: %r in %r" % (what, found.group(), text[max(at - 60, 0):at + 60]))
        return text

    def scene(self, more=""):
        return self.write("evil\x1b[31m\u202e.py", "\n".join([re.sub("^    ", "", SCENE, flags=re.M), more]))

    def heap(self):
        """The scene as a file whose name is no better."""
        path = self.path("heap\x9b\u202e.rsnap")
        if not WaysOut.photograph:
            self.clean("run", "--no-gc", "-o", path, "--values", "short", self.scene(), status=[0])
            WaysOut.photograph = self.read(path)
        return self.write("heap\x9b\u202e.rsnap", WaysOut.photograph)

    def clean(self, *words, status=(0, 1), **how):
        ran = self.refscope(*words, **how)
        self.assertIn(ran.status, status, ran)
        for stream in (ran.out, ran.err):
            self.assert_clean(words, stream)
        return ran

    # ---- The command

    def test_reports_as_text(self):
        heap = self.heap()
        name = "mod%s.Node%s" % (EVIL, EVIL)
        for words in [["summary", "--limit", "9999"], ["top"], ["top", "--by", "type", "--limit", "9999"],
                      ["top", "--by", "module"],
                      ["why", "--type", name], ["size", "--type", name], ["tree", "--type", name],
                      ["tree", "--type", name, "--style", "classic"], ["tree", "--type", name, "--referents", "--depth", "6"],
                      ["cycles", "--scope", "all"], ["cycles", "--format", "markdown"], ["cycles", "--max", "0"]]:
            with self.subTest(words=words[:1] + words[3:]):
                told = self.clean(*words, heap).out
                if words != ["top", "--by", "module"]:
                    self.assertIn("\\x1b]0;x\\x07\\x7f\\x9b31m\\u202e", told)
        self.assertIn("\\x1b]0;x", self.clean("cycles", self.scene()).out)

    def test_reports_for_programs(self):
        heap = self.heap()
        for command in ("summary", "top", "cycles", "why", "size"):
            selection = ["--type", "mod%s.Node%s" % (EVIL, EVIL)] if command in ("why", "size") else []
            with self.subTest(command=command):
                report = json.loads(self.clean(command, "--format", "json", *selection, heap).out)
                if command != "top":
                    self.assertIn(EVIL, "".join(strings_of(report)))
        sarif = json.loads(self.clean("cycles", "--format", "sarif", heap).out)
        self.assertIn("mod%s.Node%s" % (EVIL, EVIL), "".join(strings_of(sarif)))
        junit = xml.dom.minidom.parseString(self.clean("cycles", "--format", "junit", heap).out)
        named = junit.getElementsByTagName("testcase")[0].getAttribute("classname")
        self.assertIn("Node\\x1b]0;x\\x07\x7f\x9b31m\u202e", named)

    def test_files(self):
        heap = self.heap()
        self.clean("run", "--no-gc", "-o", "more.rsnap", "--values", "short", self.scene(
            "\nvars(module)['more' + EVIL] = [Node() for _ in range(100)]\n"), status=[0])
        for words in [["info", heap], ["info", "--format", "json", heap], ["diff", heap, "more.rsnap"],
                      ["diff", "--format", "json", heap, "more.rsnap"]]:
            with self.subTest(words=words):
                self.assert_clean(words, self.clean(*words).out)
        self.clean("cycles", "--baseline", "cycles.txt", "--update-baseline", heap)
        baseline = self.assert_clean("baseline", self.read("cycles.txt"))
        self.assertIn("Node\\x1b", baseline)
        self.clean("cycles", "--baseline", "cycles.txt", heap, status=[0])

    def test_exports(self):
        heap = self.heap()
        for name in ("a.json", "a.heapsnapshot", "a.graphml", "a.csv"):
            self.clean("export", "-o", name, "--type", "=1+2", "--depth", "4", "--limit", "2000", heap)
        for name in ("a.json", "a.heapsnapshot"):
            text = self.assert_clean(name, self.read(name))
            self.assertIn("Node" + EVIL, "".join(strings_of(json.loads(text))))
        graphml = self.assert_clean("graphml", self.read("a.graphml"))
        xml.dom.minidom.parseString(graphml)
        self.assertIn("Node\\x1b", graphml)
        nodes = list(csv.DictReader(io.StringIO(self.assert_clean("nodes", self.read("a-nodes.csv"), False), newline="")))
        edges = list(csv.DictReader(io.StringIO(self.assert_clean("edges", self.read("a-edges.csv"), False), newline="")))
        self.assertIn("'=1+2", {node["type"] for node in nodes})
        for row in nodes + edges:
            for column, cell in row.items():
                self.assertFalse(cell.startswith(("=", "+", "@", "\t", "\r")), (column, cell))
                self.assertRegex(cell, r"^(?!-)|^-\d+(\.\d*)?(e[-+]\d+)?$")

    def test_drawings(self):
        heap = self.heap()
        for name in ("x.dot", "x.svg"):
            for words in [[], ["--type", "mod%s.Node%s" % (EVIL, EVIL)]]:
                self.clean("graph", "-o", name, *words, heap)
                text = self.assert_clean(name, self.read(name))
                self.assertIn("Node\\", text)
        xml.dom.minidom.parseString(text)

    def test_what_is_said_of_wrong_input(self):
        heap = self.heap()
        evil = "no" + EVIL
        for words in [["summary", evil], ["summary", "-m", "a" + EVIL.strip()], [evil], ["summary", "--" + evil, heap],
                      ["why", "--type", evil, heap], ["why", "--name", evil, heap], ["size", "--name", "sys." + evil, heap],
                      ["cycles", "--baseline", evil, heap], ["cycles", "--format", evil, heap],
                      ["graph", "-o", self.path("x." + evil), heap], ["export", "--format", evil, "-o", "x", heap],
                      ["diff", evil, evil], ["info", self.scene()], ["run", "-o", self.path("none/" + evil), heap]]:
            with self.subTest(words=words):
                ran = self.refscope(*words)
                self.assertEqual(ran.status, 2, ran)
                self.assert_clean(words, ran.err)
                self.assertEqual(re.findall("^(?!refscope: ).*$", ran.err.rstrip("\n"), re.M), [], ran)

    def test_a_baseline_of_somebody_elses(self):
        heap = self.heap()
        for text in ["no fingerprint " + EVIL, "0123456789abcdef " + EVIL, "\x1b[2J"]:
            self.write("cycles.txt", text.encode("utf-8"))
            self.clean("cycles", "--baseline", "cycles.txt", heap, status=(0, 1, 2))

    # ---- The package

    def run_python(self, text):
        program = self.write("run.py", "\n".join(re.sub("^    ", "", part, flags=re.M) for part in (SCENE, text)))
        ran = subprocess.run([sys.executable, program], capture_output=True, timeout=120, cwd=self.folder,
                             env=self.environment(PYTHONPATH=PACKAGE, PYTHONIOENCODING="utf-8:surrogatepass",
                                                  PYTHONDONTWRITEBYTECODE="1"))
        self.assertEqual((ran.returncode, ran.stderr), (0, b""), ran.stderr.decode())
        pieces = ran.stdout.decode("utf-8", "surrogatepass").split("\n== ")
        for piece in pieces:
            self.assert_clean(piece[:30], piece)
        return pieces

    def test_what_the_package_says(self):
        pieces = self.run_python("""
    import refscope
    def out(name, *texts):
        print("\\n== " + name, *texts, sep="\\n")
    snap = refscope.capture()
    node = snap.at(live)
    for pattern in snap.cycles(scope="all"):
        out("pattern", pattern.text, pattern.report(), repr(pattern), repr(pattern.cut), pattern.cut.edge, pattern.cut.why)
        out("example", repr(pattern.example), *map(repr, pattern.example), repr(pattern.held), pattern.graph().dot())
    out("object", repr(node), node.preview, repr(snap), repr(node.referents()), *map(repr, node.referents()))
    out("names", *(reference.name for reference in node.referents()))
    out("paths", *(path.text for path in node.paths(3)), *map(repr, node.paths(3)))
    out("summary", repr(snap.summary()), str(snap.summary()), *map(repr, snap.summary()))
    more = [Node() for _ in range(9)]
    out("diff", repr(refscope.capture().diff(snap)), str(refscope.capture().diff(snap)))
    out("drawing", snap.graph(node).dot(), snap.graph(node)._repr_svg_())
    print("\\n== why", flush=True)
    refscope.why(live)
    for ask in (lambda: snap.at(Node()), lambda: list(snap.objects(type=EVIL)), lambda: refscope.open("no" + EVIL),
                lambda: snap.save("none/" + EVIL)):
        try:
            ask()
        except Exception as error:
            out("error", *map(str, error.args))
    try:
        with refscope.assert_no_cycles():
            lost = Node()
            vars(lost)["me" + EVIL] = lost
            del lost
    except refscope.CyclesFound as error:
        out("cycles", str(error))
    """)
        self.assertGreater(sum("Node\\x1b" in piece for piece in pieces), 9)

    def test_what_is_shaped_like_pympler(self):
        pieces = self.run_python("""
    from refscope import asizeof, classtracker, classtracker_stats, garbagegraph, muppy, refbrowser, refgraph, summary, tracker
    def head(name):
        print("\\n== " + name)
    head("summary"); summary.print_(summary.summarize([live, Node()]))
    compared = tracker.SummaryTracker(); more = [Node() for _ in range(5)]
    head("diff"); compared.print_diff()
    objects = tracker.ObjectTracker(); one = Node()
    head("objects"); objects.print_diff()
    head("console"); refbrowser.ConsoleBrowser(live, maxdepth=2).print_tree()
    head("function"); refbrowser.ConsoleBrowser(live, maxdepth=1, str_func=lambda o: "label" + EVIL).print_tree()
    refbrowser.FileBrowser(live, maxdepth=2).print_tree("tree.txt")
    head("file"); print(open("tree.txt", encoding="utf-8").read())
    head("asizeof"); asizeof.asizeof(live, stats=5)
    head("asized"); print(asizeof.asized(live, detail=2).format())
    classes = classtracker.ClassTracker()
    classes.track_object(live, resolution_level=2, name="name" + EVIL, trace=True); classes.track_class(Node, trace=True)
    made = Node(); classes.create_snapshot("time" + EVIL)
    head("classes"); classes.stats.print_summary(); classes.stats.print_stats()
    classtracker_stats.HtmlStats(classes).create_html("page.html", "title" + EVIL)
    head("html"); print(open("page.html", encoding="utf-8").read())
    head("garbage"); garbagegraph.GarbageGraph().print_stats()
    graph = refgraph.ReferenceGraph([live, vars(live)]); graph.write_graph("graph.dot")
    head("graph"); print(open("graph.dot", encoding="utf-8").read())
    """)
        self.assertGreater(sum("Node\\x1b" in piece for piece in pieces), 8)

    def test_pages(self):
        self.run_python("""
    import urllib.parse, urllib.request, refscope.web
    from refscope.classtracker import ClassTracker
    ready, go_on = threading.Semaphore(0), threading.Event()
    def wait():
        ready.release(); go_on.wait()
    code = wait.__code__.replace(co_filename="file" + EVIL, co_name="wait" + EVIL)
    thread = threading.Thread(target=types.FunctionType(code, globals()), name="thread" + EVIL)
    thread.start(); ready.acquire()
    classes = ClassTracker(); classes.track_class(Node); kept = Node(); classes.create_snapshot("time" + EVIL)
    page = refscope.web.start_in_background(port=0, quiet=True, tracker=classes)
    quote = urllib.parse.quote
    name = "mod%s.Node%s" % (EVIL, EVIL)
    for path in ["", "types", "types/" + quote(name, safe=""), "objects/%d" % id(live), "objects/graph/%d" % id(live), "garbage",
                 "garbage/0", "cycles", "process", "traceback/%d" % thread.ident, "tracker",
                 "tracker/class/" + quote(name, safe="")]:
        print("\\n== " + path)
        print(urllib.request.urlopen(page.address + path).read().decode())
    for path in ["types/" + quote(EVIL), "find?q=" + quote(EVIL), "tracker/class/" + quote(EVIL)]:
        try:
            urllib.request.urlopen(page.address + path)
        except urllib.error.HTTPError as error:
            print("\\n== " + path)
            print(error.read().decode())
    page.stop(); go_on.set(); thread.join()
    """)

    def test_pytest(self):
        try:
            import pytest  # noqa: F401
        except ImportError:
            self.skipTest("pytest is not installed")
        self.write("test_evil.py", re.sub("^    ", "", SCENE, flags=re.M) + "\n".join([
            "def test_makes_some():", "    lost = Node()", "    vars(lost)['me' + EVIL] = lost", ""]))
        for more in (["--junitxml=x.xml"], ["--refscope-report"], ["-v", "-rA"]):
            ran = subprocess.run([sys.executable, "-m", "pytest", "-p", "refscope.pytest_plugin", "-p", "no:cacheprovider",
                                  "--refscope-cycles", *more, "test_evil.py"], capture_output=True, timeout=120, cwd=self.folder,
                                 env=self.environment(PYTHONPATH=PACKAGE, PYTHONIOENCODING="utf-8", COLUMNS="100"))
            self.assertIn(b"Node\\x1b", ran.stdout)
            for stream in (ran.stdout, ran.stderr):
                self.assert_clean("pytest", stream)
        self.assert_clean("junitxml", self.read("x.xml"))

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            for part in pair:
                yield from strings_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_of(part)


if __name__ == "__main__":
    unittest.main()
