"""What the tests of the command share: run it as a user does, in a folder of its own, and tell what came out.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

COMMAND = os.environ["REFSCOPE_COMMAND"]
BUILD = os.environ["REFSCOPE_BUILD"]
PACKAGE = os.path.join(BUILD, "python")

# What a user's shell has, without what the test run itself put there.
BARE = {k: v for k, v in os.environ.items()
        if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "COLUMNS", "NO_COLOR", "PYTHONDONTWRITEBYTECODE")}


class Ran:
    """One run: exit status, standard output and standard error as text."""

    def __init__(self, process, out, err):
        self.status, self.out, self.err = process.returncode, out, err

    def __repr__(self):
        return "status %d\n--- stdout\n%s\n--- stderr\n%s" % (self.status, self.out, self.err)


class CommandTest(unittest.TestCase):
    """Each test in an empty folder. `self.refscope(...)` runs the executable."""

    start = [COMMAND]

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="refscope-test-")
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        return path

    def environment(self, **changes):
        env = dict(BARE)
        for name, value in changes.items():
            if value is None:
                env.pop(name, None)
            else:
                env[name] = value
        return env

    def refscope(self, *words, stdin=b"", env=None, **more):
        process = subprocess.Popen([*self.start, *words], cwd=more.pop("cwd", self.folder), stdin=subprocess.PIPE,
                                   stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
                                   env=self.environment(**(env or {})), **more)
        out, err = process.communicate(stdin, timeout=300)
        return Ran(process, (out or b"").decode("utf-8", "surrogateescape"), err.decode("utf-8", "surrogateescape"))

    def assertRefused(self, ran, line):
        """One line on standard error, nothing else, status 2."""
        self.assertEqual((ran.status, ran.out, ran.err), (2, "", "refscope: %s\n" % line))

    def files(self):
        return sorted(os.path.relpath(os.path.join(where, name), self.folder)
                      for where, _, names in os.walk(self.folder) for name in names if "__pycache__" not in where)


class ModuleTest(CommandTest):
    """The same under the user's own interpreter: python -m refscope."""

    start = [sys.executable, "-m", "refscope"]

    def environment(self, **changes):
        env = super().environment(**changes)
        env["PYTHONPATH"] = os.pathsep.join([PACKAGE] + ([env["PYTHONPATH"]] if env.get("PYTHONPATH") else []))
        return env
