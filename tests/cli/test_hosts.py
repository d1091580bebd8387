"""The command and `python -m refscope` say the same of one program: neither tells of what was there before its first line.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import unittest

from command import COMMAND, CommandTest, ModuleTest

LEAK = os.path.join(os.environ["REFSCOPE_SOURCE"], "samples", "parent_and_child", "leak.py")
STABLE = ("fingerprint", "text", "types", "edges", "count", "objects", "bytes", "scope")


class SameReport(ModuleTest):
    def reports(self, *words, **more):
        self.start = ModuleTest.start
        theirs = self.refscope("cycles", "--format", "json", *words, **more)
        self.start = [COMMAND]
        ours = self.refscope("cycles", "--format", "json", *words, **more)
        self.assertEqual((theirs.status, ours.status), (0, 0), (theirs, ours))
        return [json.loads(ran.out) for ran in (ours, theirs)]

    def assertSame(self, ours, theirs, garbage):
        self.assertEqual((ours["garbage"]["objects"], theirs["garbage"]["objects"]), (garbage, garbage))
        self.assertEqual(ours["garbage"], theirs["garbage"])
        for name in ("components", "cyclic_objects"):
            self.assertEqual(ours[name], theirs[name], name)
        self.assertEqual(*([{name: p[name] for name in STABLE} for p in report["patterns"]] for report in (ours, theirs)))

    def test_of_the_sample(self):
        ours, theirs = self.reports(LEAK)
        self.assertEqual(len(ours["patterns"]), 1)
        self.assertSame(ours, theirs, garbage=ours["garbage"]["objects"])

    def test_of_one_object(self):
        self.write("app.py", "a = []; a.append(a); del a\n")
        self.assertSame(*self.reports("app.py"), garbage=1)

    def test_of_an_empty_program(self):
        self.write("app.py", "")
        self.assertSame(*self.reports("app.py"), garbage=0)

    def test_what_starting_python_left_behind_is_not_the_programs(self):
        self.write("site/sitecustomize.py", "for i in range(9):\n    a = []\n    a.append(a)\ndel a\n")
        self.write("app.py", "import sitecustomize\na = []; a.append(a); del a\n")
        self.assertSame(*self.reports("app.py", env={"PYTHONPATH": self.path("site")}), garbage=1)


class WithTheCollector(CommandTest):
    def test_a_heap_that_is_only_asked_about_is_not_collected(self):
        self.write("site/sitecustomize.py", "class Left: pass\na = Left()\na.me = a\ndel a, Left\n")
        self.write("app.py", "")
        ran = self.refscope("summary", "--limit", "0", "app.py", env={"PYTHONPATH": self.path("site")})
        self.assertIn("sitecustomize.Left", ran.out)


if __name__ == "__main__":
    unittest.main()
