"""What `cmake --install` lays down is complete: a C program finds the library by pkg-config, the command and the package run
from the new place.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path

BUILD = Path(os.environ["REFSCOPE_BUILD"])
SOURCE = Path(os.environ["REFSCOPE_SOURCE"])
SANITIZED = "REFSCOPE_SANITIZE:STRING=\n" not in (BUILD / "CMakeCache.txt").read_text()


def run(words, **options):
    ran = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if ran.returncode != 0:
        raise AssertionError("%s: status %d\n%s%s" % (words, ran.returncode, ran.stdout, ran.stderr))
    return ran.stdout


@unittest.skipIf(SANITIZED, "a sanitized build is not what is installed")
class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.prefix = Path(cls.scratch.name) / "prefix"
        run(["cmake", "--install", BUILD, "--prefix", cls.prefix])
        # Nothing of the build tree may help: its own variables are taken away.
        cls.environment = {k: v for k, v in os.environ.items() if not k.startswith("REFSCOPE_") and k != "PYTHONPATH"}

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def find(self, name):
        found = sorted(self.prefix.rglob(name))
        self.assertTrue(found, "%s is not installed" % name)
        return found[0]

    def test_a_c_program_by_pkg_config(self):
        pc = self.find("refscope.pc").parent
        flags = run(["pkg-config", "--cflags", "--libs", "refscope"], env=dict(self.environment, PKG_CONFIG_PATH=str(pc))).split()
        library = self.find("librefscope.so").parent
        config = sysconfig.get_config_var
        client = Path(self.scratch.name) / "client"
        run(["gcc", SOURCE / "tests/install/client.c", "-o", client, "-I" + sysconfig.get_path("include"), *flags,
             "-L" + config("LIBDIR"), "-lpython" + config("LDVERSION"), "-Wl,-rpath," + config("LIBDIR"), "-Wl,-rpath," + str(library)])
        environment = dict(self.environment, PYTHONHOME=sys.base_prefix)
        self.assertEqual(run([client], env=environment), "<?xml\nNode.peer -> Node\n")

    def test_the_command_and_its_page(self):
        program = Path(self.scratch.name) / "p.py"
        program.write_text("import refscope\na = []; a.append(a); del a\n")
        text = run([self.find("bin/refscope"), "cycles", program], env=self.environment)
        self.assertIn("list[] -> list", text)
        self.assertIn(".SH", self.find("refscope.1*").read_text())
        picture = Path(self.scratch.name) / "p.png"
        run([self.find("bin/refscope"), "graph", "-q", "-o", picture, program], env=self.environment)
        self.assertEqual(picture.read_bytes()[:4], b"\x89PNG")

    def test_the_package(self):
        site = self.find("refscope/__init__.py").parent.parent
        code = "import refscope; print(len(refscope.capture()) > 1000, refscope.__file__)"
        shown = run([sys.executable, "-c", code], env=dict(self.environment, PYTHONPATH=str(site)))
        self.assertTrue(shown.startswith("True " + str(site)), shown)
        self.assertTrue((site / "refscope" / "py.typed").exists())

    def test_a_package_that_was_moved_draws(self):
        site = self.find("refscope/__init__.py").parent.parent
        moved = Path(self.scratch.name) / "elsewhere"
        shutil.copytree(site, moved)
        code = ("import refscope; a = []; a.append(a); s = refscope.capture([a]); "
                "print(s.graph(s.at(a))._repr_svg_()[:5])")
        self.assertEqual(run([sys.executable, "-c", code], env=dict(self.environment, PYTHONPATH=str(moved))), "<?xml\n")
        (moved / "refscope" / "refscope-draw").unlink()
        libexec = self.find("libexec/refscope/refscope-draw")
        libexec.rename(str(libexec) + "-away")
        try:
            ran = subprocess.run([sys.executable, "-c", code], env=dict(self.environment, PYTHONPATH=str(moved)),
                                 capture_output=True, text=True)
        finally:
            Path(str(libexec) + "-away").rename(libexec)
        self.assertEqual(ran.stderr.splitlines()[-1],
                         "refscope.RefscopeError: the picture: the executable refscope-draw is not there, neither beside %s nor "
                         "where it is installed: reinstall refscope, or name it in REFSCOPE_DRAW; .dot files need none" % moved)


if __name__ == "__main__":
    unittest.main()
