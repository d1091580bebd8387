"""refscope.refbrowser: Pympler's trees of referrers, on a photograph.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import contextlib
import ctypes
import gc
import importlib.util
import inspect
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from refscope import refbrowser
from refscope.refbrowser import ConsoleBrowser, FileBrowser, RefBrowser, StreamBrowser, _Node

KEPT = {}


def shape(node):
    """Type and address of an object and the shapes of its holders, in any order; a running frame by its text."""
    here = str(node.o) if type(node.o).__name__ == "Frame" else id(node.o)
    return type(node.o).__name__, here, sorted(map(shape, node.children))


class Hostile:
    def __eq__(self, other):
        raise RuntimeError("compared")
    __hash__ = None

    def __repr__(self):
        raise RuntimeError("shown")


class Agreeable(list):
    def __eq__(self, other):
        return True
    __hash__ = object.__hash__


def node(label, *children):
    made = _Node(label, str)
    made.children = list(children)
    return made


def printed(tree, maxdepth=100, browser=StreamBrowser):
    out = io.StringIO()
    browser(None, maxdepth=maxdepth, stream=out).print_tree(tree)
    return out.getvalue()


def objects_of(tree):
    return [child.o for child in tree.children]


class Trees(unittest.TestCase):
    def setUp(self):
        self.addCleanup(KEPT.clear)

    def test_the_path_from_the_module(self):
        KEPT["list"] = ["some text of this test"]
        tree = RefBrowser(KEPT["list"][0], maxdepth=4).get_tree()
        line = []
        while tree.children:
            tree = next(c for c in tree.children if str(c) in ("list", "dict", "module(%s)" % __name__))
            line.append(str(tree))
        self.assertEqual(line, ["list", "dict", "dict", "module(%s)" % __name__])
        self.assertIs(tree.o, sys.modules[__name__])

    def test_nodes_have_the_objects_themselves(self):
        held = ["held"]
        holder, other = [held], {"key": held}
        tree = RefBrowser(held, maxdepth=1).get_tree()
        self.assertIsInstance(tree, _Node)
        self.assertIs(tree.o, held)
        self.assertEqual(sum(o is holder for o in objects_of(tree)), 1)
        self.assertEqual(sum(o is other for o in objects_of(tree)), 1)
        self.assertTrue(all(c.children == [] for c in tree.children))

    def test_running_frames_are_shown_by_their_code_s_name(self):
        held = ["held"]
        texts = [str(c) for c in RefBrowser(held, maxdepth=1).get_tree().children]
        self.assertEqual(texts, ["frame (codename: test_running_frames_are_shown_by_their_code_s_name)"])
        self.assertEqual(len(held), 1)

    def test_functions_and_types_by_the_default_labels(self):
        def function(a=[]):
            return a
        self.assertEqual([refbrowser._repr(x) for x in (function, 5, "s", [], Hostile(), Hostile, sys, inspect.currentframe())],
                         ["function (function)", "int", "str", "list", __name__ + ".Hostile", "type", "module(sys)",
                          "frame (codename: test_functions_and_types_by_the_default_labels)"])
        self.assertEqual([refbrowser._repr(x, 2) for x in ({1: 2}, [1], {1, 2, 3}, function, (1,))],
                         ["dict, len=1", "list, len=1", "set, len=3", "function (%s.function)" % __name__, "tuple"])

    def test_nothing_of_the_browser_is_in_the_tree(self):
        held = ["held"]
        browser = RefBrowser(held, maxdepth=3)
        trees = [browser.get_tree() for _ in range(3)]
        seen = set()
        pending = list(trees)
        while pending:
            one = pending.pop()
            seen.add(str(one))
            pending.extend(one.children)
        self.assertFalse([s for s in seen if "refscope" in s or "_Node" in s or "get_tree" in s], seen)
        self.assertEqual(len({len(t.children) for t in trees}), 1)

    def test_a_subclass_of_the_browser_is_not_in_its_own_tree(self):
        class Mine(RefBrowser):
            pass
        held = ["held"]
        browser = Mine(held, maxdepth=1)
        self.assertNotIn(browser, objects_of(browser.get_tree()))
        self.assertEqual(len(browser.get_tree().children), 1)

    def test_an_eq_hides_nothing_and_is_not_called(self):
        held = ["held"]
        hostile, agreeable = Hostile(), Agreeable([held])
        hostile.held = held
        browser = RefBrowser(held, maxdepth=2)
        browser.ignore.append(["something"])
        found = objects_of(browser.get_tree())
        self.assertEqual(sum(o is agreeable for o in found), 1)
        self.assertTrue(any(o is hostile or o is hostile.__dict__ for o in found))

    def test_what_is_ignored_is_left_out_by_identity(self):
        held = ["held"]
        first, second = [held], [held]
        browser = RefBrowser(held, maxdepth=1)
        browser.ignore.append(first)
        found = objects_of(browser.get_tree())
        self.assertFalse(any(o is first for o in found))
        self.assertTrue(any(o is second for o in found))

    def test_a_holder_twice_over_is_one_child(self):
        held = ["held"]
        holder = [held, held, held]
        self.assertEqual(sum(o is holder for o in objects_of(RefBrowser(held, maxdepth=1).get_tree())), 1)

    def test_untracked_and_frozen_holders_are_found(self):
        text = "a text held by plain data %d" % id(self)
        KEPT["plain"] = {"key": text}
        gc.collect()
        self.assertIn("dict", [str(c) for c in RefBrowser(text, maxdepth=1).get_tree().children])
        holder = [text]
        gc.freeze()
        try:
            self.assertTrue(any(o is holder for o in objects_of(RefBrowser(text, maxdepth=1).get_tree())))
        finally:
            gc.unfreeze()

    def test_what_is_found_by_counting_is_what_a_photograph_shows(self):
        held = ctypes.pythonapi.Py_IncRef, ctypes.pythonapi.Py_DecRef  # a reference nobody can find: counts leave it open
        local, passed_on = Hostile(), Hostile()
        attribute = _Node([], str)
        KEPT["list"] = [[local, local], {"key": [passed_on]}, attribute.o]
        generator = (one for one in [passed_on])
        next(generator)
        for target in (local, passed_on, KEPT, attribute.o, KEPT["list"][0], generator, lambda: local):
            shapes = []
            for call in held:
                shapes.append(shape(RefBrowser(target, maxdepth=2).get_tree()))
                call(ctypes.py_object(target))
            self.assertEqual(*shapes)

    def test_repeat(self):
        held = ["held"]
        holder = [held]
        held.append(holder)
        for repeat in (True, False):
            with self.subTest(repeat=repeat):
                browser = RefBrowser(held, maxdepth=3, repeat=repeat)
                tree = browser.get_tree()
                (child,) = [c for c in tree.children if isinstance(c, _Node) and c.o is holder]
                again = [str(c) for c in child.children if getattr(c, "o", None) is held or str(c).startswith("list (")]
                self.assertEqual(again, ["list"] if repeat else ["list (already included, id %d)" % id(held)])
                self.assertLessEqual({id(held), id(holder)}, browser.already_included)

    def test_str_func(self):
        held = ["held"]
        tree = RefBrowser(held, maxdepth=1, str_func=lambda o: "object %d" % id(o)).get_tree()
        self.assertEqual(str(tree), "object %d" % id(held))
        self.assertEqual(str(_Node(5)), "5")

        def failing(o):
            raise ValueError("from the caller")
        self.assertRaises(ValueError, StreamBrowser(held, str_func=failing, stream=io.StringIO()).print_tree)
        held.append(held)
        self.assertRaises(ValueError, RefBrowser(held, str_func=failing, repeat=False).get_tree)

    def test_depths(self):
        held = ["held"]
        KEPT["held"] = held
        for depth in (0, 1, 2, 3):
            tree, levels = RefBrowser(held, maxdepth=depth).get_tree(), 0
            level = [tree]
            while any(n.children for n in level):
                level = [c for n in level for c in n.children]
                levels += 1
            self.assertEqual(levels, depth)
        self.assertEqual(RefBrowser(held, maxdepth=-1).get_tree().children, [])

    def test_a_chain_of_a_hundred_thousand(self):
        held = first = [None]
        for _ in range(100_000):
            held = [held]
        out = io.StringIO()
        browser = StreamBrowser(first, maxdepth=100_002, repeat=False, stream=out)
        tree = browser.get_tree()
        browser.print_tree(tree)
        self.assertGreaterEqual(out.getvalue().count("list--list"), 49_000)
        while tree.children:  # taken apart from the root, since freeing goes as deep as the tree
            tree = tree.children.pop(0) if isinstance(tree.children[0], _Node) else _Node(None)
        while held is not first:
            held = held[0]

    def test_reference_counts_and_the_heap_are_as_before(self):
        held = ["held"]
        crowd = [[held] for _ in range(100)]
        RefBrowser(held, maxdepth=2).get_tree()
        gc.collect()
        before = sys.getrefcount(held), len(gc.get_objects())
        for _ in range(20):
            RefBrowser(held, maxdepth=2).get_tree()
        self.assertEqual(sys.getrefcount(held), before[0])
        self.assertLessEqual(abs(len(gc.get_objects()) - before[1]), 2)
        self.assertEqual(len(crowd), 100)

    def test_a_tree_that_grows_too_large_can_be_interrupted(self):
        code = ("import signal, sys\n"
                "from refscope.refbrowser import RefBrowser\n"
                "ring = [[] for _ in range(12)]\n"
                "for one in ring: one.extend(ring)\n"
                "signal.signal(signal.SIGALRM, lambda *a: sys.exit(7))\n"
                "signal.setitimer(signal.ITIMER_REAL, 0.2)\n"
                "RefBrowser(ring[0], maxdepth=50).get_tree()\n")
        started = time.monotonic()
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
        self.assertEqual((ran.returncode, ran.stderr), (7, ""), time.monotonic() - started)


class Printing(unittest.TestCase):
    def test_one_line_for_each_leaf(self):
        for tree, want in (
            (node("root"), "root\n"),
            (node("root", node("a")), "root--a\n"),
            (node("root", node("a"), node("b")), "root-+-a\n     +-b\n"),
            (node("root", node("a", node("x"), node("y")), node("b", node("z"))),
             "root-+-a-+-x\n"
             "     |   +-y\n"
             "     |\n"
             "     +-b--z\n"),
            (node("root", node("a", node("b", node("x"), node("y")))), "root--a--b-+-x\n           +-y\n"),
            (node("root", node("a", node("1"), "text (already included, id 5)"), node("b", node("2"), node("3"))),
             "root-+-a-+-1\n"
             "     |   +-text (already included, id 5)\n"
             "     |\n"
             "     +-b-+-2\n"
             "         +-3\n"),
        ):
            with self.subTest(want):
                self.assertEqual(printed(tree), want)

    def test_labels_may_hold_any_character(self):
        tree = node("a|b", node("c+d", node("e|f", node("g+", node("h")))), node("|"))
        self.assertEqual(printed(tree, maxdepth=4), "a|b-+-c+d--e|f--g+--h\n    +-|\n")

    def test_the_depth_cuts_a_tree_that_is_given(self):
        tree = node("root", node("a", node("b", node("c"))), node("d", node("e")))
        self.assertEqual(printed(tree, maxdepth=1), "root-+-a\n     +-d\n")
        self.assertEqual(printed(tree, maxdepth=2), "root-+-a--b\n     +-d--e\n")
        self.assertEqual(printed(tree, maxdepth=0), "root\n")

    def test_its_characters_can_be_changed(self):
        class Wide(StreamBrowser):
            hline, vline, cross, space = "=", "!", "*", "."
        tree = node("root", node("a", node("x"), node("y")), node("b"))
        self.assertEqual(printed(tree, browser=Wide), "root=*=a=*=x\n.....!...*=y\n.....!\n.....*=b\n")

    def test_a_chain_of_a_million(self):
        tree = node("end")
        for _ in range(1_000_000):
            tree = node("x", tree)
        text = printed(tree, maxdepth=10 ** 9)
        self.assertEqual((text[:10], text[-8:], len(text)), ("x--x--x--x", "x--end\n"[-8:].rjust(8, "-"), 3_000_004))
        while tree.children:
            tree = tree.children.pop()

    def test_console_and_stream(self):
        held = ["held"]
        with contextlib.redirect_stdout(io.StringIO()) as out:
            ConsoleBrowser(held, maxdepth=1).print_tree()
        self.assertEqual(out.getvalue(), "list--frame (codename: test_console_and_stream)\n")
        stream = io.StringIO()
        ConsoleBrowser(held, maxdepth=1, stream=stream).print_tree()
        self.assertEqual(stream.getvalue(), out.getvalue())

    def test_file(self):
        held = ["held"]
        browser = FileBrowser(held, maxdepth=1, str_func=lambda o: "é\ud800")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "tree.out")
            browser.print_tree(path)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), "é\\ud800--é\\ud800\n")
            browser.print_tree(path, node("given"))
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), "given\n")
            self.assertRaises(OSError, browser.print_tree, os.path.join(folder, "no/such/file"))
        self.assertIsNone(browser.stream)


class Interactive(unittest.TestCase):
    def test_without_tkinter_a_sentence_says_what_is_missing(self):
        code = ("import sys; sys.modules['tkinter'] = None\n"
                "from refscope import refbrowser\n"
                "try: refbrowser.InteractiveBrowser([])\n"
                "except ImportError as error: print(error)\n")
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        self.assertTrue(ran.stdout.startswith("refscope: InteractiveBrowser needs tkinter"), ran)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))

    def test_branches_are_looked_up_when_they_are_opened(self):
        try:
            from refscope import _window
        except ImportError:
            self.skipTest("no tkinter for this Python")
        held = ["held"]
        holder = [held]
        browser = refbrowser.InteractiveBrowser(held, maxdepth=1)
        self.assertEqual(refbrowser.gui_default_str_function(held), "list(id=%d)" % id(held))
        item = _window._ReferrerTreeItem(browser.get_tree(), browser)
        self.assertEqual((item.GetText(), item.IsExpandable(), item.GetIconName()), ("list(id=%d)" % id(held), True, None))
        by_text = {i.GetText(): i for i in item.GetSubList()}
        below = by_text["list(id=%d)" % id(holder)]
        self.assertEqual(below.node.children, [])
        self.assertIn("frame (codename: test_branches", "".join(i.GetText() for i in below.GetSubList()))
        text = _window._ReferrerTreeItem("a text", browser)
        self.assertEqual((text.GetText(), text.IsExpandable(), text.GetIconName()), ("a text", False, "python"))


WINDOW = """
import gc, tkinter
from refscope import _window, refbrowser
class Session: pass
session = Session()
keeper = {"session": [session]}
refbrowser.InteractiveBrowser(session, str_func=lambda o: type(o).__name__).main()
window = tkinter._default_root
window.update()
first = next(o for o in gc.get_objects() if type(o) is _window._TreeNode and type(o.parent) is not _window._TreeNode)
next(child for child in first.children if child.item.GetText() == "list").expand()
window.update()
canvas = first.canvas
labels = [canvas.nametowidget(canvas.itemcget(item, "window")) for item in canvas.find_all() if canvas.type(item) == "window"]
first.reload_referrers()
window.update()
print(window.title())
for label in labels:
    if label.winfo_exists(): print(label.cget("text"))
window.destroy()
"""


class Window(unittest.TestCase):
    """InteractiveBrowser on a display of its own."""

    def setUp(self):
        if importlib.util.find_spec("tkinter") is None or importlib.util.find_spec("idlelib") is None:
            self.skipTest("tkinter and idlelib are not installed for this Python")
        if shutil.which("Xvfb") is None:
            self.skipTest("Xvfb is not installed (Debian: xvfb)")
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24"], pass_fds=[write],
                                       stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as told:
            self.display = ":" + told.readline().strip()
        self.addCleanup(self.server.wait)
        self.addCleanup(self.server.terminate)

    def test_a_branch_is_looked_up_when_it_is_opened(self):
        ran = subprocess.run([sys.executable, "-c", WINDOW], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120,
                             env={**os.environ, "DISPLAY": self.display})
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        title, *lines = ran.stdout.splitlines()
        self.assertEqual(title, "refscope: Session")
        self.assertEqual(sorted(set(lines) - {"Frame", "frame"}), ["Session", "dict", "list"])


if __name__ == "__main__":
    unittest.main()
