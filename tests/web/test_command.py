"""refscope web TARGET, and the same under the user's own interpreter: runs the program, serves its photograph, ends by Ctrl-C.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import signal
import socket
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cli"))

from command import CommandTest, ModuleTest
from pages import Page, ask, crawl

PROGRAM = """
    import gc
    class Node:
        pass
    gc.disable()
    cache = {"<script>alert(1)</script>": [1, 2.5, "x & y"]}
    ring = Node(); ring.me = ring; del ring
    print("the program's own words")
"""


class Web:
    def serve(self, *words):
        process = subprocess.Popen([*self.start, "web", *words], cwd=self.folder, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment(), text=True, start_new_session=True)
        self.addCleanup(self.end, process)
        self.told = []
        for line in process.stderr:
            self.told.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+/[0-9a-f]{32}/$", line)
            if found:
                return process, found.group()
        self.fail("no address: %s" % self.told)

    def end(self, process):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def test_the_photograph_is_served_until_ctrl_c(self):
        self.write("app.py", PROGRAM)
        process, address = self.serve("--port", "0", "app.py")
        self.assertEqual(self.told[:-1], ["the program's own words\n"])
        self.assertEqual(self.told[-1], "refscope: app.py, photographed at the end, until Ctrl-C: %s\n" % address)
        for path, words in [("", "Photograph taken at the end"), ("garbage", "Node.me"), ("process", "main thread"),
                            ("tracker", "a program that has ended"), ("traceback/main", "Variables, as photographed"),
                            ("types/__main__.Node", "1 object of this type"), ("help", "Overview")]:
            with self.subTest(path=path):
                page = Page(ask(address, path).text)
                self.assertEqual(page.problems, [])
                self.assertIn(words, page.words)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out, err), (0, "", ""))

    def test_it_is_ended_by_sigterm_too(self):
        self.write("app.py", PROGRAM)
        process, address = self.serve("-q", "--port", "0", "app.py")
        process.terminate()
        self.assertEqual((process.communicate(timeout=60), process.returncode), (("", ""), 0))

    def test_there_is_nothing_to_photograph_any_more(self):
        self.write("app.py", PROGRAM)
        _, address = self.serve("--port", "0", "app.py")
        answer = ask(address, "refresh")
        self.assertEqual(answer.status, 404)
        self.assertIn("The program has ended", Page(answer.text).words)
        self.assertNotIn("Take a new photograph", ask(address).text)

    def test_values_are_escaped(self):
        self.write("app.py", PROGRAM)
        _, address = self.serve("--port", "0", "app.py")
        found = ask(address, "find?q=__main__.cache").location
        answer = ask(address, found)
        self.assertNotIn("<script", answer.text)
        self.assertIn("['<script>alert(1)</script>']", Page(answer.text).words)

    def test_values_can_be_withheld(self):
        self.write("app.py", PROGRAM)
        _, address = self.serve("--port", "0", "--values", "names", "app.py")
        found = ask(address, "find?q=__main__.cache").location
        self.assertNotIn("alert", ask(address, found).text)

    def test_every_page_that_is_linked(self):
        self.write("app.py", PROGRAM)
        _, address = self.serve("--port", "0", "app.py")
        for path, (answer, page) in crawl(address, 60).items():
            self.assertEqual((answer.status, page.problems if page else []), (200, []), path)

    def test_a_port_in_use(self):
        self.write("app.py", PROGRAM)
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            ran = self.refscope("web", "--port", str(port), "app.py")
        self.assertEqual((ran.status, ran.out), (2, ""))
        self.assertEqual(ran.err.splitlines()[-1], "refscope: web: port %d is in use: choose another, or 0 for a free one" % port)

    def test_no_such_port(self):
        self.write("app.py", PROGRAM)
        self.assertRefused(self.refscope("web", "--port", "65536", "app.py"), "--port 65536: no port has that number")

    def test_photographs_the_program_took_one_after_the_other(self):
        self.write("app.py", "import refscope\na = refscope.capture()\nb = refscope.capture()\n")
        process, first = self.serve("--port", "0", "app.py")
        self.assertRegex(self.told[-1], r"refscope.capture\(\) at \S*app.py:2, until")
        self.assertEqual(ask(first).status, 200)
        process.send_signal(signal.SIGINT)
        line = process.stderr.readline()
        self.assertRegex(line, r"refscope.capture\(\) at \S*app.py:3, until")
        self.assertEqual(ask(line.split()[-1]).status, 200)


class Executable(Web, CommandTest):
    pass


class Module(Web, ModuleTest):
    pass


if __name__ == "__main__":
    unittest.main()
