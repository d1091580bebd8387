"""The pages in a real browser: they load whole, nothing runs or is fetched, links and the search field work.

Needs Chromium and playwright-core: REFSCOPE_BROWSER names a folder in which `npm install playwright-core` was run ("1": this
one, or wherever node looks); without it the tests are skipped. REFSCOPE_SCREENSHOTS names a folder that pictures of the pages
are left in.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import gc
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from refscope import web

HERE = Path(__file__).resolve().parent
WANTED = os.environ.get("REFSCOPE_BROWSER", "")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
EVIL = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


class Node:
    def __init__(self, parent=None):
        self.parent, self.children = parent, []
        if parent is not None:
            parent.children.append(self)


kept = {EVIL: [EVIL, 1, 2.5], "type": type(EVIL, (), {})()}


class Browser(unittest.TestCase):
    def setUp(self):
        if not WANTED:
            self.skipTest("REFSCOPE_BROWSER is not set: ./dev browser installs what is needed")
        if CHROMIUM is None:
            self.skipTest("chromium is not installed: apt-get install chromium")
        self.environment = {**os.environ, "NODE_PATH": os.path.join(WANTED, "node_modules")}
        node = shutil.which("node")
        if node is None or subprocess.run([node, "-e", "require('playwright-core')"], capture_output=True,
                                          env=self.environment).returncode != 0:
            self.skipTest("playwright-core is not installed in %s: npm install playwright-core" % WANTED)
        self.node = node

    def serve(self):
        from refscope.classtracker import ClassTracker
        gc.disable()
        self.addCleanup(gc.enable)
        tracker = ClassTracker()
        tracker.track_class(Node)
        self.addCleanup(tracker.detach_all)
        self.nodes = []
        for number in range(4):
            self.nodes += [Node() for _ in range(10 * number)]
            Node(Node())
            tracker.create_snapshot(EVIL)
        thread = web.start_in_background(port=0, quiet=True, tracker=tracker)
        self.addCleanup(thread.stop)
        return thread.address

    def visit(self, address, paths):
        """What the browser saw: see visit.js."""
        folder = os.environ.get("REFSCOPE_SCREENSHOTS")
        if not folder:
            scratch = tempfile.TemporaryDirectory()
            self.addCleanup(scratch.cleanup)
            folder = scratch.name
        told = subprocess.run([self.node, str(HERE / "visit.js"), CHROMIUM, address, folder, *paths], capture_output=True,
                              text=True, timeout=300, env=self.environment)
        self.assertEqual(told.returncode, 0, told.stderr)
        return json.loads(told.stdout)

    def test_pages_in_a_browser(self):
        paths = ["", "types", "types/__main__.Node", "garbage", "garbage/0", "cycles", "objects/%d" % id(kept),
                 "objects/%d" % id(kept[EVIL]), "objects/graph/%d" % id(kept), "process", "traceback/main", "tracker",
                 "tracker/class/__main__.Node", "help", "garbage/graph/0"]
        seen = self.visit(self.serve(), paths)
        self.assertEqual([page["path"] for page in seen["pages"]], paths)
        for page in seen["pages"]:
            with self.subTest(path=page["path"]):
                self.assertEqual(page["status"], 200)
                self.assertEqual(page["console"], [])    # no word of the policy: nothing on the page asked for what it forbids
                self.assertEqual(page["requests"], 1)    # the page itself
                self.assertEqual(page["scripts"], 0)
                self.assertNotIn("owned", page["title"])
                self.assertLessEqual(page["wider"], 0)   # no sideways scrolling, on a screen of 400 either
        self.assertEqual([page["path"] for page in seen["pages"] if page["styled"] is False], [])
        self.assertGreater(next(page for page in seen["pages"] if page["path"] == "garbage/0")["drawn"], 5)
        self.assertEqual(next(page for page in seen["pages"] if page["path"] == "tracker")["lines"], 6)
        self.assertIn(EVIL, next(page for page in seen["pages"] if page["path"] == "tracker")["text"])

    def test_walking_by_links_and_by_the_field(self):
        walked = self.visit(self.serve(), ["walk"])["walk"]
        self.assertEqual(walked, ["Overview", "Types", "list", "dict of 2", "module __main__", "Overview"])


if __name__ == "__main__":
    unittest.main()
