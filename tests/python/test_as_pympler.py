"""Scripts that import pympler run with refscope, unmodified: by refscope.as_pympler() and by python -m refscope.as_pympler.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import sys
import tempfile
import unittest

SCRIPT = """
import sys
import pympler.asizeof
from pympler import muppy, summary, tracker
from pympler.classtracker import ClassTracker
from pympler.util.stringutils import pp, safe_repr, trunc
import refscope.asizeof
import refscope.util.stringutils

print(pympler.asizeof is refscope.asizeof, pympler.util.stringutils is refscope.util.stringutils, tracker.__name__)
print(pympler.__version__, pympler.asizeof.__version__, pympler.asizeof.__spec__.name, __name__, sys.argv[1:])
print(pp(1234), trunc("This is a long text.", 8), safe_repr([1, 2, 3, 4], clip=8))
for name in ("pympler._text", "pympler.mummy", "pympler.util.nonsense"):
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        print(error, "|", error.name)
"""
PRINTED = """\
True True refscope.tracker
1.1 22.12.07 refscope.asizeof __main__ %s
   1.21 KB This ... [1, ..4]
No module named 'pympler._text': refscope has no module of that name | pympler._text
No module named 'pympler.mummy': refscope has no module of that name | pympler.mummy
No module named 'pympler.util.nonsense': refscope has no module of that name | pympler.util.nonsense
"""


def run(*arguments, **options):
    return subprocess.run([sys.executable, "-W", "error", *arguments], capture_output=True, text=True, timeout=60, **options)


class AsPympler(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.script = os.path.join(self.folder, "script.py")
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(SCRIPT)

    def check(self, done, printed, status=0):
        self.assertEqual((done.stdout, done.stderr, done.returncode), (printed, "", status))

    def test_a_script(self):
        self.check(run("-m", "refscope.as_pympler", self.script, "a", "-b"), PRINTED % "['a', '-b']")

    def test_a_module(self):
        self.check(run("-m", "refscope.as_pympler", "-m", "script", "a", cwd=self.folder), PRINTED % "['a']")

    def test_from_within(self):
        self.check(run("-c", "import refscope\nrefscope.as_pympler()\nrefscope.as_pympler()\n" + SCRIPT), PRINTED % "[]")

    def test_a_script_that_is_not_there(self):
        done = run("-m", "refscope.as_pympler", "nowhere.py")
        self.assertEqual((done.stdout, done.stderr, done.returncode),
                         ("", "refscope: as_pympler: nowhere.py: no such file\n", 2))
        done = run("-m", "refscope.as_pympler")
        self.assertEqual((done.stdout, done.stderr, done.returncode),
                         ("", "refscope: as_pympler: which script? "
                          "usage: python -m refscope.as_pympler [-m] SCRIPT [argument...]\n", 2))

    def test_too_late(self):
        os.mkdir(os.path.join(self.folder, "pympler"))
        with open(os.path.join(self.folder, "pympler", "__init__.py"), "w", encoding="utf-8"):
            pass
        done = run("-c", "import pympler, refscope\ntry: refscope.as_pympler()\nexcept RuntimeError as error: print(error)",
                   cwd=self.folder)
        self.check(done, "refscope.as_pympler(): Pympler has been imported already: call it before the first import of pympler\n")

    def test_none_of_it_is_among_the_objects(self):
        done = run("-c", "idle = None\nimport refscope\nrefscope.as_pympler()\nimport pympler.asizeof\n"
                   "print([one.preview for one in refscope.capture().objects(type='types.ModuleType') if 'ympler' in one.preview])\n"
                   "print([one.type for one in refscope.capture().objects() if one.type.startswith('refscope.')])\n"
                   "from pympler import tracker\nidle = tracker.SummaryTracker()\nprint(idle.diff(), idle.diff())")
        self.check(done, "[]\n[]\n[] []\n")

    def test_bottle_is_its_own_package(self):
        done = run("-c", "import sys\nsys.modules['bottle'] = None\ntry: import refscope.util.bottle\n"
                   "except ImportError as error: print(error)")
        self.check(done, "refscope.util.bottle: refscope serves its pages without bottle: install the package bottle, or import it "
                   "from where it is\n")


if __name__ == "__main__":
    unittest.main()
