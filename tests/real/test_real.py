"""The command over real programs: pip, an asyncio server under load, Django, numpy. Each heap is drawn, summed up and
searched for cycles, and what comes out is checked against the heap's own facts.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

import packages

HERE = Path(__file__).resolve().parent
COMMAND = os.environ["REFSCOPE_COMMAND"]

environment = dict(os.environ, COLUMNS="80")


def need(module, requirement):
    """See to it that programs can import `module`: from the Python itself, or from the tests' virtual environment."""
    if importlib.util.find_spec(module) is None:
        environment["VIRTUAL_ENV"] = packages.environment_with(requirement)


def refscope(*words, cwd=HERE, status=0):
    ran = subprocess.run([COMMAND, *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=300,
                         stdin=subprocess.DEVNULL, env=environment)
    if ran.returncode != status:
        raise AssertionError("refscope %s: status %d, not %d\n%s\n%s" % (" ".join(words), ran.returncode, status, ran.stdout, ran.stderr))
    return ran


class Programs:
    """The same four questions to every program; a subclass says which program and what must be in the answers."""
    target = []
    own_output = ""
    live_types = set()

    def test_cycles_as_json(self):
        for scope in ("garbage", "live", "all"):
            ran = refscope("cycles", "--scope", scope, "--format", "json", *self.target)
            report = json.loads(ran.stdout)
            self.assertEqual(report["python"].split(".")[:2], [str(n) for n in sys.version_info[:2]])
            self.assertGreater(report["heap"]["objects"], 10_000)
            for pattern in report["patterns"]:
                self.assertRegex(pattern["fingerprint"], "^[0-9a-f]{16}$")
                self.assertTrue(pattern["cut"], pattern["text"])
                if scope != "all":
                    self.assertEqual(pattern["scope"], scope)
            self.assertIn(self.own_output, ran.stderr)

    def test_fingerprints_are_the_same_in_the_next_run(self):
        def fingerprints():
            report = json.loads(refscope("cycles", "--format", "json", *self.target).stdout)
            return sorted(p["fingerprint"] for p in report["patterns"])
        self.assertEqual(fingerprints(), fingerprints())

    def test_summary(self):
        text = refscope("summary", *self.target).stdout
        for name in ("dict", "str", "tuple"):
            self.assertIn(name, text)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)

    def test_the_whole_heap_drawn(self):
        with tempfile.TemporaryDirectory() as folder:
            for ending in ("svg", "png", "dot"):
                path = Path(folder) / ("heap." + ending)
                refscope("graph", "--scope", "all", "-o", str(path), *self.target)
                self.assertGreater(path.stat().st_size, 1000)
            xml.etree.ElementTree.parse(Path(folder) / "heap.svg")
            subprocess.run(["dot", "-Tcanon", "-o", os.devnull, str(Path(folder) / "heap.dot")], check=True)

    def test_why_its_own_types_are_alive(self):
        for name in self.live_types:
            text = refscope("why", "--type", name, "--limit", "1", *self.target).stdout
            self.assertIn("module __main__", text)


class Pip(Programs, unittest.TestCase):
    target = ["-m", "pip", "--disable-pip-version-check", "list"]
    own_output = "pip"

    @classmethod
    def setUpClass(cls):
        if importlib.util.find_spec("pip") is None:
            raise unittest.SkipTest("pip is not installed for this Python")


class Server(Programs, unittest.TestCase):
    target = ["server.py", "1000"]
    own_output = "answered 1000"
    live_types = {"__main__.Request"}

    def test_what_the_cache_holds(self):
        text = refscope("why", "--type", "Request", "--limit", "1", *self.target).stdout
        self.assertIn("cache.requests", text)
        rows = [line.split() for line in refscope("summary", "--limit", "0", *self.target).stdout.splitlines()]
        self.assertIn(["__main__.Request", "100"], [row[:2] for row in rows])


    def test_what_the_cache_retains(self):
        by_type = json.loads(refscope("top", "--under", "cache", "--by", "type", "--format", "json", *self.target).stdout)
        self.assertEqual([row["objects"] for row in by_type["types"] if row["type"] in ("__main__.Request", "__main__.Cache")], [1, 100])
        modules = json.loads(refscope("top", "--by", "module", "--format", "json", *self.target).stdout)
        self.assertEqual(sum(row["retained"] for row in modules["modules"]), modules["heap"]["bytes"])
        self.assertIn("hangs on ", refscope("why", "--type", "Request", "--limit", "1", *self.target).stdout)

    def test_what_grew_between_two_photographs_of_one_server(self):
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, "twice.py")
            with open(program, "w", encoding="utf-8") as file:
                file.write("import sys, asyncio, refscope\nsys.argv = ['server.py', '1000']\n"
                           "exec(compile(open(%r).read(), 'server.py', 'exec'))\n"
                           "refscope.capture().save('a.rsnap')\nasyncio.run(main(3000))\nrefscope.capture().save('b.rsnap')\n"
                           % str(HERE / "server.py"))
            refscope("run", program, cwd=folder)
            lines = refscope("diff", "a.rsnap", "b.rsnap", cwd=folder).stdout.splitlines()
        self.assertRegex(lines[0], r"\A__main__\.cache\.requests\[\] grew by 300 Request, [\d.]+ KB\Z")
        self.assertTrue(any(line.startswith("__main__.Request ") and line.split()[1:5] == ["100", "400", "300", "0"]
                            for line in lines), lines)

    def test_what_grew_from_one_run_of_the_server_to_the_next(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, requests in [("a.rsnap", "1000"), ("b.rsnap", "4000")]:
                refscope("run", "-o", os.path.join(folder, name), "server.py", requests)
            lines = refscope("diff", "a.rsnap", "b.rsnap", cwd=folder).stdout.splitlines()
        self.assertRegex(lines[0], r"\A__main__\.cache\.requests\[\] grew by 300 Request, [\d.]+ KB\Z")
        self.assertIn("two runs of a program", "\n".join(lines))


class Numpy(Programs, unittest.TestCase):
    target = ["with_numpy.py"]
    own_output = "particles: 200"
    live_types = {"__main__.Particle"}

    @classmethod
    def setUpClass(cls):
        need("numpy", "numpy")


class Django(Programs, unittest.TestCase):
    target = ["shop/manage.py", "check"]
    own_output = "no issues"

    @classmethod
    def setUpClass(cls):
        need("django", "Django")


if __name__ == "__main__":
    unittest.main()
