"""The examples of docs/ are true: every python block of a page is run, the blocks of a page one after the other in one program.

A line "expression  # -> value" must have that value, as repr writes it.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

DOCS = Path(os.environ["REFSCOPE_SOURCE"]) / "docs"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VALUE = re.compile(r"^(?P<expression>\S.*?)  # -> (?P<value>.*)$", re.MULTILINE)


def program(page):
    """The blocks of a page as one program; None when there are none."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    text = "\n".join(VALUE.sub(check, block) for block in blocks)
    return "def _check(expression, value, wanted):\n    assert repr(value) == wanted, (expression, value)\n\n" + text if text else None


def check(line):
    expression = line.group("expression")
    return "_check(%r, %s, %r)" % (expression, expression, line.group("value"))


class Examples(unittest.TestCase):
    def test_each_page_runs(self):
        pages = 0
        for page in sorted(DOCS.glob("*.md")):
            text = program(page)
            if text is None:
                continue
            pages += 1
            with self.subTest(page=page.name), tempfile.TemporaryDirectory() as scratch:
                script = Path(scratch) / "page.py"
                script.write_text(text, encoding="utf-8")
                ran = subprocess.run([sys.executable, str(script)], cwd=scratch, capture_output=True, text=True, timeout=120,
                                     stdin=subprocess.DEVNULL)
                self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertGreaterEqual(pages, 1)

    def test_a_wrong_value_is_found(self):
        with self.assertRaises(AssertionError):
            exec("def _check(e, value, wanted):\n    assert repr(value) == wanted\n" + VALUE.sub(check, "1 + 1  # -> 3"), {})


if __name__ == "__main__":
    unittest.main()
