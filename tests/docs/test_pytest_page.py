"""docs/pytest.md is true: its tests are run by pytest under the plugin, and the shown output is what comes out.

Addresses and numbers of bytes are left out of the comparison. REFSCOPE_UPDATE_GOLDENS=1 writes the output into the page.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import packages

PAGE = Path(os.environ["REFSCOPE_SOURCE"]) / "docs" / "pytest.md"
TESTS = re.compile(r"^```py\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r"^```console\n\$ pytest (?P<arguments>.*)\n(?P<output>(?:.*\n)*?)```$", re.MULTILINE)


def plain(output):
    return re.sub(r"0x[0-9a-f]+", "0x…", re.sub(r"\d+(\.\d+)? (B|KB)\b", "… B", re.sub(r"in \d+\.\d+s", "in …s", output)))


class Page(unittest.TestCase):
    def setUp(self):
        self.python = packages.python_with("pytest>=8", "pytest-xdist", "pytest-asyncio")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.text = PAGE.read_text(encoding="utf-8")
        self.blocks = TESTS.findall(self.text)

    def run_pytest(self, source, *arguments):
        (self.folder / "test_tree.py").write_text(source, encoding="utf-8")
        return subprocess.run([self.python, "-m", "pytest", "-p", "no:cacheprovider", "-p", "refscope.pytest_plugin",
                               "--rootdir", str(self.folder), *arguments],
                              cwd=self.folder, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
                              env=dict(os.environ, COLUMNS="80", PY_COLORS="0", CI="1", TMPDIR=str(self.folder), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"))

    def test_the_shown_output(self):
        if sys.version_info < (3, 11):
            self.skipTest("the page shows Python 3.11 and later, where attributes stand in the instance")
        shown = OUTPUT.search(self.text)
        ran = self.run_pytest(self.blocks[0], *shown["arguments"].split())
        self.assertEqual(ran.returncode, 1, ran.stderr)
        if os.environ.get("REFSCOPE_UPDATE_GOLDENS"):
            PAGE.write_text(self.text[:shown.start("output")] + ran.stdout + self.text[shown.end("output"):], encoding="utf-8")
            shown = OUTPUT.search(PAGE.read_text(encoding="utf-8"))
        self.assertEqual(plain(ran.stdout), plain(shown["output"]))

    def test_the_other_tests_pass(self):
        ran = self.run_pytest("\n".join(self.blocks), "--strict-markers")
        self.assertEqual((ran.returncode, len(self.blocks)), (0, 2), ran.stdout + ran.stderr)
        self.assertIn("3 passed", ran.stdout)


if __name__ == "__main__":
    unittest.main()
