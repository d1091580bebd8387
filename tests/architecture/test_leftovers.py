"""tests/leftovers.py: what a test run leaves behind is found, in its TMPDIR and in the source tree.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


class Leftovers(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.source = Path(scratch.name)
        for folder in "tests", "build/tmp", "build-39/tests", ".git":
            (self.source / folder).mkdir(parents=True)
        shutil.copy(HERE / "leftovers.py", self.source / "tests")
        (self.source / "tests" / "test_x.py").touch()

    def run_python(self, *words):
        return subprocess.run([sys.executable, "-B", *words], cwd=self.source, check=True, capture_output=True, text=True).stdout

    def note(self):
        (self.source / "build" / "files.txt").write_text(self.run_python("tests/leftovers.py", "build"))

    def found(self):
        return self.run_python("-c", "import sys; sys.path.insert(0, 'tests'); import leftovers; print(leftovers.found('build'))").strip()

    def test_nothing_is_left(self):
        self.note()
        for name in "build/x", "build-39/tests/y", ".git/z":
            (self.source / name).touch()
        (self.source / "tests" / "test_x.py").write_text("changed while the tests run")
        self.assertEqual(self.found(), "[]")

    def test_what_is_left_is_named(self):
        self.note()
        (self.source / "build" / "tmp" / "pytest-of-root").mkdir()
        (self.source / "tests" / "__pycache__").mkdir()
        (self.source / "tests" / "__pycache__" / "x.pyc").touch()
        self.assertEqual(self.found(), str(["in TMPDIR: pytest-of-root",
                                            "in the source tree: " + os.path.join("tests", "__pycache__", "x.pyc")]))

    def test_where_nobody_noted_what_was_there_nothing_is_said(self):
        (self.source / "build" / "tmp" / "x").touch()
        self.assertEqual(self.found(), "[]")


if __name__ == "__main__":
    unittest.main()
