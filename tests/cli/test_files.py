"""Snapshot files on the command line: written by `run -o`, told by `info`, taken by every command, with or without a Python.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import re
import shutil
import subprocess
import sys
import time
import unittest

from command import BUILD, COMMAND, CommandTest, ModuleTest

PROGRAM = """
class Session:
    def __init__(self, owner): self.owner = owner
sessions = {"SECRET-KEY-%d" % n: Session("SECRET-OWNER-%d" % n) for n in range(20)}
class Node: pass
def leak():
    a, b = Node(), Node()
    a.peer, b.peer = b, a
leak()
"""
with open(os.path.join(BUILD, "CMakeCache.txt")) as cache:
    SANITIZED = "REFSCOPE_SANITIZE:STRING=\n" not in cache.read()


class Files:
    def setUp(self):
        super().setUp()
        self.write("app.py", PROGRAM)

    def saved(self, *words, name="heap.rsnap", program="app.py"):
        ran = self.refscope("run", "-q", "-o", name, *words, program)
        self.assertEqual((ran.status, ran.out, ran.err), (0, "", ""), ran)
        return name

    def text(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def good(self, *words):
        ran = self.refscope(*words)
        self.assertEqual((ran.status, ran.err), (0, ""), ran)
        return ran.out

    def test_run_says_what_it_saved(self):
        ran = self.refscope("run", "-o", "heap.rsnap", "app.py")
        self.assertEqual((ran.status, ran.out), (0, ""))
        self.assertRegex(ran.err, r"^refscope: heap\.rsnap: photographed at the end: [\d,]+ objects, [\d,]+ references; "
                                  r"[\d.]+ KB, values: names\n$")
        self.assertEqual(self.files(), ["app.py", "heap.rsnap"])

    def test_every_command_takes_it(self):
        self.saved()
        self.assertRegex(self.good("summary", "heap.rsnap"), r"(?m)^str +[\d,]+ ")
        self.assertIn("module __main__ .sessions[…]", self.good("why", "--type", "Session", "--limit", "1", "-q", "heap.rsnap"))
        self.assertIn(".sessions", self.good("tree", "--name", "__main__.sessions", "heap.rsnap"))
        ran = self.refscope("graph", "-o", "leak.dot", "heap.rsnap")
        self.assertEqual((ran.status, ran.out), (0, ""), ran)
        self.assertIn("Node", self.text("leak.dot"))

    def test_cycles_are_those_the_program_left(self):
        self.write("off.py", "import gc; gc.collect(); gc.disable()\n" + PROGRAM)
        self.saved(program="off.py")
        self.assertIn("Node.peer -> Node", self.good("cycles", "heap.rsnap"))
        ran = self.refscope("cycles", "--max", "0", "heap.rsnap")
        self.assertEqual(ran.status, 1)
        self.assertIn("--max allows 0", ran.err)

    def test_options_go_on_behind_a_file(self):
        self.saved()
        self.assertEqual(self.good("summary", "heap.rsnap", "--limit", "3"), self.good("summary", "--limit", "3", "heap.rsnap"))

    def test_a_file_is_told_by_its_first_bytes(self):
        self.saved(name="photograph")
        self.assertIn("total", self.good("summary", "photograph"))

    def test_the_report_goes_to_a_file(self):
        self.saved()
        self.assertEqual(self.good("summary", "-o", "report.txt", "heap.rsnap"), "")
        self.assertEqual(self.text("report.txt"), self.good("summary", "heap.rsnap"))

    def test_info(self):
        self.saved()
        before = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 3600))
        told = json.loads(self.good("info", "--format", "json", "heap.rsnap"))
        summary = json.loads(self.good("summary", "--format", "json", "heap.rsnap"))
        self.assertEqual(told["heap"], summary["heap"])
        names = ("opaque_type_names", "unknown_layouts", "misreporting_types")  # the head of a file has the counts alone
        self.assertEqual(told["coverage"], {key: value for key, value in summary["coverage"].items() if key not in names})
        self.assertEqual((told["target"], told["origin"]["target"], told["origin"]["where"]), ("heap.rsnap", "app.py", "at the end"))
        self.assertEqual(told["python"].split(".")[:2], ["%d" % part for part in sys.version_info[:2]])
        self.assertGreaterEqual(told["origin"]["taken"], before)
        self.assertEqual(told["file"]["bytes"], os.path.getsize(self.path("heap.rsnap")))
        self.assertEqual(sum(s["stored_bytes"] for s in told["file"]["sections"]) + 24, told["file"]["bytes"])
        self.assertIn("values        names: ", self.good("info", "heap.rsnap"))

    def test_several_photographs_are_several_files(self):
        self.write("two.py", "import refscope\na = refscope.capture()\nx = [1]\nb = refscope.capture()\n")
        ran = self.refscope("run", "-o", "heap.rsnap", "two.py")
        self.assertEqual(ran.status, 0, ran)
        self.assertEqual(self.files(), ["app.py", "heap-1.rsnap", "heap-2.rsnap", "two.py"])
        where = [json.loads(self.good("info", "--format", "json", "heap-%d.rsnap" % n))["origin"]["where"] for n in (1, 2)]
        self.assertEqual(where, ["refscope.capture() at %s:%d" % (self.path("two.py"), line) for line in (2, 4)])

    def test_a_program_that_goes_elsewhere(self):
        self.write("away.py", "import os; os.chdir('/')\n")
        self.saved(program="away.py")
        self.assertTrue(os.path.exists(self.path("heap.rsnap")))

    def test_a_program_that_fails_is_saved_all_the_same(self):
        self.write("bad.py", "kept = [1]\nraise ValueError\n")
        ran = self.refscope("run", "-o", "heap.rsnap", "bad.py")
        self.assertEqual(ran.status, 3)
        self.assertIn("total", self.good("summary", "heap.rsnap"))

    def test_no_secret_is_in_it_unless_asked_for(self):
        for values, key, owner in (("names", "[…]", "str"), ("none", "[…]", "str"), ("short", "['SECRET-KEY-7']", "SECRET-OWNER-7")):
            with self.subTest(values=values):
                self.saved("--values", values)
                shown = self.good("tree", "--type", "Session", "--referents", "--limit", "0", "heap.rsnap") + \
                    self.good("why", "--type", "Session", "--limit", "0", "heap.rsnap")
                self.assertEqual("SECRET-" in shown, values == "short")
                self.assertIn(key, shown)
                self.assertIn(owner, shown)
                self.assertIn("values        %s: " % values, self.good("info", "heap.rsnap"))

    def test_a_program_sees_its_previews_whatever_goes_into_the_file(self):
        self.write("looks.py", "import refscope\nx = ['a text']\nprint(refscope.capture(x).at(x[0]).preview)\n")
        ran = self.refscope("run", "-q", "-o", "heap.rsnap", "looks.py")
        self.assertEqual((ran.status, ran.out, ran.err), (0, "'a text'\n", ""))
        self.assertNotIn("a text", self.good("summary", "heap.rsnap"))

    def test_damaged_files_are_refused_by_every_command(self):
        self.saved()
        with open(self.path("heap.rsnap"), "rb") as file:
            whole = file.read()
        self.write("half.rsnap", whole[:len(whole) // 2])
        self.write("flip.rsnap", whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:])
        self.write("empty.rsnap", b"")
        os.mkfifo(self.path("pipe.rsnap"))
        os.mkdir(self.path("folder.rsnap"))
        for name in ("half", "flip", "empty", "pipe", "folder"):
            for words in (["summary"], ["cycles"], ["why", "--type", "Session"], ["tree", "--type", "Session"], ["graph", "-o", "x.dot"]):
                with self.subTest(name=name, words=words):
                    ran = self.refscope(*words, name + ".rsnap")
                    self.assertEqual((ran.status, ran.out), (2, ""), ran)
                    self.assertRegex(ran.err, r"\Arefscope: %s\.rsnap: [^\n]+\n\Z" % name)
        self.assertFalse(os.path.exists(self.path("x.dot")))


class OfTheCommand(Files, CommandTest):
    pass


class OfTheModule(Files, ModuleTest):
    pass


class WithoutPython(CommandTest):
    def test_the_command_links_no_python(self):
        ran = subprocess.run(["ldd", COMMAND], capture_output=True, text=True, check=True)
        self.assertNotIn("python", ran.stdout)
        self.assertIn("libigraph", ran.stdout)

    def copied(self):
        """The command alone in a folder, as where only it was installed."""
        shutil.copy(COMMAND, self.path("refscope"))
        return self.path("refscope")

    def test_files_need_none(self):
        self.write("app.py", PROGRAM)
        self.assertEqual(self.refscope("run", "-q", "-o", "heap.rsnap", "app.py").status, 0)
        alone = [self.copied()]
        for words in (["summary", "heap.rsnap"], ["info", "heap.rsnap"], ["why", "--type", "Session", "heap.rsnap"],
                      ["cycles", "heap.rsnap"], ["--help"], ["--version"], ["tree", "--type", "Session", "heap.rsnap"]):
            with self.subTest(words=words):
                ran = subprocess.run(alone + words, cwd=self.folder, env={"PATH": "/nonexistent"}, capture_output=True, text=True)
                self.assertEqual(ran.returncode, 0, ran)
                self.assertTrue(ran.stdout)

    def test_programs_need_the_executable_beside_it(self):
        self.write("app.py", PROGRAM)
        ran = subprocess.run([self.copied(), "summary", "app.py"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((ran.returncode, ran.stdout), (2, ""))
        self.assertRegex(ran.stderr, r"\Arefscope: %s/\.\./libexec/refscope/refscope-python3\.\d+: No such file or directory: without it "
                                     r"only snapshot files can be looked at: reinstall refscope, or run `python -m refscope`\n\Z" % self.folder)

    @unittest.skipUnless(os.geteuid() == 0 and not SANITIZED, "needs root, for chroot, and an unsanitized build")
    def test_on_a_machine_where_no_python_is_installed(self):
        self.write("app.py", PROGRAM)
        self.assertEqual(self.refscope("run", "-q", "-o", "heap.rsnap", "app.py").status, 0)
        root = self.path("root")
        self.populate(root)
        shutil.copy(self.path("heap.rsnap"), root + "/heap.rsnap")
        ran = subprocess.run([shutil.which("chroot", path=os.defpath + ":/usr/sbin:/sbin"), root, "/refscope", "why", "--type", "Session", "--limit", "1", "/heap.rsnap"],
                             env={}, capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran)
        self.assertIn("module __main__ .sessions[", ran.stdout)
        self.assertEqual([name for _, _, names in os.walk(root) for name in names if "python" in name.lower()], [])

    def populate(self, root):
        """The command and the libraries that it loads, and nothing else."""
        listed = subprocess.run(["ldd", COMMAND], capture_output=True, text=True, check=True).stdout
        for library in re.findall(r"(/\S+) \(0x", listed):
            target = root + library
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy(library, target)
        shutil.copy(COMMAND, root + "/refscope")


if __name__ == "__main__":
    unittest.main()
