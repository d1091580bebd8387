"""Where the report goes: standard output or a file, whole or not at all, and the program's own output meanwhile.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import unittest

from command import CommandTest, ModuleTest

CYCLE = """
class Node: pass
def leak():
    a, b = Node(), Node()
    a.peer, b.peer = b, a
for i in range(3): leak()
print("from the program")
"""


class Output:
    def setUp(self):
        super().setUp()
        self.write("app.py", CYCLE)

    def test_the_report_has_standard_output_to_itself(self):
        ran = self.refscope("cycles", "app.py")
        self.assertEqual((ran.status, ran.err), (0, "from the program\n"))
        self.assertNotIn("from the program", ran.out)
        self.assertIn("Node.peer", ran.out)

    def test_children_of_the_program_write_to_standard_error_too(self):
        self.write("app.py", "import os; os.system('echo shouted')\n")
        ran = self.refscope("run", "app.py")
        self.assertEqual((ran.status, ran.err), (0, "shouted\n"))

    def test_with_a_file_the_program_keeps_its_standard_output(self):
        ran = self.refscope("cycles", "-o", "report.txt", "app.py")
        self.assertEqual((ran.status, ran.out, ran.err), (0, "from the program\n", ""))
        with open(self.path("report.txt")) as file:
            report = file.read()
        self.assertEqual(len(report.splitlines()), len(self.refscope("cycles", "app.py").out.splitlines()))
        self.assertIn("Node.peer -> Node", report)

    def test_a_file_is_replaced_and_nothing_else_left(self):
        self.write("report.txt", "old\n")
        self.assertEqual(self.refscope("cycles", "-o", "report.txt", "app.py").status, 0)
        self.assertEqual(self.files(), ["app.py", "report.txt"])
        with open(self.path("report.txt")) as file:
            self.assertIn("Node.peer", file.read())

    def test_the_old_file_stays_when_the_selection_matches_nothing(self):
        self.write("tree.txt", "old\n")
        ran = self.refscope("tree", "--type", "Nodf", "-o", "tree.txt", "app.py")
        self.assertEqual(ran.status, 2)
        with open(self.path("tree.txt")) as file:
            self.assertEqual(file.read(), "old\n")
        self.assertEqual(self.files(), ["app.py", "tree.txt"])

    def test_the_file_is_where_the_command_was_started(self):
        self.write("elsewhere/app.py", """
            import atexit, os
            os.chdir("elsewhere")
            atexit.register(lambda: print(os.path.basename(os.getcwd())))
        """)
        for words in (["summary", "-o", "report.txt"], ["graph", "-o", "leak.dot"]):
            ran = self.refscope(*words, "elsewhere/app.py")
            self.assertEqual((ran.status, ran.out), (0, "elsewhere\n"), ran)
        self.assertEqual(self.files(), ["app.py", "elsewhere/app.py", "leak.dot", "report.txt"])

    def test_a_full_disk_behind_standard_output(self):
        for words in (["run"], ["summary"], ["cycles"], ["cycles", "--format", "json"], ["tree", "--type", "Node"],
                      ["why", "--type", "Node"]):
            with self.subTest(words=words), open("/dev/full", "w") as full:
                ran = self.refscope(*words, "app.py", stdout=full)
                self.assertEqual((ran.status, ran.err),
                                 (2, "from the program\nrefscope: standard output: No space left on device\n"))

    def test_a_full_disk_behind_a_file(self):
        os.symlink("/dev/full", self.path("leak.png"))
        for words in (["cycles", "-o", "/dev/full"], ["graph", "-o", "leak.png"]):
            with self.subTest(words=words):
                ran = self.refscope(*words, "app.py")
                self.assertEqual((ran.status, ran.err), (2, "refscope: %s: No space left on device\n" % words[-1]))

    def test_standard_output_that_is_closed(self):
        ran = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *self.start, "run", "app.py"], cwd=self.folder,
                             env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual((ran.returncode, ran.stderr), (2, b"refscope: standard output: Bad file descriptor\n"))

    def test_standard_error_that_is_closed(self):
        ran = subprocess.run(["sh", "-c", 'exec "$@" 2>&-', "sh", *self.start, "run", "app.py"], cwd=self.folder,
                             env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(ran.returncode, 0)
        self.assertTrue(ran.stdout.startswith(b"app.py, Python"))

    def test_a_reader_that_goes_away(self):
        self.write("app.py", "kept = [object() for i in range(10)]\n")
        ran = subprocess.run(["sh", "-c", '("$@"; echo "[$?]" >&2) | true', "sh", *self.start, "summary", "app.py"],
                             cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertIn(ran.stderr, (b"[%d]\n" % (128 + signal.SIGPIPE), b"[0]\n"))

    def test_a_pipe_and_a_device(self):
        ran = self.refscope("cycles", "-o", "/dev/stderr", "app.py")
        self.assertEqual((ran.status, ran.out), (0, "from the program\n"))
        self.assertIn("Node.peer", ran.err)

    def test_pictures_of_every_kind(self):
        for name, start in (("leak.dot", b"digraph"), ("leak.png", b"\x89PNG"), ("leak.svg", b"<?xml"),
                            ("leak.pdf", b"%PDF"), ("leak.PNG", b"\x89PNG")):
            with self.subTest(name=name):
                ran = self.refscope("graph", "-o", name, "app.py")
                self.assertEqual(ran.status, 0, ran)
                self.assertRegex(ran.err, r"\Arefscope: %s: app\.py: garbage cycles, 1 pattern; \d+ boxes, \d+ arrows\n\Z" % name)
                with open(self.path(name), "rb") as file:
                    self.assertTrue(file.read().startswith(start))

    def test_quiet_says_nothing_of_a_picture(self):
        ran = self.refscope("graph", "-q", "-o", "leak.svg", "app.py")
        self.assertEqual((ran.status, ran.out, ran.err), (0, "from the program\n", ""))


class Terminal:
    """Standard output and standard error are a terminal of 72 columns."""

    def on_terminal(self, *words, columns=72, env=None):
        try:
            outer, inner = pty.openpty()
        except OSError as error:
            self.skipTest("no pseudo-terminal to be had: %s" % error)
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = subprocess.Popen([*self.start, *words], cwd=self.folder, stdin=inner, stdout=inner, stderr=inner,
                                   env=self.environment(**dict({"TERM": "xterm"}, **(env or {}))))
        os.close(inner)
        seen = b""
        while True:
            try:
                part = os.read(outer, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        os.close(outer)
        return process.wait(timeout=60), seen.decode()

    def test_lines_fit_into_the_terminal(self):
        self.write("app.py", "class %s: pass\nkept = [%s() for i in range(9)]\n" % (("AVeryLongNameOfAClass" * 4,) * 2))
        status, seen = self.on_terminal("summary", "--color", "never", "--limit", "0", "app.py")
        self.assertEqual(status, 0, seen)
        self.assertLessEqual(max(len(line) for line in seen.replace("\r", "").splitlines()), 72)
        status, seen = self.on_terminal("summary", "--color", "never", "--limit", "0", "app.py", env={"COLUMNS": "200"})
        self.assertIn("AVeryLongNameOfAClass" * 4, seen)

    def test_in_a_pipe_nothing_is_cut(self):
        self.write("app.py", "class %s: pass\nkept = [%s() for i in range(9)]\n" % (("AVeryLongNameOfAClass" * 8,) * 2))
        self.assertIn("AVeryLongNameOfAClass" * 8, self.refscope("summary", "--limit", "0", "app.py").out)

    def test_colours_on_a_terminal_only(self):
        self.write("app.py", CYCLE)
        escape = "\x1b["
        self.assertIn(escape, self.on_terminal("cycles", "app.py")[1])
        self.assertNotIn(escape, self.on_terminal("cycles", "app.py", env={"NO_COLOR": "1"})[1])
        self.assertNotIn(escape, self.on_terminal("cycles", "app.py", env={"TERM": "dumb"})[1])
        self.assertNotIn(escape, self.on_terminal("cycles", "--color", "never", "app.py")[1])
        self.assertNotIn(escape, self.refscope("cycles", "app.py").out)
        self.assertIn(escape, self.refscope("cycles", "--color", "always", "app.py").out)
        self.assertIn(escape, self.refscope("cycles", "--color", "always", "app.py", env={"NO_COLOR": "1"}).out)

    def test_the_program_is_on_the_terminal(self):
        self.write("app.py", "import sys; print(sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.isatty())\n")
        status, seen = self.on_terminal("run", "app.py")
        self.assertTrue(seen.startswith("True True True\r\napp.py, Python "), seen)


class UnderTheCommand(Output, Terminal, CommandTest):
    pass


class UnderTheInterpreter(Output, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
