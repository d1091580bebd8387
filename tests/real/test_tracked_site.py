"""A site under a loop of requests or under wrk, with its classes tracked and refscope.web open and read meanwhile: the snapshots show its
objects, every page answers, and after it all nothing has stayed. 500 requests here; REFSCOPE_REQUESTS=10000 for more. The
frameworks are those of the Python under test, or come from the package index.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import packages

PROGRAM = Path(__file__).resolve().parent / "tracked_site.py"
REQUESTS = int(os.environ.get("REFSCOPE_REQUESTS", "500"))
KEPT = 50            # orders that the site keeps
FEW = 350            # objects that Python may have made for itself meanwhile, however many requests there were; a connection of
                     # sqlite3 alone has up to 200 weak references to cursors that are gone


class Site:
    kind = ""
    load = "loop"
    framework = None  # (module, requirement)
    instances = {}   # name: (made by a request, kept of an order)

    @classmethod
    def setUpClass(cls):
        python = sys.executable
        if cls.framework is not None and importlib.util.find_spec(cls.framework[0]) is None:
            python = packages.python_with(cls.framework[1])
        if cls.load == "wrk" and shutil.which("wrk") is None:
            raise unittest.SkipTest("wrk is not installed (Debian: wrk)")
        ran = subprocess.run([python, str(PROGRAM), cls.kind, str(REQUESTS), cls.load], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, timeout=550)
        if ran.returncode != 0:
            raise AssertionError("status %d\n%s" % (ran.returncode, ran.stderr))
        cls.seen = json.loads(ran.stdout)

    def test_every_instance_is_tracked(self):
        self.assertGreaterEqual(self.seen["requests"], REQUESTS)
        self.assertEqual(self.seen["made"], {name: made * self.seen["requests"] for name, (made, kept) in self.instances.items()})

    def test_the_snapshots_show_what_the_site_keeps(self):
        for name, (made, kept) in self.instances.items():
            self.assertEqual(self.seen["active"][name], [0] + self.seen["parts"] * [kept * KEPT])
            self.assertEqual([size > 0 for size in self.seen["bytes"][name]], [False] + self.seen["parts"] * [kept > 0])

    def test_every_page_answers_meanwhile(self):
        self.assertEqual(set(self.seen["pages"]), {"200"})
        self.assertGreaterEqual(self.seen["pages"]["200"], 6)
        self.assertEqual(self.seen["missing"], [])

    def test_nothing_stays(self):
        self.assertTrue(self.seen["classes as before"])
        for counted_by in ("objects", "collector"):  # the photograph leaves refscope's own out, the collector does not
            before, after = self.seen[counted_by]
            self.assertLess(after - before, FEW, self.seen["grown"])
        for name in self.seen["grown"]:
            self.assertNotRegex(name, "refscope|Order|Line")


class Plain(Site, unittest.TestCase):
    kind = "plain"
    instances = {"Order": (1, 1), "Line": (2, 2)}


class PlainUnderWrk(Plain):
    load = "wrk"


class Flask(Plain):
    kind = "flask"
    framework = ("flask", "Flask")


class FlaskUnderWrk(Flask):
    load = "wrk"


class Django(Site, unittest.TestCase):
    kind = "django"
    framework = ("django", "Django")
    instances = {"Order": (1, 1), "Line": (4, 0)}  # two are stored, and read again


class DjangoUnderWrk(Django):
    load = "wrk"


if __name__ == "__main__":
    unittest.main()
