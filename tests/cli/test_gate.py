"""`refscope cycles` as a check in continuous integration: what passes, what fails, what it says, what it leaves behind.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import re
import textwrap
import unittest

from command import CommandTest, ModuleTest

PEER = """
class Node: pass
def leak():
    a, b = Node(), Node()
    a.peer, b.peer = b, a
for i in range(3): leak()
"""
RING = """
class Ring: pass
r = Ring(); r.next = r; del r
"""
PEER_TEXT, RING_TEXT = "Node.peer -> Node", "Ring.next -> Ring"
ENTRY = re.compile(r"^([0-9a-f]{16}) (.*)$", re.MULTILINE)


class Baseline:
    def setUp(self):
        super().setUp()
        self.write("app.py", PEER)

    def cycles(self, *words, target="app.py", **more):
        return self.refscope("cycles", *words, target, **more)

    def check(self, *words, status, says, **more):
        ran = self.cycles("--baseline", "cycles.txt", *words, **more)
        self.assertEqual((ran.status, ran.err), (status, says), ran)
        return ran.out

    def baseline(self):
        with open(self.path("cycles.txt"), encoding="utf-8") as file:
            return file.read()

    def texts(self):
        return [text for _, text in ENTRY.findall(self.baseline())]

    def make(self, *words, **more):
        ran = self.cycles("--baseline", "cycles.txt", "--update-baseline", *words, **more)
        self.assertEqual(ran.status, 0, ran)
        return ran

    # ---- The course of things

    def test_made_then_passed_then_failed_by_what_is_new(self):
        self.check("--update-baseline", status=0,
                   says="refscope: cycles.txt: 1 pattern, 1 added (Node.peer -> Node), 0 removed\n")
        self.assertEqual(self.texts(), [PEER_TEXT])
        self.assertIn("check passed: no new pattern of cycles; 1 known\n", self.check(status=0, says=""))
        self.write("app.py", PEER + RING)
        out = self.check(status=1, says="refscope: app.py: 1 new pattern of cycles, not in cycles.txt: Ring.next -> Ring\n")
        self.assertIn("check failed: 1 new pattern of cycles, not in cycles.txt; 1 known\n", out)
        self.assertIn("\n1. Ring.next -> Ring\n", out)
        self.assertRegex(out, r"\nknown:\n   Node\.peer -> Node   3 times, ")
        self.assertNotIn("Node.peer -> Node\n", out)

    def test_what_is_gone_is_told_and_does_not_fail(self):
        self.write("app.py", PEER + RING)
        self.make()
        self.write("app.py", PEER)
        self.check(status=0, says="refscope: app.py: 1 pattern of cycles.txt was not seen any more: Ring.next -> Ring: "
                                  "--update-baseline takes out what is gone\n")
        self.check("--quiet", status=0, says="")
        self.check("--update-baseline", status=0,
                   says="refscope: cycles.txt: 1 pattern, 0 added, 1 removed (Ring.next -> Ring)\n")
        self.assertEqual(self.texts(), [PEER_TEXT])

    def test_new_and_gone_at_once_is_one_line(self):
        self.make()
        self.write("app.py", RING)
        self.check(status=1, says="refscope: app.py: 1 new pattern of cycles, not in cycles.txt: Ring.next -> Ring; "
                                  "1 pattern of cycles.txt was not seen any more: Node.peer -> Node: "
                                  "--update-baseline takes out what is gone\n")

    def test_many_new_ones_are_counted(self):
        self.write("app.py", "class Node: __slots__ = tuple('abcde')\nfor name in 'abcde':\n    n = Node(); setattr(n, name, n)\ndel n\n")
        self.write("cycles.txt", "refscope baseline 1\n")
        self.check(status=1, says="refscope: app.py: 5 new patterns of cycles, not in cycles.txt: Node.a -> Node; "
                                  "Node.b -> Node; Node.c -> Node; and 2 more\n")

    # ---- The file

    def test_the_file_is_the_same_in_every_run(self):
        self.write("app.py", PEER + RING)
        self.make(env={"PYTHONHASHSEED": "1"})
        first = self.baseline()
        self.assertRegex(first, r"\Arefscope baseline 1\n(?:#.*\n)+"
                                r"\n# of __main__\.Node: garbage, seen 3 times; cut __main__\.Node\.peer\n[0-9a-f]{16} Node\.peer -> Node\n"
                                r"\n# of __main__\.Ring: garbage, seen once; cut __main__\.Ring\.next\n[0-9a-f]{16} Ring\.next -> Ring\n\Z")
        os.remove(self.path("cycles.txt"))
        self.make(env={"PYTHONHASHSEED": "2"})
        self.assertEqual(self.baseline(), first)

    def test_what_people_wrote_stays_and_counts_change_no_line(self):
        self.make()
        mine = self.baseline().replace("# of __main__.Node", "# the graph is built once: fine\n# of __main__.Node")
        self.write("cycles.txt", mine)
        self.write("app.py", PEER.replace("range(3)", "range(30)"))
        self.make()
        self.assertEqual(self.baseline(), mine)

    def test_it_is_replaced_in_one_step_with_its_mode(self):
        self.make()
        os.chmod(self.path("cycles.txt"), 0o640)
        os.rename(self.path("cycles.txt"), self.path("real.txt"))
        os.symlink("real.txt", self.path("cycles.txt"))
        self.write("app.py", RING)
        self.make()
        self.assertEqual(self.texts(), [RING_TEXT])
        self.assertTrue(os.path.islink(self.path("cycles.txt")))
        self.assertEqual(os.stat(self.path("real.txt")).st_mode & 0o777, 0o640)
        self.assertEqual(self.files(), ["app.py", "cycles.txt", "real.txt"])

    def test_a_program_that_goes_elsewhere(self):
        self.write("sub/x", "")
        self.write("app.py", PEER + "import os; os.chdir('sub')\n")
        self.make()
        self.assertEqual(self.texts(), [PEER_TEXT])
        self.check(status=0, says="")

    def test_a_program_that_fails_changes_no_baseline(self):
        self.write("app.py", PEER + "raise ValueError\n")
        ran = self.cycles("--baseline", "cycles.txt", "--update-baseline")
        self.assertEqual(ran.status, 3)
        self.assertEqual(self.files(), ["app.py"])
        self.assertEqual(ran.err.splitlines()[-1], "refscope: cycles.txt: not written, since the program failed")

    def test_several_photographs_are_one_baseline(self):
        self.write("app.py", PEER + "import refscope, gc\nrefscope.capture()\ngc.collect()\n" + RING + "refscope.capture()\n")
        self.make()
        self.assertEqual(self.texts(), [PEER_TEXT, RING_TEXT])
        self.check(status=0, says="")

    # ---- --max and --ignore

    def test_max_with_a_baseline_is_how_many_may_be_new(self):
        self.make()
        self.write("app.py", PEER + RING)
        self.check("--max", "1", status=0, says="")
        self.write("app.py", PEER + RING + RING.replace("next", "last"))
        self.check("--max", "1", status=1, says="refscope: app.py: 2 new patterns of cycles, not in cycles.txt, and --max "
                                                "allows 1: Ring.last -> Ring; Ring.next -> Ring\n")

    def test_ignored_patterns_count_nowhere(self):
        self.write("app.py", PEER + RING)
        for glob in (RING_TEXT, "Ring*", "*.next -> *", "__main__.Ring.*"):
            with self.subTest(glob=glob):
                ran = self.cycles("--max", "1", "--ignore", glob)
                self.assertEqual((ran.status, ran.err), (0, ""), ran)
                self.assertIn("check passed: 1 pattern of cycles, and --max allows 1; 1 ignored\n", ran.out)
        ran = self.cycles("--max", "0", "--ignore", "Ring*", "--ignore", "Node*")
        self.assertEqual((ran.status, ran.err), (0, ""), ran)
        self.make("--ignore", "Ring*")
        self.assertEqual(self.texts(), [PEER_TEXT])
        ran = self.cycles("--ignore", "Rin")
        self.assertNotIn("ignored", ran.out)

    def test_json_says_what_each_counts_for(self):
        self.make()
        self.write("app.py", RING + "class Own: pass\no = Own(); o.me = o; del o\n")
        ran = self.cycles("--baseline", "cycles.txt", "--ignore", "Own*", "--format", "json")
        report = json.loads(ran.out)
        self.assertEqual(ran.status, 1)
        fingerprint, = [f for f, text in ENTRY.findall(self.baseline())]
        self.assertEqual(report["check"], {
            "outcome": "failed", "reason": "1 new pattern of cycles, not in cycles.txt", "new": 1, "known": 0, "ignored": 1,
            "max": 0, "baseline": "cycles.txt", "unseen": [{"fingerprint": fingerprint, "text": PEER_TEXT}]})
        self.assertEqual({p["text"]: p["standing"] for p in report["patterns"]}, {RING_TEXT: "new", "Own.me -> Own": "ignored"})

    def test_scope(self):
        self.write("app.py", RING.replace("; del r", ""))
        self.make("--scope", "live")  # what the interpreter brings along is in it as well
        self.assertIn(RING_TEXT, self.texts())
        self.check("--scope", "live", status=0, says="")
        self.assertIn(": alive, seen once; ", self.baseline())


class UnderTheCommand(Baseline, CommandTest):
    pass


class UnderTheInterpreter(Baseline, ModuleTest):
    pass


# (the words, the line behind "refscope: "); {old} is a baseline, {app} a script that would leave a file if it ran
REFUSED = [
    (["--max", "-1", "{app}"], "--max -1: not a number"),
    (["--ignore", "", "{app}"], "--ignore: its value is empty"),
    (["--ignore", "a", "--ignore", "", "{app}"], "--ignore: its value is empty"),
    (["--baseline", "", "{app}"], "--baseline: its value is empty"),
    (["--baseline"], "--baseline: its value is missing"),
    (["--update-baseline", "{app}"], "cycles: --update-baseline: which file? Say --baseline FILE with it"),
    (["--baseline", "missing.txt", "{app}"], "missing.txt: No such file or directory: --update-baseline makes it"),
    (["--baseline", "folder", "{app}"], "folder: Is a directory"),
    (["--baseline", "folder", "--update-baseline", "{app}"], "folder: Is a directory"),
    (["--baseline", "nowhere/cycles.txt", "--update-baseline", "{app}"], "nowhere/cycles.txt: No such file or directory"),
    (["--baseline", "newer.txt", "{app}"],
     "newer.txt: a baseline of version 7, and this refscope reads version 1: a newer refscope wrote it"),
    (["--baseline", "newer.txt", "--update-baseline", "{app}"],
     "newer.txt: a baseline of version 7, and this refscope reads version 1: a newer refscope wrote it"),
    (["--baseline", "merge.txt", "{app}"],
     "merge.txt:4: neither a comment nor a fingerprint and its pattern: '<<<<<<< HEAD'"),
    (["--baseline", "binary.txt", "{app}"],
     "binary.txt: not a baseline of refscope: its first line is not `refscope baseline 1`"),
    (["--baseline", "nul.txt", "{app}"], "nul.txt:2: not text: '\\x00\\xff'"),
    (["--baseline", "app.py", "--update-baseline", "{app}"],
     "app.py: not a baseline of refscope: its first line is not `refscope baseline 1`"),
    (["--baseline", "/dev/zero", "{app}"], "/dev/zero: not a baseline of refscope: it is larger than 64 MB"),
    (["--baseline", "good.txt", "-o", "good.txt", "{app}"], "cycles: -o and --baseline are one file: good.txt"),
    (["--baseline", "good.txt", "-o", "./good.txt", "{app}"], "cycles: -o and --baseline are one file: ./good.txt"),
    (["--baseline", "good.txt", "-o", "folder", "{app}"], "folder: Is a directory"),
]


class Refused(CommandTest):
    def setUp(self):
        super().setUp()
        self.write("app.py", "open('was-run', 'w')\n")
        os.mkdir(self.path("folder"))
        self.write("good.txt", "refscope baseline 1\n")
        self.write("newer.txt", "refscope baseline 7\n")
        self.write("merge.txt", "refscope baseline 1\n\n# of a\n<<<<<<< HEAD\n")
        self.write("binary.txt", bytes(range(256)) * 100)
        self.write("nul.txt", b"refscope baseline 1\n\0\xff\n")

    def test_each_is_one_line_and_nothing_runs(self):
        before = self.files()
        for words, line in REFUSED:
            with self.subTest(words=words):
                self.assertRefused(self.refscope("cycles", *[word.format(app="app.py") for word in words]), line)
        self.assertEqual(self.files(), before)

    @unittest.skipIf(os.geteuid() == 0, "root may read and write everything")
    def test_what_may_not_be_read_or_written(self):
        os.chmod(self.path("good.txt"), 0)
        self.assertRefused(self.refscope("cycles", "--baseline", "good.txt", "app.py"), "good.txt: Permission denied")
        os.chmod(self.path("good.txt"), 0o444)
        self.assertRefused(self.refscope("cycles", "--baseline", "good.txt", "--update-baseline", "app.py"),
                           "good.txt: Permission denied")

    def test_a_disk_that_fills_up(self):
        os.symlink("/dev/full", self.path("full.txt"))
        ran = self.refscope("cycles", "--baseline", "/dev/null", "-o", "full.txt", "app.py")
        self.assertEqual((ran.status, ran.out, ran.err), (2, "", "refscope: full.txt: No space left on device\n"))

    def test_a_large_baseline_is_read(self):
        lines = ["%016x T%d.me -> T%d" % (n * 2654435761, n, n) for n in range(200000)]
        self.write("large.txt", "refscope baseline 1\n" + "\n".join(lines) + "\n")
        self.write("app.py", RING)
        ran = self.refscope("cycles", "--baseline", "large.txt", "app.py")
        self.assertEqual(ran.status, 1)
        self.assertRegex(ran.err, r"\Arefscope: app\.py: 1 new pattern of cycles, not in large\.txt: Ring\.next -> Ring; "
                                  r"200000 patterns of large\.txt were not seen any more: [^\n]*; and 199997 more: "
                                  r"--update-baseline takes out what is gone\n\Z")


# Programs of the standard library that leave garbage, and how to make one of their cycles go away or come.
REAL = {
    "xml.dom.minidom": """
        import sys
        from xml.dom import minidom
        document = minidom.parseString("<a><b/><c>text</c></a>")
        if "--unlink" in sys.argv: document.unlink()
        del document
    """,
    "asyncio": """
        import asyncio, sys
        class Job:
            def __init__(self, loop):
                self.answer = loop.create_future()
                self.answer.add_done_callback(self.done)
            def done(self, answer): pass
        async def work():
            job = Job(asyncio.get_running_loop())
            if "--unlink" in sys.argv: job.answer.remove_done_callback(job.done)
        asyncio.run(work())
    """,
}


class RealPrograms(CommandTest):
    def gate(self, *words, argument=()):
        return self.refscope("cycles", "--baseline", "cycles.txt", *words, "app.py", *argument)

    def course(self, program, later):
        """First run fails, update, second run passes, a new cycle fails and is named, what is gone is told."""
        self.write("app.py", program)
        self.write("cycles.txt", "refscope baseline 1\n")
        first = self.gate()
        self.assertEqual(first.status, 1, first)
        self.assertRegex(first.err, r"refscope: app\.py: \d+ new patterns? of cycles, not in cycles\.txt: ")
        self.assertEqual(self.gate("--update-baseline").status, 0)
        second = self.gate()
        self.assertEqual((second.status, second.err), (0, ""), second)
        self.write("app.py", program + RING)
        third = self.gate()
        self.assertEqual((third.status, third.err),
                         (1, "refscope: app.py: 1 new pattern of cycles, not in cycles.txt: Ring.next -> Ring\n"))
        self.write("app.py", program)
        fourth = self.gate(argument=later)
        self.assertEqual(fourth.status, 0, fourth)
        self.assertRegex(fourth.err, r"\Arefscope: app\.py: \d+ patterns? of cycles\.txt (was|were) not seen any more: ")

    def test_minidom(self):
        self.course(textwrap.dedent(REAL["xml.dom.minidom"]), ["--unlink"])

    def test_asyncio(self):
        self.course(textwrap.dedent(REAL["asyncio"]), ["--unlink"])


if __name__ == "__main__":
    unittest.main()
