"""A site under a loop of requests, with its classes tracked and refscope.web open and read meanwhile: the snapshots show its
objects, every page answers, and after it all nothing has stayed. 500 requests here; REFSCOPE_REQUESTS=10000 for more.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import importlib.util
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent / "tracked_site.py"
REQUESTS = int(os.environ.get("REFSCOPE_REQUESTS", "500"))
KEPT = 50            # orders that the site keeps
FEW = 150            # objects that the interpreter may have made for itself meanwhile, however many requests there were


class Site:
    kind = ""
    instances = {}   # name: (made by a request, kept of an order)

    @classmethod
    def setUpClass(cls):
        ran = subprocess.run([sys.executable, str(PROGRAM), cls.kind, str(REQUESTS)], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, timeout=550)
        if ran.returncode != 0:
            raise AssertionError("status %d\n%s" % (ran.returncode, ran.stderr))
        cls.seen = json.loads(ran.stdout)

    def test_every_instance_is_tracked(self):
        self.assertEqual(self.seen["made"], {name: made * REQUESTS for name, (made, kept) in self.instances.items()})

    def test_the_snapshots_show_what_the_site_keeps(self):
        for name, (made, kept) in self.instances.items():
            self.assertEqual(self.seen["active"][name], [0] + 10 * [kept * KEPT])
            self.assertEqual([size > 0 for size in self.seen["bytes"][name]], [False] + 10 * [kept > 0])

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


class Django(Site, unittest.TestCase):
    kind = "django"
    instances = {"Order": (1, 1), "Line": (4, 0)}  # two are stored, and read again

    @classmethod
    def setUpClass(cls):
        if importlib.util.find_spec("django") is None:
            raise unittest.SkipTest("django is not installed for this Python")
        super().setUpClass()


if __name__ == "__main__":
    unittest.main()
